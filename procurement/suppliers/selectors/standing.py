"""A supplier's standing on a day: lists, papers in force, grades."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from procurement.accounts.enums import OrganisationKind
from procurement.accounts.models import Organisation
from procurement.core.clock import months_after
from procurement.core.parameters import overrides
from procurement.core.permissions import ALLOWED, Verdict, refused
from procurement.core.templatetags import formats
from procurement.regulations import branches, parameters

from ..enums import (
    BASIS_OF_LIST,
    COMMITMENTS,
    SOCIAL_KINDS,
    WARNING_LISTS,
    ChangeStatus,
    ListKind,
    PaperKind,
    lists_for,
)
from ..models import DetailChange, Exclusion, Supplier, SupplierGrade, SupplierPaper
from .relations import plain_name


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


def kept_out_by_code(codes: Iterable[str], on: date) -> dict[str, Exclusion]:
    """Return of each credit code or identity number an entry that keeps its body out on a day (one query)."""
    wanted = set(codes)
    entries = exclusions_in_force(on).filter(
        models.Q(credit_code__in=wanted)
        | models.Q(supplier__organisation__credit_code__in=wanted)
        | models.Q(supplier__identity_number__in=wanted)
    )
    found = {}
    for entry in entries.select_related("supplier__organisation"):
        own = entry.supplier
        numbers = (entry.credit_code, *((own.organisation.credit_code, own.identity_number) if own else ()))
        found.update({number: entry for number in numbers if number in wanted})
    return found


def may_bid(organisation: Organisation, on: date, *, papers_on: date | None = None) -> Verdict:
    """Answer whether an organisation may take part on a day: its identity is proven, no list keeps it out.

    Whether it is verified is not asked (RULES N-04). ``papers_on`` is the date the documents name, at which
    a branch's authorisation is judged; the day itself where there are no documents.
    """
    supplier = supplier_of(organisation)
    if supplier is not None:
        supplier.organisation = organisation
    return _standing(organisation, supplier, on, papers_on)


def may_bid_as(organisation_id: int | None, on: date, *, papers_on: date | None = None) -> Verdict:
    """Answer the same of an organisation that is known by its number only; a supplier is read in one query."""
    rows = Supplier.objects.filter(organisation=organisation_id).select_related("organisation")
    if (supplier := rows.first()) is not None:
        return _standing(supplier.organisation, supplier, on, papers_on)
    return may_bid(Organisation.objects.get(pk=organisation_id), on, papers_on=papers_on)


def _standing(
    organisation: Organisation, supplier: Supplier | None, on: date, papers_on: date | None
) -> Verdict:
    if organisation.kind != OrganisationKind.SUPPLIER or not organisation.active:
        return refused(_("这个机构不是供应商。请先以供应商身份注册。"))
    if supplier is None:
        return refused(_("还没有完成供应商注册。请先填写统一社会信用代码并签署声明。"))
    entry = exclusions_in_force(on).filter(supplier=supplier).first()
    if entry is not None:
        return refused(kept_out(entry))
    missing = authorisation_missing(supplier, papers_on or on)
    return refused(missing) if missing else ALLOWED


def authorisation_missing(supplier: Supplier, on: date, *, until: datetime | None = None) -> str:
    """Say why a branch is not authorised on a day; nothing of one that is, or of what is no branch (H-10).

    ``until``: letters that were handed in after that moment do not count.
    """
    if not supplier.is_branch:
        return ""
    letters = papers_of(supplier).filter(kind=PaperKind.AUTHORISATION)
    if until is not None:
        letters = letters.filter(added_at__lte=until)
    found = branches.authorisation(letters.values_list("valid_until", flat=True), on)
    if found.state == branches.MISSING:
        return _(
            "还缺总公司（总所）的授权书：分支机构须有授权才能参加采购（《政府采购法》第二十二条第一款第一项）。"
            "请上传授权书，上传后立即可以参加。"
        )
    if found.state == branches.EXPIRED and found.until is not None:
        return _(
            "总公司（总所）的授权书有效期至%(until)s，到%(on)s已经过期，等于没有授权"
            "（《政府采购法》第二十二条第一款第一项）。请上传新的授权书，上传后立即可以参加。"
        ) % {"until": formats.day_only(found.until), "on": formats.day_only(on)}
    return ""


def kept_out(entry: Exclusion) -> str:
    """Say since when and until when which list keeps a supplier out, with its article."""
    details = {
        "list": entry.get_list_kind_display(),
        "since": formats.day_only(entry.starts_on),
        "until": formats.day_only(entry.ends_on),
        "basis": formats.cited(BASIS_OF_LIST[entry.list_kind]),
    }
    if entry.ends_on is None:
        return _("自%(since)s起列入“%(list)s”，解除之前不能参加（%(basis)s）。") % details
    return _("自%(since)s至%(until)s列入“%(list)s”，期间不能参加（%(basis)s）；期满后可以参加。") % details


def matches_of(rows: Iterable[tuple[int, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Return which rows of a list name a registered supplier, whether as it is called, and what is on file of it.

    A code that was copied wrong keeps somebody else out: the other name is the one sign of it.
    """
    given = list(rows)
    codes = {values["credit_code"] for _number, values in given}
    found = Supplier.objects.filter(organisation__credit_code__in=codes).select_related("organisation")
    suppliers = {supplier.organisation.credit_code: supplier for supplier in found}
    held = Exclusion.objects.filter(supplier__in=suppliers.values())
    known = set(held.values_list("supplier_id", "list_kind", "starts_on"))
    matches = []
    for number, values in given:
        if (supplier := suppliers.get(values["credit_code"])) is None:
            continue
        matches.append(
            {
                "number": number,
                "supplier": supplier,
                "name": values["name"],
                "other_name": plain_name(values["name"]) != plain_name(supplier.organisation.name),
                "list": ListKind(values["list_kind"]).label,
                "known": (supplier.pk, values["list_kind"], values["starts_on"]) in known,
            }
        )
    return matches


def papers_in_force(supplier: Supplier, on: date) -> "models.QuerySet[SupplierPaper]":
    """Return the papers not withdrawn and not past their date on a day."""
    return supplier.papers.filter(withdrawn_at__isnull=True).filter(
        models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=on)
    )


def lists_to_consult(supplier: Supplier) -> list[ListKind]:
    """Return the lists that were not consulted since verification was asked for (H-04, H-05)."""
    checks = supplier.list_checks.all()
    if supplier.requested_at is not None:
        checks = checks.filter(checked_at__gte=supplier.requested_at)
    done = set(checks.values_list("list_kind", flat=True))
    return [kind for kind in lists_for(supplier.supplier_kind) if kind not in done]


def unfounded_within_a_year(supplier: Supplier, on: date) -> int:
    """Count the unfounded complaints of the twelve months before a day; three list the supplier (94号 art. 37)."""
    since = months_after(on, -12)
    return supplier.unfounded_complaints.filter(decided_on__gt=since, decided_on__lte=on).count()


def commitments_accepted(on: date) -> list[PaperKind]:
    """Return the proofs that a commitment letter may stand for on a day, by the bureau's parameter (N-04)."""
    words = parameters.words("commitment_letters", on, overrides(on))
    return [COMMITMENTS[word] for word in words if word in COMMITMENTS]


def proofs_of(supplier: Supplier, on: date) -> list[dict[str, Any]]:
    """Return kind by kind what was handed in (H-01), newest first, and whether a letter may stand for it."""
    papers = list(papers_of(supplier).order_by("-added_at"))
    accepted = commitments_accepted(on)
    unauthorised = bool(authorisation_missing(supplier, on))
    wanted = sorted(PaperKind, key=lambda kind: not (supplier.is_branch and kind == PaperKind.AUTHORISATION))
    left_out = {
        *(() if supplier.is_branch else (PaperKind.AUTHORISATION,)),
        *(() if supplier.supplier_kind in SOCIAL_KINDS else (PaperKind.INSPECTION,)),
    }
    kinds = [kind for kind in wanted if kind not in left_out or any(row.kind == kind for row in papers)]
    return [
        {
            "kind": kind,
            "papers": [paper for paper in papers if paper.kind == kind],
            "needed": kind == PaperKind.AUTHORISATION and unauthorised,
            "letter": kind in accepted and not any(paper.kind == kind for paper in papers),
        }
        for kind in kinds
    ]


def papers_of(supplier: Supplier) -> "models.QuerySet[SupplierPaper]":
    """Return the papers not withdrawn, with their files."""
    return supplier.papers.filter(withdrawn_at__isnull=True).select_related("attachment")


def changes_to_show(supplier: Supplier) -> "list[DetailChange]":
    """Return the changes that wait, and of each detail the last one if it was refused: its reason is read."""
    last: dict[str, DetailChange] = {}
    rows = supplier.detail_changes.select_related("supplier__organisation").order_by("asked_at", "pk")
    for change in rows.exclude(status=ChangeStatus.WITHDRAWN):
        last[change.detail] = change
    return [row for row in last.values() if row.status in (ChangeStatus.ASKED, ChangeStatus.REFUSED)]


def grades_of(organisation: Organisation) -> "models.QuerySet[SupplierGrade]":
    """Return the published grades, newest first. They inform; they are never scored (RULES N-09)."""
    return SupplierGrade.objects.filter(supplier__organisation=organisation)
