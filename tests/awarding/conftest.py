"""Terms that a consultation of public services really has, so that its bundle is a lawful one."""

import pytest

from tests.factories import seals
from tests.factories.awarding import Stage

TERMS = {
    "price_weight": "40",
    "small_micro_deduction": "10",
    "consortium_deduction": "4",
    # One factor of 60 points leaves 40 to the price: outside 10 to 30, so the bureau's consent is on file.
    "consents": ["E-20"],
    "released_at": seals.AT,
}


@pytest.fixture
def stage(db) -> Stage:
    return Stage(**TERMS)
