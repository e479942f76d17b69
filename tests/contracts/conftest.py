"""A small purchase that waits for its contract."""

import pytest

from tests.factories import contracts as make


@pytest.fixture
def deal():
    return make.small_deal()
