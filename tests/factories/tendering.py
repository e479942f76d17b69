"""Procurement activities up to release, reached by the services. Bids and ceremonies: ``seals``."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from catalogue.enums import ItemStatus, OrganisationForm
from catalogue.models import PlanItem
from catalogue.services import publish_intent
from procurement.accounts.enums import Office
from procurement.accounts.models import Organisation
from procurement.core.actors import Actor
from procurement.core.clock import SHANGHAI, local_date, local_time
from procurement.core.models import CalendarDay, CalendarYear
from procurement.regulations.calendar import official_calendar
from procurement.regulations.review import QUESTIONS
from procurement.tendering.enums import AwardRule, Method, Power
from procurement.tendering.models import (
    CustodianKey,
    Entrustment,
    ImplementationPlan,
    MethodApproval,
    Package,
    SingleSourceDeal,
    SingleSourceNotice,
    SmallPurchase,
    Tender,
)
from procurement.tendering.selectors.dates import propose_dates
from procurement.tendering.selectors.reviews import TENDERS
from procurement.tendering.selectors.risks import usual_risks
from procurement.tendering.services import entrusting
from procurement.tendering.services.dates import set_dates
from procurement.tendering.services.deals import Talks, record_deal
from procurement.tendering.services.documents import (
    build_contract_draft,
    set_factors,
    set_payment_plan,
    set_requirements,
    set_risks,
)
from procurement.tendering.services.drafting import draft_tender
from procurement.tendering.services.planning import draft_implementation_plan, file_implementation_plan
from procurement.tendering.services.release import release
from procurement.tendering.services.reviews import record_review, submit_for_review
from procurement.tendering.services.small import start_small_purchase
from procurement.tendering.services.ways import publish_single_source, record_approval
from tests.kept import kept

from . import accounts, catalogue, requirement, seals

AT = accounts.AT
PLAN_AT = datetime(2026, 7, 20, 9, 0, tzinfo=SHANGHAI)
RELEASED_AT = AT + timedelta(hours=2)
INTENT_AT = datetime(2026, 8, 3, 9, 0, tzinfo=SHANGHAI)

REQUIREMENTS = [
    {
        "what": "村庄日常保洁与垃圾收集",
        "quantity": "21",
        "unit": "村",
        "place": "下辛店镇21个行政村",
        "standard": "每日清扫，覆盖率不低于98%；投诉24小时内处理",
        "by_when": "自合同签订之日起12个月",
    }
]
FACTORS = [
    {"name": "保洁方案", "kind": "TECHNICAL", "maximum": "40", "criteria": "优40分，良30分，一般20分"},
    {"name": "人员与设备安排", "kind": "TECHNICAL", "maximum": "30", "criteria": "优30分，良20分，一般10分"},
    {
        "name": "同类服务合同",
        "kind": "COMMERCIAL",
        "maximum": "20",
        "objective": True,
        "criteria": "每份10分，最多2份",
    },
]
PAYMENTS = [
    {"stage": "首期", "percent": "30", "condition": "合同签订并提交进场方案后"},
    {"stage": "中期", "percent": "40", "condition": "半年验收合格后"},
    {"stage": "末期", "percent": "30", "condition": "年终验收合格后"},
]
# What a key review says where nothing is wrong.
FINE = {question.code: "FINE" for question in QUESTIONS}
TERMS = {
    "requirement": "21个行政村的日常保洁与垃圾收集。",
    "commercial_terms": "服务期内按月考核，考核结果与付款挂钩。",
    "industry": "其他未列明行业",
    "sme_reason": "财库〔2020〕46号第六条第一项：优先面向社会组织等非企业主体",
}


@dataclass
class Town:
    """A township with the people a procurement needs, each in their own office."""

    organisation: Organisation
    operator: Actor
    leader: Actor
    reviewer: Actor
    finance: Actor
    discipline: Actor

    @property
    def reviewers(self) -> dict[str, Actor]:
        return {
            "PROCUREMENT": self.reviewer,
            "FINANCE": self.finance,
            "BUSINESS": self.reviewer,
            "SUPERVISION": self.discipline,
            "KEY": self.reviewer,
            "LEGAL": self.leader,
        }


@kept
def town(name: str = "下辛店镇") -> Town:
    """Return a township with an operator, a leader, a reviewer, finance and discipline (new people)."""
    organisation = accounts.township(name)
    return Town(
        organisation,
        accounts.person(organisation, Office.OPERATOR, name="经办人"),
        accounts.person(organisation, Office.LEADER, name="镇长"),
        accounts.person(organisation, Office.REVIEWER, name="审核人"),
        accounts.person(organisation, Office.FINANCE, name="财务人员"),
        accounts.person(organisation, Office.DISCIPLINE, name="纪检人员"),
    )


@kept
def calendars() -> None:
    """Enter the official working-day calendars where nobody has."""
    if CalendarYear.objects.exists():
        return
    official = official_calendar()
    CalendarYear.objects.bulk_create(
        CalendarYear(year=year, source="国务院办公厅通知") for year in official.official_years
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(date=day, kind=kind, name="节假日") for day, kind in official.days.items()
    )


@kept
def published_item(
    home: Town,
    *,
    amount: str = "1960000.00",
    method: str = Method.COMPETITIVE_CONSULTATION,
    auxiliary: bool = False,
    settled: bool = True,
    **fields: Any,
) -> PlanItem:
    """Return a published plan item with reserved money and an intent that was out in time.

    ``settled``: surveyed and the residents heard, where the law wants it.
    """
    calendars()
    small = method == Method.SMALL_PURCHASE
    values = {
        "title": "农村生活垃圾保洁服务",
        "catalogue_item": catalogue.entry("B0101" if auxiliary else "A0607"),
        "description": "21个行政村的日常保洁与垃圾收集。",
        "amount": Decimal(amount),
        "start_month": 9,
        "method": method,
        "method_case": "" if small or method == Method.OPEN_TENDER else "PURCHASED_SERVICE",
        "method_reason": "政府购买服务项目",
        "organisation_form": OrganisationForm.INTERNAL if small else OrganisationForm.SELF_RUN,
        "sme_reason": "" if small else "DESIGNATED_SUPPLIERS",
        **fields,
    }
    if auxiliary:
        # The entry has no provincial basis: it serves an item through a filing.
        catalogue.filed(home.organisation, code="B0101", at=PLAN_AT)
    item = catalogue.plan_item(ItemStatus.PUBLISHED, author=home.operator, at=PLAN_AT, **values)
    if not small:
        publish_intent(
            item=item,
            summary=item.description,
            expected_month=date(2026, 9, 1),
            actor=home.operator,
            at=INTENT_AT,
        )
    return requirement.settle(item, home.operator, at=INTENT_AT) if settled else item


def approve(plan: ImplementationPlan, home: Town, *, at: datetime = AT, **changed: Any) -> MethodApproval:
    """Put the city's approval of another method on file."""
    values = {
        "authority": "孝感市财政局",
        "number": "孝财采批〔2026〕7号",
        "approved_on": local_date(at),
        "consent": "云梦县农业农村局2026年9月10日函",
        "file": SimpleUploadedFile("批复.pdf", b"%PDF-1.7\napproval\n%%EOF\n"),
        **changed,
    }
    return record_approval(plan=plan, actor=home.operator, at=at, **values)


EXPERTS = [
    {
        "name": f"专家{name}",
        "unit": f"武汉某大学{name}院",
        "title": "教授",
        "opinion": "系统由其独家开发并维护，无可替代。",
    }
    for name in "甲乙丙"
]


@kept
def single_source_plan(home: Town) -> ImplementationPlan:
    """Return a draft that buys from the only supplier there is, above the threshold: it has to be shown first."""
    item = published_item(
        home,
        amount="2400000.00",
        method=Method.SINGLE_SOURCE,
        method_case="ONLY_SUPPLIER",
        title="垃圾中转系统维护",
    )
    return implementation_plan(home, item, filed=False)


def shown_single_source(plan: ImplementationPlan, home: Town, *, at: datetime = AT) -> SingleSourceNotice:
    """Publish the notice that one supplier only is meant."""
    return publish_single_source(
        plan=plan,
        supplier_name="湖北某环境科技有限公司",
        supplier_address="武汉市",
        statement="全县垃圾中转系统的维护。",
        reason="系统由该公司独家开发，接口不开放。",
        experts=EXPERTS,
        actor=home.operator,
        at=at,
    )


CAPACITY = {"capacity_people": "采购经办1人，参加过政府采购培训", "capacity_place": "三楼会议室，有录音录像"}
MANDATE = {
    "scope": "本项目的采购代理",
    "starts_on": local_date(AT),
    "ends_on": local_date(AT) + timedelta(days=364),
    "fee_payer": "SUPPLIER",
    "fee_standard": "按成交金额的1%收取",
    "file_keeper": "PURCHASER",
    "ending_terms": "文件移交并签收后终止",
    "liability": "依法承担赔偿责任",
}


def entrust(plan: ImplementationPlan, home: Town, *, at: datetime = AT, **terms: Any) -> Entrustment:
    """Return an agreement between a plan's purchaser and its agency that both have signed."""
    given = {**MANDATE, "powers": list(Power.values), **terms}
    given["powers"] = list(given["powers"])
    agreement = entrusting.draft_entrustment(plan=plan, terms=given, actor=home.operator, at=at)
    entrusting.sign_entrustment(agreement=agreement, actor=home.leader, at=at)
    agent = accounts.person(plan.agency, Office.AGENCY_OPERATOR)
    entrusting.accept_entrustment(agreement=agreement, actor=agent, at=at)
    plan.refresh_from_db()
    return agreement


@kept
def talking_plan(home: Town) -> ImplementationPlan:
    """Return a filed plan to buy from the only supplier there is, below the open-tender threshold."""
    item = published_item(
        home,
        amount="800000.00",
        method=Method.SINGLE_SOURCE,
        method_case="ONLY_SUPPLIER",
        title="转运站称重系统维护",
    )
    return implementation_plan(home, item)


def talks(**changed: Any) -> dict[str, Any]:
    """Return what the record of the talks says."""
    said = {
        "held_on": local_date(AT),
        "place": "镇政府三楼会议室",
        "costs": "年维护成本约60万元；某县同类合同75万元；软件著作权归供应商所有。",
        "terms": "每季度巡检，故障24小时内到场，验收合格后按季付款。",
        "talks": "供应商首次报价80万元，协商后76万元。",
        "amount": Decimal("760000.00"),
    }
    return {**said, **changed}


MEMBERS = [
    {"name": "郑工", "unit": "县城市管理局", "title": "高级工程师", "dissent": ""},
    {"name": "何工", "unit": "县财政局", "title": "工程师", "dissent": "价格仍偏高，理由见记录。"},
]


@kept
def single_source_deal(home: Town, supplier: Organisation) -> SingleSourceDeal:
    """Return what was agreed with a single source, waiting for the head."""
    return record_deal(
        plan=talking_plan(home),
        supplier=supplier,
        talks=Talks(**talks()),
        members=MEMBERS,
        file=SimpleUploadedFile("协商情况记录.pdf", b"%PDF-1.7\nrecord\n%%EOF\n"),
        actor=home.operator,
        at=AT,
    )


@kept
def implementation_plan(
    home: Town,
    item: PlanItem | None = None,
    *,
    method: str = "",
    filed: bool = True,
    approved: bool = False,
    powers: tuple[str, ...] = tuple(Power.values),
    **fields: Any,
) -> ImplementationPlan:
    """Return an implementation plan, filed unless said otherwise; ``approved``: with the city's approval.

    With an ``agency`` an agreement is signed by both, which gives it ``powers``.
    """
    item = item or published_item(home)
    method = method or item.method
    if method in Method.tenders() and "agency" not in fields:
        fields = {**CAPACITY, **fields}
    plan = draft_implementation_plan(
        item=item,
        method=method,
        method_reason="政府购买服务项目",
        organisation_form=fields.pop("organisation_form", OrganisationForm.SELF_RUN),
        actor=home.operator,
        at=AT,
        **fields,
    )
    if approved:
        approve(plan, home)
    if filed and plan.agency_id and plan.agreement_id is None:
        entrust(plan, home, powers=powers)
    return file_implementation_plan(plan=plan, actor=home.operator, at=AT) if filed else plan


@kept
def drafted_tender(home: Town, plan: ImplementationPlan | None = None, **terms: Any) -> Tender:
    """Return a tender whose file has just been opened, with one package."""
    plan = plan or implementation_plan(home)
    return draft_tender(
        plan=plan,
        title=plan.item.title,
        award_rule=AwardRule.COMPREHENSIVE_SCORING,
        packages=[{"title": "保洁服务", "budget": plan.amount}],
        terms={**TERMS, **terms},
        actor=home.operator,
        at=AT,
    )


@kept
def complete_tender(home: Town, plan: ImplementationPlan | None = None) -> Tender:
    """Return a draft that may go to review: tables filled, dates set to the earliest lawful ones."""
    tender = drafted_tender(home, plan)
    for package in tender.packages.all():
        fill(package, home)
    set_payment_plan(tender=tender, rows=PAYMENTS, actor=home.operator, at=AT)
    set_risks(tender=tender, rows=usual_risks(), actor=home.operator, at=AT)
    build_contract_draft(tender=tender, actor=home.operator, at=AT)
    with_dates(tender, home)
    return tender


def fill(package: Package, home: Town) -> None:
    set_requirements(package=package, rows=REQUIREMENTS, actor=home.operator, at=AT)
    set_factors(package=package, rows=FACTORS, actor=home.operator, at=AT)


def with_dates(tender: Tender, home: Town, at: datetime = AT) -> Tender:
    proposed = propose_dates(tender, local_date(at))
    return set_dates(
        tender=tender,
        documents_from=proposed["documents_from"].day,
        documents_until=proposed["documents_until"].day,
        deadline=local_time(proposed["deadline"].day, 9),
        opening_place="下辛店镇人民政府三楼会议室",
        actor=home.operator,
        at=at,
    )


@kept
def submitted_tender(home: Town, plan: ImplementationPlan | None = None) -> Tender:
    tender = complete_tender(home, plan)
    return submit_for_review(tender=tender, actor=home.operator, at=AT)


@kept
def reviewed_tender(home: Town, plan: ImplementationPlan | None = None) -> Tender:
    """Return a tender that every reviewer has passed."""
    tender = submitted_tender(home, plan)
    for kind in TENDERS.needed(tender):
        record_review(
            tender=tender,
            kind=kind,
            passed=True,
            opinion="同意。",
            checks=FINE,
            adviser="刘律师，湖北某律师事务所",
            actor=home.reviewers[kind],
            at=AT + timedelta(minutes=5),
        )
    return tender


@kept
def released_tender(home: Town, plan: ImplementationPlan | None = None, at: datetime = RELEASED_AT) -> Tender:
    """Return a tender that is out: its packages receive sealed bids, three custodians hold the keys."""
    if not CustodianKey.objects.filter(organisation=home.organisation).exists():
        seals.enrolled_custodians(home.organisation)
    return release(tender=reviewed_tender(home, plan), actor=home.operator, at=at)


@kept
def small_purchase(home: Town, *, amount: str = "120000.00", **fields: Any) -> SmallPurchase:
    """Return a small purchase that has just begun."""
    item = published_item(home, amount=amount, method=Method.SMALL_PURCHASE, title="农村公厕管护", **fields)
    return start_small_purchase(item=item, requirement="16座公厕日常管护", actor=home.operator, at=AT)
