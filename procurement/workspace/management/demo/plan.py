"""A plan item: drafted, submitted, returned or agreed; the bureau publishes what is agreed in batches."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from catalogue.enums import AnnualStatus, GroundKind, ItemStatus, OrganisationForm, Priority
from catalogue.models import AnnualPlan, CatalogueItem, PlanItem
from catalogue.selectors import items_of, plan_of
from catalogue.selectors.checks import problems
from catalogue.services import (
    Decision,
    Target,
    agree_item,
    agree_plan,
    confirm_ground,
    enter_ground,
    publish_intent,
    publish_plan,
    return_item,
    save_item,
    submit_item,
    submit_plan,
)
from procurement.accounts.enums import OrganisationKind
from procurement.accounts.models import Organisation, Village
from procurement.accounts.selectors import villages_of
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.regulations import methods, performance, scope

from .catalogue import CATALOGUE_OFFICER
from .county import line_of, years_of
from .data import read
from .papers import pdf
from .stage import CURTAIN, YEAR, Stage, Story

Row = dict[str, Any]
# Stories that end in the plan, with what their item then is.
PLAN_STATES = ("draft", "submitted", "returned", "agreed", "published")
_SATISFACTION = ["服务对象满意度", performance.SATISFACTION, performance.POSITIVE, 20, "90", "%"]
_EXECUTION = ["预算执行率", performance.EXECUTION, performance.POSITIVE, 10, "95", "%"]


def plan(stage: Stage, row: Row) -> Story:
    """From the draft to the published item with its reserved money; ends early where the row says so."""
    published = stage.moment(row["batch"], 10)
    yield min(published - timedelta(days=9), CURTAIN - timedelta(days=6))
    item = draft(stage, row)
    if row["stop"] == "draft":
        return
    if "ground" in row:
        yield from excused(stage, row, item)
    yield stage.at + timedelta(hours=2)
    submit(stage, row, item)
    if row["stop"] == "submitted":
        return
    yield stage.workday(after=2, hour=10)
    answer(stage, row, item)
    if row["stop"] in ("returned", "agreed"):
        return
    yield published + timedelta(minutes=30)


def excused(stage: Stage, row: Row, item: PlanItem) -> Story:
    """Beside another project it would be splitting: the method's approval is put on file and confirmed (B-19)."""
    told = row["ground"]
    other = next(one for one in read("items") if one["key"] == told["with"])
    yield stage.at + timedelta(hours=1)
    ground = enter_ground(
        items=[item_of(other), item],
        kind=GroundKind.METHOD_APPROVAL,
        document=told["document"],
        document_on=date.fromisoformat(told["on"]),
        file=pdf("采购方式批复.pdf", "Approval of the procurement method"),
        actor=operator(stage, row),
        at=stage.at,
    )
    yield stage.at + timedelta(hours=3)
    confirm_ground(
        ground=ground,
        actor=stage.cast["bureau-reviewer"],
        at=stage.at,
        reason="已看原件，批复涵盖两个项目。",
    )


def submit(stage: Stage, row: Row, item: PlanItem) -> None:
    """Hand the item in: with the township's plan and all that is ready in it, alone once that has gone."""
    actor, plan = operator(stage, row), plan_of(item.organisation_id, item.year)
    item.refresh_from_db()
    if item.status == ItemStatus.SUBMITTED:
        return
    if plan is None or plan.status not in AnnualStatus.open():
        submit_item(item=item, actor=actor, at=stage.at)
        return
    drafts = items_of(plan, ItemStatus.DRAFT).exclude(title__in=titles("draft"))
    hand_in(plan, [one for one in drafts if not problems(one, stage.at)], actor, stage.at)


def hand_in(plan: AnnualPlan, items: list[PlanItem], actor: Actor, at: datetime) -> None:
    """Hand a purchaser's plan in with what the meeting of the day before decided (N-10)."""
    decision = Decision(
        meeting=f"{plan.organisation.short_name}党政联席会议",
        meeting_on=local_date(at) - timedelta(days=1),
        decided_by="党委书记、镇长、分管负责人和财政所负责人",
    )
    minutes = pdf("会议纪要.pdf", "Minutes of the collective decision")
    submit_plan(plan=plan, decision=decision, minutes=minutes, items=items, actor=actor, at=at)


def titles(stop: str) -> list[str]:
    """Return the titles of the rows whose story ends there."""
    return [row["title"] for row in read("items") if row["stop"] == stop]


def answer(stage: Stage, row: Row, item: PlanItem) -> None:
    """The bureau's catalogue office agrees, or says what to mend."""
    officer = stage.cast[CATALOGUE_OFFICER]
    if row["stop"] == "returned":
        return_item(item=item, remarks=row["remarks"], actor=officer, at=stage.at)
    else:
        agree_item(item=item, actor=officer, at=stage.at)
        plan = plan_of(item.organisation_id, item.year)
        if plan is not None and plan.status == AnnualStatus.SUBMITTED:
            agree_plan(plan=plan, items=[], actor=officer, at=stage.at)


def publish_batches(stage: Stage, days: list[str]) -> Story:
    """On each of these days the bureau publishes all that it has agreed to by then."""
    kept = titles("agreed")
    for day in sorted(days):
        yield stage.moment(day, 10)
        agreed = PlanItem.objects.filter(status=ItemStatus.AGREED, year=YEAR).exclude(title__in=kept)
        if agreed:
            publish_plan(
                items=list(agreed),
                reason="年初计划公布以后，按群众需求和到位的预算新增。",
                actor=stage.cast[CATALOGUE_OFFICER],
                at=stage.at,
            )


def draft(stage: Stage, row: Row) -> PlanItem:
    """The owner's operator fills in the whole form."""
    home = stage.cast.organisation(row["organisation"])
    money = {"delegated_line": line_of(stage, row, str(YEAR))} if row.get("delegated_money") else {}
    return save_item(
        item=None,
        organisation=home,
        year=YEAR,
        fields={**fields(row), **money},
        villages=villages(row, home),
        slices=[(line_of(stage, row, year), Decimal(part)) for year, part in years_of(row).items()],
        targets=targets(row),
        actor=operator(stage, row),
        at=stage.at,
    )


def villages(row: Row, home: Organisation) -> list[Village]:
    """Return the villages that an item serves: as many as it is counted by, else all of a township's."""
    if not row.get("resident_facing", True) or home.kind != OrganisationKind.TOWNSHIP:
        return []
    number = int(row["quantity"]) if row["unit"] == "村" else None
    return list(villages_of(home)[:number])


def fields(row: Row) -> dict[str, Any]:
    """Return the form of an item, as its author fills it in."""
    small = row["method"] == methods.SMALL_PURCHASE
    agency = OrganisationForm.ENTRUSTED if row.get("agency") else OrganisationForm.SELF_RUN
    stated = row.get("term_conditions", [])
    return {
        "title": row["title"],
        "catalogue_item": CatalogueItem.objects.get(
            version__year=YEAR, version__status="PUBLISHED", code=row["catalogue"]
        ),
        "description": row["description"],
        "beneficiaries": row["beneficiaries"],
        "people_served": row["people_served"],
        "resident_facing": row.get("resident_facing", True),
        "quantity": Decimal(row["quantity"]),
        "unit": row["unit"],
        "amount": Decimal(row["amount"]),
        "price_reason": row.get("price_reason", ""),
        "priority": row.get("priority", Priority.ORDINARY),
        "delegated": "delegated_by" in row,
        "delegated_by": row.get("delegated_by", ""),
        "start_month": row["start_month"],
        "term_months": row["term_months"],
        "term_conditions": dict.fromkeys(stated, True),
        "negative_answers": {q.code: q.code in row.get("answers", []) for q in scope.NEGATIVE_QUESTIONS},
        "word_screen_reason": row.get("word_reason", ""),
        "method": row["method"],
        "method_case": row.get("method_case", ""),
        "method_reason": ""
        if small
        else row.get("method_reason", "政府购买服务项目，需求明确，须比较服务方案。"),
        "organisation_form": OrganisationForm.INTERNAL if small else agency,
        "sme_reserved": row.get("sme_reserved", False),
        "sme_reason": row.get("sme_reason", ""),
    }


def targets(row: Row) -> list[Target]:
    """Return the performance targets of an item's kit; together they weigh 100."""
    rows = [_EXECUTION, *read("texts")["kits"][row["kit"]], _SATISFACTION]
    return [
        Target(name, tier, kind, Decimal(weight), Decimal(target), unit)
        for name, tier, kind, weight, target, unit in rows
    ]


def drafted_anew(stage: Stage, row: Row) -> Story:
    """Last year's item is drafted anew: its text and targets, beside its result; the budget is still to come."""
    yield stage.moment("2026-09-18", 15)
    last = item_of(row)
    home = stage.cast.organisation(row["organisation"])
    save_item(
        item=None,
        organisation=home,
        year=YEAR + 1,
        fields={**fields(row), "title": f"{row['title']}（{YEAR + 1}年）", "continues": last},
        villages=villages(row, home),
        slices=[],
        targets=targets(row),
        actor=operator(stage, row),
        at=stage.at,
    )


def item_of(row: Row) -> PlanItem:
    return PlanItem.objects.get(title=row["title"], year=YEAR)


def operator(stage: Stage, row: Row) -> Any:
    return stage.cast[f"{row['organisation']}-operator"]


def intend(stage: Stage, row: Row) -> None:
    """Publish the purchase intent (D-01)."""
    start = stage.moment(row["release_on"]).date()
    publish_intent(
        item=item_of(row),
        summary=row["description"],
        expected_month=start,
        actor=operator(stage, row),
        at=stage.at,
    )
