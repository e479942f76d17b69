"""What an amendment changes, place by place: the documents in force beside the documents as drafted (D-10 to D-14).

A draft is an overlay of plain data. ``drafted`` lays it over the documents in memory; what is shown before it is
published, what the notice says and what is written in the end all come from there.
"""

import copy
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from procurement.core import clock
from procurement.core.language import in_language_of_record
from procurement.regulations import intervals
from procurement.regulations.canonical import canonical_json, sha256_hex

from ..models import AmendmentDraft, Package, RequirementLine, ScoringFactor, Tender
from .changes import PACKAGE, TERM, Change, Drafted, DraftedPackage, packages_of, same
from .contract_text import contract_draft, payment_sentence
from .medium import notice_day
from .takeover import commercial_text
from .terms import Problem, ceiling_problem, is_scored, sum_problem, term_problems


def draft_of(tender: Tender) -> AmendmentDraft | None:
    """Return what is drafted of the next amendment, if anything."""
    return AmendmentDraft.objects.filter(tender=tender).first()


def fingerprint(content: Mapping[str, Any]) -> str:
    """Return a draft as one hash: what somebody looked at and what is published must be the same."""
    return sha256_hex(canonical_json(content))


@in_language_of_record
def drafted(tender: Tender, content: Mapping[str, Any]) -> Drafted:
    """Return the documents with a draft laid over them, in memory; nothing is written.

    The call of a closed framework has no documents beside its notice: nothing of it is drafted.
    """
    if tender.is_call:
        return Drafted(tender, [], by_hand=True)
    packages = [_drafted_package(package, content) for package in packages_of(tender)]
    before = [line for package in packages_of(tender) for line in package.requirements.all()]
    changed = copy.copy(tender)
    terms = dict(content.get("terms", {}))
    for name in ("price_weight", "bond_percent"):
        if name in terms:
            terms[name] = Decimal(terms[name])
    for name, value in terms.items():
        setattr(changed, name, value)
    if "commercial" in terms:
        changed.commercial_terms = commercial_text(changed.commercial)
    if "payment_plan" in terms:
        changed.payment_terms = payment_sentence(changed.payment_plan)
    built = same(tender.contract_draft, contract_draft(tender, before))
    if built and "contract_draft" not in terms:
        after = contract_draft(changed, [line for one in packages for line in one.lines])
        changed.contract_draft = tender.contract_draft if same(after, tender.contract_draft) else after
    return Drafted(changed, packages, by_hand=not built or "contract_draft" in terms)


def package_in(documents: Drafted, package: Package) -> DraftedPackage:
    """Return one package as the draft has it."""
    return next(one for one in documents.packages if one.package.pk == package.pk)


def _drafted_package(package: Package, content: Mapping[str, Any]) -> DraftedPackage:
    given = content.get("packages", {}).get(package.number, {})
    changed = copy.copy(package)
    if "price_ceiling" in given:
        changed.price_ceiling = Decimal(given["price_ceiling"]) if given["price_ceiling"] else None
    lines = list(package.requirements.all())
    factors = list(package.factors.all())
    if "requirements" in given:
        there = {line.position: line for line in lines}
        lines = [_drafted_line(package, there.get(row["position"]), row) for row in given["requirements"]]
    if "factors" in given:
        known = {factor.code: factor for factor in factors}
        factors = [
            _drafted_factor(package, known.get(row["code"]), position, row)
            for position, row in enumerate(given["factors"], start=1)
        ]
    return DraftedPackage(changed, lines, factors)


def _drafted_line(package: Package, line: RequirementLine | None, row: Mapping[str, Any]) -> RequirementLine:
    return _with(line or RequirementLine(package=package), {**row, "quantity": Decimal(row["quantity"])})


def _drafted_factor(
    package: Package, factor: ScoringFactor | None, position: int, row: Mapping[str, Any]
) -> ScoringFactor:
    values = {**row, "maximum": Decimal(row["maximum"]), "position": position}
    values["intervals"] = intervals.to_data(intervals.parse(row["intervals"]))
    return _with(factor or ScoringFactor(package=package), values)


def _with(row: Any, values: Mapping[str, Any]) -> Any:
    changed = copy.copy(row)
    for name, value in values.items():
        setattr(changed, name, value)
    return changed


def drafted_problems(tender: Tender, after: Drafted, changes: list[Change], at: datetime) -> list[Problem]:
    """Return what the law has against the documents as drafted, as far as they change; empty: publish them."""
    on: date = notice_day(tender) or clock.local_date(at)
    fields = {change.field for change in changes if change.kind == TERM}
    found = [row for row in term_problems(after.tender, on=on) if row.field in fields]
    for one in after.packages:
        ceiling = ceiling_problem(one.package)
        if ceiling and any(row.kind == PACKAGE and row.package == one.package.number for row in changes):
            found.append(ceiling)
        wrong = sum_problem(after.tender, [factor.maximum for factor in one.factors])
        found += [wrong] if wrong and is_scored(after.tender) else []
    return found


def positions_ever(package: Package) -> set[int]:
    """Return every line number that a version of these documents has used: none is given to another line."""
    used = {line.position for line in package.requirements.all()}
    return used | {int(row["position"]) for row in _published(package, "requirements")}


def codes_ever(package: Package) -> set[str]:
    """Return every factor code that a version of these documents has used: none is given to another factor."""
    used = {factor.code for factor in package.factors.all()}
    return used | {row["code"] for row in _published(package, "factors")}


def _published(package: Package, table: str) -> Iterator[dict[str, Any]]:
    for payload in package.tender.documents.values_list("payload", flat=True):
        for row in payload.get("packages", []):
            if row.get("number") == package.number:
                yield from row[table]
