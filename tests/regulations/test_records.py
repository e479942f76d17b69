"""Canonical JSON and Merkle trees, opening records (FORMATS 7), draws (FORMATS 8)."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.regulations.canonical import (
    EMPTY_ROOT,
    canonical_json,
    carry,
    hash_of,
    join,
    merkle_proof,
    merkle_root,
    sha256_hex,
)
from procurement.regulations.draw import commitment, draw
from procurement.regulations.errors import RegulationError

from .bundles import Json, receipt, record
from .conftest import Outcome

LEAVES = st.lists(st.binary(min_size=1, max_size=4), min_size=1, max_size=40, unique=True)


def test_canonical_json_is_what_the_format_says() -> None:
    value = {"b": "中", "a": [1, True, None, {"z": "1.00", "y": "\n"}]}
    assert canonical_json(value) == '{"a":[1,true,null,{"y":"\\n","z":"1.00"}],"b":"中"}'.encode()
    assert hash_of(value) == hashlib.sha256(canonical_json(value)).hexdigest()


@pytest.mark.parametrize("value", [1.0, {"a": [0.1]}, float("nan"), {1: "a"}, {"a": object()}, "\ud800"])
def test_canonical_json_refuses_what_other_languages_write_otherwise(value: object) -> None:
    with pytest.raises(RegulationError):
        canonical_json(value)


def test_merkle_root_by_hand() -> None:
    a, b, c = (sha256_hex(name) for name in (b"a", b"b", b"c"))
    both = hashlib.sha256(bytes.fromhex(a) + bytes.fromhex(b)).hexdigest()
    assert merkle_root([]) == EMPTY_ROOT == hashlib.sha256(b"").hexdigest()
    assert merkle_root([a]) == a
    assert merkle_root([a, b]) == both
    assert merkle_root([a, b, c]) == join(both, c)
    assert merkle_proof([a, b, c], c) == [f"L:{both}"]
    assert merkle_proof([a, b, c], a) == [f"R:{b}", f"R:{c}"]
    with pytest.raises(RegulationError):
        merkle_proof([a, b], c)


@given(names=LEAVES)
@settings(max_examples=60, deadline=None)
def test_every_leafs_proof_leads_to_the_root_and_no_other_leafs(names: list[bytes]) -> None:
    leaves = [sha256_hex(name) for name in names]
    root = merkle_root(leaves)
    for leaf in leaves:
        assert carry(leaf, merkle_proof(leaves, leaf)) == root
    assert carry(sha256_hex(b"stranger"), merkle_proof(leaves, leaves[0])) != root


# Opening records


def whole() -> Json:
    return record(receipt(1), receipt(2, 5, state="REPLACED"), receipt(3, 7, state="WITHDRAWN", note="中文"))


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 8])
def test_an_honest_record_is_intact(count: int, on_file: Callable[[str, object], Outcome]) -> None:
    code, out, err = on_file("receipts", record(*(receipt(n) for n in range(count))))
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "tender": "420923-2026-0007",
        "receipts": count,
        "root": "INTACT",
        "checkpoint": "INTACT",
    }


def test_the_order_of_receipts_does_not_matter(on_file: Callable[[str, object], Outcome]) -> None:
    made = whole()
    made["receipts"].reverse()
    assert on_file("receipts", made)[0] == 0


def test_a_receipt_at_the_deadline_is_in_time(on_file: Callable[[str, object], Outcome]) -> None:
    made = receipt(1, submitted_at="2026-10-08T01:00:00Z")
    assert on_file("receipts", record(made))[0] == 0


def test_a_closing_entry_may_state_the_root_in_its_words(on_file: Callable[[str, object], Outcome]) -> None:
    made = record()
    made["closing_entry"] = {"seq": 9, "reason": f"开标，root={made['root']}"}
    made["checkpoint"].update(root=hash_of(made["closing_entry"]), proof=[])
    assert on_file("receipts", made)[0] == 0
    made["root"] = "0" * 64
    assert on_file("receipts", made)[0] == 1


Change = Callable[[Json], Any]
TAMPERED: list[tuple[str, Change]] = [
    ("receipt R7K2-0002: entry_hash", lambda r: r["receipts"][1].update(sealed_sha256=hash_of("other"))),
    (
        "receipt R7K2-0001: entry_hash",
        lambda r: r["receipts"][0].update(submitted_at="2026-10-07T16:00:12+08:00"),
    ),
    ("receipt R7K2-0001: entry_hash", lambda r: r.update(package="2")),
    ("receipt R7K2-0003: entry_hash", lambda r: r["receipts"][2].pop("note")),
    ("receipt R7K2-0003: entry_hash", lambda r: r["receipts"][2].update(entry_hash="0" * 64)),
    ("receipt R7K2-0001: submitted_at", lambda r: r.update(deadline="2026-10-07T16:00:10+08:00")),
    ("receipt R7K2-0001: stands twice", lambda r: r["receipts"].append(dict(r["receipts"][0]))),
    ("closing_entry", lambda r: r["closing_entry"].update(subject_code="420923-2026-0008")),
    ("closing_entry", lambda r: r["closing_entry"].update(subject_code="420923-2026-00071")),
    ("closing_entry", lambda r: r["closing_entry"].update(subject_code=["420923-2026-0007"])),
    ("root", lambda r: r["receipts"].pop()),
    ("root", lambda r: r["receipts"].append(receipt(4))),
    ("root", lambda r: r.update(root="0" * 64)),
    ("closing_entry", lambda r: r["closing_entry"]["changes"].update(root="0" * 64)),
    ("checkpoint.proof", lambda r: r["closing_entry"].update(seq=10)),
    ("checkpoint.proof", lambda r: r["closing_entry"].update(extra="x")),
    ("checkpoint.proof", lambda r: r["checkpoint"].update(root="0" * 64)),
    ("checkpoint.proof", lambda r: r["checkpoint"].update(proof=[])),
    ("checkpoint.proof", lambda r: r["checkpoint"]["proof"].reverse()),
]


@pytest.mark.parametrize(("says", "change"), TAMPERED)
def test_a_tampered_record_is_found(
    says: str, change: Change, on_file: Callable[[str, object], Outcome]
) -> None:
    made = whole()
    change(made)
    code, out, err = on_file("receipts", made)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith(says)


UNREADABLE: list[tuple[str, Change]] = [
    ("checkpoint", lambda r: r.pop("checkpoint")),
    ("checkpoint: is not out yet", lambda r: r.update(checkpoint=None)),
    ("checkpoint: must be an object", lambda r: r.update(checkpoint=[])),
    ("closing_entry", lambda r: r.update(closing_entry=None)),
    ("root", lambda r: r.update(root=r["root"].upper())),
    ("deadline", lambda r: r.update(deadline="2026-10-08T09:00:00")),
    ("deadline", lambda r: r.update(deadline="2026-10-08")),
    ("receipts[0].state", lambda r: r["receipts"][0].update(state="LATE_REFUSED")),
    ("receipts[0].entry_hash", lambda r: r["receipts"][0].update(entry_hash="xyz")),
    ("receipts[0].submitted_at", lambda r: r["receipts"][0].update(submitted_at=5)),
    ("receipts[0]", lambda r: r["receipts"].__setitem__(0, "R")),
    ("receipts", lambda r: r.update(receipts={})),
    ("checkpoint.proof[0]", lambda r: r["checkpoint"].update(proof=["X:" + "0" * 64])),
    ("checkpoint.proof[0]", lambda r: r["checkpoint"].update(proof=["L:00"])),
    ("checkpoint.date", lambda r: r["checkpoint"].update(date="today")),
    ("canonical JSON", lambda r: r["closing_entry"].update(amount=1.5)),
    ("format", lambda r: r.update(format="opening-record/2")),
]


@pytest.mark.parametrize(("says", "change"), UNREADABLE)
def test_an_unreadable_record_names_its_field(
    says: str, change: Change, on_file: Callable[[str, object], Outcome]
) -> None:
    made = whole()
    change(made)
    code, out, err = on_file("receipts", made)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(says)


# Draws

SEED = bytes(range(32))
BEACON = hashlib.sha256(b"root").digest()


def drawing(**changes: Any) -> Json:
    return {
        "format": "draw/1",
        "pool": [f"X{n:02d}" for n in range(1, 21)],
        "excluded": {"X02": "E-07(a) 三年内劳动关系"},
        "needed": 3,
        "reserves": 2,
        "commitment": commitment(SEED),
        "seed": SEED.hex(),
        "beacon": BEACON.hex(),
        **changes,
    }


def by_hand(pool: list[str], count: int) -> list[str]:
    """The sentence of FORMATS 8, written a second time."""
    left, taken = list(pool), []
    for n in range(count):
        index = int(hashlib.sha256(SEED + BEACON + bytes(7) + bytes([n])).hexdigest(), 16) % len(left)
        taken.append(left[index])
        del left[index]
    return taken


def test_draw_as_formats_says(on_file: Callable[[str, object], Outcome]) -> None:
    code, out, err = on_file("draw", drawing())
    expected = by_hand([f"X{n:02d}" for n in range(1, 21) if n != 2], 5)
    assert (code, err) == (0, "")
    assert json.loads(out) == {"drawn": expected[:3], "reserves": expected[3:], "commitment": "INTACT"}


def test_a_seed_that_was_not_committed_is_found(on_file: Callable[[str, object], Outcome]) -> None:
    code, out, err = on_file("draw", drawing(seed="00" * 32))
    assert (code, out, err) == (1, "", "seed: does not match its commitment (FORMATS 8)\n")


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("pool[1]", {"pool": ["X01", "X01", "X02"]}),
        ("pool[1]", {"pool": ["X01", 2]}),
        ("pool", {"pool": ["X01", "X02"]}),
        ("pool", {"pool": None}),
        ("excluded.X99", {"excluded": {"X99": "E-07"}}),
        ("excluded.X02", {"excluded": {"X02": None}}),
        ("excluded", {"excluded": ["X02"]}),
        ("needed", {"needed": 0}),
        ("needed", {"needed": True}),
        ("needed", {"needed": "3"}),
        ("needed", {"needed": 3.0}),
        ("reserves", {"reserves": -1}),
        ("seed", {"seed": "abc"}),
        ("seed", {"seed": ""}),
        ("seed", {"seed": "AB" * 32}),
        ("beacon", {"beacon": None}),
        ("commitment", {"commitment": "00"}),
        ("format", {"format": None}),
    ],
)
def test_a_bad_draw_names_its_field(
    field: str, changes: Json, on_file: Callable[[str, object], Outcome]
) -> None:
    code, out, err = on_file("draw", drawing(**changes))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"{field}: ")


@given(
    size=st.integers(1, 30),
    excluded=st.sets(st.integers(1, 30)),
    seed=st.binary(min_size=1, max_size=32),
    data=st.data(),
)
@settings(max_examples=80, deadline=None)
def test_a_draw_repeats_itself_without_twins_or_excluded(
    size: int, excluded: set[int], seed: bytes, data: st.DataObject
) -> None:
    pool = [f"X{n}" for n in range(1, size + 1)]
    out = {f"X{n}" for n in excluded}
    left = [code for code in pool if code not in out]
    wanted = data.draw(st.integers(0, len(left)))
    first, again = (
        draw(pool, excluded=out, needed=wanted, reserves=len(left) - wanted, seed=seed, beacon=BEACON)
        for _ in range(2)
    )
    assert first == again
    assert len(first.drawn) == wanted
    assert sorted(first.drawn + first.reserves) == sorted(left)
    with pytest.raises(RegulationError, match="E-03"):
        draw(pool, excluded=out, needed=len(left), reserves=1, seed=seed, beacon=BEACON)
