"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetingConfig(AppConfig):
    name = "procurement.budgeting"
    verbose_name = _("预算管理")
    default_auto_field = "django.db.models.BigAutoField"
