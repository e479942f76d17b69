"""What an examiner found about a bidder: condition by condition, list by list (RULES N-13, H-04, H-05)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation
from procurement.core.clock import local_date
from procurement.core.language import labelled, listed, together
from procurement.suppliers.enums import LISTS_FOR_ALL, WARNING_LISTS, ListKind, lists_for
from procurement.suppliers.models import Supplier, SupplierPaper
from procurement.suppliers.selectors import authorisation_missing, kept_out, kept_out_by_code

from ..models import OpenedBid


@dataclass(frozen=True, slots=True)
class ConditionFound:
    """One qualification condition of the documents, and whether the bidder meets it."""

    code: str
    text: str
    passed: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Qualification:
    """Everything an examiner says of one bidder's qualification; ``lists`` maps each list to whether it names it."""

    conditions: Sequence[ConditionFound]
    lists: Mapping[str, bool]
    consulted_at: datetime

    def outcome(self, further: str = "") -> tuple[bool, str]:
        """Return whether the bidder qualifies and the reason that it is told: each unmet condition, each list."""
        unmet = [labelled(row.text.rstrip("。"), row.note) for row in self.conditions if not row.passed]
        named = [
            _("被列入“%(list)s”") % {"list": ListKind(kind).label}
            for kind, found in self.lists.items()
            if found and kind not in WARNING_LISTS
        ]
        reasons = [*unmet, *named]
        return not reasons, together([*reasons, *([further.strip()] if further.strip() else [])])

    def as_data(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return conditions and lists as they are kept."""
        rows = [
            {"code": row.code, "text": row.text, "passed": row.passed, "note": row.note.strip()}
            for row in self.conditions
        ]
        return rows, [{"list": kind, "found": found} for kind, found in self.lists.items()]


def lists_of(supplier: Organisation) -> tuple[ListKind, ...]:
    """Return the lists to be consulted about a bidder: those for all where its kind is not on file."""
    row = Supplier.objects.filter(organisation=supplier).first()
    return lists_for(row.supplier_kind) if row else LISTS_FOR_ALL


def in_register(paper: SupplierPaper, deadline: datetime) -> bool:
    """Tell whether a paper stood in the register at a deadline: what comes later supplements no bid (87 art. 32)."""
    return paper.added_at <= deadline and (paper.withdrawn_at is None or paper.withdrawn_at > deadline)


def registered(bid: OpenedBid) -> dict[str, Any]:
    """Return what the register says of a bidder at the deadline: its proofs, and whether a branch is authorised."""
    supplier = Supplier.objects.filter(organisation=bid.supplier).select_related("organisation").first()
    if supplier is None:
        return {}
    deadline = bid.round.deadline
    on = local_date(deadline)
    papers = supplier.papers.select_related("attachment").order_by("kind", "-added_at")
    return {
        "on": on,
        "papers": [paper for paper in papers if in_register(paper, deadline)],
        "status": supplier.get_status_display(),
        "is_branch": supplier.is_branch,
        "head_office": supplier.head_office,
        "unauthorised": authorisation_missing(supplier, on, until=deadline),
    }


def partners_named(content: Mapping[str, Any]) -> str:
    """Return who stands behind the lead of a consortium: whoever examines looks at each of them (E-65, H-04)."""
    return listed(row["name"] for row in (content.get("consortium") or {}).get("partners", []))


def listed_partners(content: Mapping[str, Any], on: date) -> list[str]:
    """Tell which partners of a consortium a list keeps out on a day: one of them is as all of them (H-04)."""
    partners = (content.get("consortium") or {}).get("partners", [])
    if not partners:
        return []
    found = kept_out_by_code((row["credit_code"] for row in partners), on)
    text = _("联合体成员“%(name)s”：%(why)s任何一方被列入的，视同联合体被列入（财库〔2016〕125号）。")
    return [
        text % {"name": row["name"], "why": kept_out(found[row["credit_code"]])}
        for row in partners
        if row["credit_code"] in found
    ]


def shown(
    conditions: Sequence[Mapping[str, Any]], lists: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return an examination's record in words, condition by condition and list by list."""
    rows = [
        {
            "what": row["text"],
            "word": _("符合") if row["passed"] else _("不符合"),
            "tone": "done" if row["passed"] else "danger",
            "note": row["note"],
        }
        for row in conditions
    ]
    return rows + [
        {
            "what": _("信用名单：%(list)s") % {"list": ListKind(row["list"]).label},
            "word": _("列入") if row["found"] else _("未列入"),
            "tone": _tone(row),
            "note": "",
        }
        for row in lists
    ]


def _tone(row: Mapping[str, Any]) -> str:
    if not row["found"]:
        return "done"
    return "warn" if row["list"] in WARNING_LISTS else "danger"
