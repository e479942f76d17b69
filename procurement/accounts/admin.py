"""People and organisations in Django's admin: to look at only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from procurement.core.admin import ReadOnlyAdmin

from .models import Membership, OfficeHolding, Organisation, User


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ("code", "display_name", "username", "is_active", "is_staff")
    search_fields = ("code", "display_name", "username")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Everything but the password's hash."""
        return [field.name for field in User._meta.fields if field.name != "password"]


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "kind", "active")
    list_filter = ("kind",)
    search_fields = ("code", "name", "credit_code")


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("user", "organisation", "since", "until")
    list_select_related = ("user", "organisation")


@admin.register(OfficeHolding)
class OfficeHoldingAdmin(ReadOnlyAdmin):
    list_display = ("membership", "office", "since", "until")
    list_select_related = ("membership__user", "membership__organisation")
