"""An open tender that is read out in public: who comes, one doubt and its answer, the qualification examination."""

from datetime import timedelta

from procurement.awarding.selectors import first_round_bids
from procurement.tendering.enums import ObjectionKind, RoundKind, SceneStage
from procurement.tendering.models import OpenedBid
from procurement.tendering.selectors.qualification import ConditionFound, Qualification, lists_of
from procurement.tendering.services.attending import answer_objection, confirm_record, object_to_opening
from procurement.tendering.services.examination import examine, finish_examination
from procurement.tendering.services.recording import Recorded, record_scene

from .bidding import came, ceremony, first_bids, round_of
from .data import read
from .judging import form_group, group
from .paper import package_of
from .plan import Row, operator
from .stage import Stage, Story


def opened_tender(stage: Stage, row: Row) -> Story:
    """Bids, opening in public, examination; who failed is told the reason, and the scoring waits."""
    form_group(stage, row)
    yield from first_bids(stage, row)
    yield from ceremony(stage, row, RoundKind.FIRST)
    yield from on_the_spot(stage, row)
    yield stage.at + timedelta(minutes=70)
    register(stage, row)
    yield stage.workday(after=1, hour=9)
    qualify(stage, row)
    yield stage.workday(hour=14)
    conform(stage, row)
    finish_examination(package=package_of(row), actor=operator(stage, row), at=stage.at)


def on_the_spot(stage: Stage, row: Row) -> Story:
    """One bidder asks, the host answers, all who came confirm the record (87 art. 42)."""
    round, told = round_of(row, RoundKind.FIRST), row["objects"]
    yield stage.at + timedelta(minutes=6)
    objection = object_to_opening(
        round=round,
        kind=ObjectionKind.DOUBT,
        text=told["text"],
        actor=stage.cast[f"{told['who']}-admin"],
        at=stage.at,
    )
    yield stage.at + timedelta(minutes=9)
    answer_objection(objection=objection, answer=told["answer"], actor=operator(stage, row), at=stage.at)
    for key in came(row):
        confirm_record(round=round, actor=stage.cast[f"{key}-admin"], at=stage.at)


def register(stage: Stage, row: Row) -> None:
    """Put on file who keeps sound and picture of the opening, from before the deadline to its end (87 art. 39)."""
    begins, ends = stage.moment(stage.today, 9, 20), stage.moment(stage.today, 10, 30)
    said = Recorded("开标室全景（1号机位）", begins, ends, **read("texts")["recording"])
    record_scene(
        package=package_of(row),
        stage=SceneStage.OPENING,
        said=said,
        actor=operator(stage, row),
        at=stage.at,
    )


def qualify(stage: Stage, row: Row) -> None:
    """The purchaser examines condition by condition and looks into each list (N-13, H-04)."""
    for bid in first_round_bids(package_of(row)):
        examine(
            bid=bid,
            qualification=found_of(stage, row, bid),
            credit_record=f"信用中国、中国政府采购网，{stage.today}查询，截图存档。",
            actor=operator(stage, row),
            at=stage.at,
        )


def found_of(stage: Stage, row: Row, bid: OpenedBid) -> Qualification:
    """Return what is found of a bidder: the row names who fails, on which condition and why."""
    told = row["fails"]
    fails = stage.cast.organisation(told["who"]).pk == bid.supplier_id
    conditions = [
        ConditionFound(
            one.code,
            one.text,
            passed=not (fails and one.code == told["condition"]),
            note=told["why"] if fails and one.code == told["condition"] else "",
        )
        for one in package_of(row).conditions.all()
    ]
    lists = dict.fromkeys(lists_of(bid.supplier), False)
    return Qualification(conditions, lists, stage.at - timedelta(minutes=20))


def conform(stage: Stage, row: Row) -> None:
    """The committee looks whether each qualified bid answers the documents."""
    head = group(stage, row)[0]
    for bid in first_round_bids(package_of(row)):
        if bid.examination.qualified:
            examine(bid=bid, conforms=True, actor=head, at=stage.at)
