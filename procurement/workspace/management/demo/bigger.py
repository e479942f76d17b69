"""A county many times as big: more purchasers, entries, items and movements of money, for ``load_demo --scale``.

People, organisations and budget lines come in by the services. Items and movements are copies of what the
played stories have left (``copies``, ``spending``): tens of thousands of services calls would take an hour.
Nobody is told of them, and what is frozen, promised and paid has no tender or contract behind it.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import ROUND_UP, Decimal
from itertools import product
from typing import Any

from django.db import transaction

from catalogue.models import PlanItem
from catalogue.services import agree_plan, open_plan
from procurement.accounts.enums import Office, OrganisationKind
from procurement.budgeting.enums import FundSource
from procurement.budgeting.models import BudgetLine
from procurement.budgeting.services import approve_line, create_line

from .catalogue import CATALOGUE_OFFICER
from .congresses import register
from .copies import Purchaser, announce, copy_items, prototypes
from .county import BUDGET_OFFICER
from .people import SUPERVISOR, Arrivals
from .plan import hand_in
from .spending import spend
from .stage import START, YEAR, Stage

# What one step of the scale stands for: with --scale 10, 130 purchasers and 6,000 items.
PURCHASERS, ITEMS = 13, 600
_PLAYED_PURCHASERS = 17
_TOWNS = [f"{first}{last}" for last, first in product("山桥湖港岭河林坪湾店塘溪", "青白红金银玉云龙凤石")]
_FIELDS = [
    *("教育", "卫生", "水利", "交通", "林业", "体育", "科技", "人社"),
    *("司法", "应急", "城管", "市场", "环保", "国土", "供销", "档案"),
]
_KINDS = ("局", "管理局", "发展局", "委员会")
_OFFICES = {
    "operator": [Office.OPERATOR],
    "leader": [Office.LEADER],
    "reviewer": [Office.REVIEWER, Office.ACCEPTOR],
    "finance": [Office.FINANCE],
}
_ROUND = Decimal(10_000)


def enlarge(stage: Stage, arrivals: Arrivals, scale: int) -> None:
    """Bring in the further purchasers with their lines, copy items to each, spend, and publish the plans."""
    rows = list(_purchasers(scale * PURCHASERS - _PLAYED_PURCHASERS))
    models = prototypes()
    wanted = scale * ITEMS - PlanItem.objects.count()
    for number, row in enumerate(rows):
        with transaction.atomic():
            purchaser = _arrive(stage, arrivals, row)
            # As many as are left, shared evenly among those who are left.
            share = -(-wanted // (len(rows) - number))
            wanted -= share
            _fill(stage, purchaser, models.choose(number, share))
    announce(stage)


def _purchasers(count: int) -> Iterator[dict[str, Any]]:
    towns = ((OrganisationKind.TOWNSHIP, f"演示{name}镇", f"云梦县演示{name}镇人民政府") for name in _TOWNS)
    departments = (
        (OrganisationKind.COUNTY_DEPARTMENT, f"县演示{name}{kind}", f"云梦县演示{name}{kind}")
        for kind, name in product(_KINDS, _FIELDS)
    )
    for number in range(count):
        kind, short, name = next(towns if number % 2 else departments, None) or next(towns)
        people = [
            {"user": f"demo{number:03d}-{office}", "offices": held} for office, held in _OFFICES.items()
        ]
        yield {
            "key": f"demo{number:03d}",
            "code": f"YS{number:03d}",
            "kind": kind,
            "short": short,
            "name": name,
            "people": people,
        }


def _arrive(stage: Stage, arrivals: Arrivals, row: dict[str, Any]) -> Purchaser:
    now, stage.at = stage.at, START
    stage.cast.introduce(row["key"], row["name"])
    arrivals.organisation(row, stage.cast[SUPERVISOR])
    stage.at = now
    actors = {office: stage.cast[f"{row['key']}-{office}"] for office in _OFFICES}
    return Purchaser(stage.cast.organisation(row["key"]), actors)


def _fill(stage: Stage, purchaser: Purchaser, chosen: list[Any]) -> None:
    """Approve what the chosen items cost, class by class; copy them; spend a good part of it."""
    sums: dict[str, Decimal] = {}
    for copy in chosen:
        sums[copy.project] = sums.get(copy.project, Decimal(0)) + copy.amount
    _congress(stage, purchaser)
    lines = {project: _line(stage, purchaser, project, amount) for project, amount in sums.items()}
    year = {"actor": purchaser.actors["operator"], "at": stage.moment("2025-12-09", 9)}
    plan = open_plan(organisation=purchaser.organisation, year=YEAR, **year)
    spend(stage, purchaser, copy_items(purchaser, chosen, lines))
    hand_in(plan, [], purchaser.actors["operator"], stage.moment("2025-12-11", 15))
    agree_plan(plan=plan, items=[], actor=stage.cast[CATALOGUE_OFFICER], at=stage.moment("2025-12-15", 10))


def _congress(stage: Stage, purchaser: Purchaser) -> None:
    now, stage.at = stage.at, stage.moment("2025-12-04", 9)
    register(
        purchaser.organisation, YEAR, stage.today - timedelta(days=1), purchaser.actors["finance"], stage
    )
    stage.at = now


def _line(stage: Stage, purchaser: Purchaser, project: str, amount: Decimal) -> BudgetLine:
    line = create_line(
        organisation=purchaser.organisation,
        year=YEAR,
        project_name=project,
        fund_source=FundSource.DEPARTMENT_BUDGET,
        proposed=(amount / _ROUND).quantize(Decimal(1), ROUND_UP) * _ROUND,
        actor=purchaser.actors["finance"],
        at=stage.moment("2025-12-04", 9),
    )
    document = f"云财预〔2025〕{60 + line.pk % 30}号（演示）"
    officer = stage.cast[BUDGET_OFFICER]
    return approve_line(line=line, document=document, actor=officer, at=stage.moment("2025-12-05", 15))
