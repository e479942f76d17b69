"""What was published, laid out as an official notice: on screen and as PDF."""

from .pdf import notice_pdf, tender_document_pdf
from .sheets import Line, Section, Sheet, Table, sheet_of

__all__ = ["Line", "Section", "Sheet", "Table", "notice_pdf", "sheet_of", "tender_document_pdf"]
