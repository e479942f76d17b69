"""Single steps: submit, withdraw, agree, return, publish the plan, make an intent public."""

from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.budgeting.selectors import lines_after
from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, TransitionView
from procurement.publications.models import Publication
from procurement.regulations.basis import cite

from .. import permissions, selectors
from ..enums import ItemStatus
from ..forms import AgreeForm, IntentForm, PublishForm, ReturnForm
from ..models import PlanItem, PurchaseIntent
from ..selectors import checks, starts
from ..services import agree_item, publish_intent, publish_plan, return_item, submit_item, withdraw_item
from .items import HOME, PLAN, decorate

MONTHS = 12


class _ItemStep(ActionView):
    """What is done to one item and leads back to it."""

    queryset = PlanItem.objects.select_related("organisation", "catalogue_item__version")
    context_object_name = "item"
    template_name = "catalogue/planitem_step.html"
    title: Any = ""
    danger = False

    def view_permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.view_item(actor, obj)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = self.object.get_absolute_url()
        return super().get_context_data(
            title=self.title,
            danger=self.danger,
            cancel_url=address,
            breadcrumbs=[HOME, PLAN, {"label": self.object.title, "url": address}, {"label": self.title}],
            **kwargs,
        )


class PlanItemAgree(_ItemStep):
    """The bureau agrees."""

    form_class = AgreeForm
    transition = "agree"
    title = gettext_lazy("审核同意")
    success_message = gettext_lazy("已同意。公布计划时资金才会预留。")

    def run(self, form: AgreeForm) -> PlanItem:
        return agree_item(item=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("catalogue:plan-review")


class PlanItemReturn(_ItemStep):
    """The bureau sends an item back."""

    form_class = ReturnForm
    transition = "return"
    title = gettext_lazy("退回修改")
    success_message = gettext_lazy("已退回，起草单位会在待办中看到修改要求。")
    danger = True

    def run(self, form: ReturnForm) -> PlanItem:
        return return_item(item=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("catalogue:plan-review")


class PlanItemTransition(TransitionView):
    """Submitting and taking back."""

    queryset = PlanItem.objects.select_related("organisation", "catalogue_item__version")
    services = {"submit": submit_item, "withdraw": withdraw_item, "cancel": withdraw_item}
    argument = "item"
    reasons = {"withdraw": True, "cancel": True}

    def view_permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.view_item(actor, obj)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()


class PlanItemIntent(_ItemStep):
    """The purchaser makes an intent public."""

    form_class = IntentForm
    template_name = "catalogue/planitem_intent.html"
    title = gettext_lazy("公开采购意向")
    one_time = True

    def permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.publish_intent(actor, obj)

    @property
    def earliest(self) -> date:
        """Return the first day on which the procurement may start."""
        return selectors.earliest_start(self.object) or starts.start_after(clock.local_date(self.at))

    def get_form_kwargs(self) -> dict[str, Any]:
        first = self.earliest.replace(day=1)
        return {**super().get_form_kwargs(), "months": [_month_after(first, n) for n in range(MONTHS)]}

    def get_initial(self) -> dict[str, Any]:
        return {"summary": self.object.description}

    def run(self, form: IntentForm) -> PurchaseIntent:
        return publish_intent(item=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_message(self) -> str:
        return _("采购意向%(code)s已公开。") % {"code": self.result.code}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            earliest=self.earliest,
            days=starts.lead_days(clock.local_date(self.at)),
            rule=cite("D-01"),
            **kwargs,
        )


class PlanPublish(ActionView):
    """The bureau publishes agreed items; the page shows what that does to the money."""

    form_class = PublishForm
    template_name = "catalogue/plan_publish.html"
    one_time = True

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.publish_plan(actor)

    def agreed(self) -> models.QuerySet[PlanItem]:
        """Return what can be published."""
        items = selectors.visible_items(self.actor).filter(status=ItemStatus.AGREED)
        return items.order_by("organisation__code", "code")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "agreed": list(self.agreed())}

    def get_initial(self) -> dict[str, Any]:
        one = self.kwargs.get("code")
        return {"items": [one] if one else list(self.agreed().values_list("code", flat=True))}

    def run(self, form: PublishForm) -> Publication:
        return publish_plan(items=form.chosen(), actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        return reverse("catalogue:plan")

    def get_success_message(self) -> str:
        return _("已公布：%(title)s。项目资金已预留。") % {"title": self.result.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        rows = [_choice(form, item) for item in form.agreed.values()]
        wanted = [(part.line_id, part.amount) for row in rows for part in row["slices"]]
        return {
            **context,
            "rows": rows,
            "effects": lines_after(wanted),
            "breadcrumbs": [HOME, PLAN, {"label": _("公布计划")}],
        }


def _choice(form: PublishForm, item: PlanItem) -> dict[str, Any]:
    ticked = form["items"].value() or []
    return {"item": decorate(item), "checked": item.code in ticked, "slices": checks.slices(item)}


def _month_after(first: date, months: int) -> date:
    count = first.month - 1 + months
    return date(first.year + count // 12, count % 12 + 1, 1)
