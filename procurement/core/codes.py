"""Public codes: what stands in addresses and on paper instead of primary keys."""

import secrets

from django.db import transaction

from .models import Counter

# No 0/O, 1/I/L: people read these codes to each other over the telephone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@transaction.atomic
def next_code(prefix: str, width: int = 4) -> str:
    """Return the next running code under ``prefix``, e.g. ``420923-2026-0007``; gapless within a commit."""
    Counter.objects.get_or_create(prefix=prefix)
    counter = Counter.objects.select_for_update().get(prefix=prefix)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{prefix}{counter.last:0{width}d}"


def random_code(groups: int = 2, length: int = 4) -> str:
    """Return a code that cannot be guessed or counted, e.g. ``R7K2-9QXM``."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(length)) for _ in range(groups))
