"""Entering, approving, adjusting and closing a line."""

from decimal import Decimal

import pytest

from procurement.accounts.enums import Office, OrganisationKind
from procurement.budgeting import services
from procurement.budgeting.enums import LineStatus
from procurement.budgeting.models import LedgerEntry
from procurement.budgeting.selectors import Cause, todos
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import AuditEntry
from tests.factories.accounts import AT, bureau, organisation, person, stranger, township
from tests.factories.budgeting import approved_line, budget_officer, draft_line, spent

pytestmark = pytest.mark.django_db


def test_a_line_is_entered_without_money():
    line = draft_line("120000.00", actor=budget_officer())
    assert (line.status, line.proposed, line.total, line.free) == (
        LineStatus.DRAFT,
        Decimal("120000.00"),
        Decimal("0.00"),
        Decimal("0.00"),
    )
    assert AuditEntry.objects.get(subject_kind="budget-line", subject_code=line.code).action == "create"


def test_a_township_enters_its_own_line():
    home = township()
    line = draft_line(organisation=home, actor=person(home, Office.FINANCE))
    assert line.organisation == home


@pytest.mark.parametrize("who", ["operator", "other township", "supervisor", "stranger"])
def test_others_cannot_enter_a_line(who):
    home = township()
    actor = {
        "operator": lambda: person(home, Office.OPERATOR),
        "other township": lambda: person(township("义堂镇"), Office.FINANCE),
        "supervisor": bureau,
        "stranger": stranger,
    }[who]()
    with pytest.raises(NotAllowed):
        draft_line(organisation=home, actor=actor)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"amount": "0.00"}, "proposed"),
        ({"amount": "12.345"}, "proposed"),
        ({"project_name": "  "}, "project_name"),
        ({"fund_source": "LOAN"}, "fund_source"),
        ({"year": 2024}, "year"),
        ({"year": 2030}, "year"),
    ],
)
def test_bad_input_is_named_beside_its_field(fields, field):
    with pytest.raises(DomainError) as caught:
        draft_line(**fields)
    assert caught.value.field == field


def test_a_supplier_has_no_budget_line():
    supplier = organisation(OrganisationKind.SUPPLIER)
    with pytest.raises(DomainError) as caught:
        draft_line(organisation=supplier)
    assert caught.value.rule == "A-03"


def test_approval_gives_the_money_and_writes_the_ledger():
    line = draft_line("120000.00", actor=budget_officer())
    services.approve_line(line=line, document="云财预〔2026〕12号", actor=budget_officer(), at=AT)
    assert (line.status, line.free) == (LineStatus.APPROVED, Decimal("120000.00"))
    entry = LedgerEntry.objects.get(line=line)
    assert (entry.kind, entry.amount, entry.document) == (
        "APPROVE",
        Decimal("120000.00"),
        "云财预〔2026〕12号",
    )


def test_nobody_approves_what_they_entered():
    officer = budget_officer()
    line = draft_line(actor=officer)
    with pytest.raises(NotAllowed) as caught:
        services.approve_line(line=line, document="云财预〔2026〕12号", actor=officer, at=AT)
    assert "另一人" in str(caught.value)
    line.refresh_from_db()
    assert line.status == LineStatus.DRAFT


@pytest.mark.parametrize("make", [bureau, stranger, lambda: person(township(), Office.FINANCE)])
def test_only_the_budget_office_approves(make):
    with pytest.raises(NotAllowed):
        services.approve_line(line=draft_line(), document="文", actor=make(), at=AT)


def test_approval_needs_its_document_and_happens_once():
    line = draft_line()
    with pytest.raises(DomainError) as caught:
        services.approve_line(line=line, document=" ", actor=SYSTEM, at=AT)
    assert caught.value.field == "document"
    services.approve_line(line=line, document="文", actor=SYSTEM, at=AT)
    with pytest.raises(WrongState):
        services.approve_line(line=line, document="文", actor=SYSTEM, at=AT)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("functional_class", "20810"),
        ("functional_class", "2081002"),
        ("economic_class", "50205"),
        ("system_number", "42092326P00012345"),
    ],
)
def test_a_line_keeps_what_the_budget_system_says(field, value):
    line = draft_line(**{field: value})
    line.refresh_from_db()
    assert getattr(line, field) == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("functional_class", "2081"),
        ("functional_class", "２０８１００２"),
        ("economic_class", "5020501"),
        ("fund_source", "LOAN"),
    ],
)
def test_what_is_no_class_and_no_source_is_refused_beside_its_field(field, value):
    with pytest.raises(DomainError) as caught:
        draft_line(**{field: value})
    assert caught.value.field == field


def test_a_number_of_the_budget_system_is_entered_once():
    line = draft_line(system_number="42-1")
    with pytest.raises(DomainError) as caught:
        draft_line(system_number=" 42-1")
    assert (caught.value.field, line.code in str(caught.value)) == ("system_number", True)


def test_a_line_closes_when_nothing_is_promised_and_nothing_is_left():
    line = approved_line("100.00")
    services.reserve(line=line, cause=Cause("P-1"), amount=Decimal("1.00"), actor=SYSTEM, at=AT)
    with pytest.raises(GuardRefused):
        services.close_line(line=line, actor=budget_officer(), at=AT)
    services.release_reserved(line=line, cause=Cause("P-1"), amount=Decimal("1.00"), actor=SYSTEM, at=AT)
    with pytest.raises(GuardRefused, match="还有 100.00 元没有用"):
        services.close_line(line=line, actor=budget_officer(), at=AT)
    spent(line)
    services.close_line(line=line, actor=budget_officer(), at=AT)
    assert line.status == LineStatus.CLOSED


def test_what_waits_is_told_to_the_budget_office_but_not_to_the_author():
    author = budget_officer()
    line = draft_line(actor=author)
    assert [todo.subject_code for todo in todos(budget_officer(), AT)] == [line.code]
    assert [todos(actor, AT) for actor in (author, bureau(), stranger())] == [[], [], []]
