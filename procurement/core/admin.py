"""Django's admin as a magnifying glass: it shows, it changes nothing. Rooms derive from ``ReadOnlyAdmin``."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import (
    Attachment,
    AuditCheckpoint,
    CalendarDay,
    CalendarYear,
    DueFailure,
    PolicyParameter,
)


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows rows to whoever passes the gate before ``/admin/``; every change is a service's, with its audit."""

    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [field.name for field in self.model._meta.fields]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_staff

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_staff

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlySite(admin.AdminSite):
    """The default site. It leaves out what libraries register to be edited: a mail address, a second factor
    or a group changed there would make one person another, past every service.
    """

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        if admin_class is not None and issubclass(admin_class, ReadOnlyAdmin):
            super().register(model_or_iterable, admin_class, **options)


@admin.register(DueFailure)
class DueFailureAdmin(ReadOnlyAdmin):
    """Due events that went wrong and are tried again."""

    list_display = ("kind", "code", "time", "attempts", "retry_at", "error")


@admin.register(PolicyParameter)
class PolicyParameterAdmin(ReadOnlyAdmin):
    list_display = ("key", "value", "effective_from", "effective_to", "confirmed", "source")
    list_filter = ("confirmed",)
    search_fields = ("key", "source")


@admin.register(AuditCheckpoint)
class AuditCheckpointAdmin(ReadOnlyAdmin):
    list_display = ("date", "root", "made_at")
    exclude = ("salt",)


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin):
    """Attachments by name and hash: the files themselves are opened by their rooms alone."""

    list_display = ("code", "owner_kind", "owner_code", "purpose", "content_type", "size", "stored_at")


admin.site.register((CalendarYear, CalendarDay), ReadOnlyAdmin)
