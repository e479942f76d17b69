"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "catalogue"
    verbose_name = _("指导性目录与购买计划")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models exist only once the registry is ready; the tables register themselves.
        from procurement.core import documents
        from procurement.core.attachments import register_reader

        from . import permissions, receivers
        from .documents import catalogue_document
        from .enums import DOCUMENT
        from .lifecycle import ANNUAL, ITEM, SURVEY

        receivers.register()
        documents.register(DOCUMENT, catalogue_document)
        register_reader(ANNUAL.subject_kind, permissions.read_minutes)
        register_reader(ITEM.subject_kind, permissions.read_ground)
        register_reader(SURVEY.subject_kind, permissions.read_survey_paper)
