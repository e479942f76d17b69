"""A statutory procurement on paper: intent, implementation plan, documents, review, release, clarification."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from catalogue.enums import OrganisationForm
from procurement.core.actors import Actor
from procurement.core.clock import SHANGHAI, local_date, local_time
from procurement.regulations.review import QUESTIONS
from procurement.tendering.enums import AwardRule, Method
from procurement.tendering.models import Enquiry, ImplementationPlan, Package, Tender
from procurement.tendering.selectors.dates import propose_dates
from procurement.tendering.selectors.reviews import TENDERS
from procurement.tendering.selectors.risks import usual_risks
from procurement.tendering.selectors.takeover import commercial_start
from procurement.tendering.services.commercial import set_commercial
from procurement.tendering.services.dates import set_dates
from procurement.tendering.services.documents import (
    build_contract_draft,
    set_factors,
    set_payment_plan,
    set_requirements,
    set_risks,
)
from procurement.tendering.services.drafting import draft_tender
from procurement.tendering.services.enquiries import answer, ask
from procurement.tendering.services.entrusting import (
    accept_entrustment,
    draft_entrustment,
    sign_entrustment,
)
from procurement.tendering.services.planning import draft_implementation_plan, file_implementation_plan
from procurement.tendering.services.release import release
from procurement.tendering.services.reviews import record_review, submit_for_review

from .data import read
from .delivery import officer
from .plan import Row, intend, item_of, operator
from .requirement import preparing
from .stage import Stage, Story

REVIEWERS = {
    "PROCUREMENT": "reviewer",
    "FINANCE": "finance",
    "BUSINESS": "representative",
    "SUPERVISION": "discipline",
    "KEY": "reviewer",
    "LEGAL": "leader",
}
_STOPS = ("intent", "filed", "in_review")


def papers(stage: Stage, row: Row, *, before_notice: Callable[[Stage, Row], object] | None = None) -> Story:
    """From the intent over survey and hearing to the notice; ends early where the row says so.

    ``before_notice`` does what a method wants done between review and notice.
    """
    yield stage.workday(hour=15)
    intend(stage, row)
    yield from preparing(stage, row)
    if row["stop"] == "intent":
        return
    released = stage.moment(row["release_on"], 9)
    yield stage.working(released - timedelta(days=12))
    first, *further = row.get("parts", [{}])
    plan = file_plan(stage, row, first)
    if row["stop"] == "filed":
        return
    yield stage.workday(after=1)
    tender = write_documents(stage, row, plan)
    yield stage.workday(after=1, hour=10)
    submit_for_review(tender=tender, actor=runner(stage, row), at=stage.at)
    yield stage.workday(after=1, hour=15)
    review(stage, row, tender)
    for part in further:
        # Bought beside the first part, by a plan and documents of its own.
        yield stage.workday(after=1, hour=10)
        write_documents(stage, row, file_plan(stage, row, part))
    if row["stop"] == "in_review":
        return
    if before_notice is not None:
        before_notice(stage, row)
    yield released
    publish(stage, row, tender)
    yield from clarification(stage, row, tender)


def file_plan(stage: Stage, row: Row, part: dict[str, str]) -> ImplementationPlan:
    """Draft and file the plan for an item or a ``part`` of it: it gets its number, its money is frozen (N-10, N-11)."""
    agency = row.get("agency")
    plan = draft_implementation_plan(
        item=item_of(row),
        method=row["method"],
        method_reason=row.get("method_reason", "政府购买服务项目，需要比较服务方案。"),
        organisation_form=OrganisationForm.ENTRUSTED if agency else OrganisationForm.SELF_RUN,
        agency=stage.cast.organisation(agency) if agency else None,
        **(read("texts")["capacity"] if row["method"] in Method.tenders() and not agency else {}),
        amount=Decimal(part["amount"]) if part else None,
        scope=part.get("scope", ""),
        actor=operator(stage, row),
        at=stage.at,
    )
    if agency:
        entrust(stage, row, plan)
    return file_implementation_plan(plan=plan, actor=operator(stage, row), at=stage.at)


def entrust(stage: Stage, row: Row, plan: ImplementationPlan) -> None:
    """Sign the agreement with the agency, on both sides (采购法 art. 20)."""
    day = local_date(stage.at)
    terms = {**read("texts")["entrustment"], "starts_on": day}
    agreement = draft_entrustment(
        plan=plan,
        terms={**terms, "ends_on": day + timedelta(days=400), "fee_amount": Decimal(terms["fee_amount"])},
        actor=operator(stage, row),
        at=stage.at,
    )
    sign_entrustment(agreement=agreement, actor=officer(stage, row, "leader"), at=stage.at)
    accept_entrustment(agreement=agreement, actor=stage.cast["agency-operator"], at=stage.at)
    plan.refresh_from_db()


def runner(stage: Stage, row: Row) -> Actor:
    """Return who writes and publishes: the agency's operator where one is entrusted (N-06)."""
    return stage.cast["agency-operator"] if row.get("agency") else operator(stage, row)


def write_documents(stage: Stage, row: Row, plan: ImplementationPlan) -> Tender:
    """Write the documents: requirement, scoring table, payments, contract draft, dates."""
    texts, actor = read("texts"), runner(stage, row)
    tender = draft_tender(
        plan=plan,
        title=plan.title,
        award_rule=award_rule(row),
        packages=[{"title": plan.title, "budget": plan.amount}],
        terms=terms(row),
        actor=actor,
        at=stage.at,
    )
    parts = {**commercial_start(tender), **texts["commercial"]}
    set_commercial(tender=tender, parts=parts, actor=actor, at=stage.at)
    package = tender.packages.get()
    set_requirements(package=package, rows=[requirement(stage, row)], actor=actor, at=stage.at)
    if award_rule(row) == AwardRule.COMPREHENSIVE_SCORING:
        set_factors(package=package, rows=texts["factors"], actor=actor, at=stage.at)
    set_payment_plan(tender=tender, rows=texts["payments"], actor=actor, at=stage.at)
    set_risks(tender=tender, rows=usual_risks(), actor=actor, at=stage.at)
    build_contract_draft(tender=tender, actor=actor, at=stage.at)
    return date_it(stage, row, tender)


def award_rule(row: Row) -> str:
    """A negotiation knows the lowest price only (C-07)."""
    negotiated = row["method"] == Method.COMPETITIVE_NEGOTIATION
    return AwardRule.LOWEST_EVALUATED_PRICE if negotiated else AwardRule.COMPREHENSIVE_SCORING


def terms(row: Row) -> dict[str, object]:
    texts = read("texts")
    return {
        "requirement": row["description"],
        "industry": "其他未列明行业",
        "sme_reason": row.get("sme_words", ""),
        "price_weight": Decimal(texts["price_weight"]),
        "term_months": row["term_months"],
        "read_out": row.get("read_out", []),
    }


def requirement(stage: Stage, row: Row) -> dict[str, object]:
    """Return the one line of what is bought; bidders price its unit."""
    return {
        "what": row["title"],
        "quantity": row["quantity"],
        "unit": row["unit"],
        "place": stage.cast.organisation(row["organisation"]).short_name,
        "standard": row["description"],
        "by_when": f"自合同签订之日起{row['term_months']}个月",
    }


def date_it(stage: Stage, row: Row, tender: Tender) -> Tender:
    """Set the earliest lawful dates for the planned release, or the row's own later deadline."""
    start = stage.moment(row["release_on"]).date()
    proposed = propose_dates(tender, start)
    deadline = local_time(proposed["deadline"].day, 9, 30)
    if row.get("deadline"):
        deadline = datetime.fromisoformat(row["deadline"]).replace(tzinfo=SHANGHAI)
    return set_dates(
        tender=tender,
        documents_from=start,
        documents_until=proposed["documents_until"].day,
        deadline=deadline,
        opening_place="云梦县公共资源交易中心二楼开标室",
        actor=runner(stage, row),
        at=stage.at,
    )


def review(stage: Stage, row: Row, tender: Tender) -> None:
    """Everybody but the author says yes (N-12); in a row that stops here the last two are still missing."""
    kinds = TENDERS.needed(tender)
    for kind in kinds[:-2] if row["stop"] == "in_review" else kinds:
        record_review(tender=tender, actor=officer(stage, row, REVIEWERS[kind]), at=stage.at, **pass_of(kind))
    tender.refresh_from_db()


def pass_of(kind: str) -> dict[str, Any]:
    """Return a review that passes, as the services take it."""
    return {
        "kind": kind,
        "passed": True,
        "opinion": read("texts")["opinions"][kind],
        "checks": {question.code: "FINE" for question in QUESTIONS},
        "adviser": read("texts")["adviser"],
    }


def publish(stage: Stage, row: Row, tender: Tender) -> None:
    """Release notice and documents; the round's keys go to the three custodians."""
    release(
        tender=tender,
        actor=runner(stage, row),
        at=stage.at,
        medium_url="https://example.com/ccgp-hubei/demo",
        custodians=stage.cast.keys(row["organisation"]),
    )


def clarification(stage: Stage, row: Row, tender: Tender) -> Story:
    """A supplier asks; everybody reads the answer, nobody who asked (D-33)."""
    if not row.get("question"):
        return
    yield stage.at + timedelta(hours=5)
    enquiry = ask(
        tender=tender,
        question=row["question"],
        actor=stage.cast[f"{row['bidders'][-1][0]}-admin"],
        at=stage.at,
    )
    yield stage.workday(after=1, hour=10)
    reply(stage, row, enquiry)


def reply(stage: Stage, row: Row, enquiry: Enquiry) -> None:
    answer(enquiry=enquiry, answer=row["answer"], actor=runner(stage, row), at=stage.at)


def tender_of(row: Row) -> Tender:
    return Tender.objects.select_related("item", "purchaser").get(item=item_of(row))


def package_of(row: Row) -> Package:
    return Package.objects.select_related("tender__item", "tender__purchaser").get(tender__item=item_of(row))
