"""The year before: catalogue and budget are on the platform on trial, purchases are not; then its budget is ended.

What was frozen, promised and paid belongs to contracts that were signed outside: they stand in the ledger by name.
"""

from datetime import date
from decimal import Decimal

from procurement.budgeting.enums import FundSource, YearEndChoice
from procurement.budgeting.models import BudgetLine
from procurement.budgeting.selectors import Cause
from procurement.budgeting.services import (
    approve_line,
    carry_out_year_end,
    commit,
    create_line,
    decide_year_end,
    freeze,
    pay,
    plan_ahead,
    prepare_year_end,
    propose_year,
    reserve,
)

from .congresses import decide
from .stage import YEAR, Stage, Story

LAST = YEAR - 1
OFFICER, SECOND = "bureau-budget", "bureau-budgettwo"
OUTSIDE = "outside-contract"
# Owner, project, source, yuan approved, promised to a contract, of it paid by the year's end.
_LINES = (
    ("wuluo", "农村人居环境整治", FundSource.DEPARTMENT_BUDGET, "1400000", "1352000", "1352000"),
    ("yitang", "养老服务补助", FundSource.HIGHER_TRANSFER, "280000", "240000", "210000"),
    ("shahe", "农村人居环境整治", FundSource.DEPARTMENT_BUDGET, "110000", "110000", "110000"),
    ("civil", "社会工作服务", FundSource.SPECIAL_FUND, "520000", "455000", "455000"),
)
# One contract of three years: its second and third year wait on the mid-term plan.
TOWN, PROJECT, YEARLY, CONTRACT = (
    "chengguan",
    "城区环卫一体化",
    Decimal("860000.00"),
    "城区环卫一体化合同（2025—2027）",
)


def last_year(stage: Stage) -> Story:
    """Lines of last year with what was paid outside, a contract of three years, and the end of the year."""
    yield stage.moment("2025-09-10", 9)
    for town in ("wuluo", "yitang", "shahe", TOWN):
        decide(stage, town, LAST, date(LAST, 1, 10))
    lines = [
        _line(stage, owner, LAST, project, source, Decimal(amount))
        for owner, project, source, amount, *_ in _LINES
    ]
    years = [_line(stage, TOWN, LAST + n, PROJECT, FundSource.DEPARTMENT_BUDGET, YEARLY) for n in range(3)]
    yield stage.moment("2025-09-11", 10)
    for line in (*lines, years[0]):
        approve_line(
            line=line, document=f"云财预〔{LAST}〕9号（演示）", actor=stage.cast[SECOND], at=stage.at
        )
    for line in years[1:]:
        plan_ahead(line=line, actor=stage.cast[SECOND], at=stage.at)
    yield stage.moment("2025-09-15", 10)
    for line, row in zip(lines, _LINES, strict=True):
        _promise(stage, row[0], line, f"{row[1]}合同（{LAST}）", Decimal(row[4]))
    for line in years:
        _promise(stage, TOWN, line, CONTRACT, YEARLY - Decimal("20000.00"))
    yield stage.moment("2025-12-12", 10)
    for line, row in zip(lines, _LINES, strict=True):
        _pay(stage, row[0], line, f"{row[1]}合同（{LAST}）", Decimal(row[5]))
    _pay(stage, TOWN, years[0], CONTRACT, YEARLY - Decimal("20000.00"))
    yield from _ended(stage, carried=lines[1])
    yield from _budgeted(stage, years[1])


def _ended(stage: Stage, carried: BudgetLine) -> Story:
    """One officer decides line by line, the other carries it out."""
    yield stage.moment("2025-12-29", 10)
    officer = stage.cast[OFFICER]
    run = prepare_year_end(year=LAST, document="云财预〔2025〕96号（演示）", actor=officer, at=stage.at)
    yield stage.moment("2025-12-30", 15)
    decide_year_end(
        year_end=run, choices={carried.code: YearEndChoice.CARRY.value}, actor=officer, at=stage.at
    )
    yield stage.moment("2025-12-31", 16)
    carry_out_year_end(year_end=run, actor=stage.cast[SECOND], at=stage.at)


def _budgeted(stage: Stage, line: BudgetLine) -> Story:
    """The contract's second year: the claim on the mid-term plan becomes a commitment of the approved budget."""
    yield stage.moment("2026-01-06", 10)
    propose_year(line=line, proposed=YEARLY, actor=stage.cast[f"{TOWN}-finance"], at=stage.at)
    yield stage.moment("2026-01-07", 10)
    line.refresh_from_db()
    approve_line(line=line, document=f"云财预〔{YEAR}〕6号（演示）", actor=stage.cast[OFFICER], at=stage.at)
    for day in ("2026-04-10", "2026-07-10"):
        yield stage.moment(day, 10)
        _pay(stage, TOWN, line, CONTRACT, Decimal("210000.00"))


def _line(
    stage: Stage, owner: str, year: int, project: str, source: FundSource, amount: Decimal
) -> BudgetLine:
    return create_line(
        organisation=stage.cast.organisation(owner),
        year=year,
        project_name=project,
        fund_source=source,
        proposed=amount,
        actor=stage.cast[f"{owner}-finance"],
        at=stage.at,
    )


def _promise(stage: Stage, owner: str, line: BudgetLine, contract: str, amount: Decimal) -> None:
    cause = Cause(contract, kind=OUTSIDE)
    for move in (reserve, freeze, commit):
        move(line=line, amount=amount, cause=cause, actor=stage.cast[f"{owner}-finance"], at=stage.at)


def _pay(stage: Stage, owner: str, line: BudgetLine, contract: str, amount: Decimal) -> None:
    pay(
        line=line,
        amount=amount,
        cause=Cause(contract, kind=OUTSIDE),
        actor=stage.cast[f"{owner}-finance"],
        at=stage.at,
    )
