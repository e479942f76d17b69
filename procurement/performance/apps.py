"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PerformanceConfig(AppConfig):
    name = "procurement.performance"
    verbose_name = _("绩效管理")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models exist only once the registry is ready; the tables register themselves.
        from . import lifecycle  # noqa: F401  the import is the registration
        from .receivers import register

        register()
