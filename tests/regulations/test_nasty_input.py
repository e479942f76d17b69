"""Whatever a file holds, a command answers in one line and never with a traceback."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement.regulations import draw, performance, receipts, scoring
from procurement.regulations.errors import RegulationError

from .bundles import Json, case, receipt, record, three
from .conftest import ROOT, Outcome
from .test_records import drawing

COMMANDS = ("recompute", "performance", "receipts", "draw")
DEEP = 100_000
CONTENTS: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n",
    "not JSON": b"{'format': 1}",
    "cut off": b'{"format": "evaluation-bundle/1", ',
    "two values": b"{} {}",
    "list": b"[]",
    "null": b"null",
    "text": b'"evaluation-bundle/1"',
    "number": b"1e99",
    "NaN": b"NaN",
    "NaN inside": b'{"format": NaN}',
    "infinity": b'{"format": "draw/1", "pool": [-Infinity]}',
    "no format": b"{}",
    "format null": b'{"format": null}',
    "format object": b'{"format": {}}',
    "twice": b'{"format": "draw/1", "format": "draw/1"}',
    "twice, odd key": b'{"a\\n\\u2028b": 1, "a\\n\\u2028b": 2}',
    "surrogate": b'{"format": "\\ud800"}',
    "surrogate key": b'{"\\ud800": 1}',
    "not UTF-8": b'{"format": "\xff\xfe"}',
    "UTF-16": '{"format": "draw/1"}'.encode("utf-16"),
    "zeros": b"\x00" * 64,
    "deep list": b"[" * DEEP + b"]" * DEEP,
    "deep object": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deeper than we read": b'{"format": ' + b"[" * 80 + b"]" * 80 + b"}",
    "huge integer": b'{"format": ' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("content", CONTENTS)
def test_a_file_that_is_none(name: str, content: str, on_file: Callable[[str, object], Outcome]) -> None:
    code, out, err = on_file(name, CONTENTS[content])
    assert (code, out) == (2, "")
    assert err.endswith(")\n") and len(err.splitlines()) == 1
    assert "Traceback" not in err


@pytest.mark.parametrize("name", COMMANDS)
def test_a_path_that_is_no_file(name: str, command: Callable[..., Outcome], tmp_path: Path) -> None:
    paths = [
        "",
        ".",
        str(tmp_path),
        str(tmp_path / "missing\nfile"),
        "/dev/zero",
        "x" * 5000,
        "a\0b",
        "\udcff",
    ]
    for path in paths:
        code, out, err = command(name, path)
        assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert command(name)[0] == command(name, "a", "b")[0] == 2


@pytest.mark.parametrize("name", [*COMMANDS, "periods", "credit_code", "money"])
@pytest.mark.parametrize("asked", ["-h", "--help"])
def test_help_is_no_fault(name: str, asked: str, command: Callable[..., Outcome]) -> None:
    code, out, err = command(name, asked)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert out.startswith(f"usage: python -m procurement.regulations.{name} ")


def test_a_byte_order_mark_is_no_fault(on_file: Callable[[str, object], Outcome]) -> None:
    plain = on_file("recompute", json.dumps(three()))
    assert plain[0] == 0
    assert on_file("recompute", b"\xef\xbb\xbf" + json.dumps(three()).encode()) == plain


def test_the_command_prints_what_evaluate_returns(process: Callable[..., Outcome], tmp_path: Path) -> None:
    made = three()
    made["bids"][0]["code"] = "甲"
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    code, out, err = process("recompute", str(path))
    assert (code, err, json.loads(out)) == (0, "", scoring.evaluate(made))
    assert "甲" in out


def test_a_closed_pipe_is_no_traceback() -> None:
    script = f"{sys.executable} -m procurement.regulations.money 12 | true"
    done = subprocess.run(["sh", "-c", script], cwd=ROOT, capture_output=True, timeout=30)
    assert done.stderr == b""


@pytest.mark.parametrize("script", [">&-", "2>&- >&-", ">/dev/full"])
def test_a_closed_or_full_output_is_no_traceback(script: str) -> None:
    line = f"{sys.executable} -m procurement.regulations.money 12 {script}"
    done = subprocess.run(["sh", "-c", line], cwd=ROOT, capture_output=True, timeout=30)
    assert b"Traceback" not in done.stderr


ODD: list[Any] = [
    None, True, False, 0, -1, 1.5, 10**400, "", " ", "-1", "+1", "1e99", "NaN", "Infinity", "0x10", "１",
    "1.1234567890123", "9" * 40, "1,000", "a\nb\u2028c", [], [[]], {}, {"a": None}, ["E-20", 1],
]  # fmt: skip
Place = tuple[str | int, ...]


def places(value: Any, path: Place = ()) -> list[Place]:
    """Every place in a JSON value, the value itself included."""
    items: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    return [path, *(found for key, child in items for found in places(child, (*path, key)))]


def replaced(made: Json, place: Place, odd: Any) -> Any:
    if not place:
        return odd
    made = json.loads(json.dumps(made))
    inner: Any = made
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = odd
    return made


def rich() -> Json:
    made = three()
    made["bids"][0]["correction"] = {"corrected_offer": "950000.00", "confirmed": True}
    made["tender"]["consents"] = ["E-20"]
    made["parameters"] = {"sme_rate_max": {"value": "20", "source": "x", "confirmed": True}}
    return made


SUBJECTS: dict[str, tuple[Json, Callable[[Json], object]]] = {
    "recompute": (rich(), scoring.evaluate),
    "performance": (case(), performance.evaluate),
    "receipts": (record(receipt(1), receipt(2)), receipts.verify),
    "draw": (drawing(), draw.verify),
}


@pytest.mark.parametrize("name", SUBJECTS)
def test_an_odd_value_anywhere_is_answered_or_refused_by_name(name: str) -> None:
    made, verdict = SUBJECTS[name]
    for place in places(made)[1:]:
        for odd in ODD:
            try:
                verdict(replaced(made, place, odd))
            except RegulationError as error:
                assert error.field and error.rule


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(name=st.sampled_from(sorted(SUBJECTS)), odd=JSON, data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_anywhere(
    name: str, odd: Any, data: st.DataObject, on_file: Callable[[str, object], Outcome]
) -> None:
    made, _ = SUBJECTS[name]
    place = data.draw(st.sampled_from(places(made)))
    code, out, err = on_file(name, replaced(made, place, odd))
    assert code in (0, 1, 2)
    assert (len(out.splitlines()), len(err.splitlines())) == ((1, 0) if code == 0 else (0, 1))
