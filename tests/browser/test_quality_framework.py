"""A framework that quality ranks in the browser, from its call to who enters (110 art. 25)."""

import pytest

from . import framework_steps, quality_steps
from .framework_steps import Crops
from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_quality_ranks_whatever_it_costs(walk: Walk) -> None:
    play = Crops(walk)
    quality_steps.writes_the_plan(play)
    quality_steps.writes_the_table(play)
    quality_steps.is_filed(play)
    framework_steps.calls(play)
    framework_steps.answers_on_the_phone(play)
    framework_steps.opens(play)
    framework_steps.examines(play)
    quality_steps.is_scored(play)
    quality_steps.is_reported(play)
    quality_steps.ranks(play)
    quality_steps.sign(play)
