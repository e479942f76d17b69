"""Tables that people bring and take: one way in (xlsx and csv, previewed cell by cell), one way out.

A room says its columns once::

    FIELDS = (
        Field("code", _("目录编码"), cells.code()),
        Field("amount", _("金额（元）"), cells.yuan(), heads=("预算数",)),
        Field("start", _("开始日期"), cells.day(), required=False),
    )

    preview = read_table(file=upload, fields=FIELDS)   # DomainError: no table can be read at all
    preview.refuse_repeated("code")                    # what only the whole table tells
    for row in preview.good_rows:                      # what only the room knows
        if row.values["code"] not in known:
            preview.blame(row, "code", why=_("没有这个编码。"), right=_("请先在目录中登记。"))
    if preview.ok: ...                                 # one service, one transaction

Nothing here writes to the database. ``preview.errors`` names each bad cell: place, head, what stands there,
why it cannot be read, what would be right; ``components/sheet_preview.html`` shows them. ``fill_xlsx`` and
``csv_lines`` write files that Chinese Excel opens clean and that can be read back in.
"""

from . import cells
from .cells import BadCell
from .preview import CellError, Field, Preview, Row, head_key, heads_of, read_table
from .sheets import TABLE_BYTES, TABLE_ROWS
from .writing import csv_lines, empty_table, fill_xlsx

__all__ = [
    "TABLE_BYTES",
    "TABLE_ROWS",
    "BadCell",
    "CellError",
    "Field",
    "Preview",
    "Row",
    "cells",
    "csv_lines",
    "empty_table",
    "fill_xlsx",
    "head_key",
    "heads_of",
    "read_table",
]
