"""Notices and tender documents as PDF, in the language of record whatever the reader speaks."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from procurement.core.documents import Sheet
from procurement.publications.models import Publication
from procurement.tendering.models import TenderDocument

from .sheets import sheet_of

TEMPLATE = "cms/sheet_print.html"


def notice_document(code: str, version: str) -> Sheet:
    """Return a notice as an official document."""
    notice = Publication.objects.get(code=code)
    context = {
        "document_title": notice.title,
        "document_number": _("公告编号：%(code)s") % {"code": notice.code},
        "issuer": notice.organisation_name,
        "issued_on": notice.published_at,
        "sheet": sheet_of(notice.payload, notice.kind),
        "medium": notice.medium_name,
        **_verified(notice.sha256, notice.code),
    }
    return Sheet(TEMPLATE, context, f"{notice.code}.pdf")


def tender_document(code: str, version: str) -> Sheet:
    """Return one version of the tender documents as released."""
    document = TenderDocument.objects.select_related("tender__purchaser").get(
        tender__code=code, version=version
    )
    tender = document.tender
    context = {
        "document_title": _("%(title)s采购文件") % {"title": tender.title},
        "document_number": _("项目编号：%(code)s　第%(version)s版")
        % {"code": tender.code, "version": document.version},
        "issuer": tender.purchaser.name,
        "issued_on": document.released_at,
        "sheet": sheet_of(document.payload),
        **_verified(document.sha256, document.sha256),
    }
    return Sheet(TEMPLATE, context, f"{tender.code}-v{document.version}.pdf")


def _verified(sha256: str, verified_by: str) -> dict[str, Any]:
    return {"sha256": sha256, "verify_address": f"{settings.BASE_URL}/verify/?q={verified_by}"}
