"""Taking the documents, so that every correction and clarification reaches one's mailbox."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView

from .. import permissions
from ..models import DocumentTaking, Tender
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
