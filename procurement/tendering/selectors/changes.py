"""What differs between the documents in force and the documents as drafted, place by place (RULES D-14)."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from procurement.core.language import in_language_of_record

from ..models import Amendment, Package, RequirementLine, ScoringFactor, Tender
from .terms import points

LINE, FACTOR, PACKAGE, TERM = "LINE", "FACTOR", "PACKAGE", "TERM"
LINE_FIELDS = ("quantity", "unit", "place", "standard", "by_when")
"""What may change in a line; what is bought may not (87 art. 27)."""
FACTOR_FIELDS = ("name", "kind", "maximum", "objective", "criteria", "intervals")
TERMS = (
    "requirement",
    "opening_place",
    "commercial_terms",
    "payment_terms",
    "price_weight",
    "bond_percent",
    "industry",
    "contract_draft",
)
# What no bid is written by: the one change that need not move the deadline.
_BESIDE_BIDS = frozenset({"opening_place"})
_FROM_CONTRACT = frozenset({"commercial_terms", "payment_terms"})
# A long text is compared line by line: only what changed of it is said.
_LONG = 200


@dataclass(frozen=True, slots=True)
class Change:
    """One place that an amendment changes: where it stands, what stood there, what stands there now.

    ``code``: a line's position or a factor's code; ``field`` is empty where a whole line or factor came or went.
    """

    kind: str
    package: str
    code: str
    name: str
    field: str
    before: str
    after: str

    @property
    def where(self) -> str:
        """Return the place in words, in the reader's language."""
        return _place(self)

    @property
    def label(self) -> str:
        """Return what the field is called; empty where a whole line or factor came or went."""
        if not self.field:
            return ""
        return str(_MODELS[self.kind]._meta.get_field(self.field).verbose_name)


@dataclass(slots=True)
class DraftedPackage:
    """A package as the draft has it."""

    package: Package
    lines: list[RequirementLine]
    factors: list[ScoringFactor]


@dataclass(slots=True)
class Drafted:
    """The documents as a draft has them; ``by_hand``: their contract draft was written on and is left alone."""

    tender: Tender
    packages: list[DraftedPackage]
    by_hand: bool


def packages_of(tender: Tender) -> "models.QuerySet[Package]":
    """Return a tender's packages with what an amendment may change of them."""
    return tender.packages.order_by("number").prefetch_related("requirements", "factors")


@in_language_of_record
def changes_between(tender: Tender, after: Drafted) -> list[Change]:
    """Return every place in which ``after`` differs from the documents in force, in the order of the documents."""
    found: list[Change] = []
    if tender.is_call:
        return found
    for package, one in zip(packages_of(tender), after.packages, strict=True):
        found += _line_changes(package, one)
        found += _factor_changes(package, one)
        if package.price_ceiling != one.package.price_ceiling:
            before, now = (_ceiling(row.price_ceiling) for row in (package, one.package))
            found.append(Change(PACKAGE, package.number, "", "", "price_ceiling", before, now))
    return [*found, *_term_changes(tender, after.tender)]


def _line_changes(package: Package, after: DraftedPackage) -> Iterator[Change]:
    old = {line.position: line for line in package.requirements.all()}
    new = {line.position: line for line in after.lines}
    for position in dict.fromkeys([*old, *new]):
        code = str(position)
        if position not in new:
            yield Change(LINE, package.number, code, old[position].what, "", _whole_line(old[position]), "")
        elif position not in old:
            yield Change(LINE, package.number, code, new[position].what, "", "", _whole_line(new[position]))
        else:
            what = old[position].what
            yield from _fields(LINE, package, code, what, LINE_FIELDS, old[position], new[position])


def _factor_changes(package: Package, after: DraftedPackage) -> Iterator[Change]:
    old = {factor.code: factor for factor in package.factors.all()}
    new = {factor.code: factor for factor in after.factors}
    for code in dict.fromkeys([*old, *new]):
        if code not in new:
            yield Change(FACTOR, package.number, code, old[code].name, "", _whole(old[code]), "")
        elif code not in old:
            yield Change(FACTOR, package.number, code, new[code].name, "", "", _whole(new[code]))
        else:
            name = old[code].name
            yield from _fields(FACTOR, package, code, name, FACTOR_FIELDS, old[code], new[code])


def _fields(
    kind: str, package: Package, code: str, name: str, fields: tuple[str, ...], old: Any, new: Any
) -> Iterator[Change]:
    for field in fields:
        was, now = _said(old, field), _said(new, field)
        if not same(was, now):
            yield Change(kind, package.number, code, name, field, *changed_lines(was, now))


def _term_changes(tender: Tender, after: Tender) -> Iterator[Change]:
    for field in TERMS:
        was, now = _said(tender, field), _said(after, field)
        if not same(was, now):
            yield Change(TERM, "", "", "", field, *changed_lines(was, now))


def _said(row: Any, field: str) -> str:
    """Return a value as the documents write it."""
    if field == "intervals":
        return row.interval_lines
    if field == "kind":
        return str(row.get_kind_display())
    value = getattr(row, field)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return points(value) if isinstance(value, Decimal) else str(value)


def _whole(factor: ScoringFactor) -> str:
    objective = _("，客观分") if factor.objective else ""
    head = _("%(name)s（%(kind)s，%(points)s分%(objective)s）") % {
        "name": factor.name,
        "kind": factor.get_kind_display(),
        "points": points(factor.maximum),
        "objective": objective,
    }
    return "\n".join([head, factor.criteria, *factor.interval_lines.splitlines()])


def _whole_line(line: RequirementLine) -> str:
    head = _("%(what)s：%(quantity)s%(unit)s") % {
        "what": line.what,
        "quantity": points(line.quantity),
        "unit": line.unit,
    }
    return "\n".join(filter(None, [head, line.place, line.standard, line.by_when]))


def _ceiling(value: Decimal | None) -> str:
    return _("预算金额") if value is None else _("%(amount)s元") % {"amount": f"{value:,.2f}"}


def same(one: str, other: str) -> bool:
    """Compare texts as they are read: a browser sends other line ends than were stored."""
    return one.splitlines() == other.splitlines()


def changed_lines(was: str, now: str) -> tuple[str, str]:
    """Return two texts as their difference is read: short ones whole, of long ones the lines that changed."""
    if len(was) < _LONG and len(now) < _LONG:
        return was, now
    old, new = was.splitlines(), now.splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    parts = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    gone = [line for _tag, start, end, _from, _to in parts for line in old[start:end]]
    come = [line for _tag, _from, _to, start, end in parts for line in new[start:end]]
    return "\n".join(gone), "\n".join(come)


def _place(change: Change) -> str:
    values = {
        "package": change.package,
        "code": change.code,
        "name": change.name,
        "field": change.label,
    }
    if change.kind == LINE:
        return _line_place(change) % values
    if change.kind == PACKAGE:
        return _("第%(package)s包%(field)s") % values
    if change.kind == TERM:
        return values["field"]
    if change.field:
        return _("第%(package)s包评分因素%(code)s“%(name)s”的%(field)s") % values
    if change.after:
        return _("第%(package)s包新增评分因素%(code)s") % values
    return _("第%(package)s包删去评分因素%(code)s“%(name)s”") % values


def _line_place(change: Change) -> str:
    if change.field:
        return _("第%(package)s包采购需求第%(code)s项“%(name)s”的%(field)s")
    if change.after:
        return _("第%(package)s包新增采购需求第%(code)s项“%(name)s”")
    return _("第%(package)s包删去采购需求第%(code)s项“%(name)s”")


_MODELS: Mapping[str, type[models.Model]] = {
    LINE: RequirementLine,
    FACTOR: ScoringFactor,
    PACKAGE: Package,
    TERM: Tender,
}


def touches_bids(changes: list[Change]) -> bool:
    """Tell whether a bid is written by anything that changes: then the deadline moves where the law asks."""
    return any(change.field not in _BESIDE_BIDS for change in changes)


def lines_move(changes: list[Change]) -> bool:
    """Tell whether lines come or go: then somebody has to answer for it that the subject stays (87 art. 27)."""
    return any(change.kind == LINE and not change.field for change in changes)


def contract_lags(after: Drafted, changes: list[Change]) -> bool:
    """Tell whether a contract draft that was written on by hand still says what the amendment changes."""
    fields = {change.field for change in changes}
    touched = any(change.kind == LINE for change in changes) or bool(fields & _FROM_CONTRACT)
    return after.by_hand and touched and "contract_draft" not in fields


def as_data(changes: list[Change]) -> list[dict[str, str]]:
    """Return changes as an amendment keeps them."""
    return [asdict(change) for change in changes]


def changes_of(amendment: Amendment) -> list[Change]:
    """Return what an amendment changed; nothing for one that moved dates or was words alone."""
    return [Change(**row) for row in amendment.changes]


@in_language_of_record
def published_rows(amendment: Amendment) -> list[dict[str, Any]]:
    """Return an amendment's difference as the documents of the new version carry it."""
    return [
        {
            "amendment": amendment.number,
            "number": number,
            "where": change.where,
            "before": change.before,
            "after": change.after,
        }
        for number, change in enumerate(changes_of(amendment), start=1)
    ]
