"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "procurement.complaints"
    verbose_name = _("质疑与投诉")
    default_auto_field = "django.db.models.BigAutoField"
