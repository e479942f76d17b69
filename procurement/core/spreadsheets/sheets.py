"""Opening a table that somebody brings: what it is, how big it may be, where its sheets and rows are.

A file is hostile until proven otherwise: size and unpacked size are held before anything is parsed, XML goes
through defusedxml (openpyxl takes it where it is installed), rows and columns are counted while they come.
"""

import csv
import logging
import re
import warnings
import zipfile
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from typing import IO, Any, BinaryIO, cast

from defusedxml.ElementTree import iterparse
from django.core.files import File
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from .. import sniffing
from ..attachments import TABLES
from ..errors import DomainError
from ..sniffing import refused
from ..storage import MEGABYTE
from .cells import Broken, Formula

log = logging.getLogger(__name__)

TABLE_BYTES = 10 * MEGABYTE
TABLE_ROWS = 20_000
# Rows that may be looked at, empty ones too, and columns that may hold something.
SCANNED_ROWS = 100_000
COLUMNS = 100
SHEETS = 50
_UNPACKED = 80 * MEGABYTE
# Styles, themes and lists of parts: read as a whole before the first row.
_PART = 5 * MEGABYTE
_ERRORS = {"#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!"}
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

Cells = tuple[Any, ...]


@dataclass(frozen=True)
class Sheet:
    """One sheet's rows that are not empty, with their numbers as the sheet shows them, and where it is merged."""

    name: str
    rows: list[tuple[int, Cells]]
    _merged: tuple[list[int], list[tuple[int, str]]] = field(default=([], []))

    def merged_at(self, row: int) -> str:
        """Return a merged range that touches the row, such as A3:A7; empty where none does."""
        starts, ends = self._merged
        at = bisect_right(starts, row) - 1
        return ends[at][1] if at >= 0 and row <= ends[at][0] else ""


def open_sheets(file: File) -> list[Sheet]:
    """Return the visible sheets of an xlsx, or the one of a csv; DomainError says why a file cannot be read."""
    name = file.name or ""
    if name.lower().endswith(".xls"):
        raise refused(_("这是旧格式（.xls）。请在 Excel 中“另存为”→“Excel 工作簿（.xlsx）”后重新上传。"))
    _name, extension = sniffing.checked_name(name, TABLES)
    size = file.size or 0
    if not size:
        raise refused(_("文件是空的。"))
    if size > TABLE_BYTES:
        raise refused(
            _(
                "文件有 %(size).1f MB，超过表格 %(limit)d MB 的上限。请只保留要导入的工作表，删去图片后再上传。"
            )
            % {"size": size / MEGABYTE, "limit": TABLE_BYTES // MEGABYTE}
        )
    sniffing.checked_content(cast(BinaryIO, file), name, TABLES)
    file.seek(0)
    with _plainly():
        return _from_csv(file) if extension == "csv" else _from_xlsx(cast(IO[bytes], file))


@contextmanager
def _plainly() -> Iterator[None]:
    """Turn whatever a malformed file makes the parsers raise into one sentence."""
    try:
        yield
    except DomainError:
        raise
    except Exception as error:
        # openpyxl raises KeyError, TypeError, zlib.error … as the file has it: all mean the same here.
        log.warning("a table could not be read", exc_info=error)
        raise refused(_("文件已损坏，无法打开。请在 Excel 中打开并另存一份后再上传。")) from error


def _from_csv(file: File) -> list[Sheet]:
    content = file.read()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    first = text.split("\n", 1)[0]
    delimiter = max(",", "\t", ";", key=first.count)
    lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    return [Sheet("CSV", _counted(tuple(_csv_cell(cell) for cell in line) for line in lines))]


def _csv_cell(written: str) -> Any:
    written = written.strip()
    if quoted := re.fullmatch(r'="([^"]*)"', written):
        # How other systems keep Excel from eating leading zeros: ="0402".
        return quoted[1]
    if written.startswith("="):
        return Formula(written)
    if written in _ERRORS:
        return Broken(written)
    # Our own exports put an apostrophe before what a spreadsheet would run.
    return written[1:] if written[:2] in ("'=", "'+", "'-", "'@") else written


def _from_xlsx(file: IO[bytes]) -> list[Sheet]:
    _check_parts(file)
    with warnings.catch_warnings():
        # Openpyxl warns of extensions it leaves out; they hold no data.
        warnings.simplefilter("ignore")
        book = load_workbook(file, read_only=True)
        try:
            found = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            if len(found) > SHEETS:
                raise refused(_("工作表太多。请只保留要导入的工作表。"))
            return [_read(sheet, file) for sheet in found]
        finally:
            book.close()


def _check_parts(file: IO[bytes]) -> None:
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    heavy = any(
        part.file_size > _PART
        for part in parts
        if part.filename.endswith((".xml", ".rels"))
        and not part.filename.startswith(("xl/worksheets/", "xl/sharedStrings"))
    )
    if unpacked > _UNPACKED or heavy:
        raise refused(
            _("表格展开后过大，不予接收。请新建一个工作簿，只把要导入的内容“选择性粘贴 → 数值”进去后再上传。")
        )


def _read(sheet: Any, file: IO[bytes]) -> Sheet:
    # The dimension that a file states may be wrong, and is missing in what other programs write.
    sheet.reset_dimensions()
    lines = sheet.iter_rows(max_row=SCANNED_ROWS + 1, max_col=COLUMNS + 1)
    rows = _counted(tuple(_xlsx_cell(cell) for cell in line) for line in lines)
    return Sheet(sheet.title, rows, _merged_ranges(file, sheet._worksheet_path) if rows else ([], []))


def _xlsx_cell(cell: Any) -> Any:
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "f":
        return Formula(value)
    if cell.data_type == "e":
        return Broken(value)
    return value


def _counted(lines: Iterator[Cells]) -> list[tuple[int, Cells]]:
    """Return the lines that hold something with their numbers; refuse too many, too far down or too wide."""
    rows: list[tuple[int, Cells]] = []
    for number, line in enumerate(lines, start=1):
        if number > SCANNED_ROWS:
            raise refused(
                _("表格一直排到第 %(row)d 行以后，多半是空行带了格式。请删除下面的空行后再上传。")
                % {"row": SCANNED_ROWS}
            )
        if all(cell is None or cell == "" for cell in line):
            continue
        if len(line) > COLUMNS and any(cell not in (None, "") for cell in line[COLUMNS:]):
            raise refused(
                _("第 %(row)d 行超过 %(limit)d 列。请只保留要导入的列。") % {"row": number, "limit": COLUMNS}
            )
        if len(rows) > TABLE_ROWS:
            raise refused(
                _("表格超过 %(limit)s 行。请分成几个文件，分次导入。") % {"limit": f"{TABLE_ROWS:,}"}
            )
        rows.append((number, line))
    return rows


def _merged_ranges(file: IO[bytes], part: str) -> tuple[list[int], list[tuple[int, str]]]:
    """Return where rows are merged, as first rows and (last row, range), without overlaps.

    openpyxl's read-only sheets leave merged cells out: all but the first of them would look empty.
    """
    found = []
    with zipfile.ZipFile(file) as archive, archive.open(part) as source:
        for _event, element in iterparse(source):
            if element.tag == f"{_MAIN}mergeCell":
                reference = element.get("ref", "")
                _left, top, _right, bottom = range_boundaries(reference)
                found.append((top, bottom, reference))
            element.clear()
    starts: list[int] = []
    ends: list[tuple[int, str]] = []
    for top, bottom, reference in sorted(found):
        if ends and top <= ends[-1][0]:
            ends[-1] = (max(bottom, ends[-1][0]), ends[-1][1])
        else:
            starts.append(top)
            ends.append((bottom, reference))
    return starts, ends
