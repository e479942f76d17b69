"""Tables as files: CSV that Chinese Excel opens (with BOM), and xlsx."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from ..clock import SHANGHAI

# A cell that begins like this is run as a formula by the spreadsheet of whoever opens the file.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Echo:
    """What csv.writer writes to: hands each line back."""

    def write(self, value: str) -> str:
        return value


def as_csv(name: str, heads: list[str], lines: Iterable[list[Any]]) -> StreamingHttpResponse:
    """Return a download ``name``.csv, streamed."""
    response = StreamingHttpResponse(_csv_lines(heads, lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _csv_lines(heads: list[str], lines: Iterable[list[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(heads)
    for line in lines:
        yield writer.writerow([text(value) for value in line])


def as_xlsx(name: str, heads: list[str], lines: Iterable[list[Any]]) -> HttpResponse:
    """Return a download ``name``.xlsx; amounts are numbers with two places, times in Shanghai's."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(heads)
    for line in lines:
        sheet.append([_cell(value) for value in line])
    content = BytesIO()
    book.save(content)
    response = HttpResponse(content.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def text(value: Any) -> str:
    """Return a value as a cell's text: times in Shanghai, nothing that a spreadsheet would run."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, Decimal | int | date):
        return str(value)
    written = str(value)
    return f"'{written}" if written.startswith(_FORMULA_STARTS) else written


def _cell(value: Any) -> Any:
    if isinstance(value, Decimal | int | date) and not isinstance(value, datetime | bool):
        return value
    return ILLEGAL_CHARACTERS_RE.sub("", text(value))
