"""Entering where a notice stands on the legal medium."""

from typing import Any

from django.utils.translation import gettext_lazy

from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict, anybody
from procurement.core.views import ActionView

from . import permissions
from .forms import MediumForm
from .models import MediumRecord, Publication
from .selectors import medium_of
from .services import record_medium


class MediumRecordView(ActionView):
    """Enter name, address and time; the notice is public, the entry is its publisher's."""

    queryset = Publication.objects.all()
    template_name = "publications/medium_form.html"
    form_class = MediumForm
    view_permission = staticmethod(anybody)
    success_message = gettext_lazy("已登记。公告期限和由它起算的期限，从法定媒体发布之日起计算。")

    def permission(self, actor: Actor, obj: Publication) -> Verdict:
        return permissions.record_medium(actor, obj)

    def get_initial(self) -> dict[str, Any]:
        medium = medium_of(self.object)
        local = medium.published_at.astimezone(clock.SHANGHAI)
        return {
            "name": medium.name,
            "url": medium.url,
            "published_day": local.date(),
            "published_time": local.time(),
        }

    def run(self, form: MediumForm) -> MediumRecord:
        return record_medium(
            publication=self.object,
            name=form.cleaned_data["name"],
            url=form.cleaned_data["url"],
            published_at=form.published_at(),
            actor=self.actor,
            at=self.at,
        )

    def get_success_url(self) -> str:
        return f"/notices/{self.object.code}/"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            medium=medium_of(self.object), records=self.object.medium_records.order_by("-pk"), **kwargs
        )
