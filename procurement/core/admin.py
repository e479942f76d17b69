"""Django's admin as a magnifying glass: it shows, it changes nothing. Rooms derive from ``ReadOnlyAdmin``."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.urls import reverse

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
    # What stands in a row's address; where rows are hidden, running numbers would tell how many.
    address_field = "pk"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return _Listed

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        if self.address_field == "pk":
            return super().get_object(request, object_id, from_field)
        return self.get_queryset(request).filter(**{self.address_field: object_id}).first()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        shown = [field.name for field in self.model._meta.fields]
        return shown if self.address_field == "pk" else [name for name in shown if name != "id"]

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


class _Listed(ChangeList):
    """A list whose rows are addressed as their admin says."""

    def url_for_result(self, result: Any) -> str:
        field = cast(ReadOnlyAdmin, self.model_admin).address_field
        key = quote(getattr(result, field))
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[key])


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
