"""The service ledger as the purchaser has answered it: what acceptance counts (RULES A-21)."""

from typing import Any

from django.db import models

from ..models import Contract, ServiceLogEntry


def waiting_entries(contract: Contract) -> models.QuerySet[ServiceLogEntry]:
    """Return what nobody has answered yet, oldest first."""
    return contract.log.filter(answer__isnull=True).order_by("day", "pk")


def log_sums(contract: Contract) -> list[dict[str, Any]]:
    """Return for each unit what was entered, and what of it the purchaser has confirmed."""
    confirmed = models.Sum("quantity", filter=models.Q(answer__confirms=True), default=0)
    sums = contract.log.values("unit").annotate(total=models.Sum("quantity"), confirmed=confirmed)
    return list(sums.order_by("unit"))
