"""What a supplier offers, and what of it everybody may know."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from catalogue.models import CatalogueItem
from catalogue.selectors.tree import versions_in_force
from procurement.accounts.enums import OrganisationKind
from procurement.accounts.models import Organisation

from ..models import Supplier
from .standing import entries_in_force, grades_of


def services_offered(on: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the services of the catalogue in force on a day, class by class, for forms; the whole class first."""
    items = CatalogueItem.objects.filter(version__in=versions_in_force(on), level__gte=2)
    rows = items.order_by("version__year").values_list("code", "name", "level")
    classes = sorted({code: name for code, name, level in rows if level == 2}.items())
    single = sorted({code: name for code, name, level in rows if level > 2}.items())
    return [
        (
            f"{code} {name}",
            [
                (code, _("%(name)s（整类）") % {"name": name}),
                *((one, f"{one} {told}") for one, told in single if one.startswith(code)),
            ],
        )
        for code, name in classes
    ]


def service_names(codes: Iterable[str]) -> list[str]:
    """Return catalogue codes with their newest names; a code no catalogue knows stands alone."""
    wanted = list(codes)
    items = CatalogueItem.objects.filter(code__in=wanted).order_by("version__year")
    names = dict(items.values_list("code", "name"))
    return [f"{code} {names.get(code, '')}".strip() for code in wanted]


def townships() -> list[tuple[str, str]]:
    """Return the county's townships as division code and name, for forms."""
    towns = Organisation.objects.active().filter(kind=OrganisationKind.TOWNSHIP).exclude(division_code="")
    return [(town.division_code, town.short_name or town.name) for town in towns.order_by("division_code")]


def town_names(codes: Iterable[str]) -> list[str]:
    """Return division codes as the names of their townships."""
    names = dict(townships())
    return [names.get(code, code) for code in codes]


def register_of_suppliers() -> "models.QuerySet[Supplier]":
    """Return all suppliers with their organisations."""
    return Supplier.objects.select_related("organisation")


def public_address(organisation: Organisation) -> str:
    """Return the seat that notices and agreements name for a supplier, as it registered it.

    Empty for a natural person, whose home is nobody's business, and for who is no supplier.
    """
    return public_addresses([organisation.pk]).get(organisation.pk, "")


def public_addresses(organisations: Iterable[int]) -> dict[int, str]:
    """Return the seats of many, by the organisation's key; who has none to publish is not in it."""
    known = Supplier.objects.filter(organisation__in=list(organisations), identity_number__isnull=True)
    return dict(known.values_list("organisation", "address"))


def public_profile(supplier: Supplier, on: date) -> dict[str, Any]:
    """Return what everybody may know: no telephone of a person, no bank account, no identity number.

    A natural person's address and credit code are theirs; an organisation's are public registers.
    """
    organisation = supplier.organisation
    personal = supplier.identity_number is not None
    return {
        "code": supplier.code,
        "name": organisation.name,
        "kind": supplier.get_supplier_kind_display(),
        "scale": supplier.get_scale_display(),
        "credit_code": "" if personal else organisation.credit_code or "",
        "address": public_address(organisation),
        "status": supplier.status,
        "status_label": supplier.get_status_display(),
        "fields": service_names(supplier.fields_of_service.values_list("catalogue_code", flat=True)),
        "towns": town_names(supplier.towns.values_list("division_code", flat=True)),
        "entries": list(entries_in_force(on).filter(supplier=supplier)),
        "grades": list(grades_of(organisation)),
    }
