"""What a year begins with: catalogue, villages, budget."""

from decimal import Decimal
from itertools import groupby
from typing import Any

from catalogue.services import load_national_items
from procurement.accounts.services import import_villages
from procurement.budgeting.enums import AdjustmentKind, FundSource
from procurement.budgeting.models import BudgetLine
from procurement.budgeting.services import approve_line, create_line, plan_ahead, request_adjustment

from .catalogue import make_catalogue
from .congresses import filings, sessions
from .data import read
from .stage import YEAR, Stage, Story

BUDGET_OFFICER = "bureau-budget"
# Every owner has some money that no project has asked for yet: a visitor may plan something.
SPARE_PROJECT = "公共服务机动项目"
SPARE = Decimal("300000.00")
_SOURCES = {"专项": FundSource.SPECIAL_FUND, "补助": FundSource.HIGHER_TRANSFER}


def open_year(stage: Stage) -> Story:
    """Villages, catalogue and budget, in the last weeks of the year before.

    What belongs to a later year goes on the mid-term plan. A township's lines follow its people's congress.
    """
    import_villages(rows=read("villages"), actor=stage.cast["bureau-supervisor"], at=stage.at)
    load_national_items()
    yield from make_catalogue(stage)
    yield stage.moment("2025-12-04", 9)
    lines = {
        (row["owner"], row["project"], row["year"]): enter_line(stage, row)
        for row in budget_rows()
        if stage.cast.has(row["owner"])
    }
    later = [line for (_owner, _project, year), line in lines.items() if year > YEAR]
    year = {key: line for key, line in lines.items() if key[2] == YEAR}
    early = sessions(stage, YEAR, early=True)
    ordinary = [row["key"] for row in read("towns") if row["key"] not in early]
    yield stage.moment("2025-12-05", 15)
    for (owner, *_rest), line in year.items():
        if owner not in ordinary:
            approve(stage, line)
    for line in later:
        plan_ahead(line=line, actor=stage.cast[BUDGET_OFFICER], at=stage.at)
    yield stage.moment("2025-12-25", 10)
    sessions(stage, YEAR, early=False)
    yield stage.moment("2025-12-26", 15)
    for (owner, *_rest), line in year.items():
        if owner in ordinary:
            approve(stage, line)
    yield from filings(stage, YEAR)


def late_request(stage: Stage) -> Story:
    """Just before the demonstration starts a township asks for more: the bureau's budget office may answer."""
    yield stage.moment("2026-09-18", 16)
    row = {"owner": "xiaxindian", "project": "农村公厕管护补助", "year": YEAR, "amount": Decimal("150000.00")}
    enter_line(stage, row)


def asked_change(stage: Stage) -> Story:
    """The budget office asks to move money between two lines of a township; a second person may decide."""
    yield stage.moment("2026-09-18", 17)
    spare, short = (
        line_of(stage, {"organisation": "geputan", "project": project}, str(YEAR))
        for project in (SPARE_PROJECT, "基层法治建设")
    )
    request_adjustment(
        line=spare,
        target=short,
        kind=AdjustmentKind.REALLOCATE,
        amount=Decimal("22000.00"),
        document="云财预〔2026〕88号（演示）",
        reason="村级法律顾问服务次数增加，从机动项目调剂，总额不变。",
        actor=stage.cast[BUDGET_OFFICER],
        at=stage.at,
    )


def budget_rows() -> list[dict[str, Any]]:
    """Return one line for each owner, year and budget project, as big as its projects are together."""
    wanted = [
        {
            "owner": row["organisation"],
            "project": row["project"],
            "year": int(year),
            "amount": Decimal(amount),
        }
        for row in read("items")
        for year, amount in years_of(row).items()
    ]

    def key(one: dict[str, Any]) -> tuple[str, str, int]:
        return (one["owner"], one["project"], one["year"])

    lines = [
        {"owner": owner, "project": project, "year": year, "amount": sum(one["amount"] for one in group)}
        for (owner, project, year), group in groupby(sorted(wanted, key=key), key=key)
    ]
    owners = sorted({line["owner"] for line in lines})
    spare = [{"owner": one, "project": SPARE_PROJECT, "year": YEAR, "amount": SPARE} for one in owners]
    return [*lines, *spare]


def years_of(row: dict[str, Any]) -> dict[str, str]:
    """Return what an item spends in which year, in yuan."""
    return row.get("years") or {str(YEAR): row["amount"]}


def enter_line(stage: Stage, row: dict[str, Any]) -> BudgetLine:
    """The owner's finance office enters what its people's congress will approve."""
    source = next((kind for word, kind in _SOURCES.items() if word in row["project"]), None)
    return create_line(
        organisation=stage.cast.organisation(row["owner"]),
        year=row["year"],
        project_name=row["project"],
        fund_source=source or FundSource.DEPARTMENT_BUDGET,
        proposed=row["amount"],
        actor=stage.cast[f"{row['owner']}-finance"],
        at=stage.at,
    )


def approve(stage: Stage, line: BudgetLine) -> None:
    approve_line(
        line=line,
        document=f"云财预〔2025〕{60 + line.pk % 30}号（演示）",
        actor=stage.cast[BUDGET_OFFICER],
        at=stage.at,
    )


def line_of(stage: Stage, row: dict[str, Any], year: str) -> BudgetLine:
    """Return the line that pays for an item in a year."""
    return BudgetLine.objects.get(
        organisation=stage.cast.organisation(row["organisation"]),
        project_name=row["project"],
        year=int(year),
    )
