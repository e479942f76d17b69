"""Which road a project takes: only planned, bought small, or bought by a statutory method."""

from procurement.regulations import methods

from .bidding import failed_tender, first_bids
from .challenge import answered, challenged
from .delivery import contracting, delivering
from .judging import (
    award_of,
    awarding,
    final_offers,
    form_group,
    negotiating,
    opening_and_examination,
    scoring,
)
from .opened import opened_tender
from .paper import papers
from .performance import evaluating
from .plan import PLAN_STATES, Row, plan
from .single import single_source
from .small import purchase_of, small_purchase
from .stage import Stage, Story

# Stories that stop before there is a contract to deliver.
_BEFORE_DELIVERY = ("quoting", "decided", "result", "offered")
_ON_PAPER = ("intent", "filed", "in_review")
_BEFORE_AWARD = ("receiving", "opening", "negotiating", "scoring")


def project(stage: Stage, row: Row) -> Story:
    """Play one project from its draft to where its row, or the calendar, lets it stand."""
    yield from plan(stage, row)
    if row["stop"] in PLAN_STATES:
        return
    if row["method"] == methods.SMALL_PURCHASE:
        yield from bought_small(stage, row)
    elif row["method"] == methods.SINGLE_SOURCE:
        yield from single_source(stage, row)
    else:
        yield from bought_by_statute(stage, row)


def bought_small(stage: Stage, row: Row) -> Story:
    """Quotes, decision, contract, delivery, performance (N-14)."""
    yield from small_purchase(stage, row)
    if row["stop"] in _BEFORE_DELIVERY[:3]:
        return
    yield from contracting(stage, row, purchase_of(row))
    yield from delivered(stage, row)


def bought_by_statute(stage: Stage, row: Row) -> Story:
    """A consultation from intent to award and on; or an open tender: one that fails, one that is read out."""
    yield from papers(stage, row, before_notice=form_group if _negotiated(row) else None)
    if row["stop"] in _ON_PAPER:
        return
    if row["stop"] == "failed":
        yield from failed_tender(stage, row)
        return
    if row["stop"] == "examined":
        yield from opened_tender(stage, row)
        return
    yield from competed(stage, row)
    if row["stop"] in _BEFORE_AWARD:
        return
    yield from awarding(stage, row)
    if row.get("challenge"):
        yield from challenged(stage, row)
        yield from answered(stage, row)
    if row.get("delivery"):
        yield from contracting(stage, row, award_of(row))
        yield from delivered(stage, row)


def competed(stage: Stage, row: Row) -> Story:
    """Bids, opening, negotiation, final offers, scoring; ends early where the row says so."""
    if row["stop"] != "receiving" and not _negotiated(row):
        form_group(stage, row)
    yield from first_bids(stage, row)
    if row["stop"] in ("receiving", "opening"):
        return
    yield from opening_and_examination(stage, row)
    yield from negotiating(stage, row)
    if row["stop"] == "negotiating":
        return
    yield from final_offers(stage, row)
    yield from scoring(stage, row)


def _negotiated(row: Row) -> bool:
    """Tell whether a negotiation: its group confirms the documents, so it stands before they go out (N-16)."""
    return row["method"] == methods.COMPETITIVE_NEGOTIATION


def delivered(stage: Stage, row: Row) -> Story:
    """What follows a signed contract: delivery and payment, then its performance."""
    if row["stop"] == "offered":
        return
    yield from delivering(stage, row)
    if row["stop"] in ("accepting", "invoiced", "overdue", "running", "paid") or not row.get("performance"):
        return
    yield from evaluating(stage, row)
