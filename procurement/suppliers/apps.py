"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SuppliersConfig(AppConfig):
    name = "procurement.suppliers"
    verbose_name = _("承接主体")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models exist only once the registry is ready; the table of transitions registers itself.
        from procurement.core.attachments import register_reader

        from . import lifecycle, permissions

        register_reader(lifecycle.SUPPLIER.subject_kind, permissions.read_paper)
