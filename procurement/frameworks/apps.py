"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrameworksConfig(AppConfig):
    name = "procurement.frameworks"
    verbose_name = _("框架协议")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models exist only once the registry is ready; the tables register themselves.
        from procurement.core import documents
        from procurement.tendering.selectors import bars

        from . import lifecycle, receivers  # noqa: F401  the import is the registration
        from .documents import agreement_document
        from .enums import AGREEMENT
        from .selectors.solicitations import calls_not_for, why_call_is_not_for

        receivers.register()
        documents.register(AGREEMENT, agreement_document)
        bars.register(bars.Bar(why_call_is_not_for, calls_not_for))
