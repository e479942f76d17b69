"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationsConfig(AppConfig):
    name = "procurement.publications"
    verbose_name = _("信息公开")
    default_auto_field = "django.db.models.BigAutoField"
