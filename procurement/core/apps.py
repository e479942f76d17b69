"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "procurement.core"
    verbose_name = _("基础设施")
    default_auto_field = "django.db.models.BigAutoField"
