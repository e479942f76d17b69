"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkspaceConfig(AppConfig):
    name = "procurement.workspace"
    verbose_name = _("工作台")
    default_auto_field = "django.db.models.BigAutoField"
