"""A competitive consultation from the catalogue to the award, everybody signing in and doing their own part."""

from datetime import timedelta
from pathlib import Path

import pytest

from procurement.tendering.enums import RoundKind

from . import award_steps, bid_steps, panel_steps, paper_steps, plan_steps, requirement_steps
from .consultation import Consultation
from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_catalogue_to_the_award(walk: Walk, tmp_path: Path) -> None:
    play = Consultation(walk)
    play.arrive()
    _plan(play)
    _papers(play)
    _suppliers(play)
    _group(play)
    _scores(play)
    _results(play, tmp_path)


def _plan(play: Consultation) -> None:
    plan_steps.publish_catalogue(play)
    play.approve_budget()
    plan_steps.draft_item(play)
    plan_steps.agree_on_item(play)
    plan_steps.publish_intent(play)
    requirement_steps.survey(play)
    requirement_steps.hear_villagers(play)


def _papers(play: Consultation) -> None:
    play.until("2026-01-05", 10)
    paper_steps.file_plan(play)
    paper_steps.open_file(play)
    paper_steps.write_requirements(play)
    paper_steps.write_scoring(play)
    paper_steps.write_payments(play)
    paper_steps.set_dates(play)
    paper_steps.review(play)
    paper_steps.release(play)


def _suppliers(play: Consultation) -> None:
    bid_steps.sign_up(play)
    bid_steps.ask(play)
    play.until("2026-01-26", 9)
    receipts = [bid_steps.bid(play, bidder) for bidder in play.row["bidders"]]
    bid_steps.verify(play, receipts[0])
    bid_steps.nobody_sees(play)


def _group(play: Consultation) -> None:
    panel_steps.form_panel(play)
    panel_steps.declare(play)
    bid_steps.come_late(play)
    panel_steps.open_round(play, RoundKind.FIRST)
    panel_steps.examine(play)
    panel_steps.negotiate(play)
    panel_steps.call_final_offers(play, "2026-01-27T15:00")
    bid_steps.final_offers(play)
    play.reach(play.round(RoundKind.FINAL).deadline + timedelta(minutes=2))
    panel_steps.open_round(play, RoundKind.FINAL)


def _scores(play: Consultation) -> None:
    award_steps.score(play)
    award_steps.report(play)


def _results(play: Consultation, folder: Path) -> None:
    award_steps.award(play)
    award_steps.read_result(play)
    award_steps.take_letter(play)
    award_steps.read_own_score(play)
    award_steps.recompute(play, folder)
