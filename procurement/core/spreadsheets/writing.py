"""Writing tables: .xlsx that Chinese Excel opens clean, .csv with BOM, neither with a cell that runs."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from ..clock import SHANGHAI
from .preview import Field

# A cell that begins like this is run as a formula by the spreadsheet of whoever opens a csv.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_MONEY, _DAY = "#,##0.00", "yyyy-mm-dd"
_HEAD_FONT = Font(bold=True)
_HEAD_FILL = PatternFill("solid", fgColor="E7EFEF")
_WRAPPED = Alignment(wrap_text=True, vertical="center")
_NARROW, _WIDE = 10, 48


class _Echo:
    """What csv.writer writes to: hands each line back."""

    def write(self, value: str) -> str:
        return value


def csv_lines(heads: Sequence[Any], lines: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield a csv line by line, with the BOM that Excel knows UTF-8 by."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([str(head) for head in heads])
    for line in lines:
        yield writer.writerow([as_text(value) for value in line])


def fill_xlsx(
    target: IO[bytes],
    heads: Sequence[Any],
    lines: Iterable[Sequence[Any]],
    *,
    title: str = "",
    above: Sequence[Any] = (),
) -> None:
    """Write one sheet into ``target``, row by row in constant memory.

    Amounts are numbers with two places, days are days, times are Shanghai's, everything else is text.
    ``above`` are lines of words over the heads (a title, a date, a unit).
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    for index, head in enumerate(heads, start=1):
        width = min(_WIDE, max(_NARROW, 2 * len(str(head)) + 4))
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = f"A{len(above) + 2}"
    for words in above:
        sheet.append([_words(sheet, words)])
    sheet.append([_head(sheet, head) for head in heads])
    for line in lines:
        sheet.append([_cell(sheet, value) for value in line])
    book.save(target)


def empty_table(target: IO[bytes], fields: Sequence[Field], *, title: str = "") -> None:
    """Write the table that people fill in: the heads, and one line of examples where fields give them."""
    examples = [one.example for one in fields]
    lines = [examples] if any(value is not None for value in examples) else []
    fill_xlsx(target, [one.label for one in fields], lines, title=title)


def as_text(value: Any) -> str:
    """Return a value as a csv cell: times in Shanghai, nothing that a spreadsheet would run."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, Decimal | int | date):
        return str(value)
    written = str(value)
    return f"'{written}" if written.startswith(_FORMULA_STARTS) else written


def _cell(sheet: Any, value: Any) -> Any:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, Decimal):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = _MONEY
        return cell
    if isinstance(value, date) and not isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = _DAY
        return cell
    return _words(sheet, as_text(value) if isinstance(value, datetime) else value)


def _words(sheet: Any, value: Any) -> Any:
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", str(value)))
    # Said to be text, a cell that begins with = stays text: no apostrophe in sight, nothing runs.
    cell.data_type = "s"
    return cell


def _head(sheet: Any, value: Any) -> Any:
    cell = _words(sheet, value)
    cell.font, cell.fill, cell.alignment = _HEAD_FONT, _HEAD_FILL, _WRAPPED
    return cell


def _sheet_name(title: str) -> str | None:
    kept = "".join(char for char in str(title) if char not in "[]:*?/\\")
    return kept[:31] or None
