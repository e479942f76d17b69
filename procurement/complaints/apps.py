"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "procurement.complaints"
    verbose_name = _("质疑与投诉")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models exist only once the registry is ready; the tables register themselves.
        from . import lifecycle  # noqa: F401  the import is the registration
