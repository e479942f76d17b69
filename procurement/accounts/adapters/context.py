"""What every workspace page says about who one is: the office one acts in and the others one holds."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from procurement.core.language import listed

from ..models import Membership


def offices(request: HttpRequest) -> dict[str, Any]:
    """Give ``office`` and ``offices`` to templates; nothing is asked of the database where none is shown."""
    return {
        "office": SimpleLazyObject(lambda: _office(request)),
        "offices": SimpleLazyObject(lambda: [_entry(item, request) for item in _memberships(request)]),
    }


def _memberships(request: HttpRequest) -> list[Membership]:
    return list(getattr(request, "memberships", ()))


def _office(request: HttpRequest) -> dict[str, Any]:
    return next(
        (entry for entry in map(lambda m: _entry(m, request), _memberships(request)) if entry["active"]), {}
    )


def _entry(membership: Membership, request: HttpRequest) -> dict[str, Any]:
    organisation = membership.organisation
    return {
        "code": organisation.code,
        "organisation": organisation.name,
        "name": listed(membership.office_labels),
        "active": organisation.code == request.actor.organisation_code,
    }
