"""What every test may ask for. Rooms add their own in tests/<room>/conftest.py."""

import gc
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils import translation

from procurement.core.clock import SHANGHAI
from procurement.core.language import in_one_catalogue

from . import migrating, snapshot
from .kept import keeper

# Every test leaves little behind and the modules stay: looking for garbage at every 700 objects is a seventh of the
# suite's time.
gc.set_threshold(100_000, 50, 50)


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


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    migrating.begin(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    migrating.end(config)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Do what needs no database first, while the migrations run (see ``tests.migrating``).

    Then what takes half a minute alone: begun among the last, it would keep one worker while the other has none.
    """
    items.sort(key=lambda item: (_needs_a_database(item), item.get_closest_marker("long") is None))


def _needs_a_database(item: pytest.Item) -> bool:
    """Tell whether a test, or a fixture that it asks for, works in the database."""
    asked = {"db", "transactional_db"}.intersection(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """What stands now stays: no test looks for garbage among the modules, or for a text in thirty catalogues."""
    in_one_catalogue()
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_createdb(request: pytest.FixtureRequest, django_db_modify_db_settings: None) -> bool:
    """Tell whether this process makes its database anew: two workers share one run of the migrations."""
    shared = request.config.stash[migrating.SHARED]
    if shared is None:
        wanted: bool = request.config.getvalue("create_db")
        return wanted
    migrating.copy(request.config, shared)
    return False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let a test with ``transaction=True`` leave the tables as migrations did (see ``tests.snapshot``)."""
    with django_db_blocker.unblock():
        rows = snapshot.take()
    flush = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda self: snapshot.restore(rows)
    yield
    TransactionTestCase._fixture_teardown = flush


@pytest.fixture(autouse=True)
def first_language() -> None:
    """A page asked for in English leaves its language behind in the thread; every test begins in Chinese."""
    translation.activate(configured.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def begun_worlds(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let factories put back what they have built before in the same world (see ``tests.kept``).

    The test's transaction begins first: on SQLite that is a statement, and would end the world's name.
    """
    if "db" in request.fixturenames:
        request.getfixturevalue("db")
    with keeper.test():
        yield
