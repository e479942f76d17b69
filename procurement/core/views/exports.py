"""Tables as downloads: CSV that Chinese Excel opens (with BOM), and xlsx."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO, Any

from django.http import FileResponse, StreamingHttpResponse

from ..sniffing import CONTENT_TYPES
from ..spreadsheets import csv_lines, fill_xlsx

XLSX = CONTENT_TYPES["xlsx"]


def as_csv(name: str, heads: list[str], lines: Iterable[list[Any]]) -> StreamingHttpResponse:
    """Return a download ``name``.csv, streamed."""
    response = StreamingHttpResponse(csv_lines(heads, lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def as_xlsx(
    name: str, heads: list[str], lines: Iterable[list[Any]], *, title: str = "", above: Iterable[Any] = ()
) -> FileResponse:
    """Return a download ``name``.xlsx, written to a file row by row: memory does not grow with the table."""
    return filed_xlsx(name, lambda target: fill_xlsx(target, heads, lines, title=title, above=tuple(above)))


def filed_xlsx(name: str, fill: Callable[[IO[bytes]], None]) -> FileResponse:
    """Return a download ``name``.xlsx of what ``fill`` writes."""
    with ExitStack() as stack:
        target = stack.enter_context(TemporaryFile())
        fill(target)
        target.seek(0)
        # Whole: from here on the response closes it.
        stack.pop_all()
    return FileResponse(target, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
