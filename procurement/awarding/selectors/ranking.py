"""Who leads the ranking, and who follows where the winner falls away."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from procurement.regulations.draw import commitment, draw
from procurement.tendering.enums import PackageStatus
from procurement.tendering.models import OpenedBid, Package
from procurement.tendering.selectors.rounds import needed

from ..enums import AwardStatus
from ..models import Award, Evaluation
from .bids import evaluated_bids


def leader(
    evaluation: Evaluation, *, without: Collection[str] = ()
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Return the best-ranked row but for the bids ``without``, and the record of a draw between equals.

    The draw is the one that was fixed before anybody scored (RULES E-28, E-29, FORMATS 8). None: nobody is left.
    """
    ranking = [row for row in evaluation.result["ranking"] if row["bid"] not in without]
    if not ranking:
        return None, {}
    best = min(row["rank"] for row in ranking)
    firsts = sorted(row["bid"] for row in ranking if row["rank"] == best)
    record: dict[str, Any] = {}
    if len(firsts) > 1:
        record = {
            "format": "draw/1",
            "pool": firsts,
            "excluded": {},
            "needed": 1,
            "reserves": 0,
            "commitment": commitment(bytes.fromhex(evaluation.tie_seed)),
            "seed": evaluation.tie_seed,
            "beacon": evaluation.bundle_sha256,
        }
        seeds = {
            "seed": bytes.fromhex(evaluation.tie_seed),
            "beacon": bytes.fromhex(evaluation.bundle_sha256),
        }
        firsts = list(draw(firsts, excluded=(), needed=1, reserves=0, **seeds).drawn)
    return next(row for row in ranking if row["bid"] == firsts[0]), record


@dataclass(frozen=True, slots=True)
class Succession:
    """What may follow where an award falls away: ``row`` and ``bid`` are the next candidate's, if any is left.

    ``qualified`` counts the ranked suppliers, the winner included; ``least`` is the number that the method wants.
    """

    award: Award
    row: dict[str, Any] | None
    bid: OpenedBid | None
    draw: dict[str, Any]
    qualified: int
    least: int
    signed: bool


def standing_award(package: Package) -> Award | None:
    """Return the award that holds: none before the report is signed, and none after it was voided."""
    rows = Award.objects.filter(package=package).exclude(status=AwardStatus.VOIDED)
    return rows.select_related("supplier", "bid", "package__tender").first()


def succession(award: Award) -> Succession:
    """Return who would follow ``award`` by the signed report (94 art. 16)."""
    package = award.package
    fallen = {*Award.objects.filter(package=package).values_list("bid__code", flat=True)}
    row, tie = leader(package.evaluation, without=fallen)
    bids = {bid.code: bid for bid in evaluated_bids(package)}
    return Succession(
        award=award,
        row=row,
        bid=bids[row["bid"]] if row else None,
        draw=tie,
        qualified=len(package.evaluation.result["ranking"]) - len(fallen - {award.bid.code}),
        least=needed(package),
        signed=package.status == PackageStatus.CONTRACTED,
    )
