"""Real processes at once, on whichever database the suite runs: 50 freezes of 1 yuan on money for 20 give 20."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest

from procurement.budgeting.models import BudgetLine
from procurement.budgeting.services import freeze
from procurement.core.actors import SYSTEM
from procurement.core.errors import GuardRefused
from tests.factories.accounts import AT
from tests.factories.budgeting import approved_line
from tests.tendering.test_seal_concurrency import at_once

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PROCESSES, EACH = 5, 10


def freezing(line_code: str, number: int) -> Callable[[], list[str]]:
    """Return a job for a process of its own: freeze 1 yuan for each of EACH projects."""

    def once(turn: int) -> str:
        line = BudgetLine.objects.get(code=line_code)
        try:
            freeze(line=line, cause_code=f"P-{number}-{turn}", amount=Decimal("1.00"), actor=SYSTEM, at=AT)
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
