"""Real processes at once, on whichever database the suite runs: never over, nothing lost, nobody waits for ever."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest

from procurement.budgeting.models import Adjustment, BudgetLine
from procurement.budgeting.selectors import Cause, mismatches
from procurement.budgeting.services import approve_adjustment, freeze, reserve
from procurement.core.actors import SYSTEM, Actor
from procurement.core.errors import GuardRefused, WrongState
from tests.factories.accounts import AT
from tests.factories.budgeting import adjustment, approved_line, budget_officer
from tests.tendering.test_seal_concurrency import at_once

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PROCESSES, EACH = 5, 10


def freezing(line_code: str, number: int) -> Callable[[], list[str]]:
    """Return a job for a process of its own: freeze 1 yuan for each of EACH projects."""

    def once(turn: int) -> str:
        line = BudgetLine.objects.get(code=line_code)
        try:
            freeze(line=line, cause=Cause(f"P-{number}-{turn}"), amount=Decimal("1.00"), actor=SYSTEM, at=AT)
        except GuardRefused:
            return "refused"
        return "frozen"

    return lambda: [once(turn) for turn in range(EACH)]


def test_fifty_freezes_on_money_for_twenty():
    line = approved_line("20.00")

    answers = at_once([freezing(line.code, number) for number in range(PROCESSES)])

    assert [answer for answer in answers if isinstance(answer, str)] == []  # a process that broke says why
    assert Counter(word for answer in answers for word in answer) == {"frozen": 20, "refused": 30}
    line.refresh_from_db()
    assert (line.frozen, line.free) == (Decimal("20.00"), Decimal("0.00"))
    assert line.entries.filter(kind="FREEZE").count() == 20


CLAIMS, CLAIMERS = 200, 8
# Yuan that one claim asks for: their sum over 200 claims is far more than the line has.
SIZES = ("0.01", "1.00", "7.77", "19.99", "33.33")


def claiming(line_code: str, number: int) -> Callable[[], list[tuple[str, str]]]:
    """Return a job of one process: its share of the claims, reserves and freezes of every size."""

    def once(turn: int) -> tuple[str, str]:
        line = BudgetLine.objects.get(code=line_code)
        claim = number + turn * CLAIMERS
        verb, amount = (reserve, freeze)[claim % 2], SIZES[claim % len(SIZES)]
        try:
            verb(line=line, cause=Cause(f"P-{claim}"), amount=Decimal(amount), actor=SYSTEM, at=AT)
        except GuardRefused:
            return "refused", amount
        return "held", amount

    return lambda: [once(turn) for turn in range(CLAIMS // CLAIMERS)]


def test_two_hundred_claims_of_mixed_sizes_are_never_over_and_none_is_lost():
    line = approved_line("1000.00")

    answers = at_once([claiming(line.code, number) for number in range(CLAIMERS)])

    assert [answer for answer in answers if isinstance(answer, str)] == []
    told = [claim for answer in answers for claim in answer]
    held = [Decimal(amount) for word, amount in told if word == "held"]
    line.refresh_from_db()
    assert len(told) == CLAIMS
    assert (line.reserved + line.frozen, line.free) == (sum(held), Decimal("1000.00") - sum(held))
    assert line.holdings.filter(reserved__gt=0).count() + line.holdings.filter(frozen__gt=0).count() == len(
        held
    )
    # Whoever was refused asked for more than was left at the end: nobody was turned away for nothing.
    refused = [Decimal(amount) for word, amount in told if word == "refused"]
    assert all(amount > line.free for amount in refused)
    assert mismatches() == []


def deciding(code: str, officer: Actor) -> Callable[[], list[str]]:
    """Return a job: approve the adjustment, as one of several officers who all do it now."""

    def job() -> list[str]:
        try:
            approve_adjustment(adjustment=Adjustment.objects.get(code=code), actor=officer, at=AT)
        except WrongState:
            return ["late"]
        return ["approved"]

    return job


def test_an_adjustment_that_four_officers_approve_at_once_happens_once():
    line = approved_line("100.00")
    asked = adjustment(line, amount="50.00")

    answers = at_once([deciding(asked.code, budget_officer()) for _ in range(4)])

    assert sorted(word for answer in answers for word in answer) == ["approved", "late", "late", "late"]
    line.refresh_from_db()
    assert (line.total, mismatches()) == (Decimal("150.00"), [])
