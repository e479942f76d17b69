"""A purchaser's items, one item's page, and what the bureau reviews."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.errors import NotAllowed
from procurement.core.findings import article, explained
from procurement.core.language import either, listed
from procurement.core.permissions import Verdict
from procurement.core.views import ActorMixin, FilteredListView, ObjectView
from procurement.regulations import parameters as policy
from procurement.regulations import scope
from procurement.regulations.basis import cite

from .. import permissions, selectors
from ..enums import ItemStatus, method_name
from ..filters import PlanItemFilter
from ..lifecycle import ITEM
from ..models import PlanItem
from ..selectors import checks, starts
from .columns import PLAN_COLUMNS, with_funds

HOME = {"label": gettext_lazy("工作台"), "url": "/workspace/"}
PLAN = {"label": gettext_lazy("购买计划"), "url": reverse_lazy("catalogue:plan-item-list")}
TONES = {
    ItemStatus.DRAFT: "neutral",
    ItemStatus.SUBMITTED: "progress",
    ItemStatus.RETURNED: "warn",
    ItemStatus.AGREED: "progress",
    ItemStatus.PUBLISHED: "done",
    ItemStatus.CLOSED: "done",
    ItemStatus.WITHDRAWN: "neutral",
}


class PlanItemList(FilteredListView):
    """The items one works with."""

    sign_in_required = True
    template_name = "catalogue/planitem_list.html"
    filterset_class = PlanItemFilter
    sorts = {
        "code": "code",
        "organisation": "organisation__code",
        "amount": "amount",
        "month": ("year", "start_month"),
        "status": "status",
    }
    default_sort = "-code"
    columns = PLAN_COLUMNS
    export_name = "plan-items"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self._turned_away():
            _require(permissions.list_items(self.actor))
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> models.QuerySet[PlanItem]:
        self.queryset = selectors.visible_items(self.actor)
        return super().get_queryset()

    def complete_export(self, rows: list[PlanItem]) -> None:
        with_funds(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for item in context["page_obj"].object_list:
            decorate(item)
        heads = (
            {"label": _("项目"), "field": "code"},
            {"label": _("购买主体"), "field": "organisation"},
            {"label": _("采购方式")},
            {"label": _("预算金额（元）"), "field": "amount", "numeric": True},
            {"label": _("采购月份"), "field": "month"},
            {"label": _("状态"), "field": "status"},
        )
        officer = selectors.is_catalogue_officer(self.actor)
        return {
            **context,
            "heads": heads,
            "may_create": bool(permissions.may_draft(self.actor)),
            "reviews": officer,
            "breadcrumbs": [HOME, {"label": PLAN["label"]}],
        }


class PlanItemDetail(ObjectView):
    """One item: what stands in the way, what may be done, its money, its story."""

    sign_in_required = True
    queryset = PlanItem.objects.select_related("organisation", "catalogue_item__version", "continues__result")
    context_object_name = "item"

    def view_permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.view_item(actor, obj)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = decorate(self.object)
        on = clock.local_date(self.at)
        editable = item.status in ItemStatus.editable() and permissions.edit_item(self.actor, item)
        open_ = item.status in (*ItemStatus.editable(), ItemStatus.SUBMITTED)
        return super().get_context_data(
            facts=_facts(item),
            may_edit=bool(editable),
            may_fund=item.status == ItemStatus.AGREED and bool(permissions.fund_item(self.actor, item)),
            plan=selectors.plan_of(item.organisation_id, item.year),
            problems=checks.problems(item, self.at) if open_ else [],
            hits=_hits(item, on),
            advice=_advice(item, on),
            answers=_answers(item),
            slices=checks.slices(item),
            holdings=selectors.holdings_of_items([item.code]).get(item.code),
            indicators=list(item.indicators.all()),
            history=_history(item),
            breadcrumbs=[HOME, PLAN, {"label": item.title}],
            **self._intents(item),
            **kwargs,
        )

    def _intents(self, item: PlanItem) -> dict[str, Any]:
        wanted = item.status == ItemStatus.PUBLISHED and starts.needs_intent(item)
        return {
            "wants_intent": wanted,
            "intents": list(item.intents.all()),
            "intent_due": starts.intent_due(item) if wanted else None,
            "earliest_start": selectors.earliest_start(item),
            "may_publish_intent": bool(wanted and permissions.publish_intent(self.actor, item)),
            "intent_rule": cite("D-01"),
        }


class PlanReview(ActorMixin, TemplateView):
    """What waits for the bureau: items to review, and purchases that look like splitting."""

    sign_in_required = True
    template_name = "catalogue/planitem_review.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self._turned_away():
            _require(permissions.publish_plan(self.actor))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        on = clock.local_date(self.at)
        waiting = [decorate(item) for item in selectors.reviewable(self.actor)]
        return super().get_context_data(
            waiting=waiting,
            plans=list(selectors.plans_to_review(self.actor)),
            watches=selectors.splitting_watch(year=on.year, on=on),
            agreed=selectors.visible_items(self.actor).filter(status=ItemStatus.AGREED).count(),
            publish_url=reverse("catalogue:plan-publish"),
            breadcrumbs=[HOME, PLAN, {"label": _("审核")}],
            **kwargs,
        )


def decorate(item: PlanItem) -> PlanItem:
    """Attach what the templates show of an item and its model does not know: method's name, badge's tone."""
    item.tone = TONES[item.status]
    item.method_name = method_name(item.method)
    return item


def _require(verdict: Verdict) -> None:
    if not verdict:
        raise NotAllowed(verdict.reason)


def _facts(item: PlanItem) -> list[dict[str, Any]]:
    rows: tuple[tuple[str, Any], ...] = (
        (_("购买主体"), item.organisation.name),
        (_("年度"), item.year),
        (_("目录条目"), item.catalogue_item),
        (_("服务对象"), item.beneficiaries),
        (_("受益人数"), item.people_served or ""),
        (_("数量"), f"{item.quantity.normalize():f} {item.unit}"),
        (_("预计采购月份"), _("%(month)s月") % {"month": item.start_month}),
        (_("服务期（月）"), item.term_months),
        (_("组织形式"), item.get_organisation_form_display()),
        (_("专门面向中小企业"), _("是") if item.sme_reserved else _("否")),
        (_("起草人"), item.author_name),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


def _hits(item: PlanItem, on: Any) -> list[dict[str, Any]]:
    found = checks.word_hits(item, on)
    return [
        {
            "rule": rule,
            "article": article(rule),
            "words": listed(dict.fromkeys(hit.word for hit in hits)),
        }
        for rule, hits in found.items()
    ]


def _advice(item: PlanItem, on: Any) -> dict[str, Any]:
    advice = checks.method_advice(item, on)
    return {
        "lawful": listed(method_name(method) for method in advice.lawful),
        "proposed": method_name(advice.proposed),
        "approval": item.method in advice.approval_needed,
        "authority": advice.approval_authority,
        "rules": [{"label": rule, "value": explained(cite(rule))} for rule in advice.basis],
        "unconfirmed": [_label(policy.lookup(key, on)) for key in advice.unconfirmed],
    }


def _label(parameter: policy.Parameter) -> str:
    return either(parameter.label_zh, parameter.label_en)


def _answers(item: PlanItem) -> list[dict[str, Any]]:
    words: dict[Any, tuple[str | Promise, str]] = {
        True: (_("是"), "danger"),
        False: (_("否"), "done"),
        None: (_("未回答"), "warn"),
    }
    rows = []
    for question in scope.NEGATIVE_QUESTIONS:
        word, tone = words[item.negative_answers.get(question.code)]
        rows.append({"text": either(question.text_zh, question.text_en), "word": word, "tone": tone})
    return rows


def _history(item: PlanItem) -> list[dict[str, Any]]:
    labels = {
        "create": _("起草"),
        "edit": _("修改"),
        "fund": _("安排资金"),
        "target": _("设定绩效指标"),
        "publish_intent": _("公开采购意向"),
        **{name: step.label for name, step in ITEM.transitions.items()},
    }
    return [
        {
            "label": labels.get(entry.action, entry.action),
            "date": entry.at,
            "state": "past",
            "note": " · ".join(
                part for part in (entry.actor_name, entry.organisation_name, entry.reason) if part
            ),
        }
        for entry in selectors.history_of(item)
    ]
