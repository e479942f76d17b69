"""Who is kept out of one tender for what only a room above knows, such as a framework's own suppliers (C-13, N-15)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models

from ..models import Tender


@dataclass(frozen=True, slots=True)
class Bar:
    """``why(tender, supplier_id)`` says why with its article, or nothing; ``tenders(supplier_id)`` are all of them."""

    why: Callable[[Tender, int], str]
    tenders: Callable[[int], "models.QuerySet"]


_bars: list[Bar] = []


def register(bar: Bar) -> None:
    """Have a room's bar asked wherever somebody wants to bid. Called in the room's AppConfig.ready()."""
    _bars.append(bar)


def why_barred(tender: Tender, supplier_id: int | None) -> str:
    """Return why this supplier may not bid in this tender whatever else it is; empty: nothing bars it."""
    if supplier_id is None:
        return ""
    return next((reason for bar in _bars if (reason := bar.why(tender, supplier_id))), "")


def barred_from(supplier_id: int | None) -> models.Q:
    """Return the condition on rounds that ``why_barred`` has an answer for their tender: for lists of them."""
    found = models.Q(pk__in=())
    if supplier_id is not None:
        for bar in _bars:
            found |= models.Q(package__tender__in=bar.tenders(supplier_id))
    return found
