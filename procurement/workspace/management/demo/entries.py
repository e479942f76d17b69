"""Further entries of the catalogue for a bigger county: what is there already, by place and kind, and marked."""

from itertools import product
from typing import Any

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
