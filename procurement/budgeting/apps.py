"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetingConfig(AppConfig):
    name = "procurement.budgeting"
    verbose_name = _("预算管理")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from procurement.core import documents
        from procurement.core.attachments import register_reader

        from .documents import month_document
        from .enums import MONTH_REPORT
        from .lifecycle import LINE
        from .permissions import read_attachment

        documents.register(MONTH_REPORT, month_document)
        register_reader(LINE.subject_kind, read_attachment)
