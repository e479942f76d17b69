"""An open tender is opened in public, each person at an own browser, two onlookers at their phones.

One of the bidders is a consortium that wrote and sealed its bid on a phone.
"""

from datetime import timedelta

import pytest

from procurement.accounts.enums import Office
from procurement.accounts.services import appoint
from procurement.tendering.enums import PackageStatus
from procurement.workspace.management.demo.opened import conform
from procurement.workspace.management.demo.paper import package_of, tender_of
from procurement.workspace.management.demo.people import pass_phrases
from procurement.workspace.management.demo.stage import Stage

from . import ceremony_steps as steps
from .ceremony_steps import Play
from .county import a_little_later, bring_in, later, row_of
from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
_ROW = row_of("chengguan-upkeep")
# What is read out is ticked in the browser; there the consortium bids too.
ROW = {**_ROW, "read_out": [], "bidders": [one for one in _ROW["bidders"] if one[0] != steps.LEAD]}
TOWN = ROW["organisation"]
GONE, SUCCESSOR = f"{TOWN}-discipline", f"{TOWN}-reviewer"


@pytest.fixture
def play(walk: Walk) -> Play:
    """The evening on which the documents are written, before they go to review."""
    return Play(walk, bring_in(ROW, guests=(steps.LEAD,), until=Stage().moment("2026-08-13", 18)), ROW)


def test_bids_are_opened_in_public(play: Play) -> None:
    steps.choose_what_is_read_out(play)
    _the_documents_go_out_and_bids_come_in(play)
    onlookers = steps.onlookers(play)
    _two_open(play)
    steps.hear(onlookers)
    steps.object_and_answer(play, "nongji")
    steps.confirm(play, "jiabao")
    a_little_later(play.walk, play.stage, minutes=40)
    steps.read_the_record(play, "jiabao")
    steps.register_recording(play)
    steps.in_english(play)
    _who_failed_learns_why(play)


def _the_documents_go_out_and_bids_come_in(play: Play) -> None:
    """A consortium seals, the others by the services; a successor practises and takes a custodian's place."""
    play.stage.play(until=play.stage.moment("2026-09-10", 10))
    later(play.walk, play.stage, play.stage.at)
    steps.seal_as_consortium(play)
    cast, leader = play.stage.cast, play.stage.cast[f"{TOWN}-leader"]
    appoint(
        user=cast.user(SUCCESSOR),
        organisation=cast.organisation(TOWN),
        offices=[Office.CUSTODIAN],
        actor=leader,
        at=play.stage.at,
    )
    steps.enrols(play, SUCCESSOR)
    steps.practises(play, SUCCESSOR)
    steps.replace(play, GONE, SUCCESSOR)
    # As far as the deadline: what follows is done in the browser.
    play.stage.play(until=tender_of(ROW).deadline + timedelta(minutes=1))
    later(play.walk, play.stage, tender_of(ROW).deadline + timedelta(minutes=2))


def _two_open(play: Play) -> None:
    steps.come(play, "jiabao", "binglv")
    steps.unlock(play, f"{TOWN}-operator", pass_phrases()[f"{TOWN}-operator"])
    assert play.round.status == "CLOSED"
    steps.unlock(play, SUCCESSOR, steps.PHRASE)
    assert play.round.status == "OPENED"


def _who_failed_learns_why(play: Play) -> None:
    a_little_later(play.walk, play.stage, hours=4)
    steps.examine(play)
    conform(play.stage, ROW)
    steps.finish(play)
    assert package_of(ROW).status == PackageStatus.EXAMINED
    steps.learns_why(play)
