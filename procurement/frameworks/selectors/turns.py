"""Whose turn it is in a framework that is awarded in turn (110 art. 34)."""

from procurement.regulations.frameworks import next_in_turn

from ..enums import CallOffStatus, EntryStatus
from ..models import Framework, FrameworkEntry

# An order that its purchaser took back used nobody's turn; one that the supplier refused did.
_UNUSED = (CallOffStatus.CANCELLED,)
_SIGNED = (EntryStatus.ADMITTED, EntryStatus.LEFT, EntryStatus.REMOVED)


def next_turn(framework: Framework) -> FrameworkEntry | None:
    """Return whose turn it is: the order of the ranking, fixed with the result; None where nobody is left."""
    rows = framework.entries.filter(status__in=_SIGNED).select_related("supplier", "framework")
    entries = {entry.code: entry for entry in rows.order_by("rank", "pk")}
    last = (
        framework.call_offs.exclude(status__in=_UNUSED).order_by("-pk").values_list("entry__code", flat=True)
    )
    active = [code for code, entry in entries.items() if entry.status == EntryStatus.ADMITTED]
    found = next_in_turn(list(entries), last.first(), active)
    return entries[found] if found else None
