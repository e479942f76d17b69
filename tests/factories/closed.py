"""Closed frameworks in any state, reached by the services: called, opened, examined, announced, in force."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from procurement.accounts.enums import Office, OrganisationKind
from procurement.awarding import services as awarding
from procurement.awarding.enums import DrawKind
from procurement.awarding.models import Evaluation, Panel
from procurement.awarding.selectors import examined_bids, first_round_bids
from procurement.core.actors import Actor
from procurement.core.clock import SHANGHAI
from procurement.frameworks.models import Framework, FrameworkEntry, Solicitation
from procurement.frameworks.selectors.solicitations import newest, round_of
from procurement.frameworks.services.calling import solicit
from procurement.frameworks.services.entries import sign_entry
from procurement.frameworks.services.solicitations import announce, begin, rank
from procurement.tendering.services.bidding import seal_bid
from procurement.tendering.services.examination import examine, finish_examination
from tests.kept import KeptState, kept

from . import accounts as people
from . import catalogue, frameworks, seals

AT = frameworks.AT
DEADLINE = datetime(2026, 10, 12, 9, 0, tzinfo=SHANGHAI)
CLOSED = DEADLINE + timedelta(seconds=60)
LATER = DEADLINE + timedelta(hours=3)
DATES: dict[str, Any] = {
    "documents_until": date(2026, 9, 29),
    "deadline": DEADLINE,
    "opening_place": "云梦县公共资源交易中心二楼",
    "validity_days": 90,
}
OFFERS = ("880.00", "920.00", "950.00")


def plan(**changed: Any) -> dict[str, Any]:
    """Return the plan of a closed framework: legal advice for the county's offices, at most 1,000 yuan a piece."""
    given = {
        "title": "法律顾问服务框架协议",
        "kind": "CLOSED",
        "catalogue_item": catalogue.entry("A0402"),
        "case": "ADVISORY",
        "open_case": "",
        "users_choose": False,
        "annual_estimate": Decimal("800000.00"),
        "service": "出具法律意见书、审查合同，3个工作日内交付。",
        "industry": "租赁和商务服务业",
        "unit": "件",
        "ceiling": Decimal("1000.00"),
        "pricing_note": "调查4家律师事务所，每件860至980元。",
    }
    return frameworks.plan(**{**given, **changed})


# As ``set_quality_factors`` keeps them.
FACTORS: list[dict[str, Any]] = [
    {
        "name": "交付时间",
        "kind": "TECHNICAL",
        "maximum": "60",
        "objective": True,
        "criteria": "接到委托后交付法律意见书的时间。",
        "intervals": "1个工作日内 60\n2个工作日内 40\n3个工作日内 20",
        "code": "T1",
    },
    {
        "name": "同类服务经验",
        "kind": "COMMERCIAL",
        "maximum": "40",
        "objective": True,
        "criteria": "近三年完成的同类服务，以合同为准。",
        "intervals": "每份 10 最多 4",
        "code": "C1",
    },
]


def scored_plan(**changed: Any) -> dict[str, Any]:
    """Return the plan of a framework at a price the state guides, which quality ranks."""
    given = {"pricing": "GUIDED", "method": "QUALITY_FIRST", "quality_factors": FACTORS}
    return plan(**{**given, **changed})


class Closed(KeptState):
    """A closed framework with everybody who acts on it; tests carry it on from where they need it."""

    @kept
    def __init__(self, **changed: Any) -> None:
        self.home = frameworks.organiser()
        self.custodians = seals.enrolled_custodians(self.home.organisation)
        self.framework = frameworks.filed(self.home, **plan(**changed))
        self.bidders: list[Actor] = []

    @property
    def call(self) -> Solicitation:
        found = newest(self.framework)
        assert found is not None
        return found

    @property
    def round(self) -> Any:
        return round_of(self.call)

    @kept
    def called(self) -> "Closed":
        keys = {part: seals._key(actor) for part, actor in self.custodians.items()}
        solicit(framework=self.framework, custodians=keys, actor=self.home.operator, at=AT, **DATES)
        return self

    @kept
    def answered(self, offers: Sequence[str] = OFFERS, first: Actor | None = None) -> "Closed":
        """Let one new supplier a price respond; ``first`` is who offers the first price."""
        self.called()
        self.bidders = [first or seals.bidder(), *(seals.bidder() for _offer in offers[1:])]
        for bidder, offer in zip(self.bidders, offers, strict=True):
            form = seals.whole_form(self.round, offer)
            seal_bid(round=self.round, form=form, actor=bidder, at=AT)
        return self

    @kept
    def judged(self, **fields: Any) -> "Closed":
        """Form the committee while responses come in."""
        self.answered(**fields)
        self.judge(AT)
        return self

    def judge(self, at: datetime) -> None:
        """Form the committee of the newest call."""
        package = self.call.package
        pool = people.existing(OrganisationKind.EXPERT_POOL, "湖北省评审专家库")
        self.experts = [people.person(pool, Office.EXPERT) for _n in range(4)]
        representative = people.person(self.home.organisation, Office.REPRESENTATIVE)
        self.representative = representative
        awarding.form_panel(
            package=package,
            draw_kind=DrawKind.PROVINCIAL,
            draw_record={
                "number": "HB-2026-000456",
                "drawn_at": "2026-10-09T15:00:00+08:00",
                "drawn_by": "王五",
            },
            experts=[people.user_of(expert) for expert in self.experts],
            representative=people.user_of(representative),
            actor=self.home.operator,
            at=at,
        )
        panel = Panel.objects.get(package=package)
        for actor in (*self.experts, representative):
            member = panel.members.get(user_id=actor.user_id)
            awarding.declare(member=member, actor=actor, at=at)
        awarding.confirm_panel(panel=panel, actor=self.home.operator, at=at)

    @kept
    def opened(self, **fields: Any) -> "Closed":
        self.judged(**fields)
        seals.opened(self.round, self.custodians, CLOSED)
        return self

    @kept
    def examined(self, **fields: Any) -> "Closed":
        self.opened(**fields)
        self.examine(LATER)
        return self

    def examine(self, at: datetime, out: Sequence[str] = ()) -> None:
        """Find every response of the newest call in order, but for those ``out``, which do not conform."""
        home = self.home.operator
        for bid in first_round_bids(self.call.package):
            examine(bid=bid, qualified=True, credit_record=frameworks.CREDIT, actor=home, at=at)
            if bid.code in out:
                why = "交付时间不符合采购需求。"
                examine(bid=bid, conforms=False, conforms_reason=why, actor=self.experts[0], at=at)
            else:
                examine(bid=bid, conforms=True, actor=self.experts[0], at=at)
        finish_examination(package=self.call.package, actor=home, at=at)

    def score(self, points: dict[str, tuple[str, str]], at: datetime = LATER) -> Evaluation:
        """Let every member give each response the points of both factors, and submit; nobody has summed up yet."""
        evaluation = awarding.start_scoring(package=self.call.package, actor=self.experts[0], at=at)
        for actor in (*self.experts, self.representative):
            self.fill(evaluation, actor, points, at)
        return evaluation

    def fill(
        self, evaluation: Evaluation, actor: Actor, points: dict[str, tuple[str, str]], at: datetime = LATER
    ) -> None:
        """Fill and submit one member's sheet."""
        sheet = evaluation.sheets.get(member__user_id=actor.user_id)
        for bid in examined_bids(self.call.package):
            for factor, given in zip(self.call.package.factors.all(), points[bid.code], strict=True):
                awarding.save_score(
                    sheet=sheet, bid=bid, factor=factor, points=Decimal(given), actor=actor, at=at
                )
        awarding.submit_sheet(sheet=sheet, actor=actor, at=at)

    def sign(self, evaluation: Evaluation, at: datetime = LATER) -> None:
        """Sum up, and let every member sign."""
        awarding.make_report(evaluation=evaluation, actor=self.experts[0], at=at)
        for actor in (*self.experts, self.representative):
            awarding.sign_report(evaluation=evaluation, actor=actor, at=at)

    @kept
    def announced(self, **fields: Any) -> "Closed":
        self.examined(**fields)
        rank(framework=self.framework, actor=self.home.operator, at=LATER)
        announce(framework=self.framework, actor=self.home.leader, at=LATER)
        return self

    @kept
    def in_force(self, **fields: Any) -> "Closed":
        self.announced(**fields)
        for entry, actor in self.entries():
            sign_entry(entry=entry, actor=actor, at=LATER)
        begin(framework=self.framework, actor=self.home.operator, at=LATER)
        return self

    def entries(self) -> list[tuple[FrameworkEntry, Actor]]:
        """Return who entered, in rank order, with its administrator."""
        by_supplier = {actor.organisation_id: actor for actor in self.bidders}
        rows = Framework.objects.get(pk=self.framework.pk).entries.select_related("framework", "supplier")
        return [(entry, by_supplier[entry.supplier_id]) for entry in rows.order_by("rank", "pk")]
