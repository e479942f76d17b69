"""The townships' people's congresses approve their budgets; most are filed with the county, some not yet (B-18)."""

from datetime import date

from procurement.accounts.enums import OrganisationKind
from procurement.accounts.models import Organisation
from procurement.budgeting.selectors import township_budget
from procurement.budgeting.services import file_township_budget, register_township_budget
from procurement.core.actors import Actor

from .data import read
from .stage import Stage, Story

# Their session comes first: their project is in the first plan of all.
EARLY = ("wuluo",)
# What the county has no copy of when the demonstration begins: three of twelve.
NOT_FILED = ("shahe", "daoqiao", "qingminghe")
_SESSIONS = {True: date(2025, 12, 3), False: date(2025, 12, 24)}


def decide(stage: Stage, key: str, year: int, day: date) -> None:
    """The township's finance office registers what its congress decided on a day."""
    home = stage.cast.organisation(key)
    register(home, year, day, stage.cast[f"{key}-finance"], stage)


def register(home: Organisation, year: int, day: date, actor: Actor, stage: Stage) -> None:
    """Register a township's congress; a county department has none of its own (N-10)."""
    if home.kind != OrganisationKind.TOWNSHIP:
        return
    register_township_budget(
        organisation=home,
        year=year,
        congress=f"{home.short_name}第十九届人民代表大会第{'四' if year % 2 else '五'}次会议",
        approved_on=day,
        document=f"{home.short_name[:1]}人发〔{day.year}〕{home.pk % 8 + 2}号（演示）",
        actor=actor,
        at=stage.at,
    )


def sessions(stage: Stage, year: int, *, early: bool) -> list[str]:
    """Every township's congress of an early or of the ordinary session; returns whose."""
    keys = [
        row["key"] for row in read("towns") if stage.cast.has(row["key"]) and (row["key"] in EARLY) is early
    ]
    for key in keys:
        decide(stage, key, year, _SESSIONS[early])
    return keys


def filings(stage: Stage, year: int) -> Story:
    """Township after township files its budget with the county; the budget office notes it."""
    yield stage.moment(f"{year}-01-22", 10)
    keys = [row["key"] for row in read("towns") if stage.cast.has(row["key"]) and row["key"] not in NOT_FILED]
    for number, key in enumerate(keys, start=1):
        budget = township_budget(stage.cast.organisation(key).pk, year)
        if budget is not None:
            file_township_budget(
                budget=budget,
                filed_on=date(year, 1, 12 + number % 5),
                filing_number=f"云常备〔{year}〕{number}号（演示）",
                actor=stage.cast["bureau-budget"],
                at=stage.at,
            )
