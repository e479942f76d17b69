"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("门户网站")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what the documents that this room shows are drawn from."""
        from procurement.core import documents
        from procurement.publications.enums import NOTICE
        from procurement.tendering.enums import TENDER_DOCUMENT

        from .notices.documents import notice_document, tender_document

        documents.register(NOTICE, notice_document)
        documents.register(TENDER_DOCUMENT, tender_document)
