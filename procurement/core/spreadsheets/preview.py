"""What a table would bring: every row read, every bad cell named, nothing written."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files import File
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from ..language import RECORD, listed
from ..sniffing import refused
from . import cells
from .cells import BadCell, Reader
from .sheets import Cells, Sheet, open_sheets

# How far down the heads are looked for: titles, dates and units stand above them.
HEAD_ROWS = 20
SHOWN_VALUE = 60
_SUMS = {"合计", "总计", "小计", "本页小计", "本页合计", "total"}
_UNIT = re.compile(r"\((万?元|yuan|10,000yuan|CNY)\)|[*:]")


@dataclass(frozen=True)
class Field:
    """One column that is wanted: its name in the room, its head, how its cells are read.

    ``heads`` are other heads it is known by. ``required``: the column must be there and no cell empty.
    ``example`` stands in the empty table that people download.
    """

    name: str
    label: "str | Promise"
    read: Reader
    heads: tuple[str, ...] = ()
    required: bool = True
    example: Any = None

    @property
    def known_heads(self) -> list[str]:
        """Return its heads as they are compared: the reader's word, the language of record's, the others."""
        with translation.override(RECORD):
            recorded = str(self.label)
        return [head_key(head) for head in (self.label, recorded, *self.heads)]


@dataclass(frozen=True, slots=True)
class CellError:
    """One bad cell: where it is (``C12``), under which head, what stands there, why, and what would be right."""

    row: int
    column: str
    head: str
    value: str
    why: str
    right: str

    @property
    def place(self) -> str:
        return f"{self.column}{self.row}"


@dataclass(slots=True)
class Row:
    """One row: its number on the sheet, what was read by field, and what stood there."""

    number: int
    values: dict[str, Any]
    raw: dict[str, str]
    bad: set[str] = field(default_factory=set)


@dataclass
class Preview:
    """A table as it was read. ``skipped`` are rows of sums; ``other_sheets`` were not looked into."""

    sheet: str
    head_row: int
    columns: dict[str, int]
    heads: dict[str, str]
    fields: tuple[Field, ...]
    rows: list[Row] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    other_sheets: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return bool(self.rows) and not self.errors

    @property
    def good_rows(self) -> list[Row]:
        return [row for row in self.rows if not row.bad]

    def blame(self, row: Row, name: str, *, why: str, right: str = "") -> None:
        """Add a bad cell that only the room could find."""
        row.bad.add(name)
        column = get_column_letter(self.columns[name] + 1) if name in self.columns else ""
        head = self.heads.get(name) or str(next(one.label for one in self.fields if one.name == name))
        value = row.raw.get(name, "")[:SHOWN_VALUE]
        self.errors.append(CellError(row.number, column, head, value, why, right))

    def refuse_repeated(self, *names: str) -> None:
        """Blame every row whose values under ``names`` stood in a row before."""
        seen: dict[tuple[Any, ...], int] = {}
        for row in self.rows:
            if not set(names) <= row.values.keys():
                continue
            key = tuple(row.values[name] for name in names)
            if not any(key):
                continue
            if key in seen:
                self.blame(
                    row,
                    names[0],
                    why=_("与第 %(row)d 行重复。") % {"row": seen[key]},
                    right=_("只保留一行，或改正编号。"),
                )
            else:
                seen[key] = row.number

    def sorted_errors(self) -> list[CellError]:
        """Return the bad cells in the order of the sheet."""
        return sorted(self.errors, key=lambda error: (error.row, len(error.column), error.column))


def head_key(head: Any) -> str:
    """Return a head as it is compared: no spaces, units, asterisks; full-width made plain."""
    plain = "".join(unicodedata.normalize("NFKC", str(head if head is not None else "")).split())
    return _UNIT.sub("", plain).casefold()


def heads_of(file: File, fields: Sequence[Field]) -> list[str]:
    """Return the heads of the table in a file, for people to say which is which; DomainError as ``read_table``."""
    sheets = open_sheets(file)
    best = max(
        ((sheet, row) for sheet in sheets for row in sheet.rows[:HEAD_ROWS]),
        key=lambda found: (len(_matched(found[1][1], fields, {})), _filled(found[1][1])),
        default=None,
    )
    if best is None:
        raise refused(_("表格里没有内容。"))
    return [text for cell in best[1][1] if (text := cells.plain(cell))]


def read_table(*, file: File, fields: Sequence[Field], mapping: Mapping[str, str] | None = None) -> Preview:
    """Read the sheet that has all required heads; ``mapping`` (field → head) goes before the known heads.

    Raises DomainError with ``field="file"`` where no such table can be read. Bad cells are no exception:
    they stand in the preview.
    """
    sheets = open_sheets(file)
    mapping = {name: head_key(head) for name, head in (mapping or {}).items() if head}
    sheet, at, columns = _located(sheets, fields, mapping)
    head_row, heads = sheet.rows[at]
    preview = Preview(
        sheet=sheet.name,
        head_row=head_row,
        columns=columns,
        heads={name: cells.plain(heads[index]) for name, index in columns.items()},
        fields=tuple(fields),
        other_sheets=[other.name for other in sheets if other is not sheet and other.rows],
    )
    _check_heads(preview, sheet, heads)
    for number, line in sheet.rows[at + 1 :]:
        _read_row(preview, sheet, number, line)
    if not preview.rows and not preview.errors:
        raise refused(_("工作表“%(sheet)s”的表头下面没有数据。") % {"sheet": sheet.name})
    return preview


def _located(
    sheets: list[Sheet], fields: Sequence[Field], mapping: Mapping[str, str]
) -> tuple[Sheet, int, dict[str, int]]:
    best: tuple[int, Sheet, int, dict[str, int]] | None = None
    for sheet in sheets:
        for at, (_number, line) in enumerate(sheet.rows[:HEAD_ROWS]):
            columns = _matched(line, fields, mapping)
            if best is None or len(columns) > best[0]:
                best = (len(columns), sheet, at, columns)
    if best is None:
        raise refused(_("表格里没有内容。"))
    _count, sheet, at, columns = best
    missing = [one.label for one in fields if one.required and one.name not in columns]
    if missing:
        raise refused(
            _("没有找到需要的列：%(missing)s。看过的工作表：%(sheets)s。请选对工作表，或下载空表对照表头。")
            % {"missing": listed(missing), "sheets": listed(one.name for one in sheets[:8])}
        )
    return sheet, at, columns


def _matched(line: Cells, fields: Sequence[Field], mapping: Mapping[str, str]) -> dict[str, int]:
    """Return field → column for one row taken as heads; the first column of a head counts."""
    where: dict[str, int] = {}
    for index, cell in enumerate(line):
        if (key := head_key(cells.plain(cell))) and key not in where:
            where[key] = index
    found = {}
    known = {one.name: one.known_heads for one in fields}
    for one in fields:
        asked = mapping.get(one.name)
        keys = [asked] if asked else known[one.name]
        column = next((where[key] for key in keys if key in where), None)
        if column is not None:
            found[one.name] = column
    return found


def _filled(line: Cells) -> int:
    return sum(1 for cell in line if cells.plain(cell))


def _check_heads(preview: Preview, sheet: Sheet, heads: Cells) -> None:
    """Blame heads that stand twice or are merged: which cells lie under them cannot be told."""
    if merged := sheet.merged_at(preview.head_row):
        preview.errors.append(
            CellError(
                preview.head_row,
                merged.split(":")[0].rstrip("0123456789"),
                merged,
                "",
                _("表头有合并的单元格。"),
                _("取消合并，表头只留一行，每列一个名称。"),
            )
        )
    counted = defaultdict(list)
    for index, cell in enumerate(heads):
        counted[head_key(cells.plain(cell))].append(index)
    for name, index in preview.columns.items():
        again = counted[head_key(preview.heads[name])]
        if len(again) > 1:
            preview.errors.append(
                CellError(
                    preview.head_row,
                    get_column_letter(again[1] + 1),
                    preview.heads[name],
                    preview.heads[name],
                    _("这个表头出现了两次，分不清用哪一列。"),
                    _("只保留 %(column)s 列，或给另一列改名。") % {"column": get_column_letter(index + 1)},
                )
            )


def _read_row(preview: Preview, sheet: Sheet, number: int, line: Cells) -> None:
    first = next((text for cell in line if (text := cells.plain(cell))), "")
    if "".join(first.split()).casefold() in _SUMS:
        preview.skipped.append(number)
        return
    picked = {name: line[index] if index < len(line) else None for name, index in preview.columns.items()}
    if not any(cells.plain(cell) for cell in picked.values()):
        return
    row = Row(number, {}, {name: cells.plain(cell) for name, cell in picked.items()})
    preview.rows.append(row)
    if merged := sheet.merged_at(number):
        preview.blame(
            row,
            next(iter(preview.columns)),
            why=_("这一行有合并的单元格（%(range)s），合并后只有第一格有内容。") % {"range": merged},
            right=_("取消合并，每一行都填上内容。"),
        )
        return
    for one in preview.fields:
        _read_cell(preview, row, one, picked.get(one.name))


def _read_cell(preview: Preview, row: Row, one: Field, cell: Any) -> None:
    try:
        cells.refuse_computed(cell)
        if cells.plain(cell):
            row.values[one.name] = one.read(cell)
        elif one.required:
            right = _("请填写，例如：%(example)s。") % {"example": one.example} if one.example else ""
            raise BadCell(_("这一格不能空。"), right)
        else:
            row.values[one.name] = None
    except BadCell as bad:
        preview.blame(row, one.name, why=bad.why, right=bad.right)
