"""Public codes: what stands in addresses and on paper instead of primary keys."""

import secrets

from django.db import transaction

from .models import Counter

# No 0/O, 1/I/L: people read these codes to each other over the telephone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def next_code(prefix: str, width: int = 4) -> str:
    """Return the next running code under ``prefix``, e.g. ``420923-2026-0007``; gapless within a commit."""
    return next_codes(prefix, 1, width)[0]


@transaction.atomic
def next_codes(prefix: str, count: int, width: int = 4) -> list[str]:
    """Return so many running codes under ``prefix`` in one stroke, in their order."""
    Counter.objects.get_or_create(prefix=prefix)
    counter = Counter.objects.select_for_update().get(prefix=prefix)
    first, counter.last = counter.last + 1, counter.last + count
    counter.save(update_fields=["last"])
    return [f"{prefix}{number:0{width}d}" for number in range(first, counter.last + 1)]


def random_code(groups: int = 2, length: int = 4) -> str:
    """Return a code that cannot be guessed or counted, e.g. ``R7K2-9QXM``."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(length)) for _ in range(groups))
