"""The group: formed and sworn, it examines, meets one supplier at a time, scores, reports; then the award."""

from datetime import timedelta
from decimal import Decimal

from procurement.awarding.enums import DrawKind
from procurement.awarding.models import Award, Panel, ScoreSheet
from procurement.awarding.selectors import evaluated_bids, first_round_bids
from procurement.awarding.selectors.ranking import standing_award
from procurement.awarding.services import (
    call_final_offers,
    confirm_award,
    confirm_panel,
    declare,
    form_panel,
    hold_session,
    issue_change,
    make_report,
    publish_result,
    save_score,
    sign_report,
    start_negotiation,
    start_scoring,
    submit_sheet,
)
from procurement.core.actors import Actor
from procurement.tendering.enums import RoundKind
from procurement.tendering.models import OpenedBid, ScoringFactor
from procurement.tendering.services.examination import examine, finish_examination

from .bidding import ceremony, seal
from .delivery import officer
from .paper import package_of
from .plan import Row, operator
from .stage import Stage, Story

# Bids are of level 3 (the best), 2 or 1.
BEST = 3


def form_group(stage: Stage, row: Row) -> Panel:
    """Record the provincial draw, let everybody declare, confirm the group (N-05, E-07)."""
    experts = [stage.cast.user(name) for name in row["experts"]]
    panel = form_panel(
        package=package_of(row),
        draw_kind=DrawKind.PROVINCIAL,
        draw_record={
            "number": f"HB-ZJ-2026-{package_of(row).pk:06d}",
            "drawn_at": stage.at.isoformat(timespec="minutes"),
            "drawn_by": operator(stage, row).name,
            "avoided": "采购人及其下属单位",
            "refusals": 1,
        },
        experts=experts,
        representative=stage.cast.user(f"{row['organisation']}-representative"),
        actor=operator(stage, row),
        at=stage.at,
    )
    for actor in group(stage, row):
        declare(member=panel.members.get(user_id=actor.user_id), actor=actor, at=stage.at)
    confirm_panel(panel=panel, actor=operator(stage, row), at=stage.at)
    return panel


def group(stage: Stage, row: Row) -> list[Actor]:
    """Return the members, the head first, the purchaser's representative last."""
    experts = [stage.cast.acting(name, "pool") for name in row["experts"]]
    return [*experts, officer(stage, row, "representative")]


def opening_and_examination(stage: Stage, row: Row) -> Story:
    """Open the responses for the group and examine every one (N-01, N-13)."""
    yield from ceremony(stage, row, RoundKind.FIRST)
    yield stage.at + timedelta(minutes=30)
    head = group(stage, row)[0]
    for bid in first_round_bids(package_of(row)):
        credit = f"信用中国、中国政府采购网 {stage.today} 查询无不良记录"
        examine(bid=bid, qualified=True, credit_record=credit, actor=head, at=stage.at)
        examine(bid=bid, conforms=True, actor=head, at=stage.at)
    finish_examination(package=package_of(row), actor=head, at=stage.at)


def negotiating(stage: Stage, row: Row) -> Story:
    """One supplier at a time, changes in writing to all at once, then the call for final offers."""
    head, *_others, representative = group(stage, row)
    yield stage.at + timedelta(minutes=10)
    start_negotiation(package=package_of(row), actor=head, at=stage.at)
    bids = first_round_bids(package_of(row))
    for bid in bids[:-1] if row["stop"] == "negotiating" else bids:
        yield stage.at + timedelta(minutes=15)
        talk(stage, row, bid, head)
    if row["stop"] == "negotiating":
        return
    if row.get("change"):
        issue_change(package=package_of(row), text=row["change"], actor=representative, at=stage.at)
    yield stage.at + timedelta(minutes=5)
    call_final_offers(
        package=package_of(row),
        deadline=stage.at + timedelta(minutes=60),
        custodians=stage.cast.keys(row["organisation"]),
        actor=head,
        at=stage.at,
    )


def talk(stage: Stage, row: Row, bid: OpenedBid, head: Actor) -> None:
    record = "围绕服务方案、人员配备和应急处置逐项磋商，供应商作出说明并承诺细化台账。"
    hold_session(package=package_of(row), bid=bid, record=record, actor=head, at=stage.at)


def final_offers(stage: Stage, row: Row) -> Story:
    """Sealed again, opened again by two custodians."""
    for bidder in row["bidders"]:
        yield stage.at + timedelta(minutes=10)
        seal(stage, row, bidder, RoundKind.FINAL)
    yield stage.at + timedelta(minutes=40)
    yield from ceremony(stage, row, RoundKind.FINAL)


def scoring(stage: Stage, row: Row) -> Story:
    """Everybody scores alone; in a row that stops here one sheet is still open (E-09)."""
    members = group(stage, row)
    yield stage.at + timedelta(minutes=10)
    evaluation = start_scoring(package=package_of(row), actor=members[0], at=stage.at)
    yield stage.at + timedelta(minutes=30)
    waiting = 1 if row["stop"] == "scoring" else 0
    for number, actor in enumerate(members[waiting:]):
        sheet = ScoreSheet.objects.get(evaluation=evaluation, member__user_id=actor.user_id)
        fill_sheet(stage, row, sheet, number, actor)
        submit_sheet(sheet=sheet, actor=actor, at=stage.at)
    if row["stop"] == "scoring":
        return
    yield stage.at + timedelta(minutes=20)
    make_report(evaluation=evaluation, actor=members[0], at=stage.at)
    yield stage.at + timedelta(minutes=15)
    for actor in members:
        sign_report(evaluation=evaluation, actor=actor, at=stage.at)


def fill_sheet(stage: Stage, row: Row, sheet: ScoreSheet, number: int, actor: Actor) -> None:
    """Give every bid its points on every factor."""
    package = package_of(row)
    levels = {stage.cast.organisation(one[0]).pk: one[3] for one in row["bidders"]}
    for bid in evaluated_bids(package):
        for factor in package.factors.all():
            points = points_of(factor, levels[bid.supplier_id], number)
            save_score(sheet=sheet, bid=bid, factor=factor, points=points, actor=actor, at=stage.at)


def points_of(factor: ScoringFactor, level: int, number: int) -> Decimal:
    """Return a member's points: of the level the bid deserves; in a band half a point apart (E-10)."""
    found = factor.levels
    if found is not None and found.levels:
        reached = found.levels[min(BEST - level, len(found.levels) - 1)]
        return max(reached.low, reached.high - Decimal(number % 3) / 2)
    if found is not None:
        return found.each * min(found.most, level)
    return factor.maximum if level > 1 else factor.maximum / 2


def awarding(stage: Stage, row: Row) -> Story:
    """The purchaser fixes the first-ranked (D-19); notice, letter and every bidder's own result (D-21)."""
    yield stage.workday(after=1, hour=10)
    confirm_award(award=award_of(row), actor=officer(stage, row, "leader"), at=stage.at)
    yield stage.workday(after=1, hour=9)
    publish_result(award=award_of(row), actor=operator(stage, row), at=stage.at)


def award_of(row: Row) -> Award:
    found = standing_award(package_of(row))
    assert found is not None
    return found
