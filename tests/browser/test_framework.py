"""A closed framework in the browser: from its plan over sealed responses and a second competition to its end."""

import pytest

from . import framework_steps as steps
from . import supplement_steps
from .framework_steps import Crops
from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_plan_to_the_last_notice(walk: Walk) -> None:
    play = Crops(walk)
    steps.files_the_plan(play)
    steps.calls(play)
    steps.answers_on_the_phone(play)
    steps.opens(play)
    steps.examines(play)
    steps.ranks(play)
    steps.sign(play)
    steps.lowers_its_price(play)
    steps.competes(play)
    steps.orders(play)
    steps.calls_for_more(play)
    supplement_steps.come(play)
    supplement_steps.are_ranked(play)
    supplement_steps.sign(play)
    steps.ends(play)
