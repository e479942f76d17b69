"""Frameworks in any state, reached by the services."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from catalogue.enums import ItemStatus, OrganisationForm
from catalogue.models import PlanItem
from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation
from procurement.core.actors import Actor
from procurement.frameworks.models import CallOff, Framework, FrameworkEntry, VoucherBatch
from procurement.frameworks.selectors.reviews import FRAMEWORKS
from procurement.frameworks.services.calls import (
    accept_call_off,
    call_off,
    confirm_call_off,
    publish_call_off,
)
from procurement.frameworks.services.entries import admit_entry, apply_to_framework
from procurement.frameworks.services.planning import draft_framework, file_framework, publish_framework
from procurement.frameworks.services.reviews import record_review, submit_for_review
from procurement.frameworks.services.vouchers import ask_vouchers, choose_supplier, issue_vouchers
from procurement.tendering.enums import Method
from procurement.tendering.selectors.risks import usual_risks
from tests.kept import kept

from . import accounts, catalogue, suppliers, tendering

AT = accounts.AT
LATER = AT + timedelta(hours=1)
FEE = Decimal("45.00")
APPLICATION = {
    "area": "义堂镇、下辛店镇",
    "phone": "0712-4321000",
    "capacity": "护理员12名，每月可服务900小时。",
    "statement": "登记证书见证明材料；护理员均有资格证。",
    "accepts": True,
}
CREDIT = "2026年9月21日查询信用中国、中国政府采购网，没有不良记录。"
ORDER = {
    "quantity": Decimal("400"),
    "need": "为义堂镇10名失能老人提供上门照护，每人40小时，年底前完成。",
    "place": "义堂镇东片6个村",
    "reason": "单价统一，驻点最近，去年满意度高。",
}


@dataclass
class Organiser:
    """A supervising budget unit with the people a framework needs."""

    organisation: Organisation
    operator: Actor
    leader: Actor
    reviewers: dict[str, Actor] = field(default_factory=dict)


@kept
def organiser(kind: str = OrganisationKind.SUPERVISING_DEPARTMENT, name: str = "云梦县民政局") -> Organiser:
    tendering.calendars()
    home = accounts.existing(kind, name)
    central = kind == OrganisationKind.CENTRAL_AGENCY
    leader = accounts.person(home, Office.LEADER, name="民政局长")
    return Organiser(
        home,
        accounts.person(home, Office.AGENCY_OPERATOR if central else Office.OPERATOR, name="民政经办"),
        leader,
        {} if central else _reviewers(home, leader),
    )


def _reviewers(home: Organisation, leader: Actor) -> dict[str, Actor]:
    """Return who gives which review."""
    reviewer = accounts.person(home, Office.REVIEWER, name="民政审核")
    discipline = accounts.person(home, Office.DISCIPLINE, name="民政纪检")
    return {
        "PROCUREMENT": reviewer,
        "FINANCE": accounts.person(home, Office.FINANCE, name="民政财务"),
        "BUSINESS": leader,
        "SUPERVISION": discipline,
        "KEY": reviewer,
        "LEGAL": leader,
    }


def plan(**changed: Any) -> dict[str, Any]:
    """Return all that the plan of an open framework says: vouchers for the care of the old, 45 yuan an hour."""
    return {
        "title": "社区居家养老服务券",
        "kind": "OPEN",
        "catalogue_item": catalogue.entry("A0402"),
        "case": "PUBLIC_SERVICE",
        "open_case": "NEARBY",
        "users_choose": True,
        "annual_estimate": Decimal("1200000.00"),
        "service": "失能、半失能老人上门照护：助洁、助浴、助医，服务有记录。",
        "staffing": "护理员持证上岗，每人每天不超过8小时。",
        "measuring": "按上门服务小时计，不足半小时按半小时。",
        "area": "云梦县全域",
        "qualification": "依法登记，有持证护理员不少于5名。",
        "unit": "小时",
        "ceiling": FEE,
        "pricing_note": "调查3家机构和3个乡镇，成本41至44元。",
        "surveyed_purchasers": 3,
        "surveyed_suppliers": 3,
        "surveyed_experts": 1,
        "survey_findings": "2026年9月走访3家机构、3个乡镇，请1名专家座谈：每小时成本41至44元，采纳按小时计量。",
        "risk_plan": usual_risks(),
        "term_months": 24,
        **changed,
    }


@kept
def drafted(home: Organiser, **changed: Any) -> Framework:
    return draft_framework(actor=home.operator, at=AT, **plan(**changed))


@kept
def submitted(home: Organiser, **changed: Any) -> Framework:
    """Return a plan that waits for its reviewers."""
    return submit_for_review(framework=drafted(home, **changed), actor=home.operator, at=AT)


@kept
def reviewed(home: Organiser, **changed: Any) -> Framework:
    return reviewed_by_all(submitted(home, **changed), home)


def reviewed_by_all(framework: Framework, home: Any) -> Framework:
    """Let everybody pass who is still missing; ``home`` has ``reviewers``."""
    for kind in FRAMEWORKS.missing(framework):
        record_review(
            framework=framework,
            kind=kind,
            passed=True,
            opinion="同意。",
            checks=tendering.FINE,
            adviser="刘律师，湖北某律师事务所",
            actor=home.reviewers[kind],
            at=AT,
        )
    return framework


@kept
def filed(home: Organiser, **changed: Any) -> Framework:
    return file_framework(framework=reviewed(home, **changed), actor=home.operator, at=AT)


@kept
def in_force(home: Organiser, at: datetime = AT, **changed: Any) -> Framework:
    """Return an open framework whose call is out."""
    return publish_framework(framework=filed(home, **changed), actor=home.operator, at=at)


@kept
def applied(
    framework: Framework, supplier: Actor | None = None, **changed: Any
) -> tuple[FrameworkEntry, Actor]:
    """Return an application and who made it."""
    actor = supplier or suppliers.supplier()[1]
    entry = apply_to_framework(framework=framework, actor=actor, at=AT, **{**APPLICATION, **changed})
    return entry, actor


@kept
def admitted(
    framework: Framework, home: Organiser, supplier: Actor | None = None, **changed: Any
) -> tuple[FrameworkEntry, Actor]:
    """Return an entry that is in, and its supplier's administrator."""
    entry, actor = applied(framework, supplier, **changed)
    admit_entry(entry=entry, decision="条件符合。", credit_record=CREDIT, actor=home.operator, at=AT)
    return entry, actor


@kept
def town_item(town: tendering.Town, *, amount: str = "90000.00", **fields: Any) -> PlanItem:
    """Return a township's published item that is bought from a framework."""
    values = {
        "title": "居家养老服务（框架协议）",
        "catalogue_item": catalogue.entry("A0402"),
        "amount": Decimal(amount),
        "start_month": 9,
        "method": Method.FRAMEWORK,
        "method_case": "FRAMEWORK_CASE",
        "method_reason": "使用县民政局框架协议",
        "organisation_form": OrganisationForm.SELF_RUN,
        **fields,
    }
    return catalogue.plan_item(ItemStatus.PUBLISHED, author=town.operator, at=tendering.PLAN_AT, **values)


@kept
def asked(entry: FrameworkEntry, item: PlanItem, actor: Actor, **changed: Any) -> CallOff:
    """Return an order that waits for a second person."""
    return call_off(entry=entry, item=item, actor=actor, at=AT, **{**ORDER, **changed})


@kept
def published(entry: FrameworkEntry, supplier: Actor, item: PlanItem, town: tendering.Town) -> CallOff:
    """Return an order that was confirmed, accepted and made public."""
    call = asked(entry, item, town.operator)
    confirm_call_off(call=call, actor=town.leader, at=AT)
    accept_call_off(call=call, actor=supplier, at=AT)
    return publish_call_off(call=call, actor=town.operator, at=AT)


@kept
def asked_vouchers(entry: FrameworkEntry, item: PlanItem, actor: Actor) -> VoucherBatch:
    """Return a batch of two vouchers that waits for a second person."""
    values = {key: ORDER[key] for key in ("need", "place")}
    return ask_vouchers(
        framework=entry.framework,
        item=item,
        count=2,
        each=Decimal("4"),
        valid_until=AT.date() + timedelta(days=60),
        actor=actor,
        at=AT,
        **values,
    )


def used_voucher(entry: FrameworkEntry, item: PlanItem, town: tendering.Town) -> tuple[VoucherBatch, str]:
    """Return an issued batch of which one voucher has chosen, and the token of the other."""
    batch, tokens = issue_vouchers(batch=asked_vouchers(entry, item, town.operator), actor=town.leader, at=AT)
    choose_supplier(token=tokens[0][1], entry=entry, at=AT)
    return batch, tokens[1][1]
