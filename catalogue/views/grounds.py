"""A paper against splitting: filed for an item, looked at, confirmed or not by a second person."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, ObjectView, TransitionView

from .. import permissions, selectors
from ..enums import GroundStatus
from ..forms import GroundForm
from ..models import PlanItem, SplittingGround
from ..services import confirm_ground, enter_ground, reject_ground
from .items import HOME, PLAN

GROUND_TONES = {
    GroundStatus.ENTERED: "warn",
    GroundStatus.CONFIRMED: "done",
    GroundStatus.REJECTED: "neutral",
}


class GroundCreate(ActionView):
    """File a paper for an item and those that it is counted together with."""

    form_class = GroundForm
    queryset = PlanItem.objects.select_related("organisation", "catalogue_item__version")
    context_object_name = "item"
    template_name = "catalogue/splittingground_form.html"
    one_time = True
    success_message = gettext_lazy("已登记，由财政部门另一人复核。复核通过后，勾选的项目不再累计。")

    def view_permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.view_item(actor, obj)

    def permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.enter_ground(actor, obj)

    def load(self) -> None:
        super().load()
        self.watches = selectors.watches_of(self.object, clock.local_date(self.at))

    def get_form_kwargs(self) -> dict[str, Any]:
        mates = {item.pk: item for watch in self.watches for item in watch.items}
        offered = sorted({**mates, self.object.pk: self.object}.values(), key=lambda item: item.code)
        seen = [item for item in offered if permissions.view_item(self.actor, item)]
        return {**super().get_form_kwargs(), "offered": seen}

    def get_initial(self) -> dict[str, Any]:
        return {"items": [self.object.code]}

    def run(self, form: GroundForm) -> SplittingGround:
        data = form.cleaned_data
        return enter_ground(
            items=form.chosen(),
            kind=data["kind"],
            document=data["document"],
            document_on=data["document_on"],
            file=data["file"],
            actor=self.actor,
            at=self.at,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = self.object.get_absolute_url()
        title = _("登记批准文件或预算调整")
        return super().get_context_data(
            title=title,
            watches=self.watches,
            cancel_url=address,
            breadcrumbs=[HOME, PLAN, {"label": self.object.title, "url": address}, {"label": title}],
            **kwargs,
        )


class _OneGround:
    queryset = SplittingGround.objects.select_related("organisation", "attachment").prefetch_related("items")

    def view_permission(self, actor: Actor, obj: SplittingGround) -> Verdict:
        return permissions.view_ground(actor, obj)


class GroundDetail(_OneGround, ObjectView):
    """One paper: what it says, which items it covers, who entered and who confirmed it."""

    sign_in_required = True
    context_object_name = "ground"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ground = self.object
        rows = (
            (_("购买主体"), ground.organisation.name),
            (_("依据"), ground.get_kind_display()),
            (_("登记人"), ground.author_name),
            (_("复核人"), ground.decided_name),
            (_("复核意见"), ground.remarks),
        )
        return super().get_context_data(
            tone=GROUND_TONES[ground.status],
            facts=[{"label": label, "value": value} for label, value in rows if value],
            items=list(ground.items.all()),
            breadcrumbs=[HOME, PLAN, {"label": ground.code}],
            **kwargs,
        )


class GroundTransition(_OneGround, TransitionView):
    """Confirm or reject."""

    services = {"confirm": confirm_ground, "reject": reject_ground}
    argument = "ground"
    reasons = {"confirm": False, "reject": True}

    def get_success_url(self) -> str:
        return reverse("catalogue:splitting-ground-detail", args=[self.object.code])
