"""Small purchases: begin, ask for prices, decide together, publish."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models import PlanItem
from catalogue.selectors.splitting import watches_of
from procurement.budgeting.selectors import reserved_by_line
from procurement.core import clock, lifecycle, parameters
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, FilteredListView, ObjectView, TransitionView
from procurement.regulations import parameters as policy
from procurement.regulations import thresholds

from .. import permissions
from ..enums import SmallPurchaseStatus
from ..filters import SmallFilter
from ..forms.small import DecideForm, SmallStartForm
from ..models import SmallPurchase
from ..selectors.lists import items_with_money, visible_small
from ..selectors.parts import left_of, share_facts
from ..selectors.policy import article
from ..services.small import cancel_small, decide_small, publish_small, start_small_purchase
from .frame import StaffMixin, crumbs, tone

_PURCHASES = SmallPurchase.objects.select_related("purchaser", "item", "chosen__supplier")


class SmallList(StaffMixin, FilteredListView):
    sign_in_required = True
    template_name = "tendering/smallpurchase_list.html"
    filterset_class = SmallFilter
    sorts = {"title": "title", "ceiling": "ceiling", "code": "code"}

    def get_queryset(self) -> models.QuerySet:
        self.queryset = visible_small(self.actor).order_by("-id")
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heads = (
            {"label": _("名称"), "field": "title"},
            {"label": _("购买主体")},
            {"label": _("预算（元）"), "field": "ceiling", "numeric": True},
            {"label": _("报价"), "numeric": True},
            {"label": _("状态")},
            {"label": _("承接主体")},
        )
        context = super().get_context_data(
            heads=heads, waiting=items_with_money(self.actor, small=True)[:50], **kwargs
        )
        for row in context["object_list"]:
            row.tone = tone(row.status)
        return context


class SmallCreate(ActionView):
    model = PlanItem
    form_class = SmallStartForm
    template_name = "tendering/smallpurchase_form.html"
    one_time = True
    success_message = gettext_lazy("已开始，资金已冻结。接着登记询到的报价。")

    def view_permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.see_item(actor, obj)

    def permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.plan_for(actor, obj)

    def get_initial(self) -> dict[str, Any]:
        return {"requirement": self.object.description, "amount": left_of(self.object) or None}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "held": reserved_by_line(self.object.code)}

    def run(self, form: SmallStartForm) -> SmallPurchase:
        return start_small_purchase(item=self.object, actor=self.actor, at=self.at, **form.part())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        on = clock.local_date(self.at)
        place = thresholds.position(self.object.amount, on=on, parameters=parameters.changed(on))
        return super().get_context_data(
            item=self.object,
            article=article("C-14"),
            limit=place.split_limit,
            unconfirmed=place.unconfirmed,
            watches=watches_of(self.object, on),
            **share_facts(self.object),
            breadcrumbs=crumbs((_("小额采购"), reverse("tendering:small-list")), (self.object.title, "")),
            **kwargs,
        )


_CEILINGS = ("small_purchase_quotes_min", "small_purchase_direct_max")


class SmallFrame:
    """The frame of a purchase's pages: where one is in its three steps."""

    queryset = _PURCHASES
    context_object_name = "purchase"
    view_permission = staticmethod(permissions.view_small)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        purchase = self.object
        on = clock.local_date(self.at)
        given = parameters.changed(on)
        return super().get_context_data(
            tone=tone(purchase.status),
            quotes=purchase.quotes.select_related("supplier", "paper"),
            unconfirmed=not all(policy.lookup(key, on, given).confirmed for key in _CEILINGS),
            least=policy.whole("small_purchase_quotes_min", on, given),
            direct_max=policy.number("small_purchase_direct_max", on, given),
            breadcrumbs=crumbs((_("小额采购"), reverse("tendering:small-list")), (purchase.title, "")),
            **kwargs,
        )


class SmallDetail(SmallFrame, ObjectView):
    sign_in_required = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        purchase = self.object
        return super().get_context_data(
            facts=_facts(purchase),
            **share_facts(purchase.item),
            steps=_steps(purchase),
            requests=purchase.requests.select_related("supplier", "quote"),
            may_quote=bool(permissions.quote(self.actor, purchase)),
            may_contract=self._awaits_contract(),
            **kwargs,
        )

    def _awaits_contract(self) -> bool:
        purchase = self.object
        public = purchase.status == SmallPurchaseStatus.PUBLISHED
        return public and bool(permissions.run_small(self.actor, purchase))


def _facts(purchase: SmallPurchase) -> list[dict[str, Any]]:
    rows = (
        (_("编号"), purchase.code),
        (_("购买主体"), purchase.purchaser.name),
        (_("采购范围"), purchase.scope),
        (_("预算金额（元）"), f"{purchase.ceiling:,.2f}"),
        (_("服务要求"), purchase.requirement),
        (_("承接主体"), purchase.chosen.supplier.name if purchase.chosen else ""),
        (_("成交金额（元）"), f"{purchase.chosen.amount:,.2f}" if purchase.chosen else ""),
        (_("参加人员"), purchase.present),
        (_("会议纪要"), purchase.minutes),
        (_("理由"), purchase.direct_reason),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


def _steps(purchase: SmallPurchase) -> list[dict[str, Any]]:
    """Return what is done and what is being done now; a purchase that was given up goes nowhere any more."""
    labels = (_("询价比选"), _("集体决定"), _("结果公开"), _("签订合同"))
    done = {"QUOTING": 0, "DECIDED": 2, "PUBLISHED": 3, "CONTRACTED": 4}
    if purchase.status not in done:
        return []
    here = done[purchase.status]
    states = ["past" if place < here else "present" if place == here else "future" for place in range(4)]
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]


class SmallDecide(SmallFrame, ActionView):
    form_class = DecideForm
    template_name = "tendering/smallpurchase_decide.html"
    transition = "decide"
    success_message = gettext_lazy("集体决定已登记。下一步公开结果。")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "purchase": self.object}

    def get_initial(self) -> dict[str, Any]:
        """Begin with who decided last time: in a township mostly the same people."""
        last = SmallPurchase.objects.filter(purchaser=self.object.purchaser_id).exclude(present="")
        return {"present": last.order_by("-decided_at").values_list("present", flat=True).first() or ""}

    def run(self, form: DecideForm) -> SmallPurchase:
        data = dict(form.cleaned_data)
        quote = form.quotes[data.pop("quote")]
        now = "publish" in self.request.POST
        return decide_small(
            purchase=self.object, quote=quote, publish_now=now, actor=self.actor, at=self.at, **data
        )

    def get_success_message(self) -> str:
        public = self.result.status == SmallPurchaseStatus.PUBLISHED
        return _("集体决定已登记，结果已公开。下一步起草合同。") if public else str(self.success_message)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        option = lifecycle.may("decide", self.object, actor=self.actor, at=self.at)
        publishes = bool(permissions.run_small(self.actor, self.object))
        return super().get_context_data(option=option, publishes=publishes, **kwargs)


class SmallTransition(TransitionView):
    queryset = _PURCHASES
    services = {"publish": publish_small, "cancel": cancel_small}
    argument = "purchase"
    reasons = {"cancel": True}
    view_permission = staticmethod(permissions.view_small)
