"""Real processes on a real database: 50 freezes of 1 yuan on money for 20 give exactly 20.

The processes import this module before Django is set up: nothing of Django is imported at its top.
"""

import multiprocessing
from decimal import Decimal
from typing import Any

import pytest

PROCESSES, EACH = 5, 10
SECONDS = 60


def freeze_many(database: str, line_code: str, number: int, results: Any) -> None:
    """Freeze 1 yuan for each of EACH projects, in a process of its own; put what came of each."""
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    import django

    django.setup()
    from procurement.budgeting.models import BudgetLine
    from procurement.budgeting.services import freeze
    from procurement.core.actors import SYSTEM
    from procurement.core.errors import GuardRefused
    from tests.factories.accounts import AT

    line = BudgetLine.objects.get(code=line_code)
    for turn in range(EACH):
        try:
            freeze(line=line, cause_code=f"P-{number}-{turn}", amount=Decimal("1.00"), actor=SYSTEM, at=AT)
        except GuardRefused:
            results.put("refused")
        except Exception as error:  # the test wants none, and must not wait for the missing answer
            results.put(repr(error))
        else:
            results.put("frozen")


def outcomes_of(workers: list, results: Any) -> list[str]:
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(SECONDS)
    assert [worker.exitcode for worker in workers] == [0] * len(workers)
    return sorted(results.get(timeout=5) for _ in range(PROCESSES * EACH))


@pytest.mark.slow
def test_fifty_freezes_on_money_for_twenty(committed_database):
    from tests.factories.budgeting import approved_line

    line = approved_line("20.00")
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    workers = [
        context.Process(target=freeze_many, args=(committed_database, line.code, number, results))
        for number in range(PROCESSES)
    ]
    outcomes = outcomes_of(workers, results)
    line.refresh_from_db()
    assert outcomes == ["frozen"] * 20 + ["refused"] * 30
    assert (line.frozen, line.free) == (Decimal("20.00"), Decimal("0.00"))
    assert line.entries.filter(kind="FREEZE").count() == 20
