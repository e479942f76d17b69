"""The unified social credit code (统一社会信用代码, GB 32100-2015): is it one, whose, may that body supply?

`python -m procurement.regulations.credit_code CODE`. RULES H-10 decides; N- and Y-codes are codes like
any other, so that village collectives can register.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from procurement.regulations.command import Answer, run
from procurement.regulations.errors import RegulationError

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
LENGTH = 18
RULE = "H-10"
YES, NO, ASK = "YES", "NO", "ASK"
OTHER = "OTHER"


@dataclass(frozen=True)
class CreditCode:
    """A valid code: the kind of body, its registry, whether it may supply (YES, NO, ASK), and warnings."""

    code: str
    kind: str
    registry: str
    may_supply: str
    warnings: tuple[str, ...]

    @property
    def region(self) -> str:
        """The division code of positions 3 to 8 (GB/T 2260)."""
        return self.code[2:8]


class InvalidCode(RegulationError):
    """The text is no credit code; `message` says why."""


@cache
def _tables() -> dict[str, dict[str, dict[str, str]]]:
    text = resources.files(__package__).joinpath("data/credit_codes.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, dict[str, str]]] = json.loads(text)
    return found


def normalise(text: str) -> str:
    """The text as it is compared and stored: stripped, upper-case."""
    return text.strip().upper()


def check_character(body: str) -> str:
    """The eighteenth character for the first seventeen."""
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(body, WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def inner_check_character(body: str) -> str:
    """The ninth character of an organisation code (GB 11714) for its first eight."""
    total = sum(int(character, 36) * weight for character, weight in zip(body, INNER_WEIGHTS, strict=True))
    return "0X987654321"[total % 11]


def parse(text: str) -> CreditCode:
    """Read a code. Raises InvalidCode with the reason; a doubtful prefix, region or inner code only warns."""
    code = normalise(text)
    reason = _fault(code)
    if reason:
        raise InvalidCode("CODE", RULE, reason)
    warnings = []
    entry = _tables()["prefixes"].get(code[:2], {"kind": OTHER, "may_supply": ASK})
    may_supply = entry["may_supply"]
    if code[:2] not in _tables()["prefixes"]:
        warnings.append(f"unknown prefix {code[:2]}: ask the registry")
    if not _region_known(code[2:8]):
        warnings.append(f"unknown region {code[2:8]}: ask the registry")
        may_supply = NO if may_supply == NO else ASK
    if inner_check_character(code[8:16]) != code[16]:
        warnings.append("the organisation code in positions 9 to 17 fails its own check (GB 11714)")
    return CreditCode(code, entry["kind"], _registry(code), may_supply, tuple(warnings))


def is_valid(text: str) -> bool:
    """Whether the text is a valid code."""
    return not _fault(normalise(text))


def _fault(code: str) -> str:
    """Why the text is no code, or nothing."""
    if not code:
        return "is empty"
    if len(code) != LENGTH:
        return f"has {len(code)} characters, {LENGTH} are needed"
    for place, character in enumerate(code, start=1):
        if character not in ALPHABET:
            return f"character {character!r} at position {place} is not in the alphabet (no I, O, S, V, Z)"
    if not code[2:8].isdigit():
        return f"region {code[2:8]} (positions 3 to 8) must be digits"
    expected = check_character(code[:17])
    return "" if code[17] == expected else f"check character is {code[17]}, {expected} is right"


def _registry(code: str) -> str:
    registries: dict[str, object] = dict(_tables()["registries"])
    return str(registries.get(code[0], "未知登记管理部门"))


def _region_known(region: str) -> bool:
    tables = _tables()
    if region.startswith("4209"):
        return region in tables["xiaogan"]
    return region[:2] in tables["provinces"]


def main(arguments: Sequence[str]) -> object:
    """The command of FORMATS 3; an invalid code is answered with exit 1."""
    try:
        found = parse(arguments[0])
    except InvalidCode as error:
        reason = f"{error.message} ({RULE})"
        return Answer({"code": normalise(arguments[0]), "valid": False, "reason": reason}, code=1)
    return {
        "code": found.code,
        "valid": True,
        "kind": found.kind,
        "registry": found.registry,
        "may_supply": found.may_supply,
        "warnings": list(found.warnings),
    }


if __name__ == "__main__":
    run(main, "credit_code CODE", 1)
