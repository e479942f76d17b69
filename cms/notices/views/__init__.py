"""Public pages. Everybody may open them; they show only what has been published."""

from .grades import GradeCase, GradeList
from .notices import NoticeDetail, NoticeDocument, NoticeList
from .projects import ProjectDetail, ProjectList, TenderDocumentPage, TenderDocumentPdf
from .verify import CheckpointList, Verify

__all__ = [
    "CheckpointList",
    "GradeCase",
    "GradeList",
    "NoticeDetail",
    "NoticeDocument",
    "NoticeList",
    "ProjectDetail",
    "ProjectList",
    "TenderDocumentPage",
    "TenderDocumentPdf",
    "Verify",
]
