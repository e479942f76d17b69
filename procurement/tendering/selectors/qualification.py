"""What an examiner found about a bidder: condition by condition, list by list (RULES N-13, H-04, H-05)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation
from procurement.core.language import labelled, together
from procurement.suppliers.enums import LISTS_FOR_ALL, WARNING_LISTS, ListKind, lists_for
from procurement.suppliers.models import Supplier


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
