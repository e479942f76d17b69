"""A supplier's standing on a day: lists, papers in force, grades, who is bound to whom."""

from collections.abc import Iterable
from datetime import date
from itertools import combinations

from django.db import models
from django.utils.translation import gettext as _

from procurement.accounts.enums import OrganisationKind
from procurement.accounts.models import Organisation
from procurement.core.permissions import ALLOWED, Verdict, refused

from ..enums import BASIS_OF_LIST, WARNING_LISTS
from ..models import Exclusion, Supplier, SupplierGrade, SupplierPaper


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
