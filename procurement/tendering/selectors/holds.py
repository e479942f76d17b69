"""What an upper room forbids at the moment (RULES D-44, D-45)."""

from datetime import datetime

from django.db import models

from ..models import Hold, Tender


def holds_in_force(tender: Tender, at: datetime) -> "models.QuerySet[Hold]":
    """Return the holds that bind ``tender`` at ``at``: begun, neither lifted nor run out."""
    return Hold.objects.filter(tender=tender, starts_at__lte=at, lifted_at__isnull=True).filter(
        models.Q(until__isnull=True) | models.Q(until__gt=at)
    )
