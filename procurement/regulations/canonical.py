"""Canonical JSON, SHA-256 and Merkle trees: what anyone can write again in another language.

Canonical JSON: UTF-8, keys sorted, no spaces, no escaping of non-ASCII; amounts and times are strings.
"""

import hashlib
import json
from collections.abc import Sequence

from procurement.regulations.errors import RegulationError

EMPTY_ROOT = hashlib.sha256(b"").hexdigest()
"""The root of a tree without leaves: SHA-256 of nothing."""


def canonical_json(value: object) -> bytes:
    """The one byte string of a JSON value. Raises RegulationError for floats and non-text keys."""
    _refuse_unportable(value)
    try:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return text.encode("utf-8")
    except (TypeError, ValueError, RecursionError):
        raise RegulationError("canonical JSON", "FORMATS 7", "holds a value that JSON cannot say") from None


def _refuse_unportable(value: object) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, float):
            raise RegulationError("canonical JSON", "FORMATS 7", f"a number is a string, not {item!r}")
        if isinstance(item, dict):
            if not all(isinstance(key, str) for key in item):
                raise RegulationError("canonical JSON", "FORMATS 7", "every key must be a text")
            waiting.extend(item.values())
        elif isinstance(item, list | tuple):
            waiting.extend(item)


def sha256_hex(content: bytes) -> str:
    """SHA-256 in lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def hash_of(value: object) -> str:
    """SHA-256 of the canonical JSON of a value, in lower-case hex."""
    return sha256_hex(canonical_json(value))


def join(left: str, right: str) -> str:
    """The parent of two nodes: SHA-256(left‖right) of the raw bytes."""
    return sha256_hex(bytes.fromhex(left) + bytes.fromhex(right))


def merkle_root(leaves: Sequence[str]) -> str:
    """The root over leaves (lower-case hex) in the order given: neighbours joined, an odd last one promoted.

    The caller sorts where the format says so. No leaves: `EMPTY_ROOT`. One leaf is its own root.
    """
    level = list(leaves)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        level = _above(level)
    return level[0]


def merkle_proof(leaves: Sequence[str], leaf: str) -> list[str]:
    """The steps from a leaf to the root, `L:` or `R:` before each sibling. RegulationError if absent."""
    level = list(leaves)
    if leaf not in level:
        raise RegulationError("leaf", "FORMATS 7", "is not among the leaves")
    place, steps = level.index(leaf), []
    while len(level) > 1:
        sibling = place ^ 1
        if sibling < len(level):
            steps.append(f"{'L' if sibling < place else 'R'}:{level[sibling]}")
        level, place = _above(level), place // 2
    return steps


def carry(leaf: str, steps: Sequence[str]) -> str:
    """Where a proof leads: the root that it claims for its leaf."""
    for step in steps:
        side, _, sibling = step.partition(":")
        leaf = join(sibling, leaf) if side == "L" else join(leaf, sibling)
    return leaf


def _above(level: list[str]) -> list[str]:
    pairs = [join(level[index], level[index + 1]) for index in range(0, len(level) - 1, 2)]
    return pairs + level[len(pairs) * 2 :]
