"""What every test may ask for. Rooms add their own in tests/<room>/conftest.py."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.core.cache import cache

from procurement.core.clock import SHANGHAI


@pytest.fixture
def at() -> datetime:
    """A working day's morning in the demonstration year: what a service is told the time is."""
    return datetime(2026, 9, 21, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def private_storage(settings, tmp_path: Path) -> Path:
    """A folder of its own for every test: attachments and sealed bids of another test are never in sight."""
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.PRIVATE_ROOT


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """The cache is shared between the tests of one process; what one left there is no input of the next."""
    yield
    cache.clear()
