"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "catalogue"
    verbose_name = _("指导性目录与购买计划")
    default_auto_field = "django.db.models.BigAutoField"
