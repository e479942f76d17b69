"""Evaluations for tests, each state reached by the services that reach it in earnest."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from procurement.accounts.enums import Office, OrganisationKind
from procurement.awarding import services
from procurement.awarding.enums import DrawKind
from procurement.awarding.models import Evaluation, Panel, ScoreSheet
from procurement.awarding.selectors import evaluated_bids, first_round_bids
from procurement.core.actors import Actor
from procurement.tendering.enums import Method, RoundKind
from procurement.tendering.models import BidRound, Package
from procurement.tendering.services.examination import examine, finish_examination
from tests.kept import KeptState, kept

from . import accounts as people
from . import seals

AT = seals.CLOSED + timedelta(hours=1)
DRAW = {"number": "HB-2026-000123", "drawn_at": "2026-10-07T15:00:00+08:00", "drawn_by": "代理机构 王五"}
CREDIT = "信用中国 2026-10-08 无记录"
OFFERS = ("256000.00", "268800.00", "275200.00")


class Stage(KeptState):
    """A package with everybody who acts on it; tests carry it on from where they need it."""

    @kept
    def __init__(self, offers: Sequence[str] = OFFERS, **fields: Any) -> None:
        self.round, self.custodians = seals.receiving(**fields)
        self.package = Package.objects.select_related("tender").get(pk=self.round.package_id)
        self.purchaser = self.package.tender.purchaser
        self.operator = seals.operator(self.purchaser)
        self.leader = people.person(self.purchaser, Office.LEADER)
        self.representative = people.person(self.purchaser, Office.REPRESENTATIVE)
        pool = people.existing(OrganisationKind.EXPERT_POOL, "湖北省评审专家库")
        size = 4 if self.package.tender.method in Method.tenders() else 2
        self.experts = [people.person(pool, Office.EXPERT) for _n in range(size)]
        self.bidders = [seals.bidder() for _offer in offers]
        for bidder, offer in zip(self.bidders, offers, strict=True):
            seals.sealed_bid(self.round, bidder, offer=offer, unit_price=unit_price(offer))

    @property
    def members(self) -> list[Actor]:
        return [*self.experts, self.representative]

    @property
    def panel(self) -> Panel:
        return Panel.objects.get(package=self.package)

    @property
    def evaluation(self) -> Evaluation:
        return Evaluation.objects.get(package=self.package)

    @kept
    def form(self) -> "Stage":
        services.form_panel(
            package=self.package,
            draw_kind=DrawKind.PROVINCIAL,
            draw_record=DRAW,
            experts=[people.user_of(expert) for expert in self.experts],
            representative=people.user_of(self.representative),
            actor=self.operator,
            at=seals.AT,
        )
        return self

    @kept
    def confirmed(self) -> "Stage":
        self.form()
        for actor in self.members:
            member = self.panel.members.get(user_id=actor.user_id)
            services.declare(member=member, actor=actor, at=seals.AT)
        services.confirm_panel(panel=self.panel, actor=self.operator, at=seals.AT)
        return self

    @kept
    def examined(self) -> "Stage":
        self.confirmed()
        self.round = seals.opened(self.round, self.custodians)
        group = self.package.tender.method not in Method.tenders()
        qualifier = self.experts[0] if group else self.operator
        for bid in first_round_bids(self.package):
            examine(bid=bid, qualified=True, credit_record=CREDIT, actor=qualifier, at=AT)
            examine(bid=bid, conforms=True, actor=self.experts[0], at=AT)
        finish_examination(package=self._package(), actor=qualifier, at=AT)
        return self.again()

    @kept
    def negotiated(self) -> "Stage":
        self.examined()
        services.start_negotiation(package=self.package, actor=self.experts[0], at=AT)
        for bid in first_round_bids(self.package):
            services.hold_session(
                package=self.again().package, bid=bid, record="逐项磋商服务方案", actor=self.experts[0], at=AT
            )
        return self

    @kept
    def final_round(self, offers: Sequence[str] = OFFERS) -> "Stage":
        self.negotiated()
        deadline = AT + timedelta(hours=2)
        keys = {part: seals._key(actor) for part, actor in self.custodians.items()}
        services.call_final_offers(
            package=self.package, deadline=deadline, custodians=keys, actor=self.experts[0], at=AT
        )
        final = BidRound.objects.get(package=self.package, kind=RoundKind.FINAL)
        for bidder, offer in zip(self.bidders, offers, strict=True):
            seals.sealed_bid(final, bidder, at=AT, offer=offer, unit_price=unit_price(offer))
        seals.opened(final, self.custodians, deadline + timedelta(seconds=60))
        return self.again()

    @kept
    def scoring(self, **fields: Any) -> "Stage":
        if self.package.tender.method in Method.with_final_offers():
            self.final_round(**fields)
        else:
            self.examined()
        services.start_scoring(package=self.package, actor=self.experts[0], at=later(3))
        return self

    @kept
    def scored(self, points: Sequence[str] = ("50.00", "48.00", "55.00"), **fields: Any) -> "Stage":
        """Every member gives the bidders, in their order, the same points on the one factor."""
        self.scoring(**fields)
        factor = self.package.factors.get()
        given = dict(zip((bidder.organisation_id for bidder in self.bidders), points, strict=True))
        for actor in self.members:
            sheet = self.sheet(actor)
            for bid in evaluated_bids(self.package):
                value = given[bid.supplier_id]
                services.save_score(
                    sheet=sheet, bid=bid, factor=factor, points=Decimal(value), actor=actor, at=later(3)
                )
            services.submit_sheet(sheet=sheet, actor=actor, at=later(3))
        return self

    @kept
    def reported(self, **fields: Any) -> "Stage":
        self.scored(**fields)
        services.make_report(evaluation=self.evaluation, actor=self.experts[0], at=later(4))
        return self

    @kept
    def signed(self, **fields: Any) -> "Stage":
        self.reported(**fields)
        for actor in self.members:
            services.sign_report(evaluation=self.evaluation, actor=actor, at=later(4))
        return self.again()

    @kept
    def awarded(self, **fields: Any) -> "Stage":
        self.signed(**fields)
        services.confirm_award(award=self.package.awards.get(), actor=self.leader, at=later(5))
        services.publish_result(award=self.package.awards.get(), actor=self.operator, at=later(6))
        return self.again()

    def sheet(self, actor: Actor) -> ScoreSheet:
        return ScoreSheet.objects.get(evaluation=self.evaluation, member__user_id=actor.user_id)

    def again(self) -> "Stage":
        self.package = self._package()
        return self

    def _package(self) -> Package:
        return Package.objects.select_related("tender__item", "tender__purchaser").get(pk=self.package.pk)


def later(hours: int) -> datetime:
    return AT + timedelta(hours=hours)


def unit_price(offer: str) -> str:
    """Return the unit price of the one requirement line of 6400 hours."""
    return str((Decimal(offer) / 6400).quantize(Decimal("0.01")))
