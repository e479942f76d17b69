"""The public record of an opening (FORMATS 7): receipts, the root that binds them, the day's checkpoint.

`python -m procurement.regulations.receipts RECORD.json` checks that no bid was added, removed or altered.
An opening without receipts has the root `canonical.EMPTY_ROOT` (SHA-256 of nothing).
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from procurement.regulations.canonical import canonical_json, carry, hash_of, merkle_root
from procurement.regulations.command import run
from procurement.regulations.errors import Mismatch
from procurement.regulations.reading import Node, load

FORMAT, RULE = "opening-record/1", "FORMATS 7"
STATES = ("VALID", "REPLACED", "WITHDRAWN")
STEP = re.compile(r"[LR]:[0-9a-f]{64}")
NOT_HASHED = ("entry_hash", "state")


def entry_hash(receipt: Mapping[str, object], *, tender: str, package: str) -> str:
    """SHA-256 of the canonical JSON of a receipt without `entry_hash` and `state`, with tender and package."""
    kept = {key: value for key, value in receipt.items() if key not in NOT_HASHED}
    return hash_of({**kept, "tender": tender, "package": package})


def opening_root(entry_hashes: Iterable[str]) -> str:
    """The Merkle root over entry hashes sorted as text."""
    return merkle_root(sorted(entry_hashes))


def states_root(entry: object, root: str) -> bool:
    """Whether the root stands anywhere in what a closing entry hashes; 64 hex digits stand nowhere by chance."""
    return root.encode("ascii") in canonical_json(entry)


def verify(record: dict[str, object]) -> dict[str, object]:
    """Check a record. Raises Mismatch naming the first thing that does not fit, RegulationError if unreadable."""
    top = Node(record, "", RULE)
    top.choice("format", (FORMAT,))
    tender, root = top.text("tender"), top.hex("root")
    if top.null("checkpoint"):
        raise top.fail(
            "checkpoint", "is not out yet: take the record again once the day's checkpoint is public"
        )
    closing, checkpoint = top.node("closing_entry"), top.node("checkpoint")
    steps = _steps(checkpoint)
    hashes = _receipts(top)
    if opening_root(hashes) != root:
        raise Mismatch("root", RULE, "is not the Merkle root of the receipts' entry hashes")
    if not states_root(closing.data, root):
        raise Mismatch("closing_entry", RULE, "does not state the root")
    if closing.data.get("subject_code", tender) != tender:
        raise Mismatch("closing_entry", RULE, "stands in the chain of something else than this tender")
    if carry(hash_of(closing.data), steps) != checkpoint.hex("root"):
        raise Mismatch(
            "checkpoint.proof", RULE, "does not lead from the closing entry to the checkpoint root"
        )
    return {"tender": tender, "receipts": len(hashes), "root": "INTACT", "checkpoint": "INTACT"}


def _steps(checkpoint: Node) -> list[str]:
    steps = checkpoint.texts("proof")
    for index, step in enumerate(steps):
        if not STEP.fullmatch(step):
            raise checkpoint.fail(f"proof[{index}]", "must be L: or R: and a SHA-256 in lower-case hex")
    checkpoint.day("date")
    checkpoint.hex("root")
    return list(steps)


def _receipts(top: Node) -> list[str]:
    """The entry hashes, once every receipt is what it says and was in time (D-16)."""
    tender, package, deadline = top.text("tender"), top.text("package"), top.moment("deadline")
    nodes = list(top.nodes("receipts"))
    for node in nodes:
        node.text("receipt")
        node.choice("state", STATES)
        node.hex("sealed_sha256")
        node.hex("entry_hash")
        node.moment("submitted_at")
    numbers: set[str] = set()
    for node in nodes:
        number = node.text("receipt")
        if number in numbers:
            raise Mismatch(f"receipt {number}", RULE, "stands twice")
        numbers.add(number)
        if entry_hash(node.data, tender=tender, package=package) != node.data["entry_hash"]:
            raise Mismatch(f"receipt {number}", RULE, "entry_hash does not fit what the receipt says")
        if node.moment("submitted_at") > deadline:
            raise Mismatch(f"receipt {number}", "D-16", "submitted_at is later than the deadline")
    return [node.hex("entry_hash") for node in nodes]


def main(arguments: Sequence[str]) -> dict[str, object]:
    """The command of FORMATS 7."""
    return verify(load(arguments[0], FORMAT, RULE).data)


if __name__ == "__main__":
    run(main, "receipts RECORD.json", 1)
