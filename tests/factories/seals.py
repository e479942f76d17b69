"""Rounds of sealed bids for tests: custodians with pass phrases, bidders, bids, ceremonies."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.core.files.base import ContentFile

from catalogue.models import CatalogueItem, CatalogueVersion, PlanItem
from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation
from procurement.accounts.services import grant
from procurement.core import due_events
from procurement.core.actors import SYSTEM, Actor
from procurement.core.clock import SHANGHAI
from procurement.regulations.money import half_up
from procurement.tendering.enums import (
    AwardRule,
    Method,
    PackageStatus,
    RoundKind,
    SealChecker,
    TenderStatus,
)
from procurement.tendering.models import (
    BidRound,
    CustodianKey,
    ImplementationPlan,
    OpenedBid,
    Package,
    SealedBid,
    Tender,
)
from procurement.tendering.selectors import attendance
from procurement.tendering.services import bid_forms
from procurement.tendering.services.attending import check_seals
from procurement.tendering.services.bidding import seal_bid
from procurement.tendering.services.custody import enrol_custodian
from procurement.tendering.services.drafts import add_file
from procurement.tendering.services.examination import examine
from procurement.tendering.services.opening import unlock
from procurement.tendering.services.rounds import open_round
from tests.kept import kept

from . import accounts as people
from . import suppliers

AT = datetime(2026, 9, 21, 9, 0, tzinfo=SHANGHAI)
DEADLINE = datetime(2026, 10, 8, 9, 0, tzinfo=SHANGHAI)
CLOSED = DEADLINE + timedelta(seconds=60)


def pdf(filling: bytes) -> bytes:
    """Return a PDF to whoever looks at its beginning and its end."""
    return b"%PDF-1.7\n" + filling + b"\n%%EOF\n"


PDF = pdf(b"bid" * 100)
PHRASES = {
    "PURCHASER": "下辛店 采购经办 玉兰花开",
    "DISCIPLINE": "下辛店 纪检内控 银杏叶落",
    "INDEPENDENT": "correct horse battery staple 9",
}
_numbers = count(1)


@kept
def enrolled_custodians(purchaser: Organisation) -> dict[str, Actor]:
    """Return three people who have enrolled their keys; their pass phrases are PHRASES."""
    centre = people.existing(OrganisationKind.INDEPENDENT, "云梦县公共资源交易中心")
    homes = {"PURCHASER": purchaser, "DISCIPLINE": purchaser, "INDEPENDENT": centre}
    more = {"DISCIPLINE": [Office.DISCIPLINE]}
    found = {}
    for part, home in homes.items():
        found[part] = people.person(home, Office.CUSTODIAN, *more.get(part, []))
        enrol(found[part], PHRASES[part])
    return found


def enrol(actor: Actor, passphrase: str) -> CustodianKey:
    return enrol_custodian(
        user=people.user_of(actor),
        organisation=people.organisation_of(actor),
        passphrase=passphrase,
        actor=actor,
        at=AT,
    )


@kept
def package(
    method: str = Method.COMPETITIVE_CONSULTATION, *, budget: str = "288000.00", **fields: Any
) -> Package:
    """Return a package whose documents are ready, one requirement line, one factor, one condition."""
    number = next(_numbers)
    purchaser = people.township()
    item = _item(number, purchaser, budget)
    plan = ImplementationPlan.objects.create(
        code=f"IP-{number}",
        item=item,
        method=method,
        organisation_form="SELF_RUN",
        amount=budget,
        author_code="x",
    )
    tender = Tender.objects.create(
        code=f"420923-2026-9{number:03d}",
        plan=plan,
        item=item,
        purchaser=purchaser,
        title="居家养老上门服务",
        method=method,
        award_rule=AwardRule.COMPREHENSIVE_SCORING,
        status=TenderStatus.RELEASED,
        budget=budget,
        deadline=DEADLINE,
        author_code="x",
        **fields,
    )
    made = Package.objects.create(
        code=f"{tender.code}-1",
        tender=tender,
        number="1",
        title=tender.title,
        budget=budget,
        status=PackageStatus.RECEIVING,
    )
    made.requirements.create(position=1, what="上门服务", quantity="6400", unit="小时", standard="按规范")
    made.conditions.create(code="q1", text="具备独立承担民事责任的能力", basis="采购法第二十二条")
    made.factors.create(code="plan", name="服务方案", kind="TECHNICAL", maximum="60", criteria="优60 良45")
    return Package.objects.select_related("tender").get(pk=made.pk)


def _item(number: int, purchaser: Organisation, budget: str) -> PlanItem:
    version, _made = CatalogueVersion.objects.get_or_create(
        code="T-2026", defaults={"title": "目录", "year": 2026, "organisation": purchaser}
    )
    leaf, _made = CatalogueItem.objects.get_or_create(
        version=version, code="A0402", defaults={"name": "养老服务", "level": 3, "is_leaf": True}
    )
    return PlanItem.objects.create(
        code=f"PI-{number}",
        organisation=purchaser,
        year=2026,
        title="居家养老上门服务",
        catalogue_item=leaf,
        description="上门服务",
        amount=budget,
        start_month=9,
        method="x",
        method_reason="x",
        organisation_form="SELF_RUN",
        author_code="x",
    )


@kept
def receiving(
    method: str = Method.COMPETITIVE_CONSULTATION, **fields: Any
) -> tuple[BidRound, dict[str, Actor]]:
    """Return a first round that receives, and its custodians by part."""
    made = package(method, **fields)
    custodians = enrolled_custodians(made.tender.purchaser)
    round = open_round(
        package=made,
        kind=RoundKind.FIRST,
        deadline=DEADLINE,
        custodians={part: _key(actor) for part, actor in custodians.items()},
        actor=SYSTEM,
        at=AT,
    )
    return round, custodians


def _key(actor: Actor) -> CustodianKey:
    return CustodianKey.objects.get(user_id=actor.user_id, revoked_at__isnull=True)


@kept
def bidder(name: str = "") -> Actor:
    """Return the administrator of a registered supplier."""
    return suppliers.supplier(name)[1]


def form(offer: str = "256000.00", unit_price: str = "40.00", **fields: Any) -> dict[str, Any]:
    """Return a bid form for ``package``'s one requirement line of 6400 hours."""
    if "scale" in fields:
        fields["own_scale"] = fields.pop("scale")
    return {
        "offer": offer,
        "prices": [{"position": 1, "unit_price": unit_price}],
        "responses": [{"position": 1, "stance": "MEETS", "text": "按规范逐次上门"}],
        "own_scale": "SMALL",
        "size": {"employees": "32", "revenue": "410.5", "assets": "260"},
        "statements": {"article22": True, "no_collusion": True, "sme_letter": True},
        "answers": [
            {"kind": "condition", "code": "q1", "text": "营业执照见附件"},
            {"kind": "factor", "code": "plan", "text": "每周上门两次"},
        ],
        "team": "护理员12名",
        **fields,
    }


def attach(
    round: BidRound, actor: Actor, content: bytes = PDF, name: str = "方案.pdf", at: datetime = AT
) -> Any:
    return add_file(round=round, file=ContentFile(content, name), actor=actor, at=at)


def sealed_bid(round: BidRound, actor: Actor | None = None, at: datetime = AT, **fields: Any) -> SealedBid:
    return seal_bid(round=round, form=form(**fields), actor=actor or bidder(), at=at)


def close(round: BidRound, at: datetime = CLOSED) -> BidRound:
    due_events.run_due_for("tendering.close_round", round.code, until=at)
    round.refresh_from_db()
    return round


def opened(round: BidRound, custodians: dict[str, Actor], at: datetime = CLOSED) -> BidRound:
    """Carry a round through its ceremony: purchaser first, the independent custodian second; no bidder comes."""
    close(round, at)
    nobody_came(round, at)
    for part in ("PURCHASER", "INDEPENDENT"):
        round = unlock(round=round, passphrase=PHRASES[part], actor=custodians[part], at=at)
    return round


def nobody_came(round: BidRound, at: datetime = CLOSED) -> None:
    """Let the host of a public opening state that no bidder came to look at the seals."""
    if attendance.is_public(round) and attendance.seal_check(round) is None:
        host = operator(round.package.tender.purchaser)
        check_seals(round=round, by=SealChecker.NOBODY, person="", actor=host, at=at)


@kept
def operator(purchaser: Organisation) -> Actor:
    return people.person(purchaser, Office.OPERATOR)


@kept
def member(tender: Tender, name: str = "") -> Actor:
    """Return an expert of the tender's committee or group."""
    expert = people.person(
        people.existing(OrganisationKind.EXPERT_POOL, "湖北省评审专家库"), Office.EXPERT, name=name
    )
    grant(permission="evaluate_tender", user=people.user_of(expert), obj=tender, actor=SYSTEM, at=AT)
    return expert


def pass_all(round: BidRound, qualifier: Actor, judge: Actor, at: datetime = CLOSED) -> None:
    """Let every opened bid pass both examinations."""
    for bid in OpenedBid.objects.filter(round=round):
        examine(bid=bid, qualified=True, credit_record="信用中国 2026-10-08 无记录", actor=qualifier, at=at)
        examine(bid=bid, conforms=True, actor=judge, at=at)


def whole_form(round: BidRound, offer: str, **fields: Any) -> dict[str, Any]:
    """Return a complete form for any package: the offer spread evenly over its lines, every question answered.

    The offer becomes what the rounded unit prices add up to.
    """
    lines = list(round.package.requirements.all())
    share = Decimal(offer) / len(lines)
    prices = [
        {"position": line.position, "unit_price": str(half_up(share / line.quantity)), "line": line}
        for line in lines
    ]
    total = sum(half_up(Decimal(row["unit_price"]) * row.pop("line").quantity) for row in prices)
    answers = [
        {"kind": kind, "code": code, "text": f"完全响应：{label}"}
        for kind, code, label in bid_forms.questions(package=round.package)
    ]
    responses = [{"position": line.position, "stance": "MEETS", "text": ""} for line in lines]
    return form(offer=str(total), prices=prices, answers=answers, responses=responses, **fields)
