"""App configuration."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "procurement.core"
    verbose_name = _("基础设施")
    default_auto_field = "django.db.models.BigAutoField"
    default = True

    def ready(self) -> None:
        from . import checkpoints, due_events, sweeping

        sweeping.register("attachments", sweeping.named_attachments)
        sweeping.register("documents", sweeping.named_documents)
        due_events.register(checkpoints.due_checkpoints, kinds=(checkpoints.KIND,))


class ReadOnlyAdminConfig(admin.AdminConfig):
    """Django's admin with the site that only shows (``core.admin``)."""

    default_site = "procurement.core.admin.ReadOnlySite"
    default = False
