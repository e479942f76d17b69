"""Openings: the public page and record, a receipt's verification, and what the examiners read."""

from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.errors import DomainError
from procurement.core.permissions import Verdict, allow_if
from procurement.core.views import ActionView, ObjectView
from procurement.core.views.base import ActorMixin, LoadedObjectMixin
from procurement.publications.models import Publication
from procurement.suppliers.selectors import Relation

from .. import permissions
from ..enums import PackageStatus, RoundKind, RoundStatus
from ..forms.ceremonies import ReceiptLookupForm
from ..forms.examination import ExaminationForm, initial_of
from ..models import BidRound, OpenedBid, Package
from ..selectors import attendance, bid_ties, bidding, qualification, readings, rounds, sealed_files
from ..selectors.bid_content import grouped, purpose_of, shown_content
from ..selectors.versions import written_by
from ..services.examination import examine, finish_examination
from ..services.readings import read_bid
from ..services.records import opening_record
from .bid_pages import round_facts
from .frame import crumbs
from .opening_pages import opening_page

_ROUNDS = BidRound.objects.select_related("package__tender__purchaser", "closing_entry")


def is_public(actor: Actor, round: BidRound) -> Verdict:
    """A first round has its page from the release on; a final one exists in public once it is closed."""
    return allow_if(round.kind == RoundKind.FIRST or round.status != RoundStatus.RECEIVING, "")


class OpeningDetail(ObjectView):
    """The public page of an opening: before the deadline it tells the deadline and nothing else."""

    template_name = "tendering/opening_detail.html"
    queryset = _ROUNDS
    context_object_name = "round"
    view_permission = staticmethod(is_public)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer a page that asks by itself with nothing, as long as nothing has happened: what is read stays put."""
        if request.GET.get("seen") == attendance.course(self.object, self.at):
            return HttpResponse(status=204)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        round = self.object
        published = (
            Publication.objects.filter(code=round.publication_code).first()
            if round.publication_code
            else None
        )
        read_out = [
            {**row, "offer": grouped(row.get("offer", ""))}
            for row in (published.payload.get("read_out", []) if published else [])
        ]
        return {
            **super().get_context_data(**kwargs),
            **(opening_page(round, self.actor, self.at) if attendance.is_public(round) else {}),
            "facts": round_facts(round),
            "seen": attendance.course(round, self.at),
            "closed": round.closing_entry_id is not None,
            "ended": rounds.ended_unopened(round),
            "called_off": round.status == RoundStatus.UNOPENED and round.closing_entry_id is None,
            "receipts": list(rounds.receipts(round)),
            "read_out": read_out,
            "further": any(row.get("further") for row in read_out),
            "publication": published,
            "record": opening_record(round=round) if round.closing_entry_id is not None else None,
        }


class OpeningRecord(ObjectView):
    """``opening-record/1`` for ``python -m procurement.regulations.receipts``."""

    queryset = _ROUNDS
    view_permission = staticmethod(is_public)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            record = opening_record(round=self.object)
        except DomainError as error:
            raise Http404(str(error)) from error
        response = JsonResponse(record, json_dumps_params={"ensure_ascii": False, "indent": 1})
        response["Content-Disposition"] = f'attachment; filename="opening-{self.object.code}.json"'
        return response


class ReceiptLookup(ActorMixin, FormView):
    """Type a receipt's code and see what the platform knows of it."""

    template_name = "tendering/receipt_lookup.html"
    form_class = ReceiptLookupForm

    def form_valid(self, form: ReceiptLookupForm) -> HttpResponse:
        self.success_url = reverse("tendering:receipt-verify", args=[form.cleaned_data["code"]])
        return super().form_valid(form)


class ReceiptVerify(ActorMixin, TemplateView):
    """Whoever holds a code learns that it is real, when, and the hashes: no name, no tender, no neighbour."""

    template_name = "tendering/receipt_verify.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bid = bidding.receipt(self.kwargs["receipt"])
        public = bid is not None and bid.round.closing_entry_id is not None
        return {
            **super().get_context_data(**kwargs),
            "code": self.kwargs["receipt"].upper(),
            "bid": bid,
            "opening_url": reverse("tendering:opening-detail", args=[bid.round.code])
            if bid and public
            else "",
        }

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        status = 200 if context["bid"] else 404
        response = super().render_to_response(context, status=status, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response


class OpenedRound(ObjectView):
    """Every opened bid of a round, for those who examine and evaluate."""

    template_name = "tendering/openedbid_list.html"
    queryset = _ROUNDS
    context_object_name = "round"
    sign_in_required = True
    view_permission = staticmethod(permissions.view_opened)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        round = self.object
        option = lifecycle.may("finish_examination", round.package, actor=self.actor, at=self.at)
        bids = list(rounds.opened_bids(round))
        return {
            **super().get_context_data(**kwargs),
            "facts": round_facts(round),
            "public": attendance.is_public(round),
            **self._failing(),
            "bids": bids,
            "relations": bid_ties.related(bids, round.package.tender),
            "finish": option if option.permitted and self._examining() else None,
        }

    def _failing(self) -> dict[str, Any]:
        """Say at once that too few can still qualify, and offer the step to who may take it (E-61)."""
        package = self.object.package
        if self.object.kind != RoundKind.FIRST or not rounds.too_few_left(package):
            return {"failing": False}
        option = lifecycle.may("annul", package, actor=self.actor, at=self.at)
        return {"failing": True, "needed": rounds.needed(package), "may_annul": option.allowed}

    def _examining(self) -> bool:
        """Tell whether there is an examination to finish: afterwards the step has no business on the page."""
        return self.object.kind == RoundKind.FIRST and self.object.package.status == PackageStatus.OPENED


class OpenedBidMixin(LoadedObjectMixin):
    """One opened bid, under its round and letter."""

    queryset = OpenedBid.objects.select_related(
        "supplier", "sealed", "round__package__tender__purchaser", "examination"
    )
    context_object_name = "bid"
    object: OpenedBid
    view_permission = staticmethod(permissions.view_opened_bid)

    def get_object(self) -> OpenedBid:
        return get_object_or_404(
            self.get_queryset(), round__code=self.kwargs["code"], code=self.kwargs["letter"]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(breadcrumbs=self._trail(), **kwargs)

    def _trail(self) -> list[dict[str, str]]:
        """Lead back to where one came from: to the round's bids, or to the receipt of one's own."""
        bid = self.object
        if permissions.view_opened(self.actor, bid.round):
            url, label = reverse("tendering:opened-round", args=[bid.round.code]), _("已开启的文件")
        else:
            url, label = reverse("tendering:receipt-detail", args=[bid.sealed.receipt]), _("回执")
        return crumbs((label, url), (bid.code, ""))

    def unread(self) -> HttpResponse | None:
        """Lead to where the reading is kept, if today's is not yet: looking at a page writes nothing."""
        bid = self.object
        if readings.is_kept(self.actor, bid, self.at):
            return None
        return HttpResponseRedirect(reverse("tendering:opened-bid-read", args=[bid.round.code, bid.code]))


class OpenedBidRead(OpenedBidMixin, ActionView):
    """Keep that somebody opens a bid to read it, then show it."""

    template_name = "tendering/openedbid_read.html"
    permission = staticmethod(permissions.view_opened_bid)

    def run(self, form: Any) -> None:
        read_bid(bid=self.object, actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        """Lead back to the page that asked for it, else to the bid."""
        wanted = self.request.POST.get("next", "")
        if url_has_allowed_host_and_scheme(wanted, allowed_hosts={self.request.get_host()}):
            return wanted
        return reverse("tendering:opened-bid", args=[self.object.round.code, self.object.code])


class OpenedBidDetail(OpenedBidMixin, ActionView):
    """Read one bid; whoever examines finds the form for their part below it."""

    template_name = "tendering/openedbid_detail.html"
    form_class = ExaminationForm
    success_message = gettext_lazy("审查意见已保存。")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.unread() or super().get(request, *args, **kwargs)

    def permission(self, actor: Actor, obj: OpenedBid) -> Verdict:
        if self.request.method != "POST":
            return permissions.view_opened_bid(actor, obj)
        package = obj.round.package
        verdict = permissions.examine(actor, package)
        return verdict if verdict else permissions.evaluate(actor, package)

    def get_form_kwargs(self) -> dict[str, Any]:
        package = self.object.round.package
        return {
            **super().get_form_kwargs(),
            "bid": self.object,
            "qualifies": bool(permissions.examine(self.actor, package)),
            "judges": bool(permissions.evaluate(self.actor, package)),
        }

    def get_initial(self) -> dict[str, Any]:
        return initial_of(getattr(self.object, "examination", None))

    def run(self, form: ExaminationForm) -> Any:
        return examine(bid=self.object, actor=self.actor, at=self.at, **form.findings())

    def get_success_url(self) -> str:
        return reverse("tendering:opened-round", args=[self.object.round.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bid = self.object
        context = super().get_context_data(**kwargs)
        open_for_examination = bid.round.package.status == "OPENED" and bid.round.kind == RoundKind.FIRST
        return {
            **context,
            "round": bid.round,
            "content": shown_content(bid.content, bid.round),
            "written_by": written_by(bid),
            "files": _files(bid),
            "examination": getattr(bid, "examination", None),
            "record": self._record(),
            "relations": self._relations(),
            **self._registered(),
            "examinable": open_for_examination and not bid.failure and bool(context["form"].fields),
        }

    def _record(self) -> list[dict[str, Any]]:
        """Return the examination point by point for who may read all bids; the bidder is told its reason."""
        found = getattr(self.object, "examination", None)
        if found is None or not permissions.view_opened(self.actor, self.object.round):
            return []
        return qualification.shown(found.conditions, found.lists)

    def _registered(self) -> dict[str, Any]:
        """Return what the register holds, for who works on the bids; a final offer is examined no more."""
        round = self.object.round
        if round.kind != RoundKind.FIRST or not permissions.works_on_bids(self.actor, round.package):
            return {}
        found = qualification.registered(self.object)
        on = local_date(round.deadline)
        listed = qualification.listed_partners(self.object.content, on)
        together = qualification.partners_named(self.object.content)
        return {"registered": found, "today": on, "listed_partners": listed, "together": together}

    def _relations(self) -> list[Relation]:
        """Return what ties this bidder to others of the package; a bidder who reads its own bid learns nothing."""
        if not permissions.view_opened(self.actor, self.object.round):
            return []
        bids = list(rounds.opened_bids(self.object.round))
        supplier = self.object.supplier_id
        found = bid_ties.related(bids, self.object.round.package.tender)
        return [row for row in found if supplier in (row.one.organisation_id, row.other.organisation_id)]


class OpenedBidFile(OpenedBidMixin, ObjectView):
    """An attachment, decrypted while it is sent; nothing plain is written to the disk."""

    sign_in_required = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if refused := self.unread():
            return refused
        entry = sealed_files.manifest_entry(self.object, self.kwargs["file"])
        file = sealed_files.bid_file(self.object, self.kwargs["file"])
        if entry is None or file is None or entry["code"] in self.object.content["damaged_files"]:
            raise Http404
        plain = sealed_files.decrypted(file, sealed_files.secret_of(self.object.round))
        response = StreamingHttpResponse(plain, content_type="application/octet-stream")
        response["Content-Disposition"] = content_disposition_header(True, entry["name"])
        response["Content-Length"] = entry["size"]
        response["Cache-Control"] = "no-store"
        return response


class ExaminationFinish(ActionView):
    """End the examination of a package."""

    template_name = "tendering/examination_finish.html"
    queryset = Package.objects.select_related("tender")
    transition = "finish_examination"
    success_message = gettext_lazy("审查已完成，未通过的供应商已收到理由。")

    def view_permission(self, actor: Actor, obj: Package) -> Verdict:
        return permissions.view_opened(actor, obj)

    def run(self, form: Any) -> Package:
        return finish_examination(package=self.object, actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        return reverse("tendering:opened-round", args=[rounds.round_of(self.object).code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        option = lifecycle.may("finish_examination", self.object, actor=self.actor, at=self.at)
        return super().get_context_data(option=option, **kwargs)


def _files(bid: OpenedBid) -> list[dict[str, Any]]:
    damaged = set(bid.content.get("damaged_files", []))
    return [
        {
            **entry,
            "bytes": int(entry["size"]),
            "kind": purpose_of(entry),
            "url": ""
            if entry["code"] in damaged
            else reverse("tendering:opened-file", args=[bid.round.code, bid.code, entry["code"]]),
        }
        for entry in bid.content.get("files", [])
    ]
