"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PerformanceConfig(AppConfig):
    name = "procurement.performance"
    verbose_name = _("绩效管理")
    default_auto_field = "django.db.models.BigAutoField"
