"""A loser challenges the result in time (D-36); until the answer nothing is signed (D-45)."""

from procurement.complaints.enums import ChallengeGround, ChallengeOutcome
from procurement.complaints.models import Challenge
from procurement.complaints.services import answer_challenge, submit_challenge

from .paper import tender_of
from .plan import Row, operator
from .stage import Stage, Story


def challenged(stage: Stage, row: Row) -> Story:
    """The second-ranked challenges the result: signing is held until it is answered (D-36, D-45)."""
    yield stage.workday(after=3, hour=14)
    submit(stage, row)


def submit(stage: Stage, row: Row) -> Challenge:
    said = row["challenge"]
    return submit_challenge(
        tender=tender_of(row),
        ground=ChallengeGround.RESULT,
        facts=said["facts"],
        legal_basis=said["legal_basis"],
        request=said["request"],
        actor=stage.cast[f"{said['by']}-admin"],
        at=stage.at,
    )


def answered(stage: Stage, row: Row) -> Story:
    """The purchaser answers within seven working days (D-37); the challenge fails, the hold ends."""
    yield stage.workday(after=4, hour=15)
    answer_challenge(
        challenge=Challenge.objects.get(tender=tender_of(row)),
        outcome=ChallengeOutcome.DISMISSED,
        answer="经组织原评审小组复核，该项评分符合采购文件规定的分档标准，质疑事项不成立。",
        actor=operator(stage, row),
        at=stage.at,
    )
