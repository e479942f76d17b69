"""What was published, laid out as an official notice: on screen and as PDF."""

from .differences import Difference, differences
from .pdf import notice_document, tender_document
from .sheets import Line, Section, Sheet, Table, sheet_of

__all__ = [
    "Difference",
    "Line",
    "Section",
    "Sheet",
    "Table",
    "differences",
    "notice_document",
    "sheet_of",
    "tender_document",
]
