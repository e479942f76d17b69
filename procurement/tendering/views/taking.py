"""What a supplier finds on the public pages: may I bid here, and taking the documents."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.language import either
from procurement.core.permissions import Verdict, anybody
from procurement.core.views import ActionView, ObjectView
from procurement.regulations import supplier_kinds

from .. import permissions
from ..models import DocumentTaking, Tender
from ..selectors.standing import STOP, answers
from ..selectors.takers import taking_of
from ..services.taking import take_documents


class DocumentsTake(ActionView):
    """A supplier takes the documents of a released tender; linked from the public pages."""

    template_name = "tendering/documents_take.html"
    success_message = gettext_lazy("已登记获取。采购文件有更正或澄清时，会通知到您单位。")

    def load(self) -> None:
        super().load()
        rows = Tender.objects.select_related("purchaser", "item").exclude(released_at=None)
        self.object = get_object_or_404(rows, code=self.kwargs["code"])

    def permission(self, actor: Actor, obj: Tender) -> Verdict:
        return permissions.take_documents(actor, obj)

    def run(self, form: Any) -> DocumentTaking:
        return take_documents(tender=self.object, actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        return self.request.path

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tender = self.object
        return super().get_context_data(
            tender=tender,
            taking=taking_of(tender, self.actor.organisation_id),
            documents=tender.documents.order_by("-version"),
            over=tender.deadline is not None and self.at >= tender.deadline,
            **kwargs,
        )


class BidStanding(ObjectView):
    """May I bid here, why not, and what can I do? Open to everybody, answered for who asks."""

    template_name = "tendering/bid_standing.html"
    queryset = Tender.objects.select_related("purchaser", "item").exclude(released_at=None)
    view_permission = staticmethod(anybody)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tender = self.object
        found = answers(tender, self.actor, self.at, bids=permissions.bidder(self.actor, tender))
        return super().get_context_data(
            answers=found,
            stopped=any(answer.tone == STOP for answer in found),
            asked=not self.actor.is_anonymous,
            kinds=_kinds(tender),
            project_url=tender.public_url,
            **kwargs,
        )


def _kinds(tender: Tender) -> list[dict[str, str]]:
    """Return the seven kinds of supplier, and where a reserve of all or of a part leaves each (N-08)."""
    part = tender.packages.filter(sme_package=True).exists() or (
        tender.item is not None and tender.item.sme_share
    )
    if not tender.reserved_for_sme and not part:
        return []
    reserve = supplier_kinds.WHOLE if tender.reserved_for_sme else supplier_kinds.PART
    return [
        {
            "name": either(one.kind.name_zh, one.kind.name_en),
            "reason": either(one.reason_zh, one.reason_en),
        }
        for one in supplier_kinds.standings(reserve=reserve)
    ]
