"""A supplier's proofs: what is there, handing one in, a commitment letter instead, taking one back."""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.permissions import Verdict
from procurement.core.views import ObjectView

from .. import permissions, selectors
from ..enums import PaperKind
from ..forms import DeclarationForm, PaperForm
from ..models import Supplier, SupplierPaper
from ..services import add_paper, commitment_text, sign_commitment, withdraw_paper
from .actions import SupplierAction


class PaperList(ObjectView):
    """Kind by kind: what was handed in, what may be promised instead. Nothing of it is a condition to bid."""

    sign_in_required = True
    queryset = Supplier.objects.select_related("organisation")
    template_name = "suppliers/supplierpaper_list.html"

    def view_permission(self, actor: Actor, obj: Supplier) -> Verdict:
        return permissions.view_record(actor, obj)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = local_date(self.at)
        return super().get_context_data(
            proofs=selectors.proofs_of(self.object, today),
            standing=selectors.may_bid(self.object.organisation, today),
            today=today,
            may_manage=bool(permissions.manage(self.actor, self.object)),
            **kwargs,
        )


class _PaperAction(SupplierAction):
    """What is done to a proof leads back to the list of proofs."""

    def get_success_url(self) -> str:
        return reverse("suppliers:paper-list", kwargs={"code": self.object.code})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "cancel_url": self.get_success_url()}


class PaperAdd(_PaperAction):
    """Hand in a proof."""

    form_class = PaperForm
    title = gettext_lazy("上传材料")
    submit = gettext_lazy("上传")
    one_time = True

    def get_initial(self) -> dict[str, Any]:
        return {"kind": self.request.GET.get("kind", "")}

    def run(self, form: PaperForm) -> SupplierPaper:
        return add_paper(supplier=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_message(self) -> str:
        until = self.result.valid_until
        if until is None or until >= local_date(self.at):
            return _("已上传。")
        messages.warning(
            self.request,
            _(
                "已上传，但这份材料已经过期。参加采购时以采购文件要求的日期审查，请尽快换成有效期内的；"
                "如果日期填错了，请撤回后重新上传。"
            ),
        )
        return ""


class CommitmentSign(_PaperAction):
    """Sign a letter instead of handing in a proof."""

    form_class = DeclarationForm
    template_name = "suppliers/supplierpaper_commitment.html"
    title = gettext_lazy("签署承诺书")
    submit = gettext_lazy("签署")
    one_time = True
    success_message = gettext_lazy("已签署。承诺不实要承担法律责任，请保存好证明材料备查。")

    def load(self) -> None:
        super().load()
        if self.kwargs["kind"] not in selectors.commitments_accepted(local_date(self.at)):
            raise Http404

    def run(self, form: DeclarationForm) -> SupplierPaper:
        return sign_commitment(supplier=self.object, kind=self.kwargs["kind"], actor=self.actor, at=self.at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = PaperKind(self.kwargs["kind"])
        letter = commitment_text(self.object, kind).split("\n")
        return super().get_context_data(letter=letter, kind=kind, **kwargs)


class PaperWithdraw(_PaperAction):
    """Take a proof out of use."""

    title = gettext_lazy("撤回材料")
    submit = gettext_lazy("确认撤回")
    success_message = gettext_lazy("已撤回。已经用过这份材料的采购不受影响。")

    @cached_property
    def paper(self) -> SupplierPaper:
        """Return the paper named in the address."""
        found = self.object.papers.filter(code=self.kwargs["file"], withdrawn_at__isnull=True)
        paper = found.select_related("attachment", "supplier").first()
        if paper is None:
            raise Http404
        return paper

    def permission(self, actor: Actor, obj: Supplier) -> Verdict:
        return permissions.manage(actor, self.paper.supplier)

    def run(self, form: Any) -> SupplierPaper:
        return withdraw_paper(paper=self.paper, actor=self.actor, at=self.at)
