"""Budget lines in any state, reached by the services."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation
from procurement.budgeting.enums import AdjustmentKind, FundSource, Ground
from procurement.budgeting.models import Adjustment, AllotmentBatch, BudgetLine, TownshipBudget, YearEnd
from procurement.budgeting.selectors import Cause
from procurement.budgeting.services import (
    approve_line,
    commit,
    create_line,
    freeze,
    import_allotments,
    pay,
    plan_ahead,
    prepare_year_end,
    register_township_budget,
    request_adjustment,
    reserve,
)
from procurement.core.actors import SYSTEM, Actor
from procurement.core.clock import local_date
from procurement.core.spreadsheets import Row
from tests.factories.accounts import AT, bureau, township
from tests.kept import kept


def budget_officer() -> Actor:
    """Return a person of the bureau's budget office, a new one each time."""
    return bureau(Office.BUREAU_BUDGET)


@kept
def draft_line(
    amount: str = "500000.00",
    *,
    actor: Actor = SYSTEM,
    at: datetime = AT,
    decided: bool = True,
    **fields: Any,
) -> BudgetLine:
    """Return a line that waits for approval; of a township whose congress has ``decided`` on the year's budget."""
    values = {
        "organisation": fields.pop("organisation", None) or township(),
        "year": 2026,
        "project_name": "农村人居环境整治",
        "fund_source": FundSource.DEPARTMENT_BUDGET,
        "proposed": Decimal(amount),
        **fields,
    }
    line = create_line(actor=actor, at=at, **values)
    ours = line.organisation.kind == OrganisationKind.TOWNSHIP
    # Of the years after the next no congress can have decided yet.
    if decided and ours and line.year <= local_date(at).year + 1:
        township_budget(line.organisation, line.year, at=at)
    return line


@kept
def approved_line(
    amount: str = "500000.00", *, organisation: Organisation | None = None, at: datetime = AT, **fields: Any
) -> BudgetLine:
    """Return an approved line of ``amount`` yuan of a township."""
    line = draft_line(amount, organisation=organisation, at=at, **fields)
    return approve_line(line=line, document="云财预〔2026〕12号", actor=SYSTEM, at=at)


def reserved_line(amount: str = "500000.00", held: str = "100000.00", cause: str = "P-1") -> BudgetLine:
    line = approved_line(amount)
    return reserve(line=line, cause=Cause(cause), amount=Decimal(held), actor=SYSTEM, at=AT)


def spent(line: BudgetLine, cause: str = "P-9") -> BudgetLine:
    """Return the line with all its free money paid out."""
    amount = line.free
    for verb in (reserve, freeze, commit, pay):
        verb(line=line, cause=Cause(cause), amount=amount, actor=SYSTEM, at=AT)
    return line


def adjustment(
    line: BudgetLine | None = None, kind: str = AdjustmentKind.INCREASE, amount: str = "100.00", **fields: Any
) -> Adjustment:
    """Return an adjustment that waits for its decision."""
    values = {
        "document": "云财预〔2026〕47号",
        "reason": "年中调整",
        "ground": Ground.CONGRESS if kind == AdjustmentKind.INCREASE else "",
        "actor": fields.pop("actor", None) or budget_officer(),
        "at": AT,
        **fields,
    }
    return request_adjustment(line=line or approved_line(), kind=kind, amount=Decimal(amount), **values)


def township_budget(
    organisation: Organisation | None = None, year: int = 2026, *, at: datetime = AT
) -> TownshipBudget:
    """Return what the township's congress decided on the year, registered once."""
    home = organisation or township()
    known = TownshipBudget.objects.filter(organisation=home, year=year).first()
    return known or register_township_budget(
        organisation=home,
        year=year,
        congress="第十九届人民代表大会第五次会议",
        approved_on=min(date(year, 1, 9), local_date(at)),
        document="下人发〔2026〕3号",
        actor=SYSTEM,
        at=at,
    )


def midterm_line(amount: str = "500000.00", **fields: Any) -> BudgetLine:
    """Return a line of next year on the mid-term plan."""
    line = draft_line(amount, **{"year": 2027, **fields})
    return plan_ahead(line=line, actor=SYSTEM, at=AT)


DECEMBER = AT.replace(month=12, day=28)


def prepared_year_end(actor: Actor | None = None, year: int = 2026) -> YearEnd:
    return prepare_year_end(
        year=year, document="云财预〔2026〕88号", actor=actor or budget_officer(), at=DECEMBER
    )


def allotment_batch(actor: Actor, organisation: Organisation) -> AllotmentBatch:
    """Return a batch of one imported line of ``organisation``."""
    values = {
        "organisation": organisation,
        "year": 2026,
        "project_name": "道路养护",
        "system_number": "42092326P00000001",
        "fund_source": FundSource.DEPARTMENT_BUDGET,
        "proposed": Decimal("1000.00"),
    }
    if organisation.kind == OrganisationKind.TOWNSHIP:
        township_budget(organisation)
    return import_allotments(rows=[Row(2, values, {})], source=None, actor=actor, at=AT)
