"""How the cells of the catalogue's and the plan's tables are read: codes, words of closed lists, indicators."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from procurement.core.language import RECORD, listed
from procurement.core.spreadsheets import BadCell, Field, Preview, Row, cells
from procurement.regulations import methods, performance

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")
_BETWEEN = re.compile(r"[、，,；;\n]+")
_ROWS = re.compile(r"[；;\n]+")
TIERS = {
    "预算执行": performance.EXECUTION,
    "产出": performance.OUTPUT,
    "效益": performance.BENEFIT,
    "满意度": performance.SATISFACTION,
}
KINDS = {
    "越高越好": performance.POSITIVE,
    "越低越好": performance.NEGATIVE,
    "定性": performance.QUALITATIVE,
}
_PARTS = ("name", "tier", "kind", "target", "unit", "weight")
EXAMPLE = "服务完成率/产出/越高越好/95/%/80；服务对象满意度/满意度/越高越好/90/%/20"


def said(choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Return the words of a closed list in both languages → their code."""
    found = {}
    for language in (RECORD, "en"):
        with override(language):
            found |= {str(label): value for value, label in choices}
    return found


def entry_code(value: Any) -> str:
    """Read an entry's code: capitals, digits and hyphens; small letters and full width are folded."""
    found = "".join(cells.folded(value).split()).upper()
    if not _CODE.fullmatch(found):
        raise BadCell(
            _("目录编码只用大写字母、数字和短横线，最多20位。"),
            _("例如 %(example)s。") % {"example": "A0402"},
        )
    return found


def many_of(words: Callable[[], Mapping[str, Any]]) -> cells.Reader:
    """Read several words of a closed list, with 、 between them."""

    def read(value: Any) -> list[Any]:
        one = cells.choice(words())
        parts = [part for part in _BETWEEN.split(cells.plain(value)) if part.strip()]
        return list(dict.fromkeys(one(part) for part in parts))

    return read


def one_of(words: Callable[[], Mapping[str, Any]]) -> cells.Reader:
    """Read one word of a closed list."""
    return lambda value: cells.choice(words())(value)


def indicators(value: Any) -> list[dict[str, Any]]:
    """Read indicators, ``name/tier/direction/target/unit/weight`` each, with ； between them."""
    return [_indicator(part) for part in _ROWS.split(cells.plain(value)) if part.strip()]


def _indicator(written: str) -> dict[str, Any]:
    parts = [part.strip() for part in written.replace("／", "/").split("/")]
    right = _("每个指标写成 名称/层级/方向/目标值/单位/权重，指标之间用分号，例如：%(example)s") % {
        "example": EXAMPLE
    }
    if len(parts) != len(_PARTS):
        raise BadCell(_("“%(part)s”不是六个部分。") % {"part": written[:40]}, right)
    row = dict(zip(_PARTS, parts, strict=True))
    if row["tier"] not in TIERS or row["kind"] not in KINDS:
        names = listed([*TIERS, *KINDS])
        raise BadCell(_("层级或方向不对：%(part)s。") % {"part": written[:40]}, names)
    try:
        number = cells.number(0, 1_000_000_000)
        weight, target = number(row["weight"]), number(row["target"]) if row["target"] else None
    except BadCell as bad:
        raise BadCell(bad.why, right) from bad
    return {
        **row,
        "tier": TIERS[row["tier"]],
        "kind": KINDS[row["kind"]],
        "weight": weight,
        "target": target,
    }


def method_words() -> dict[str, str]:
    """Return the methods' names in both languages → their code."""
    names = ((methods.METHOD_NAMES_ZH[code], code) for code in methods.METHODS)
    english = ((methods.METHOD_NAMES_EN[code], code) for code in methods.METHODS)
    return dict([*names, *english])


def head(name: str, zh: Any, read: cells.Reader, *, required: bool = False, example: Any = None) -> Field:
    """Return a column that is known by its Chinese head in every language."""
    with override(RECORD):
        chinese = str(zh)
    return Field(name, zh, read, heads=(chinese,), required=required, example=example)


def check_indicators(preview: Preview, row: Row) -> None:
    """Blame indicators that do not weigh 100 together, or two of the same name (G-03)."""
    rows = row.values.get("indicators") or []
    total = sum((one["weight"] for one in rows), Decimal(0))
    if rows and total != 100:
        text = _("绩效指标的权重合计 %(total)s，应为 100。") % {"total": f"{total.normalize():f}"}
        preview.blame(row, "indicators", why=text)
    elif len({one["name"] for one in rows}) < len(rows):
        preview.blame(row, "indicators", why=_("有两个同名的指标。"), right=_("只保留一个。"))


def indicators_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Write indicators as ``indicators`` reads them."""
    tiers, kinds = ({code: word for word, code in words.items()} for words in (TIERS, KINDS))
    return "；".join(
        "/".join(
            (row["name"], tiers[row["tier"]], kinds[row["kind"]], row["target"], row["unit"], row["weight"])
        )
        for row in rows
    )
