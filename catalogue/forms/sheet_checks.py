"""What only the catalogue knows of a table: places in the tree, codes of the scheme, and each entry's own rules."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation
from procurement.core.spreadsheets import Preview, Row

from ..enums import ServiceClass
from ..models import CatalogueItem, CatalogueScheme, CatalogueVersion, NationalItem
from ..selectors.coding import misfit
from .sheet_cells import check_indicators

_BETWEEN = re.compile(r"[、，,；;\n]+")
# What an empty cell means where it does not mean an empty text.
_EMPTY: dict[str, Any] = {
    **dict.fromkeys(("supplier_kinds", "methods", "indicators"), []),
    **dict.fromkeys(("resident_facing", "centralised", "confirmed"), False),
    **dict.fromkeys(("price_from", "price_to"), None),
}


def check_entries(preview: Preview, version: CatalogueVersion) -> None:
    """Blame every cell that could not stand in this draft (four queries)."""
    preview.refuse_repeated("code")
    known = {item.code: item for item in version.items.select_related("parent")}
    national = _national(preview)
    rows = {row.values["code"]: row for row in preview.rows if row.values.get("code")}
    scheme = version.scheme
    places = {code: _above(row, known) for code, row in rows.items()}
    for code, row in rows.items():
        _check_place(preview, row, places, known)
        if code not in known:
            _check_code(preview, row, scheme, places[code], _level(code, places, known))
        _check_class(preview, row, code, places, rows, known)
        _check_facts(preview, row, national)


def rows_to_import(preview: Preview) -> list[dict[str, Any]]:
    """Return the rows as the service takes them; departments known to the platform are found by their names."""
    names = _departments()
    # A column that is not on the sheet says nothing; an empty cell says that there is nothing.
    said = [{name: row.values[name] for name in preview.columns} for row in preview.rows]
    return [_row(values, names) for values in said]


def _row(values: Mapping[str, Any], names: Mapping[str, Organisation]) -> dict[str, Any]:
    row = {name: _EMPTY.get(name, "") if value is None else value for name, value in values.items()}
    if "responsible" in row:
        row["responsible"], others = _found(row["responsible"], names)
        row["responsible_other"] = "、".join(others)
    return row


def _found(written: str, names: Mapping[str, Organisation]) -> tuple[list[Organisation], list[str]]:
    parts = [part.strip() for part in _BETWEEN.split(written) if part.strip()]
    known = list(dict.fromkeys(names[part] for part in parts if part in names))
    return known, [part for part in parts if part not in names]


def _departments() -> dict[str, Organisation]:
    found: dict[str, Organisation] = {}
    for one in Organisation.objects.active().purchasers():
        found |= {name: one for name in (one.name, one.short_name) if name}
    return found


def _national(preview: Preview) -> set[str]:
    wanted = {row.values["national_code"] for row in preview.rows if row.values.get("national_code")}
    return (
        set(NationalItem.objects.filter(code__in=wanted).values_list("code", flat=True)) if wanted else set()
    )


def _above(row: Row, known: Mapping[str, CatalogueItem]) -> str:
    """Return the code of what a row stands under: as written, or where it stands already."""
    written = row.values.get("parent")
    if written:
        return str(written)
    item = known.get(row.values["code"])
    return item.parent.code if item and item.parent else ""


def _level(code: str, places: Mapping[str, str], known: Mapping[str, CatalogueItem]) -> int:
    """Return how deep a code stands, 0 where its chain of parents leads nowhere."""
    steps, here = 1, code
    while here in places and places[here]:
        here, steps = places[here], steps + 1
        if steps > len(places) + 1:
            return 0
    if here in places:
        return steps
    return steps - 1 + known[here].level if here in known else 0


def _check_place(
    preview: Preview, row: Row, places: Mapping[str, str], known: Mapping[str, CatalogueItem]
) -> None:
    code = row.values["code"]
    above = places[code]
    if above and above not in places and above not in known:
        why = _("上级“%(code)s”既不在表格里，也不在草案里。") % {"code": above}
        preview.blame(row, "parent", why=why, right=_("先加上级条目的一行，或改正上级编码。"))
    elif above and not _level(code, places, known):
        preview.blame(row, "parent", why=_("上级编码互为上级，找不到一级条目。"), right=_("请改正上级编码。"))
    item = known.get(code)
    if item and above != (item.parent.code if item.parent else ""):
        here = item.parent.code if item.parent else _("一级条目")
        why = _("草案里的 %(code)s 在 %(here)s 下面，导入不能移动条目。") % {"code": code, "here": here}
        preview.blame(
            row, "parent", why=why, right=_("改回 %(here)s，或先在草案中删除再导入。") % {"here": here}
        )


def _check_code(preview: Preview, row: Row, scheme: CatalogueScheme, above: str, level: int) -> None:
    """Blame a new code that does not fit its place; one whose place is wrong already is left alone."""
    if not level or {"parent", "code"} & row.bad:
        return
    if reason := misfit(scheme, row.values["code"], above, level):
        preview.blame(row, "code", why=reason)


def _check_class(
    preview: Preview,
    row: Row,
    code: str,
    places: Mapping[str, str],
    rows: Mapping[str, Row],
    known: Mapping[str, CatalogueItem],
) -> None:
    said = row.values.get("service_class")
    if not places[code]:
        if not said and code not in known:
            right = str(ServiceClass.PUBLIC.label)
            preview.blame(
                row, "service_class", why=_("一级条目要写明类别（财政部令第102号第九条）。"), right=right
            )
        return
    root = _root(code, places)
    above = known[root].service_class if root in known else None
    if root in rows:
        above = rows[root].values.get("service_class") or above
    if said and above and said != above:
        why = _("和一级条目 %(root)s 的类别不同。") % {"root": root}
        preview.blame(row, "service_class", why=why, right=str(ServiceClass(above).label))


def _root(code: str, places: Mapping[str, str]) -> str:
    for _step in range(len(places)):
        if not places.get(code):
            return code
        code = places[code]
    return code


def _check_facts(preview: Preview, row: Row, national: set[str]) -> None:
    values = row.values
    low, high = values.get("price_from"), values.get("price_to")
    if low is not None and high is not None and high < low:
        preview.blame(row, "price_to", why=_("价格标准的上限不能低于下限。"), right=f"{low}")
    if (low is not None or high is not None) and not values.get("unit"):
        preview.blame(row, "unit", why=_("有价格标准的条目要写明计量单位。"), right=_("例如：小时。"))
    if values.get("confirmed") and not values.get("provincial_code"):
        why = _("确认的条目要有省级目录编码作依据（财政部令第102号第十二条）。")
        preview.blame(row, "confirmed", why=why, right=_("填写省级目录编码，或改为否。"))
    code = values.get("national_code")
    if code and code not in national:
        preview.blame(
            row, "national_code", why=_("没有这个品目编码。"), right=_("例如 C05010200；没有就留空。")
        )
    check_indicators(preview, row)
