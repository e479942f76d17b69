"""Calling off: choose a framework's supplier for a plan item, order, confirm, answer, publish."""

from typing import Any

from django.db import models
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models import PlanItem
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, FilteredListView, ObjectView, TransitionView
from procurement.tendering.permissions import see_item
from procurement.tendering.selectors.parts import left_of

from .. import permissions
from ..enums import CallOffStatus, CallOffWay, ContestStatus, EntryStatus
from ..filters import CallOffFilter
from ..forms.calls import CallOffForm
from ..forms.vouchers import RateForm
from ..models import CallOff, FrameworkEntry
from ..selectors.contests import visible_contests
from ..selectors.dates import publish_by
from ..selectors.lists import admitted_to, frameworks_for, items_to_call_off, visible_calls
from ..selectors.turns import next_turn
from ..services.calls import (
    accept_call_off,
    call_off,
    cancel_call_off,
    confirm_call_off,
    decline_call_off,
    publish_call_off,
    rate_call_off,
)
from .frame import TONES, crumbs, facts

_CALLS = CallOff.objects.select_related(
    "framework__organiser", "entry__supplier", "purchaser", "item__catalogue_item"
)
_ITEMS = PlanItem.objects.select_related("organisation", "catalogue_item")


class CallOffList(FilteredListView):
    sign_in_required = True
    template_name = "frameworks/calloff_list.html"
    filterset_class = CallOffFilter
    sorts = {"title": "title", "amount": "amount", "code": "code"}
    default_sort = "-code"
    tones = TONES

    def get_queryset(self) -> models.QuerySet:
        self.queryset = visible_calls(self.actor)
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heads = (
            {"label": _("名称"), "field": "title"},
            {"label": _("采购人")},
            {"label": _("供应商")},
            {"label": _("金额（元）"), "field": "amount", "numeric": True},
            {"label": _("状态")},
        )
        return super().get_context_data(
            heads=heads,
            waiting=items_to_call_off(self.actor)[:50],
            contests=visible_contests(self.actor).filter(status=ContestStatus.OPEN)[:50],
            may_vouch=bool(permissions.works_here(self.actor)),
            **kwargs,
        )


class CallOffChoose(ObjectView):
    """For one plan item: which frameworks, which suppliers, at which price (110 art. 32)."""

    sign_in_required = True
    queryset = _ITEMS
    template_name = "frameworks/calloff_choose.html"

    def view_permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return see_item(actor, obj)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = self.object
        rows = [
            {
                "framework": framework,
                "entries": admitted_to(framework),
                "turn": next_turn(framework) if framework.call_off_way == CallOffWay.ROTATION else None,
            }
            for framework in frameworks_for(item, local_date(self.at))
        ]
        return super().get_context_data(
            item=item,
            rows=rows,
            left=left_of(item),
            may=bool(permissions.call_off(self.actor, item)),
            breadcrumbs=crumbs((_("框架协议成交"), reverse("frameworks:calloff-list")), (item.title, "")),
            **kwargs,
        )


class CallOffCreate(ActionView):
    """Order from one supplier; the form says what is left of the item's money."""

    queryset = _ITEMS
    form_class = CallOffForm
    template_name = "frameworks/calloff_form.html"
    one_time = True
    success_message = gettext_lazy("已提出，资金已冻结。请另一人确认。")

    def load(self) -> None:
        super().load()
        rows = FrameworkEntry.objects.select_related("framework__catalogue_item", "supplier")
        rows = rows.filter(framework__call_off_way=CallOffWay.DIRECT)
        found = rows.filter(code=self.kwargs["entry"], status=EntryStatus.ADMITTED).first()
        if found is None or not frameworks_for(self.object, local_date(self.at)).filter(
            pk=found.framework_id
        ):
            raise Http404
        self.entry = found

    def view_permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return see_item(actor, obj)

    def permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.call_off(actor, obj)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "entry": self.entry}

    def get_initial(self) -> dict[str, Any]:
        return {"need": self.object.description}

    def run(self, form: CallOffForm) -> CallOff:
        return call_off(entry=self.entry, item=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry, item = self.entry, self.object
        choose = reverse("frameworks:calloff-choose", args=[item.code])
        return super().get_context_data(
            item=item,
            entry=entry,
            left=left_of(item),
            cancel_url=choose,
            breadcrumbs=crumbs(
                (_("框架协议成交"), reverse("frameworks:calloff-list")), (item.title, choose), (_("成交"), "")
            ),
            **kwargs,
        )


class CallOffDetail(ObjectView):
    sign_in_required = True
    queryset = _CALLS
    context_object_name = "call"
    view_permission = staticmethod(permissions.view_call_off)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        call = self.object
        due = publish_by(call) if call.status == CallOffStatus.ACCEPTED else None
        return super().get_context_data(
            tone=TONES[call.status],
            facts=_facts(call),
            steps=_steps(call),
            due=due,
            may_rate=bool(permissions.rate(self.actor, call)),
            may_contract=call.status == CallOffStatus.PUBLISHED and bool(permissions.carry(self.actor, call)),
            breadcrumbs=crumbs((_("框架协议成交"), reverse("frameworks:calloff-list")), (call.title, "")),
            **kwargs,
        )


def _facts(call: CallOff) -> list[dict[str, Any]]:
    unit = call.framework.unit
    return facts(
        (_("成交编号"), call.code),
        (_("框架协议"), f"{call.framework.title} {call.framework.code}"),
        (_("采购人"), call.purchaser.name),
        (_("供应商"), call.entry.supplier.name),
        (_("确定方式"), call.get_way_display()),
        (_("服务要求"), call.need),
        (_("服务地点"), call.place),
        (_("数量"), f"{call.quantity.normalize():,f} {unit}"),
        (_("单价（元）"), f"{call.unit_price:,.2f}"),
        (_("成交金额（元）"), f"{call.amount:,.2f}"),
        (_("选定的理由"), call.reason),
        (_("确认人"), call.confirmed_by),
        (_("供应商答复人"), call.answered_by),
        (_("不接受的理由"), call.answer),
        (
            _("采购人评价"),
            call.stars and _("%(stars)s分 %(words)s") % {"stars": call.stars, "words": call.opinion},
        ),
    )


def _steps(call: CallOff) -> list[dict[str, Any]]:
    order = ("ASKED", "CONFIRMED", "ACCEPTED", "PUBLISHED", "CONTRACTED")
    labels = (_("提出"), _("另一人确认"), _("供应商接受"), _("结果公开"), _("签订合同"))
    done = order.index(call.status) + 1 if call.status in order else 0
    states = ["past" if place < done else "present" if place == done else "future" for place in range(5)]
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]


class CallOffRate(ActionView):
    """What the purchaser says of the service; shown where the next one chooses (110 art. 16)."""

    queryset = _CALLS
    form_class = RateForm
    template_name = "frameworks/calloff_rate.html"
    context_object_name = "call"
    success_message = gettext_lazy("评价已登记。")
    view_permission = staticmethod(permissions.view_call_off)
    permission = staticmethod(permissions.rate)

    def get_initial(self) -> dict[str, Any]:
        return {"stars": self.object.stars, "opinion": self.object.opinion}

    def run(self, form: RateForm) -> CallOff:
        return rate_call_off(call=self.object, actor=self.actor, at=self.at, **form.cleaned_data)


class CallOffTransition(TransitionView):
    queryset = _CALLS
    services = {
        "confirm": confirm_call_off,
        "accept": accept_call_off,
        "decline": decline_call_off,
        "publish": publish_call_off,
        "cancel": cancel_call_off,
    }
    argument = "call"
    reasons = {"decline": True, "cancel": True}
    view_permission = staticmethod(permissions.view_call_off)
