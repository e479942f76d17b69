"""A supplier's screens: the bid form with its draft, attachments, sealing, receipts."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.documents import Key
from procurement.core.errors import DomainError
from procurement.core.permissions import ALLOWED, Verdict
from procurement.core.turns import may_be_committed
from procurement.core.views import ActionView, DocumentView, FilteredListView, ObjectView
from procurement.core.views.base import LoadedObjectMixin

from .. import permissions
from ..enums import BID_RECEIPT, BidState, PackageStatus, RoundKind
from ..forms.bids import AttachmentForm, BidForm, SealForm, initial_of
from ..lifecycle import SEALED_BID
from ..models import BidRound, SealedBid
from ..selectors import bidding
from ..selectors.versions import amended_since, newest
from ..services.bidding import seal_bid, withdraw_bid
from ..services.drafts import add_file, discard_draft, remove_file, save_draft, upload_handler
from ..services.uploads import IN_ONE
from .bid_pages import begun, bid_page, files_part, live_parts, receipt_facts, round_facts, seal_page

# What a service refuses, told to the script beside the form as ``{"error": …}``.
REFUSED = 422
_ROUNDS = BidRound.objects.select_related("package__tender__purchaser")
# For the pages that show what the documents ask: form, check list and sealed content read each of these many times.
# Of five tables with 140 columns only those that these pages read: hundreds ask for them in one minute.
_OF_ROUND = ("code", "kind", "status", "public_key", "deadline")
_OF_PACKAGE = (
    *("code", "number", "title", "status", "budget", "price_ceiling"),
    *("sme_package", "small_micro_only"),
)
_OF_TENDER = (
    *("code", "title", "method", "invitation_way", "industry", "deadline", "released_at"),
    *("reserved_for_sme", "accepts_consortium", "bond_percent", "price_is_fixed"),
    *("item__sme_share", "item__sme_measure", "purchaser__code", "purchaser__name"),
)
_ASKED = (
    _ROUNDS.select_related("package__tender__item")
    .prefetch_related("package__requirements", "package__conditions", "package__factors")
    .only(
        *_OF_ROUND,
        *(f"package__{name}" for name in _OF_PACKAGE),
        *(f"package__tender__{name}" for name in _OF_TENDER),
    )
)


def _attaching() -> dict[str, Any]:
    return {"attachment_form": AttachmentForm(), "in_one": IN_ONE}


class RoundMixin(LoadedObjectMixin):
    """A round as its bidders may know it: a final round exists for those who were called only."""

    queryset = _ROUNDS
    context_object_name = "round"
    sign_in_required = True

    def view_permission(self, actor: Actor, obj: BidRound) -> Verdict:
        return ALLOWED if obj.kind == RoundKind.FIRST else permissions.bid(actor, obj)

    def permission(self, actor: Actor, obj: BidRound) -> Verdict:
        return permissions.bid(actor, obj)

    @property
    def page_url(self) -> str:
        return reverse("tendering:bid-edit", args=[self.object.code])

    @property
    def part_wanted(self) -> bool:
        """Whether the script beside the form asks: it places the list of attachments anew, not the page."""
        return self.request.GET.get("part") == "files"

    @cached_property
    def draft(self) -> bidding.Draft:
        """What the supplier has written, as it was when this request first asked."""
        return bidding.load_draft(self.object, self.actor)

    def files_alone(self) -> HttpResponse:
        """Return what an attachment changes on the page: the list, and what is still missing."""
        fresh = bidding.load_draft(self.object, self.actor)
        context = {**files_part(self.object, fresh, self.actor, self.at), **_attaching()}
        return render(self.request, "tendering/bid_uploaded.html", context)


class BidList(FilteredListView):
    """My bids: what I am writing, what I have sealed."""

    model = SealedBid
    template_name = "tendering/bid_list.html"
    sign_in_required = True

    def get_queryset(self) -> Any:
        return bidding.my_bids(self.actor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        everything = permissions.bidder(self.actor)
        rounds = bidding.receiving(self.actor) if everything else bidding.receiving_for_agent(self.actor)
        return {
            **context,
            "bids": context["page_obj"],
            "rounds": list(rounds[:50]),
            "may_authorise": permissions.heads_supplier(self.actor),
        }


class BidEdit(RoundMixin, ActionView):
    """Write a bid; saving keeps what is there, right or wrong."""

    queryset = _ASKED
    template_name = "tendering/bid_form.html"
    form_class = BidForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "round": self.object}

    def get_initial(self) -> dict[str, Any]:
        return initial_of(begun(self.draft, self.actor))

    def run(self, form: BidForm) -> Any:
        return save_draft(round=self.object, form=form.to_bid(), actor=self.actor, at=self.at)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; to a script that has just sent an attachment only what that changed (``?part=files``)."""
        return self.files_alone() if self.part_wanted else super().get(request, *args, **kwargs)

    def form_valid(self, form: BidForm) -> HttpResponse:
        response = super().form_valid(form)
        if getattr(self.request, "htmx", False) and self.result is not None:
            parts = live_parts(self.object, self.result.form, self.result, self.actor, self.at)
            context = {"saved_at": self.result.saved_at, "live": True, **parts}
            return render(self.request, "tendering/bid_saved.html", context)
        return response

    def refuse(self, form: BidForm, error: DomainError) -> HttpResponse:
        """To a draft that kept itself say the refusal where the time would stand; the page stays as it is."""
        if getattr(self.request, "htmx", False):
            return render(self.request, "components/alert.html", {"tone": "danger", "text": str(error)})
        return super().refuse(form, error)

    def get_success_url(self) -> str:
        if "next" not in self.request.POST:
            return f"{self.page_url}#checklist"
        return reverse("tendering:bid-seal", args=[self.object.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = bid_page(self.object, self.draft, self.actor, self.at)
        context = super().get_context_data(**kwargs)
        # A form that nobody has saved yet is only begun: what it proposes is not wrong.
        if self.draft.form and not context["form"].is_bound:
            context["form"].mark_wrong(page["problems"])
        return {**context, **page, **_attaching()}


@method_decorator(csrf_exempt, name="dispatch")
class BidFileAdd(RoundMixin, ActionView):
    """One attachment, encrypted while it arrives; to the script (``?part=files``) the answer is what it changes.

    The upload handler has to stand before anything reads the body, so the CSRF token is checked here, once
    the handler is in place.
    """

    queryset = _ASKED
    http_method_names = ["post"]
    form_class = AttachmentForm
    # The connection broke while the row was written: it may stand, and then it needs its file.
    uncertain = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self._turned_away() or not permissions.bid(self.actor, self.object):
            return super().dispatch(request, *args, **kwargs)
        self.handler = upload_handler(round=self.object, used=self.draft.size)
        request.upload_handlers = [self.handler]
        try:
            if (forged := self._forged(request)) is not None:
                return forged
            # The last byte has arrived: this is the moment that counts, before any lock.
            self.at = clock.now_for(request)
            return super().dispatch(request, *args, **kwargs)
        except BaseException as error:
            self.uncertain = may_be_committed(error)
            raise
        finally:
            self.handler.abandon()
            if not self.uncertain:
                self._discard_unless_kept(request)

    def _forged(self, request: HttpRequest) -> HttpResponseBase | None:
        """Return the refusal of a form that is not ours; reading its token reads the body to the end."""
        check = CsrfViewMiddleware(lambda _request: HttpResponse())
        check.process_request(request)
        return check.process_view(request, lambda _request: HttpResponse(), (), {})

    def _discard_unless_kept(self, request: HttpRequest) -> None:
        for upload in request.FILES.values():
            if self.result is None and hasattr(upload, "discard"):
                upload.discard()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        upload = request.FILES.get("file")
        try:
            if upload is None:
                raise DomainError(self.handler.refusal or _("请先选择文件。"), field="file")
            self.result = add_file(
                round=self.object,
                file=upload,
                purpose=request.POST.get("purpose", ""),
                actor=self.actor,
                at=self.at,
            )
        except DomainError as error:
            if self.part_wanted:
                return JsonResponse({"error": str(error)}, status=REFUSED)
            messages.error(request, str(error))
        else:
            if self.part_wanted:
                return self.files_alone()
            messages.success(request, _("附件已加密保存。"))
        return self.leave_to(f"{self.page_url}#files")


class BidFileRemove(RoundMixin, ActionView):
    http_method_names = ["post"]

    def run(self, form: Any) -> Any:
        return remove_file(round=self.object, code=self.kwargs["file"], actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        return f"{self.page_url}#files"

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, " ".join(form.non_field_errors()))
        return self.leave_to(self.page_url)


class BidDiscard(RoundMixin, ActionView):
    """Throw the draft away."""

    template_name = "tendering/bid_discard.html"
    success_message = gettext_lazy("草稿和未密封的附件已删除。")

    def run(self, form: Any) -> Any:
        return discard_draft(round=self.object, actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        return reverse("tendering:bid-list")


class BidSeal(RoundMixin, ActionView):
    """The last look, then the receipt."""

    queryset = _ASKED
    template_name = "tendering/bid_seal.html"
    form_class = SealForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        # Read to the last byte first: the moment stamped next is the one the receipt names.
        len(request.POST)
        super().setup(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Return what the button sends; pressed, it brings that along."""
        return {} if self.request.method == "POST" else self.to_send()

    def to_send(self) -> dict[str, Any]:
        return {
            "submission_key": secrets.token_hex(16),
            "version": self.draft.fingerprint,
            "documents": newest(self.object.package.tender).get("version", ""),
        }

    def run(self, form: SealForm) -> SealedBid:
        typed, draft = form.cleaned_data, self.draft
        if draft.form and typed["version"] != draft.fingerprint:
            raise DomainError(_("您核对之后草稿又有改动。请重新核对下面的内容，再确认密封。"))
        return seal_bid(
            round=self.object,
            form=draft.form,
            key=typed["submission_key"],
            keep_draft=typed["keep_draft"],
            read_version=typed["documents"],
            actor=self.actor,
            at=self.at,
        )

    def refuse(self, form: SealForm, error: DomainError) -> HttpResponse:
        """Show the page anew with today's draft, so that what is confirmed is what is seen."""
        self.draft = bidding.load_draft(self.object, self.actor)
        fresh = SealForm(initial=self.to_send())
        context = self.get_context_data(form=fresh, refusal=error)
        return self.render_to_response(context)

    def get_success_url(self) -> str:
        return reverse("tendering:receipt-detail", args=[self.result.receipt])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            **seal_page(self.object, self.draft, self.actor, self.at),
        }


class ReceiptMixin(LoadedObjectMixin):
    """A receipt is its supplier's alone; to everybody else it does not exist."""

    queryset = SealedBid.objects.select_related("round__package__tender__purchaser", "supplier")
    slug_field = "receipt"
    slug_url_kwarg = "receipt"
    context_object_name = "bid"
    sign_in_required = True

    def view_permission(self, actor: Actor, obj: SealedBid) -> Verdict:
        return permissions.own_bid(actor, obj)


class ReceiptDetail(ReceiptMixin, ObjectView):
    template_name = "tendering/receipt_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bid = self.object
        guard = SEALED_BID["withdraw"].guards[0](bid, actor=self.actor, at=self.at)
        opened = getattr(bid, "opened", None)
        examining = bid.round.package.status == PackageStatus.OPENED
        return {
            **super().get_context_data(**kwargs),
            "facts": receipt_facts(bid),
            "round_facts": round_facts(bid.round),
            "may_change": bid.status == BidState.VALID and guard is None,
            "amended": amended_since(bid.round.package, bid.submitted_at),
            "opened": opened,
            # As long as the examination goes on what is found may still be corrected: told when it is finished.
            "examination": None if examining else getattr(opened, "examination", None),
            "verify_url": self.request.build_absolute_uri(
                reverse("tendering:receipt-verify", args=[bid.receipt])
            ),
        }


class ReceiptPdf(ReceiptMixin, DocumentView):
    """The receipt as a document."""

    document_kind = BID_RECEIPT

    def document_key(self) -> Key:
        return Key(self.document_kind, self.object.receipt)

    def document_home(self) -> str:
        return reverse("tendering:receipt-detail", args=[self.object.receipt])


class ReceiptWithdraw(ReceiptMixin, ActionView):
    """Take a bid back before the deadline."""

    template_name = "tendering/receipt_withdraw.html"
    transition = "withdraw"
    success_message = gettext_lazy("已撤回。截止前可以重新递交。")

    def run(self, form: Any) -> SealedBid:
        return withdraw_bid(bid=self.object, actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        return reverse("tendering:receipt-detail", args=[self.object.receipt])
