"""What only the plan knows of a table: entries of the year, own lines and villages, own drafts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation, Village
from procurement.accounts.selectors import villages_served_by
from procurement.budgeting.models import BudgetLine
from procurement.budgeting.selectors import plannable_lines
from procurement.core import clock
from procurement.core.spreadsheets import Preview, Row
from procurement.regulations import planning

from ..enums import ItemStatus
from ..models import CatalogueItem, PlanItem
from ..selectors import entries_to_choose
from ..services import ItemRow, Target
from .sheet_cells import check_indicators

# More at once is no plan of one organisation; it would hold the county's only writer too long on SQLite.
MOST_ROWS = 500
ALL_VILLAGES = ("全部", "全部村", "all")
_EMPTY: dict[str, Any] = {
    "resident_facing": False,
    "sme_reserved": False,
    "sme_share": Decimal(0),
    "sme_small_share": None,
    "people_served": 0,
}
# What an empty cell leaves as it is, or lets the platform reckon.
_LEFT = ("quantity", "unit", "unit_price", "amount", "start_month", "term_months", "method", "priority")
_PLAIN = (
    *("title", "description", "beneficiaries", "people_served", "resident_facing", "priority", "quantity"),
    *("unit", "unit_price", "price_reason", "amount", "start_month", "term_months", "method"),
    *("method_reason", "organisation_form", "sme_reserved", "sme_share", "sme_measure"),
    *("sme_small_share", "sme_reason"),
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows may name: entries by year and code, lines, villages by name, the drafts by code."""

    years: tuple[int, ...]
    entries: Mapping[int, Mapping[str, CatalogueItem]]
    lines: Mapping[str, BudgetLine]
    villages: Mapping[str, Village]
    items: Mapping[str, PlanItem]


def known_to(organisation: Organisation, preview: Preview, at: datetime) -> Known:
    """Return what an organisation's table may name (a handful of queries, whatever its length)."""
    today = clock.local_date(at)
    years = (today.year, today.year + 1)
    said = {row.values.get("year") for row in preview.rows}
    entries = {
        year: {entry.code: entry for entry in entries_to_choose(today, year, organisation.pk)}
        for year in years
        if year in said
    }
    codes = [row.values["code"] for row in preview.rows if row.values.get("code")]
    mine = PlanItem.objects.filter(organisation=organisation, code__in=codes)
    villages = villages_served_by(organisation)
    return Known(
        years,
        entries,
        {line.code: line for line in plannable_lines(organisation.pk, from_year=today.year - 1)},
        _unmistakable(villages),
        {item.code: item for item in mine.select_related("catalogue_item")},
    )


def _unmistakable(villages: Iterable[Village]) -> dict[str, Village]:
    """Return villages by code and by name; a name that two of them bear stands for none."""
    named: dict[str, list[Village]] = defaultdict(list)
    codes = {}
    for village in villages:
        named[village.name].append(village)
        codes[village.code] = village
    return {**{name: found[0] for name, found in named.items() if len(found) == 1}, **codes}


def check_items(preview: Preview, known: Known) -> None:
    """Blame every cell that could not stand in this organisation's plan."""
    preview.refuse_repeated("code")
    for row in preview.rows[MOST_ROWS:]:
        why = _("一次最多导入 %(most)s 个项目。") % {"most": MOST_ROWS}
        preview.blame(row, "title", why=why, right=_("请分成几张表。"))
    for row in preview.rows[:MOST_ROWS]:
        _check_item(preview, row, known)
        _check_entry(preview, row, known)
        _check_money(preview, row, known)
        _check_villages(preview, row, known)
        check_indicators(preview, row)


def _check_item(preview: Preview, row: Row, known: Known) -> None:
    code = row.values.get("code")
    if not code:
        return
    item = known.items.get(code)
    if item is None:
        why = _("本单位没有编号 %(code)s 的项目。") % {"code": code}
        preview.blame(row, "code", why=why, right=_("新项目的编号留空，由系统编号。"))
    elif item.status not in ItemStatus.editable():
        why = _("项目的状态是“%(state)s”，不能用表格修改。") % {"state": item.get_status_display()}
        preview.blame(row, "code", why=why, right=_("从表格中删去这一行，或请财政部门先退回。"))
    elif row.values.get("year") not in (None, item.year):
        preview.blame(row, "year", why=_("不能改变项目的年度。"), right=str(item.year))


def _check_entry(preview: Preview, row: Row, known: Known) -> None:
    year, code = row.values.get("year"), row.values.get("entry")
    if year is None:
        return
    if year not in known.years:
        first, last = known.years
        right = _("%(first)s 或 %(last)s") % {"first": first, "last": last}
        preview.blame(row, "year", why=_("现在编不了这个年度的计划。"), right=right)
    elif code and code not in known.entries[year]:
        why = _("%(year)s年度计划适用的目录里没有可以购买的条目 %(code)s。") % {"year": year, "code": code}
        preview.blame(row, "entry", why=why, right=_("到“目录”页查具体条目的编码。"))


def _check_money(preview: Preview, row: Row, known: Known) -> None:
    values = row.values
    quantity, price, amount = (values.get(name) for name in ("quantity", "unit_price", "amount"))
    if price is None and amount is None and not {"unit_price", "amount"} & row.bad:
        preview.blame(row, "amount", why=_("单价和预算金额至少填一个。"), right=_("例如 288000.00。"))
    elif None not in (quantity, price, amount) and not planning.agrees(amount, quantity, price):
        total = planning.amount_of(quantity, price)
        why = _("数量 × 单价 = %(sum)s 元，与预算金额不一致。") % {"sum": f"{total:,.2f}"}
        preview.blame(row, "amount", why=why, right=f"{total:.2f}")
    seen: set[str] = set()
    for code, _money in values.get("funds") or []:
        if code not in known.lines:
            why = _("本单位没有可用的预算指标 %(code)s。") % {"code": code}
            preview.blame(row, "funds", why=why, right=_("到“预算”页查本单位指标的编号。"))
        elif code in seen:
            preview.blame(row, "funds", why=_("同一笔预算指标只填一次。"), right=code)
        seen.add(code)


def _check_villages(preview: Preview, row: Row, known: Known) -> None:
    for name in row.values.get("villages") or []:
        if name.lower() in ALL_VILLAGES or name in known.villages:
            continue
        why = _("“%(name)s”不在本单位的区划内，或者有重名。") % {"name": name}
        preview.blame(row, "villages", why=why, right=_("填村名、社区名或12位区划代码，全部的填“全部”。"))


def item_rows(preview: Preview, known: Known) -> list[ItemRow]:
    """Return the rows as the service takes them; call when the preview is clean."""
    return [_item_row(preview, row, known) for row in preview.rows]


def _item_row(preview: Preview, row: Row, known: Known) -> ItemRow:
    # A column that is not on the sheet says nothing; an empty cell says that there is nothing.
    said = {name: row.values.get(name) for name in preview.columns}
    fields = {
        name: _EMPTY.get(name, "") if said[name] is None else said[name]
        for name in _PLAIN
        if name in said and not (said[name] is None and name in (*_LEFT, "organisation_form"))
    }
    year = row.values["year"]
    fields["catalogue_item"] = known.entries[year][row.values["entry"]]
    return ItemRow(
        number=row.number,
        item=known.items.get(said.get("code") or ""),
        revision=said.get("revision"),
        year=year,
        fields=fields,
        slices=_slices(said, known),
        villages=_served(said, known),
        targets=_targets(said),
    )


def _slices(said: Mapping[str, Any], known: Known) -> list[tuple[BudgetLine, Decimal]] | None:
    if "funds" not in said:
        return None
    return [(known.lines[code], money) for code, money in said["funds"] or []]


def _served(said: Mapping[str, Any], known: Known) -> list[Village] | None:
    if "villages" not in said:
        return None
    names = said["villages"] or []
    if any(name.lower() in ALL_VILLAGES for name in names):
        return list({village.code: village for village in known.villages.values()}.values())
    return [known.villages[name] for name in names]


def _targets(said: Mapping[str, Any]) -> list[Target] | None:
    if not said.get("indicators"):
        return None
    return [
        Target(row["name"], row["tier"], row["kind"], row["weight"], row["target"], row["unit"])
        for row in said["indicators"]
    ]
