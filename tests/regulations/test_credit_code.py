"""H-10: unified social credit codes, village collectives included."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.regulations.credit_code import ALPHABET, InvalidCode, check_character, is_valid, parse

from .conftest import Outcome

VALID = [
    ("91440300708461136T", "ENTERPRISE", "YES"),
    ("914403001922038216", "ENTERPRISE", "YES"),
    ("91330100799655058B", "ENTERPRISE", "YES"),
    ("91420111751839827U", "ENTERPRISE", "YES"),
    ("51420922500123453T", "SOCIAL_ASSOCIATION", "YES"),
    ("52420922MJH000000Y", "SOCIAL_SERVICE_INSTITUTION", "YES"),
    ("93420922MA49ABCDX6", "FARMERS_COOPERATIVE", "YES"),
    ("N2420922MF0123451L", "RURAL_COLLECTIVE", "YES"),
    ("12420922420123453L", "PUBLIC_INSTITUTION", "ASK"),
    ("54420922MF7654327G", "VILLAGE_COMMITTEE", "YES"),
    ("91420922MA480001XC", "ENTERPRISE", "YES"),
    ("91420922MA48001080", "ENTERPRISE", "YES"),
    ("12440307G34813575J", "PUBLIC_INSTITUTION", "ASK"),
    ("N3420923805838820T", "RURAL_COLLECTIVE", "YES"),
    ("N1420922751648430M", "RURAL_COLLECTIVE", "YES"),
    ("Y14209212401005539", "OTHER", "ASK"),
]
INVALID = [
    ("91440300708461136X", "check character"),
    ("9144O300708461136T", "'O' at position 5"),
    ("9144030070846113T", "17 characters"),
    ("91440300704861136T", "check character"),
    ("", "empty"),
    ("   ", "empty"),
    ("I2421100420796199W", "'I' at position 1"),
    ("not-a-credit-code", "17 characters"),
    ("9111000060003IOZSV", "alphabet"),
    ("42092112345678X", "15 characters"),
    ("12421100402796199W", "check character"),
    ("91４40300708461136T", "alphabet"),
    ("9144A300708461136T", "region"),
]
KINDS = {
    "11": ("STATE_ORGAN", "NO"), "12": ("PUBLIC_INSTITUTION", "ASK"), "13": ("MASS_ORGANISATION", "ASK"),
    "31": ("LAW_FIRM", "YES"), "51": ("SOCIAL_ASSOCIATION", "YES"), "52": ("SOCIAL_SERVICE_INSTITUTION", "YES"),
    "53": ("FOUNDATION", "YES"), "54": ("VILLAGE_COMMITTEE", "YES"), "55": ("RESIDENTS_COMMITTEE", "YES"),
    "59": ("OTHER_CIVIL_AFFAIRS", "ASK"), "81": ("TRADE_UNION", "ASK"), "91": ("ENTERPRISE", "YES"),
    "92": ("INDIVIDUAL_BUSINESS", "YES"), "93": ("FARMERS_COOPERATIVE", "YES"), "N1": ("RURAL_COLLECTIVE", "YES"),
    "N2": ("RURAL_COLLECTIVE", "YES"), "N3": ("RURAL_COLLECTIVE", "YES"), "Y1": ("OTHER", "ASK"),
    "A1": ("OTHER", "ASK"),
}  # fmt: skip


def made(prefix: str, region: str = "420923", body: str = "MF7654327") -> str:
    """A code with the right check character."""
    return prefix + region + body + check_character(prefix + region + body)


@pytest.mark.parametrize(("code", "kind", "may_supply"), VALID)
def test_valid_codes(code: str, kind: str, may_supply: str) -> None:
    found = parse(f"  {code.lower()}\n")
    assert (found.code, found.kind, found.may_supply, found.warnings) == (code, kind, may_supply, ())


@pytest.mark.parametrize(("code", "reason"), INVALID)
def test_invalid_codes(code: str, reason: str) -> None:
    with pytest.raises(InvalidCode, match=reason):
        parse(code)
    assert not is_valid(code)


@pytest.mark.parametrize("prefix", KINDS)
def test_every_kind_and_whether_it_may_supply(prefix: str) -> None:
    found = parse(made(prefix))
    assert (found.kind, found.may_supply, found.warnings) == (*KINDS[prefix], ())


def test_doubts_warn_and_ask_but_do_not_refuse() -> None:
    assert parse(made("94")).may_supply == "ASK"
    assert parse(made("94")).warnings == ("unknown prefix 94: ask the registry",)
    for region in ("990101", "420999", "000000"):
        found = parse(made("91", region))
        assert (found.may_supply, found.warnings) == ("ASK", (f"unknown region {region}: ask the registry",))
    assert parse(made("11", "990101")).may_supply == "NO"
    inner = parse(made("91", body="751839821"))
    assert (inner.may_supply, len(inner.warnings)) == ("YES", 1)
    assert parse(made("93")).region == "420923"


@given(
    place=st.integers(0, 16),
    character=st.sampled_from(ALPHABET),
    code=st.sampled_from([c for c, *_ in VALID]),
)
@settings(max_examples=150, deadline=None)
def test_one_wrong_character_is_always_found(place: int, character: str, code: str) -> None:
    changed = code[:place] + character + code[place + 1 :]
    assert is_valid(changed) == (changed == code)


def test_command_answers_and_refuses(process: Callable[..., Outcome]) -> None:
    code, out, err = process("credit_code", " n2420922mf0123451l ")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "code": "N2420922MF0123451L",
        "valid": True,
        "kind": "RURAL_COLLECTIVE",
        "registry": "农业农村",
        "may_supply": "YES",
        "warnings": [],
    }
    code, out, err = process("credit_code", "91440300708461136X")
    assert (code, err) == (1, "")
    assert json.loads(out) == {
        "code": "91440300708461136X",
        "valid": False,
        "reason": "check character is X, T is right (H-10)",
    }


@pytest.mark.parametrize("text", ["", "\udcff", "é" * 18, "9" * 5000, "91\n420111751839827U"])
def test_command_answers_whatever_it_is_asked(text: str, command: Callable[..., Outcome]) -> None:
    code, out, err = command("credit_code", text)
    assert (code, err, out.count("\n")) == (1, "", 1)
    assert json.loads(out)["valid"] is False


def test_command_wants_one_code(command: Callable[..., Outcome]) -> None:
    code, out, err = command("credit_code")
    assert (code, out, err.count("\n")) == (2, "", 1)
