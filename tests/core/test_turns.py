"""What becomes of a file whose transaction failed: kept where the row may stand all the same."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection

from procurement.core.errors import DomainError
from procurement.core.turns import may_be_committed


@pytest.mark.django_db
def test_a_refusal_of_the_database_is_certain_a_lost_connection_is_not():
    connection.ensure_connection()
    assert not may_be_committed(OperationalError("database is locked"))
    assert not may_be_committed(DomainError("截止时间已过"))
    assert may_be_committed(SystemExit())
    # A thread of its own has no connection: as after one that broke, which Django throws away.
    with ThreadPoolExecutor(1) as other:
        assert other.submit(may_be_committed, OperationalError("server closed the connection")).result()
        assert not other.submit(may_be_committed, DomainError("截止时间已过")).result()
