"""Catalogues and plan items in any state, reached by the services."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from catalogue import services
from catalogue.enums import AnnualStatus, GroundKind, ItemStatus, OrganisationForm, VersionStatus
from catalogue.models import AnnualPlan, CatalogueItem, CatalogueVersion, PlanItem, SplittingGround
from catalogue.services import Target
from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation, Village
from procurement.budgeting.models import BudgetLine
from procurement.core.actors import Actor
from procurement.core.clock import local_date, local_time
from procurement.regulations import methods, performance, scope
from tests.factories.accounts import AT, bureau, existing, organisation_of, person, township
from tests.factories.budgeting import approved_line
from tests.kept import kept

NO = {question.code: False for question in scope.NEGATIVE_QUESTIONS}
TREE = (
    {"code": "A", "name": "公共服务", "parent": "", "service_class": "PUBLIC"},
    {"code": "A04", "name": "社会保障服务", "parent": "A"},
    {
        "code": "A0402",
        "name": "基本养老服务",
        "parent": "A04",
        "provenance": "memory",
        "provincial_code": "420402",
    },
    {"code": "A06", "name": "生态保护和环境治理服务", "parent": "A"},
    {
        "code": "A0607",
        "name": "农业农村环境治理服务",
        "parent": "A06",
        "provincial_code": "420607",
        "confirmed": True,
    },
    {"code": "B", "name": "政府履职所需辅助性服务", "parent": "", "service_class": "AUXILIARY"},
    {"code": "B0101", "name": "法律顾问服务", "parent": "B"},
)


def catalogue_officer() -> Actor:
    """Return a person of the bureau's catalogue and plan office, a new one each time."""
    return bureau(Office.BUREAU_CATALOGUE)


@kept
def draft_catalogue(year: int = 2026, rows: Any = TREE, *, at: datetime = AT) -> CatalogueVersion:
    officer = catalogue_officer()
    version = services.draft_version(
        organisation=organisation_of(officer),
        year=year,
        title=f"云梦县{year}年政府购买服务指导性目录",
        actor=officer,
        at=at,
    )
    services.import_tree(version=version, rows=rows, actor=officer, at=at)
    return version


def department(name: str = "云梦县民政局") -> Organisation:
    """Return a county department, the same one for the same name."""
    return existing(OrganisationKind.COUNTY_DEPARTMENT, name)


@kept
def catalogue_in(
    state: str,
    year: int = 2026,
    rows: Any = TREE,
    *,
    at: datetime = AT,
    version: CatalogueVersion | None = None,
) -> CatalogueVersion:
    """Return a catalogue that has come as far as ``state`` by ``at``; nobody answers and nobody comments."""
    officer, drafted = catalogue_officer(), at - timedelta(days=30)
    version = version or draft_catalogue(year, rows, at=drafted)
    if state == VersionStatus.DRAFT:
        return version
    services.consult_departments(
        version=version,
        organisations=[department()],
        until=(drafted + timedelta(days=5)).date(),
        actor=officer,
        at=drafted,
    )
    if state == VersionStatus.CONSULTING:
        return version
    opened = drafted + timedelta(days=6)
    until = (opened + timedelta(days=7)).date()
    services.open_comments(version=version, until=until, actor=officer, at=opened)
    if state == VersionStatus.COMMENTING:
        return version
    services.close_comments(version=version, at=local_time(until + timedelta(days=1)))
    if state == VersionStatus.REVIEWING:
        return version
    return _approved(version, officer, at - timedelta(days=5))


def _approved(version: CatalogueVersion, officer: Actor, at: datetime) -> CatalogueVersion:
    return services.approve_version(
        version=version,
        document_number=f"云财购〔{version.year}〕1号",
        approved_by="云梦县人民政府",
        approved_on=at.date(),
        review_waiver="与上年目录相同",
        actor=officer,
        at=at,
    )


def ready_catalogue(year: int = 2026, rows: Any = TREE, *, at: datetime = AT) -> CatalogueVersion:
    """Return a catalogue that is approved and waits to be published."""
    return catalogue_in(VersionStatus.APPROVED, year, rows, at=at)


@kept
def published_catalogue(year: int = 2026, rows: Any = TREE, *, at: datetime = AT) -> CatalogueVersion:
    """Return the published catalogue of a year: the one there is, or a new small one."""
    found = CatalogueVersion.objects.filter(year=year, status="PUBLISHED").first()
    if found:
        return found
    version = ready_catalogue(year, rows, at=at)
    return services.publish_version(version=version, actor=catalogue_officer(), at=at)


def entry(code: str = "A0402") -> CatalogueItem:
    return CatalogueItem.objects.get(version=published_catalogue(), code=code)


@kept
def filing(home: Organisation | None = None, *, code: str = "A04", at: datetime = AT, **changed: Any) -> Any:
    """Return a request to buy what the catalogue does not have, from a new operator."""
    author = operator(home)
    values = {
        "entry": entry(code),
        "title": "公益墓地看护",
        "description": "日常看护和清洁",
        "reason": "群众要求",
        "amount": Decimal("60000.00"),
        "negative_answers": dict(NO),
        **changed,
    }
    return services.request_filing(
        organisation=organisation_of(author), year=2026, actor=author, at=at, **values
    )


@kept
def filed(home: Organisation | None = None, *, at: datetime = AT, **asked: Any) -> Any:
    """Return a request that the bureau has put on file."""
    return services.file_filing(filing=filing(home, at=at, **asked), actor=catalogue_officer(), at=at)


def targets(satisfaction: int = 20) -> list[Target]:
    """Return four targets that weigh 100."""
    liked = Decimal(satisfaction)
    return [
        Target("预算执行率", performance.EXECUTION, performance.POSITIVE, Decimal(10), Decimal(95), "%"),
        Target("上门服务完成率", performance.OUTPUT, performance.POSITIVE, Decimal(50), Decimal(95), "%"),
        Target(
            "安全事故",
            performance.BENEFIT,
            performance.NEGATIVE,
            40 - liked,
            Decimal(0),
            "起",
        ),
        Target(
            "服务对象满意度",
            performance.SATISFACTION,
            performance.POSITIVE,
            Decimal(satisfaction),
            Decimal(90),
            "%",
        ),
    ]


def fields(**changed: Any) -> dict[str, Any]:
    """Return what an author fills in: a small purchase of elder care that passes every check."""
    values = {
        "title": "居家养老上门服务",
        "catalogue_item": changed.pop("catalogue_item", None) or entry(),
        "description": "为160名失能老人提供每人每年40小时上门照护。",
        "beneficiaries": "失能老人",
        "people_served": 160,
        "quantity": Decimal("6400.00"),
        "unit": "小时",
        "amount": Decimal("288000.00"),
        "start_month": 11,
        "term_months": 12,
        "negative_answers": dict(NO),
        "method": methods.SMALL_PURCHASE,
        "organisation_form": OrganisationForm.INTERNAL,
    }
    return {**values, **changed}


@kept
def operator(home: Organisation | None = None) -> Actor:
    """Return a new procurement operator of a township."""
    return person(home or township("义堂镇"), Office.OPERATOR)


@kept
def plan_item(
    state: str = ItemStatus.DRAFT,
    *,
    home: Organisation | None = None,
    author: Actor | None = None,
    line: BudgetLine | None = None,
    slices: list[tuple[BudgetLine, Decimal]] | None = None,
    indicators: list[Target] | None = None,
    year: int = 2026,
    at: datetime = AT,
    **changed: Any,
) -> PlanItem:
    """Return an item in ``state``, of a new operator, with a line of exactly its money unless one is given."""
    author = author or operator(home)
    home = organisation_of(author)
    values = fields(**changed)
    item = services.create_item(organisation=home, year=year, actor=author, at=at, **values)
    if slices is None:
        # A budget project of its own: what is bought under one of the same kind is watched (B-19).
        line = line or approved_line(
            str(item.amount), organisation=home, at=at, project_name=f"预算项目{item.code}"
        )
        slices = [(line, item.amount)]
    services.set_fundings(item=item, slices=slices, actor=author, at=at)
    services.set_indicators(
        item=item, targets=targets() if indicators is None else indicators, actor=author, at=at
    )
    return _carry(item, state, author, at)


def ground(
    items: list[PlanItem], actor: Actor | None = None, *, at: datetime = AT, **changed: Any
) -> SplittingGround:
    """Return a method approval on file for items, entered by an operator of their purchaser."""
    values = {
        "kind": GroundKind.METHOD_APPROVAL,
        "document": "孝财采批〔2026〕7号",
        "document_on": AT.date(),
        "file": minutes("批复.pdf"),
        **changed,
    }
    actor = actor or operator(items[0].organisation)
    return services.enter_ground(items=items, actor=actor, at=at, **values)


def villages(home: Organisation, division: str = "420923101", count: int = 3) -> list[Village]:
    """Return villages of a township, entered with the division code that it gets."""
    home.division_code = division
    home.save()
    return [
        Village.objects.create(code=f"{division}{200 + number}", division_code=division, name=f"{number}号村")
        for number in range(count)
    ]


def cancel(*, item: PlanItem, actor: Actor, at: datetime = AT, reason: str = "任务取消") -> PlanItem:
    """Take a public item out of the plan: asked for by its purchaser, agreed to by ``actor``."""
    author = operator(item.organisation)
    asked = services.request_cancel(item=item, reason=reason, actor=author, at=at)
    services.agree_adjustment(adjustment=asked, actor=actor, at=at)
    item.refresh_from_db()
    return item


def minutes(name: str = "会议纪要.pdf") -> SimpleUploadedFile:
    """Return the paper of a collective decision."""
    return SimpleUploadedFile(name, b"%PDF-1.7\nminutes\n%%EOF\n")


def decision(**changed: Any) -> services.Decision:
    """Return what a township's leaders decided on the day of ``AT``."""
    values = {"meeting": "镇党政联席会议第9次", "meeting_on": AT.date(), "decided_by": "书记、镇长等7人"}
    return services.Decision(**{**values, **changed})


def plan_of(item: PlanItem) -> AnnualPlan:
    """Return the plan of the year that an item belongs to."""
    return AnnualPlan.objects.get(organisation=item.organisation_id, year=item.year)


def submit(*, item: PlanItem, actor: Actor, at: datetime = AT) -> PlanItem:
    """Hand an item in: with its plan while that is open, alone afterwards."""
    plan = plan_of(item)
    if plan.status not in AnnualStatus.open():
        return services.submit_item(item=item, actor=actor, at=at)
    made = decision(meeting_on=local_date(at))
    services.submit_plan(plan=plan, decision=made, minutes=minutes(), items=[item], actor=actor, at=at)
    item.refresh_from_db()
    return item


def agree(*, item: PlanItem, actor: Actor, at: datetime = AT) -> PlanItem:
    """Agree to an item, and to the plan that it belongs to, but to no other item of it."""
    services.agree_item(item=item, actor=actor, at=at)
    plan = plan_of(item)
    if plan.status == AnnualStatus.SUBMITTED:
        services.agree_plan(plan=plan, items=[], actor=actor, at=at)
    return item


def _carry(item: PlanItem, state: str, author: Actor, at: datetime) -> PlanItem:
    if state == ItemStatus.DRAFT:
        return item
    if state == ItemStatus.WITHDRAWN:
        return services.withdraw_item(item=item, reason="不再需要", actor=author, at=at)
    submit(item=item, actor=author, at=at)
    if state == ItemStatus.RETURNED:
        return services.return_item(item=item, remarks="请补充服务对象", actor=catalogue_officer(), at=at)
    if state == ItemStatus.SUBMITTED:
        return item
    agree(item=item, actor=catalogue_officer(), at=at)
    if state == ItemStatus.AGREED:
        return item
    services.publish_plan(items=[item], reason="年度中新增", actor=catalogue_officer(), at=at)
    if state == ItemStatus.CLOSED:
        services.record_result(
            item=item,
            grade=performance.GOOD,
            total=Decimal("86.00"),
            spent=Decimal("0.00"),
            recommendation="KEEP",
            actor=author,
            at=at,
        )
    item.refresh_from_db()
    return item
