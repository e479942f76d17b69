"""One item's page: what is planned, what the rules say of it, what stands in the way, its story."""

from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from procurement.budgeting.selectors import parts_of
from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.language import either
from procurement.core.permissions import Verdict
from procurement.core.views import ObjectView
from procurement.regulations import scope
from procurement.regulations.basis import cite

from .. import permissions, selectors
from ..enums import ItemStatus
from ..lifecycle import ITEM
from ..models import PlanItem
from ..selectors import checks, starts
from .advice import (
    advice_of,
    kinds_of_supplier,
    last_year_of,
    price_of_item,
    quantity_of,
    reserve_of,
    sme_words,
    words_of,
)
from .items import HOME, PLAN, decorate
from .summary import summary_of


class PlanItemDetail(ObjectView):
    """One item: what stands in the way, what may be done, its money, its story."""

    sign_in_required = True
    queryset = PlanItem.objects.select_related(
        "organisation", "catalogue_item__version", "continues__result", "screening"
    )
    context_object_name = "item"

    def view_permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.view_item(actor, obj)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = decorate(self.object)
        on = clock.local_date(self.at)
        return super().get_context_data(
            facts=_facts(item),
            plan=selectors.plan_of(item.organisation_id, item.year),
            watches=selectors.watches_of(item, on),
            grounds=selectors.grounds_of([item]),
            may_adjust=item.status == ItemStatus.PUBLISHED
            and bool(permissions.adjust_item(self.actor, item)),
            may_file=bool(permissions.enter_ground(self.actor, item)),
            served=[village.name for village in item.villages.all()],
            advice=advice_of(item, on),
            price=price_of_item(item),
            sme=sme_words(item),
            kinds=kinds_of_supplier(item),
            reserve=reserve_of(item, on),
            earlier=last_year_of(item),
            years=checks.slices_by_year(item),
            answers=_answers(item),
            slices=checks.slices(item),
            holdings=selectors.holdings_of_items([item.code]).get(item.code),
            bought=_bought(item),
            indicators=list(item.indicators.all()),
            history=_history(item),
            requirement=summary_of(item, self.actor, self.at),
            breadcrumbs=[HOME, PLAN, {"label": item.title}],
            **self._open(item),
            **self._words(item, on),
            **self._intents(item),
            **kwargs,
        )

    def _open(self, item: PlanItem) -> dict[str, Any]:
        """Return what still stands in the way, and what may be done while nothing is agreed."""
        open_ = item.status in (*ItemStatus.editable(), ItemStatus.SUBMITTED)
        editable = item.status in ItemStatus.editable() and permissions.edit_item(self.actor, item)
        own = selectors.owns(self.actor, item) and permissions.may_draft(self.actor)
        return {
            "may_edit": bool(editable),
            "may_fund": item.status == ItemStatus.AGREED and bool(permissions.fund_item(self.actor, item)),
            "may_reuse": bool(item.status == ItemStatus.CLOSED and own),
            "problems": checks.problems(item, self.at) if open_ else [],
            "warnings": checks.warnings(item, self.at) if open_ else [],
        }

    def _words(self, item: PlanItem, on: date) -> dict[str, Any]:
        """Return the listed words, who explained them and who agreed; whether this person may."""
        hits = words_of(item, on)
        screening = getattr(item, "screening", None)
        waits = bool(hits and item.word_screen_reason) and any(
            True for _row in checks.words_settled(item, checks.Reading([item], self.at))
        )
        open_ = item.status in (*ItemStatus.editable(), ItemStatus.SUBMITTED)
        return {
            "hits": hits,
            "screening": screening,
            "words_wait": waits and open_,
            "may_confirm": bool(waits and open_ and permissions.confirm_item_words(self.actor, item)),
        }

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


def _bought(item: PlanItem) -> list[dict[str, Any]]:
    """Return what each procurement of the item has frozen, promised and paid, by its number."""
    return [{"code": code, **sums} for code, sums in sorted(parts_of(item.code).items()) if code]


def _facts(item: PlanItem) -> list[dict[str, Any]]:
    rows: tuple[tuple[str, Any], ...] = (
        (_("购买主体"), item.organisation.name),
        (_("年度"), item.year),
        (_("目录条目"), item.catalogue_item),
        (_("服务对象"), item.beneficiaries),
        (_("受益人数"), f"{item.people_served:,}" if item.people_served else ""),
        (_("数量和单价"), quantity_of(item)),
        (_("优先安排"), item.get_priority_display()),
        (_("预计采购月份"), _("%(month)s月") % {"month": item.start_month}),
        (_("服务期（月）"), item.term_months),
        (_("组织形式"), item.get_organisation_form_display()),
        (_("下放或委托的事项"), item.delegated_by if item.delegated else ""),
        (_("随事项下达的经费"), item.delegated_line or ""),
        (_("县级事权"), _("是，乡镇不配套") if item.county_duty else ""),
        (_("起草人"), item.author_name),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


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
        "serve": _("选定受益村"),
        "confirm-words": _("复核敏感词"),
        "publish_intent": _("公开采购意向"),
        "mark-requirement": _("标注需求特点"),
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
