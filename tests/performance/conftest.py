"""A started evaluation of a delivered contract."""

import pytest

from tests.factories import performance as make


@pytest.fixture
def case():
    return make.case()
