"""App configuration."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AwardingConfig(AppConfig):
    name = "procurement.awarding"
    verbose_name = _("评审与成交")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register procedures (the engine finds a model's table only once it has been read) and documents; listen."""
        import_module("procurement.awarding.lifecycle")
        from procurement.core import documents as machinery
        from procurement.publications.permissions import register_agency_gate

        from . import documents
        from .enums import AWARD_LETTER, EVALUATION_REPORT
        from .lifecycle import AWARD
        from .permissions import agency_records_medium

        machinery.register(AWARD_LETTER, documents.award_letter)
        machinery.register(EVALUATION_REPORT, documents.evaluation_report)
        register_agency_gate(AWARD.subject_kind, agency_records_medium)
        import_module("procurement.awarding.receivers").register()
