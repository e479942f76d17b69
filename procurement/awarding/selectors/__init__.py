"""Reading evaluations: bids in play, the bundle, outcomes, and what waits for whom."""

from .bids import bidder_recipients, evaluated_bids, examined_bids, first_round_bids
from .bundle import build_bundle, build_scores
from .todos import todos

__all__ = [
    "bidder_recipients",
    "build_bundle",
    "build_scores",
    "evaluated_bids",
    "examined_bids",
    "first_round_bids",
    "todos",
]
