"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SuppliersConfig(AppConfig):
    name = "procurement.suppliers"
    verbose_name = _("承接主体")
    default_auto_field = "django.db.models.BigAutoField"
