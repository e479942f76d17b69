"""Notices and tender documents as PDF, in the language of record whatever the reader speaks."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from django.utils.translation import gettext as _

from procurement.core.pdf import render_pdf
from procurement.publications.models import Publication
from procurement.tendering.models import TenderDocument

from .sheets import sheet_of

RECORD = "zh-hans"
KEPT_SECONDS = 3600


def notice_pdf(notice: Publication) -> bytes:
    """Return the notice as an official document; drawn once an hour at most, since it never changes."""
    with translation.override(RECORD):
        context = {
            "document_title": notice.title,
            "document_number": _("公告编号：%(code)s") % {"code": notice.code},
            "issuer": notice.organisation_name,
            "issued_on": notice.published_at,
            "sheet": sheet_of(notice.payload, notice.kind),
            "medium": notice.medium_name,
        }
    return _drawn(notice.sha256, notice.code, context)


def tender_document_pdf(document: TenderDocument) -> bytes:
    """Return one version of the tender documents as released."""
    tender = document.tender
    with translation.override(RECORD):
        context = {
            "document_title": _("%(title)s采购文件") % {"title": tender.title},
            "document_number": _("项目编号：%(code)s　第%(version)s版")
            % {"code": tender.code, "version": document.version},
            "issuer": tender.purchaser.name,
            "issued_on": document.released_at,
            "sheet": sheet_of(document.payload),
        }
    return _drawn(document.sha256, document.sha256, context)


def _drawn(sha256: str, verified_by: str, context: dict[str, Any]) -> bytes:
    key = f"pdf:{verified_by}:{sha256}"
    found = cache.get(key)
    if found is None:
        address = f"{settings.BASE_URL}/verify/?q={verified_by}"
        found = render_pdf("cms/sheet_print.html", {**context, "sha256": sha256, "verify_address": address})
        cache.set(key, found, KEPT_SECONDS)
    return found
