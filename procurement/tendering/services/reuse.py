"""Taking over the documents of an earlier procurement into a file that has just been opened."""

from datetime import datetime

from django.utils.translation import gettext as _

from procurement.core import audit, clock
from procurement.core.actors import Actor
from procurement.core.errors import DomainError

from ..lifecycle import TENDER
from ..models import Package, QualificationCondition, RequirementLine, ScoringFactor, Tender
from ..selectors.reserves import share_conditions
from ..selectors.reuse import reusable
from ..selectors.terms import is_scored, sum_problem, term_problems

# Terms that last from year to year; those the law has changed since stay at today's default.
_LASTING = ("price_weight", "price_is_fixed", "accepts_consortium", "bond_percent")
_WORDS = (
    "qualification_note",
    "commercial",
    "commercial_terms",
    "payment_plan",
    "payment_terms",
    "risk_plan",
    "read_out",
)
_LINE = ("position", "what", "quantity", "unit", "place", "standard", "by_when")
_FACTOR = ("code", "name", "kind", "maximum", "objective", "criteria", "intervals", "position")


def take_over(*, tender: Tender, source: Tender, actor: Actor, at: datetime) -> None:
    """Fill a new file from ``source``: lines, conditions, scoring table, terms, payment and risk plan.

    Money, dates, reviews and the contract draft are never taken over. Refused for documents that were never
    released or are of another purchaser and another catalogue entry.
    """
    if not reusable(tender.plan).filter(pk=source.pk).exists():
        text = _("只能沿用本单位的、或者同一目录条目的已发布采购文件。请重新选择。")
        raise DomainError(text, field="source", rule="N-12")
    _terms(tender, source, at)
    old = list(source.packages.order_by("number").prefetch_related("requirements", "conditions", "factors"))
    for number, package in enumerate(tender.packages.order_by("number")):
        _package(package, old[min(number, len(old) - 1)])
    audit.record(
        subject_kind=TENDER.subject_kind,
        subject_code=tender.code,
        action="take_over",
        actor=actor,
        at=at,
        basis="N-12",
        changes={"taken_from": source.code},
    )


def _terms(tender: Tender, source: Tender, at: datetime) -> None:
    for name in _WORDS:
        if not getattr(tender, name):
            setattr(tender, name, getattr(source, name))
    for name in _LASTING:
        before = getattr(tender, name)
        setattr(tender, name, getattr(source, name))
        if any(problem.field == name for problem in term_problems(tender, on=clock.local_date(at))):
            setattr(tender, name, before)
    tender.taken_from = source.code
    tender.save(update_fields=[*_WORDS, *_LASTING, "taken_from"])


def _package(package: Package, source: Package) -> None:
    RequirementLine.objects.bulk_create(
        RequirementLine(package=package, **{name: getattr(row, name) for name in _LINE})
        for row in source.requirements.all()
    )
    _conditions(package, source)
    factors = list(source.factors.all())
    maxima = [row.maximum for row in factors]
    if is_scored(package.tender) and sum_problem(package.tender, maxima) is None:
        ScoringFactor.objects.bulk_create(
            ScoringFactor(package=package, **{name: getattr(row, name) for name in _FACTOR})
            for row in factors
        )


def _conditions(package: Package, source: Package) -> None:
    """Add the conditions that were made for the service to those that every tender has."""
    known = {row.text for row in package.conditions.all()}
    reserve = {row["text"] for row in share_conditions(source.tender.item)}
    added = [row for row in source.conditions.all() if row.text not in known | reserve]
    start = len(known) + 1
    QualificationCondition.objects.bulk_create(
        QualificationCondition(package=package, code=f"Q{number}", text=row.text, basis=row.basis)
        for number, row in enumerate(added, start=start)
    )
