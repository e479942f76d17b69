"""A competitive consultation from the catalogue to the notice, everybody signing in and doing their own part."""

import pytest

from . import paper_steps, plan_steps
from .consultation import Consultation
from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_catalogue_to_the_award(walk: Walk) -> None:
    play = Consultation(walk)
    play.arrive()
    _plan(play)
    _papers(play)


def _plan(play: Consultation) -> None:
    plan_steps.publish_catalogue(play)
    play.approve_budget()
    plan_steps.draft_item(play)
    plan_steps.agree_on_item(play)
    plan_steps.publish_intent(play)


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
