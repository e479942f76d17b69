"""A draw that anyone can repeat (E-03, N-05): seed committed before, beacon known only after (FORMATS 8).

`python -m procurement.regulations.draw DRAW.json` repeats it and checks the commitment.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from procurement.regulations.command import run
from procurement.regulations.errors import Mismatch, RegulationError
from procurement.regulations.reading import HEX, Node, load

FORMAT, RULE = "draw/1", "FORMATS 8"
COUNTER_BYTES = 8


@dataclass(frozen=True)
class Drawn:
    """Who was drawn, and who stands in reserve, each in the order drawn."""

    drawn: tuple[str, ...]
    reserves: tuple[str, ...]


def commitment(seed: bytes) -> str:
    """What is published before the deadline: SHA-256 of the seed, in lower-case hex."""
    return hashlib.sha256(seed).hexdigest()


def draw(
    pool: Sequence[str],
    *,
    excluded: Collection[str],
    needed: int,
    reserves: int,
    seed: bytes,
    beacon: bytes,
) -> Drawn:
    """Draw from the pool in its committed order, the excluded removed first.

    For n = 0, 1, 2, …: SHA-256(seed‖beacon‖n as 8 big-endian bytes) modulo the number left names the next.
    Raises RegulationError where too few are left.
    """
    left = [code for code in pool if code not in excluded]
    wanted = needed + reserves
    if len(left) < wanted:
        raise RegulationError("pool", "E-03", f"{len(left)} are left, {wanted} are to be drawn")
    taken = []
    for n in range(wanted):
        digest = hashlib.sha256(seed + beacon + n.to_bytes(COUNTER_BYTES, "big")).digest()
        taken.append(left.pop(int.from_bytes(digest, "big") % len(left)))
    return Drawn(tuple(taken[:needed]), tuple(taken[needed:]))


def verify(record: dict[str, object]) -> dict[str, object]:
    """Repeat a recorded draw. Raises Mismatch where the seed is not the committed one."""
    top = Node(record, "", RULE)
    top.choice("format", (FORMAT,))
    pool, excluded = top.texts("pool"), _excluded(top)
    for index, code in enumerate(pool):
        if code in pool[:index]:
            raise top.fail(f"pool[{index}]", f"{code!r} stands twice")
    for code in excluded:
        if code not in pool:
            raise top.fail(f"excluded.{code}", "is not in the pool", "E-07")
    needed, reserves = top.count("needed", 1), top.count("reserves", 0)
    committed = top.hex("commitment")
    seed, beacon = (bytes.fromhex(top.hex(key, HEX)) for key in ("seed", "beacon"))
    if commitment(seed) != committed:
        raise Mismatch("seed", RULE, "does not match its commitment")
    found = draw(pool, excluded=excluded, needed=needed, reserves=reserves, seed=seed, beacon=beacon)
    return {"drawn": list(found.drawn), "reserves": list(found.reserves), "commitment": "INTACT"}


def _excluded(top: Node) -> tuple[str, ...]:
    node = top.node("excluded")
    for code in node.data:
        node.text(code)
    return tuple(node.data)


def main(arguments: Sequence[str]) -> dict[str, object]:
    """The command of FORMATS 8."""
    return verify(load(arguments[0], FORMAT, RULE).data)


if __name__ == "__main__":
    run(main, "draw DRAW.json", 1)
