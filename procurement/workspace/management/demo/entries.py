"""Entries that no file has: what last year's catalogue said otherwise, and many more for a bigger county, marked."""

from datetime import datetime
from decimal import Decimal
from itertools import product
from typing import Any

from catalogue.models import CatalogueItem, CatalogueVersion, NationalItem
from catalogue.services import add_entry, edit_entry, remove_entry
from procurement.core.actors import Actor

# So many entries for one step of the scale.
ENTRIES = 300
MADE_UP = "演示规模数据，不是目录内容"
_PLACES = [
    *("集镇", "行政村", "社区", "园区", "学校", "安置点"),
    *("老旧小区", "偏远村组", "河湖沿线", "集贸市场", "公路沿线"),
]
_KINDS = ["日常", "定期", "专项", "应急", "委托", "示范", "夜间", "假日", "联合"]
# A class has two digits for what stands in it.
_MOST = 99


def more_entries(rows: list[dict[str, Any]], wanted: int) -> list[dict[str, Any]]:
    """Return entries that fill the classes evenly, until the tree has about ``wanted`` entries."""
    classes = [row["code"] for row in rows if len(row["code"]) == 3]
    size = min(_MOST, -(-(wanted - len(classes) - 2) // len(classes)))
    made: list[dict[str, Any]] = []
    for code in classes:
        below = [row for row in rows if row.get("parent") == code]
        names = product(_KINDS, _PLACES, below)
        for number in range(len(below) + 1, size + 1):
            kind, place, base = next(names)
            made.append(
                {
                    "code": f"{code}{number:02d}",
                    "parent": code,
                    "name": f"{base['name']}（{place}{kind}）",
                    "explanation": f"面向{place}的{kind}{base['name']}。",
                    "resident_facing": base.get("resident_facing", False),
                    "provenance": MADE_UP,
                }
            )
    return made


# What last year's catalogue said of entries that this year's words otherwise.
_SAID: dict[str, dict[str, Any]] = {
    "A0402": {
        "explanation": "社区日间照料、养老服务券。不含机构床位建设和医疗。",
        "price_from": "36.00",
        "price_to": "50.00",
    },
    "A0607": {
        "explanation": "村庄保洁、垃圾收集。不含修建改造。",
        "supplier_kinds": ["ENTERPRISE", "RURAL_COLLECTIVE"],
        "price_to": "88000.00",
    },
    "A0801": {"price_from": "2500.00", "price_to": "4200.00"},
    "A1003": {"service_standard": "驻站社工不少于1人。"},
    "B0301": {"price_from": "2600.00", "price_to": "4600.00"},
}
_NEW = ("A1206",)
# Legal aid stood among social governance; an entry of last year's has gone.
_MOVED = {"A0407": ("A1007", "A10")}
_GONE = {
    "code": "A1803",
    "parent": "A18",
    "name": "公共停车引导服务",
    "explanation": "集镇停车秩序引导。",
    "provenance": "演示数据，不是目录内容",
}


def as_last_year(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return this year's rows as last year's catalogue had them; a bigger county has no code to spare for all of it."""
    taken = {row["code"] for row in rows}
    found = [{**row, **_SAID.get(row["code"], {})} for row in rows if row["code"] not in _NEW]
    for row in found:
        code, parent = _MOVED.get(row["code"], ("", ""))
        if code and code not in taken:
            row["code"], row["parent"] = code, parent
    return found if _GONE["code"] in taken else [*found, _GONE]


def bring_up_to_date(
    version: CatalogueVersion, rows: list[dict[str, Any]], actor: Actor, at: datetime
) -> None:
    """Mend a copy of last year's catalogue entry by entry, as the bureau's officer does."""
    wanted = {row["code"]: row for row in rows}
    there = {entry.code: entry for entry in version.items.select_related("version", "parent")}
    for code in sorted(there.keys() - wanted.keys()):
        remove_entry(entry=there[code], actor=actor, at=at)
    for code in sorted(wanted.keys() - there.keys()):
        row = wanted[code]
        parent = there[row["parent"]]
        add_entry(version=version, code=code, parent=parent, actor=actor, at=at, **_facts(row))
    for code, said in _SAID.items():
        row = wanted[code]
        edit_entry(entry=there[code], actor=actor, at=at, **_facts({name: row[name] for name in said}))


def _facts(row: dict[str, Any]) -> Any:
    """Return a row of the files as the services take it."""
    names = {field.name for field in CatalogueItem._meta.get_fields()} - {"code", "parent", "national_match"}
    facts = {name: value for name, value in row.items() if name in names}
    prices = {name: Decimal(facts[name]) for name in ("price_from", "price_to") if facts.get(name)}
    national = NationalItem.objects.filter(code=row.get("national_code", "")).first()
    return {**facts, **prices, **({"national_item": national} if national else {})}
