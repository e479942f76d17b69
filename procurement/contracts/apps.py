"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContractsConfig(AppConfig):
    name = "procurement.contracts"
    verbose_name = _("合同与履约")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models exist only once the registry is ready; the tables register themselves.
        from procurement.core import documents

        from . import lifecycle, receivers  # noqa: F401  the import of the tables is the registration
        from .documents import contract_document
        from .enums import CONTRACT

        documents.register(CONTRACT, contract_document)
        receivers.register()
