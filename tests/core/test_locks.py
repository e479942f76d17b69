"""Locks that exclude no more than they must (PostgreSQL); SQLite has one writer at a time anyway."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from procurement.core.models import AuditHead
from procurement.core.turns import held_as_it_is, one_at_a_time

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks the whole file"),
]


def meanwhile(work: Callable[[], Any]) -> Any:
    """Return what comes of the same in a connection of its own, which waits for nobody longer than a moment."""
    found: list[Any] = []

    def run() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '200ms'")
                work()
                found.append("done")
        except OperationalError:
            found.append("had to wait")
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found[0]


def test_a_row_is_held_by_many_and_changed_by_none_of_the_others():
    head = AuditHead.objects.create(subject_kind="sample", subject_code="S-1")
    with transaction.atomic():
        held_as_it_is(head)
        assert meanwhile(lambda: held_as_it_is(head)) == "done"
        assert meanwhile(lambda: AuditHead.objects.select_for_update().get(pk=head.pk)) == "had to wait"
    with transaction.atomic():
        AuditHead.objects.select_for_update().get(pk=head.pk)
        assert meanwhile(lambda: held_as_it_is(head)) == "had to wait"


def test_one_at_a_time_is_about_the_same_thing_only():
    with transaction.atomic():
        one_at_a_time("seal 1 2")
        assert meanwhile(lambda: one_at_a_time("seal 1 2")) == "had to wait"
        assert meanwhile(lambda: one_at_a_time("seal 1 3")) == "done"
    with transaction.atomic():
        assert meanwhile(lambda: one_at_a_time("seal 1 2")) == "done"
