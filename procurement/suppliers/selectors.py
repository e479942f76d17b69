"""Reading suppliers: standing on a day, papers in force, grades, the public profile."""

from collections.abc import Iterable
from datetime import date
from itertools import combinations
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from catalogue.enums import VersionStatus
from catalogue.models import CatalogueItem
from procurement.accounts.enums import OrganisationKind
from procurement.accounts.models import Organisation
from procurement.core.permissions import ALLOWED, Verdict, refused

from .enums import BASIS_OF_LIST, WARNING_LISTS
from .models import Exclusion, Supplier, SupplierGrade, SupplierPaper


def supplier_of(organisation: Organisation) -> Supplier | None:
    """Return the organisation's registration as a supplier, or nothing."""
    return Supplier.objects.filter(organisation=organisation).first()


def entries_in_force(on: date) -> "models.QuerySet[Exclusion]":
    """Return every list entry in force on a day, warnings included."""
    return (
        Exclusion.objects.filter(starts_on__lte=on)
        .filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=on))
        .filter(models.Q(lifted_on__isnull=True) | models.Q(lifted_on__gt=on))
    )


def exclusions_in_force(on: date) -> "models.QuerySet[Exclusion]":
    """Return the entries that keep suppliers out on a day."""
    return entries_in_force(on).exclude(list_kind__in=WARNING_LISTS)


def excluded_codes(on: date) -> set[str]:
    """Return the codes of all suppliers kept out on a day (one query, for lists)."""
    return set(exclusions_in_force(on).values_list("supplier__code", flat=True))


def may_bid(organisation: Organisation, on: date) -> Verdict:
    """Answer whether an organisation may take part on a day: its identity is proven, no list keeps it out.

    Whether it is verified is not asked (RULES N-04): papers are judged at the date the documents name.
    """
    if organisation.kind != OrganisationKind.SUPPLIER or not organisation.active:
        return refused(_("这个机构不是供应商。请先以供应商身份注册。"))
    supplier = supplier_of(organisation)
    if supplier is None:
        return refused(_("还没有完成供应商注册。请先填写统一社会信用代码并签署声明。"))
    entry = exclusions_in_force(on).filter(supplier=supplier).first()
    return ALLOWED if entry is None else refused(_kept_out(entry))


def _kept_out(entry: Exclusion) -> str:
    details = {
        "list": entry.get_list_kind_display(),
        "since": entry.starts_on,
        "until": entry.ends_on,
        "basis": BASIS_OF_LIST[entry.list_kind],
    }
    if entry.ends_on is None:
        return _("自%(since)s起列入“%(list)s”，解除之前不能参加（%(basis)s）。") % details
    return _("自%(since)s至%(until)s列入“%(list)s”，期间不能参加（%(basis)s）；期满后可以参加。") % details


def papers_in_force(supplier: Supplier, on: date) -> "models.QuerySet[SupplierPaper]":
    """Return the papers not withdrawn and not past their date on a day."""
    return supplier.papers.filter(withdrawn_at__isnull=True).filter(
        models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=on)
    )


def papers_of(supplier: Supplier) -> "models.QuerySet[SupplierPaper]":
    """Return the papers not withdrawn, with their files."""
    return supplier.papers.filter(withdrawn_at__isnull=True).select_related("attachment")


def grades_of(organisation: Organisation) -> "models.QuerySet[SupplierGrade]":
    """Return the published grades, newest first. They inform; they are never scored (RULES N-09)."""
    return SupplierGrade.objects.filter(supplier__organisation=organisation)


def bound_together(organisations: Iterable[Organisation]) -> list[tuple[str, str, str]]:
    """Return pairs of supplier codes that may not bid for the same package, with the reason (H-07, E-64).

    The same legal representative, or the same or mutual controller, as the suppliers declared them.
    """
    suppliers = list(
        Supplier.objects.filter(organisation__in=list(organisations)).select_related("organisation")
    )
    found = []
    for one, other in combinations(suppliers, 2):
        reason = _bond(one, other)
        if reason:
            found.append((one.code, other.code, reason))
    return found


def _bond(one: Supplier, other: Supplier) -> str:
    if one.legal_representative == other.legal_representative:
        return _("负责人为同一人（《政府采购法实施条例》第十八条）")
    mutual = one.controller == other.organisation.name or other.controller == one.organisation.name
    same = bool(one.controller) and one.controller == other.controller
    return _("存在直接控股、管理关系（《政府采购法实施条例》第十八条）") if mutual or same else ""


def service_classes() -> list[tuple[str, str]]:
    """Return the classes (second level) of the catalogue in force as code and name, for forms."""
    items = CatalogueItem.objects.filter(version__status=VersionStatus.PUBLISHED, level=2)
    return sorted(dict(items.order_by("version__year").values_list("code", "name")).items())


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
        "address": "" if personal else supplier.address,
        "status": supplier.status,
        "status_label": supplier.get_status_display(),
        "fields": service_names(supplier.fields_of_service.values_list("catalogue_code", flat=True)),
        "towns": town_names(supplier.towns.values_list("division_code", flat=True)),
        "entries": list(entries_in_force(on).filter(supplier=supplier)),
        "grades": list(grades_of(organisation)),
    }
