"""The one road of money: each verb works, refuses with numbers, and agrees with its ledger."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement.budgeting import services
from procurement.budgeting.models import BudgetLine, Holding, LedgerEntry
from procurement.budgeting.selectors import Cause, mismatches, usable_by_causes
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, GuardRefused, WrongState
from procurement.core.models import AuditEntry
from tests.factories.accounts import AT
from tests.factories.budgeting import approved_line, draft_line, reserved_line

pytestmark = pytest.mark.django_db
VERBS = ("reserve", "release_reserved", "freeze", "unfreeze", "commit", "release_committed", "pay")


def move(verb: str, line: BudgetLine, amount: str, cause: str = "P-1") -> BudgetLine:
    return getattr(services, verb)(line=line, cause=Cause(cause), amount=Decimal(amount), actor=SYSTEM, at=AT)


def balances(line: BudgetLine) -> tuple[str, ...]:
    line.refresh_from_db()
    return tuple(str(getattr(line, name)) for name in ("free", "reserved", "frozen", "committed", "paid"))


def test_the_whole_road_of_a_project():
    line = approved_line("1000.00")
    seen = []
    for verb, amount in [("reserve", "600"), ("freeze", "600"), ("commit", "550"), ("pay", "200")]:
        seen.append(balances(move(verb, line, amount)))
    services.free_saving(line=line, cause=Cause("P-1"), actor=SYSTEM, at=AT)
    seen.append(balances(line))
    seen.append(balances(move("release_committed", line, "350")))
    assert seen == [
        ("400.00", "600.00", "0.00", "0.00", "0.00"),
        ("400.00", "0.00", "600.00", "0.00", "0.00"),
        ("400.00", "0.00", "50.00", "550.00", "0.00"),
        ("400.00", "0.00", "50.00", "350.00", "200.00"),
        ("450.00", "0.00", "0.00", "350.00", "200.00"),
        ("800.00", "0.00", "0.00", "0.00", "200.00"),
    ]
    assert mismatches() == []
    kinds = list(LedgerEntry.objects.filter(line=line).order_by("seq").values_list("seq", "kind"))
    assert kinds == [
        (1, "APPROVE"),
        (2, "RESERVE"),
        (3, "FREEZE"),
        (4, "COMMIT"),
        (5, "PAY"),
        (6, "FREE_SAVING"),
        (7, "RELEASE_COMMITTED"),
    ]


def test_freezing_takes_the_reserved_first_and_the_rest_from_free_money():
    line = reserved_line("1000.00", held="300.00")
    move("freeze", line, "500")
    assert balances(line) == ("500.00", "0.00", "500.00", "0.00", "0.00")
    assert mismatches() == []


def test_freezing_more_than_free_and_reserved_is_refused_whole():
    line = reserved_line("1000.00", held="300.00")
    move("reserve", line, "600", cause="P-2")
    with pytest.raises(GuardRefused) as caught:
        move("freeze", line, "500")
    assert str(caught.value).startswith("这笔指标只剩 400.00 元可用，需要 500.00 元")
    assert (caught.value.rule, caught.value.field) == ("B-01", "amount")
    assert balances(line) == ("100.00", "900.00", "0.00", "0.00", "0.00")


def test_unfreezing_gives_back_to_reserved():
    line = reserved_line("1000.00", held="300.00")
    move("freeze", line, "300")
    move("unfreeze", line, "100")
    assert balances(line) == ("700.00", "100.00", "200.00", "0.00", "0.00")


def test_reserving_more_than_is_free_is_refused_with_the_numbers():
    line = reserved_line("20000.00", held="8000.00")
    with pytest.raises(GuardRefused) as caught:
        move("reserve", line, "12000.01", cause="P-2")
    assert "只剩 12,000.00 元可用，需要 12,000.01 元" in str(caught.value)


@pytest.mark.parametrize("verb", ["release_reserved", "unfreeze", "commit", "release_committed", "pay"])
def test_nobody_takes_what_another_cause_holds(verb):
    line = approved_line("100.00")
    move("freeze", line, "40")
    move("commit", line, "20")
    with pytest.raises(GuardRefused) as caught:
        move(verb, line, "10", cause="P-2")
    assert caught.value.rule == "B-05"
    assert mismatches() == []


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("amount", ["0", "-1", "0.001"])
def test_an_amount_is_money_above_zero(verb, amount):
    with pytest.raises(DomainError) as caught:
        move(verb, approved_line(), amount)
    assert caught.value.field == "amount"


@pytest.mark.parametrize("verb", VERBS)
def test_no_money_moves_before_approval(verb):
    with pytest.raises(WrongState) as caught:
        move(verb, draft_line(), "1")
    assert caught.value.rule == "B-01"


def test_what_a_cause_can_still_use_is_what_it_holds():
    line, other = reserved_line("1000.00", held="300.00"), reserved_line("500.00", held="200.00")
    assert usable_by_causes(["P-1", "P-2"]) == {
        ("P-1", line.pk): Decimal("300.00"),
        ("P-1", other.pk): Decimal("200.00"),
    }


def test_every_movement_is_on_the_audit_chain():
    line = reserved_line()
    actions = AuditEntry.objects.filter(subject_kind="budget-line", subject_code=line.code).order_by("seq")
    assert list(actions.values_list("action", flat=True)) == ["create", "approve", "reserve"]


def test_the_database_refuses_an_overdrawn_line_to_raw_updates():
    line = reserved_line("100.00", held="90.00")
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetLine.objects.filter(pk=line.pk).update(frozen=Decimal("10.01"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.filter(line=line).update(reserved=Decimal("-0.01"))


@pytest.mark.parametrize(
    "change",
    [
        "reserved = -1",
        "frozen = -1",
        "committed = -1",
        "paid = -1",
        "planned = -1",
        "approved = -1",
        "frozen = frozen + 1001",
        "adjusted = -1001",
        "approved = approved - 1001",
    ],
)
def test_the_database_refuses_raw_sql_that_overdraws_a_line(change):
    line = reserved_line("100.00", held="90.00")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE budgeting_budgetline SET {change} WHERE id = %s", [line.pk])
    line.refresh_from_db()
    assert (line.total, line.reserved, line.free) == (Decimal("100.00"), Decimal("90.00"), Decimal("10.00"))


@pytest.mark.parametrize("place", ["reserved", "frozen", "committed", "paid"])
def test_the_database_refuses_raw_sql_that_overdraws_a_holding(place):
    line = reserved_line("100.00", held="90.00")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE budgeting_holding SET {place} = -1 WHERE line_id = %s", [line.pk])


def test_reconciliation_names_a_holding_that_was_lost(capsys):
    line = reserved_line("100.00", held="90.00")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM budgeting_holding WHERE line_id = %s", [line.pk])
    with pytest.raises(CommandError, match="1 balance"):
        call_command("reconcile_budget")
    assert capsys.readouterr().out == f"{line.code} P-1: reserved stored 0.00, ledger 90.00\n"


def test_the_ledger_is_append_only():
    line = approved_line()
    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerEntry.objects.filter(line=line).update(amount=Decimal("1.00"))
    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerEntry.objects.filter(line=line).delete()


def test_reconciliation_names_the_broken_line(capsys):
    line, other = reserved_line("100.00", held="90.00"), reserved_line("100.00", held="90.00", cause="P-2")
    call_command("reconcile_budget")
    assert capsys.readouterr().out == "2 lines agree with their ledger\n"
    BudgetLine.objects.filter(pk=line.pk).update(reserved=Decimal("89.99"))
    Holding.objects.filter(line=other).update(paid=Decimal("0.01"))
    with pytest.raises(CommandError, match="2 balance"):
        call_command("reconcile_budget")
    assert capsys.readouterr().out.splitlines() == [
        f"{line.code}: reserved stored 89.99, ledger 90.00",
        f"{other.code} P-2: paid stored 0.01, ledger 0.00",
    ]


STEPS = st.tuples(
    st.sampled_from((*VERBS, "free_saving")), st.integers(1, 60), st.sampled_from(["P-1", "P-2"])
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=1, max_size=12))
def test_whatever_the_order_the_invariant_holds(steps):
    with transaction.atomic():
        line = approved_line("100.00")
        for verb, amount, cause in steps:
            try:
                if verb == "free_saving":
                    services.free_saving(line=line, cause=Cause(cause), actor=SYSTEM, at=AT)
                else:
                    move(verb, line, str(amount), cause)
            except GuardRefused:
                pass
        line.refresh_from_db()
        assert min(line.free, line.reserved, line.frozen, line.committed, line.paid) >= 0
        assert line.free + line.promised == Decimal("100.00")
        assert mismatches() == []
        transaction.set_rollback(True)
