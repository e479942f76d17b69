"""Reading what outsiders hand in: JSON files whose every field is checked before it is used.

A number is a string of decimal digits: binary floats, exponents, signs and separators are refused.
"""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from procurement.regulations.errors import RegulationError

LARGEST_FILE = 32 * 1024 * 1024
DEEPEST = 60
NUMBER = re.compile(r"0*[0-9]{1,15}(\.[0-9]{1,12})?")
DIGITS = re.compile(r"[0-9]+(\.[0-9]+)?")
HEX = re.compile(r"(?:[0-9a-f]{2})+")
SHA256 = re.compile(r"[0-9a-f]{64}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
)


@dataclass(frozen=True)
class NotJson:
    """Stands where a file says NaN or Infinity, until the walk can say at which field."""

    name: str


def shown(value: object) -> str:
    """A value as an error line quotes it: short, and escaped."""
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def parse_number(value: object, field: str, rule: str) -> Decimal:
    """A string of decimal digits (at most 15 before and 12 behind the point) as an exact Decimal."""
    if isinstance(value, str) and DIGITS.fullmatch(value) and not NUMBER.fullmatch(value):
        raise RegulationError(
            field, rule, f"has more than 15 digits before or 12 behind the point: {shown(value)}"
        )
    if not isinstance(value, str) or not NUMBER.fullmatch(value):
        raise RegulationError(field, rule, f"must be a string of decimal digits, not {shown(value)}")
    return Decimal(value)


def parse_amount(value: object, field: str, rule: str) -> Decimal:
    """An amount in yuan: digits, with at most two decimals written, be they zeros."""
    amount = parse_number(value, field, rule)
    if len(str(value).partition(".")[2]) > 2:
        raise RegulationError(field, rule, f"has more than two decimals: {shown(value)}")
    return amount


def parse_day(value: object, field: str, rule: str) -> date:
    """A date written YYYY-MM-DD, nothing else that ISO 8601 also allows."""
    if isinstance(value, str) and DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise RegulationError(field, rule, f"must be a date such as 2026-09-30, not {shown(value)}")


def parse_moment(value: object, field: str, rule: str) -> datetime:
    """A moment with its offset from UTC: 2026-10-08T09:00:00+08:00."""
    if isinstance(value, str) and MOMENT.fullmatch(value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    raise RegulationError(field, rule, f"must be a time with an offset, not {shown(value)}")


@dataclass(frozen=True)
class Node:
    """One JSON object, where it stands in the file, and the rule that its fields answer to."""

    data: dict[str, object]
    path: str
    rule: str

    def at(self, key: str) -> str:
        """The path of a field, for error lines."""
        return f"{self.path}.{key}" if self.path else key

    def fail(self, key: str, message: str, rule: str | None = None) -> RegulationError:
        """The error to raise about a field."""
        return RegulationError(self.at(key), rule or self.rule, message)

    def require(self, key: str) -> None:
        """Raise RegulationError where a field is missing; null is a value."""
        if key not in self.data:
            raise self.fail(key, "is missing")

    def get(self, key: str) -> object:
        """The raw value of a field that must be there."""
        self.require(key)
        return self.data[key]

    def text(self, key: str) -> str:
        value = self.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(key, f"must be a text that is not empty, not {shown(value)}")
        return value

    def flag(self, key: str) -> bool:
        value = self.get(key)
        if not isinstance(value, bool):
            raise self.fail(key, f"must be true or false, not {shown(value)}")
        return value

    def choice(self, key: str, allowed: Collection[str]) -> str:
        value = self.get(key)
        if not isinstance(value, str) or value not in allowed:
            raise self.fail(key, f"must be one of {', '.join(allowed)}, not {shown(value)}")
        return value

    def count(self, key: str, low: int, high: int = 10_000) -> int:
        value = self.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.fail(key, f"must be a whole number from {low} to {high}, not {shown(value)}")
        return value

    def number(self, key: str, high: int | None = None, rule: str | None = None) -> Decimal:
        value = parse_number(self.get(key), self.at(key), rule or self.rule)
        if high is not None and value > high:
            raise self.fail(key, f"must not be above {high}", rule)
        return value

    def amount(self, key: str) -> Decimal:
        """An amount above zero: a procurement is for pay (采购法第二条)."""
        value = parse_amount(self.get(key), self.at(key), self.rule)
        if value == 0:
            raise self.fail(key, "must be above zero")
        return value

    def day(self, key: str) -> date:
        return parse_day(self.get(key), self.at(key), self.rule)

    def moment(self, key: str) -> datetime:
        return parse_moment(self.get(key), self.at(key), self.rule)

    def hex(self, key: str, pattern: re.Pattern[str] = SHA256) -> str:
        value = self.get(key)
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise self.fail(key, f"must be lower-case hex, not {shown(value)}")
        return value

    def items(self, key: str) -> list[object]:
        value = self.get(key)
        if not isinstance(value, list):
            raise self.fail(key, f"must be a list, not {shown(value)}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.items(key)
        for index, value in enumerate(values):
            if not isinstance(value, str) or not value.strip():
                raise self.fail(f"{key}[{index}]", f"must be a text that is not empty, not {shown(value)}")
        return tuple(str(value) for value in values)

    def node(self, key: str) -> "Node":
        value = self.get(key)
        if not isinstance(value, dict):
            raise self.fail(key, f"must be an object, not {shown(value)}")
        return Node(value, self.at(key), self.rule)

    def nodes(self, key: str) -> Iterator["Node"]:
        for index, value in enumerate(self.items(key)):
            if not isinstance(value, dict):
                raise self.fail(f"{key}[{index}]", f"must be an object, not {shown(value)}")
            yield Node(value, f"{self.at(key)}[{index}]", self.rule)

    def null(self, key: str) -> bool:
        """Whether the field is there and says null."""
        return self.get(key) is None


def load(path: str, form: str, rule: str) -> Node:
    """Read a file of the named format. Raises RegulationError for whatever is not such a file."""
    document = _parse(_read(path, rule), rule)
    _vet(document, rule)
    if not isinstance(document, dict):
        raise RegulationError("file", rule, f"must hold a JSON object, not {shown(document)}")
    top = Node(document, "", rule)
    if top.get("format") != form:
        raise top.fail("format", f"must be {form!r}, not {shown(document['format'])}")
    return top


def _read(path: str, rule: str) -> str:
    try:
        with Path(path).open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such name"
        raise RegulationError("file", rule, f"cannot read {shown(path)}: {reason}") from None
    if len(content) > LARGEST_FILE:
        raise RegulationError("file", rule, f"is larger than {LARGEST_FILE} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RegulationError("file", rule, f"is not UTF-8 at byte {error.start}") from None


def _parse(text: str, rule: str) -> object:
    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in pairs:
            if key in found:
                raise RegulationError(key, rule, "stands twice in one object")
            found[key] = value
        return found

    try:
        return json.loads(text, object_pairs_hook=unique, parse_constant=NotJson)
    except RecursionError:
        raise RegulationError("file", rule, "is nested too deeply") from None
    except RegulationError:
        raise
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        raise RegulationError("file", rule, f"is not JSON: {error.msg} at {place}") from None
    except ValueError:
        raise RegulationError("file", rule, "holds a number too long to read") from None


def _vet(document: object, rule: str) -> None:
    """Refuse what JSON cannot say (NaN), what UTF-8 cannot write, and depth for its own sake."""
    waiting: list[tuple[object, str, int]] = [(document, "", 0)]
    while waiting:
        value, path, depth = waiting.pop()
        if depth > DEEPEST:
            raise RegulationError("file", rule, f"is nested deeper than {DEEPEST} levels")
        if isinstance(value, NotJson):
            raise RegulationError(path or "file", rule, f"{value.name} is not JSON")
        if isinstance(value, str) and not _writable(value):
            raise RegulationError(path or "file", rule, "holds a lone surrogate, which UTF-8 cannot write")
        waiting.extend((child, name, depth + 1) for child, name in _children(value, path, rule))


def _children(value: object, path: str, rule: str) -> Iterator[tuple[object, str]]:
    if isinstance(value, dict):
        for key, child in value.items():
            name = f"{path}.{key}" if path else key
            if not _writable(key):
                raise RegulationError(name, rule, "holds a lone surrogate, which UTF-8 cannot write")
            yield child, name
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield child, f"{path}[{index}]"


def _writable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
