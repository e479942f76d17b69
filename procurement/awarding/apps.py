"""App configuration."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AwardingConfig(AppConfig):
    name = "procurement.awarding"
    verbose_name = _("评审与成交")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the procedures: the engine finds a model's table only once it has been read."""
        import_module("procurement.awarding.lifecycle")
