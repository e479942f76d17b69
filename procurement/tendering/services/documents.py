"""Building the tables of the documents: requirement lines, conditions, scoring factors, payment plan."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.regulations import intervals, scoring_templates
from procurement.regulations.scoring_templates import Template

from .. import permissions
from ..enums import FactorKind, Level
from ..models import Package, QualificationCondition, RequirementLine, ScoringFactor, Tender
from ..selectors.contract_text import contract_draft, payment_sentence
from ..selectors.policy import article
from ..selectors.tables import condition_rows, factor_rows, requirement_rows
from ..selectors.terms import HUNDRED, interval_problem, is_scored, method_of, points, sum_problem
from .drafting import editable, note_edit, refuse, refuse_stale, refuse_wording

# What a condition of payment says that is no condition of an advance.
_ACCEPTED = "验收"
Rows = Iterable[Mapping[str, Any]]
"""What a table says, row by row. Each ``set_`` takes ``seen``, the fingerprint of the table that was on the page."""


@transaction.atomic
def set_requirements(
    *, package: Package, rows: Rows, actor: Actor, at: datetime, seen: str = ""
) -> list[RequirementLine]:
    """Replace the requirement lines: what, quantity, unit, place, standard, by_when."""
    editable(tender=package.tender, verdict=permissions.prepare(actor, package))
    refuse_stale(seen=seen, rows=requirement_rows(package))
    lines = requirement_lines(package=package, rows=rows, at=at)
    package.requirements.all().delete()
    RequirementLine.objects.bulk_create(lines)
    changes = {"package": package.number, "requirements": [str(line) for line in lines]}
    note_edit(tender=package.tender, actor=actor, at=at, changes=changes)
    return lines


def requirement_lines(*, package: Package, rows: Rows, at: datetime) -> list[RequirementLine]:
    """Return requirement lines as they would be kept, each checked; nothing is written."""
    lines = [
        RequirementLine(
            package=package,
            position=position,
            what=_text(row, "what"),
            quantity=Decimal(str(row["quantity"])),
            unit=_text(row, "unit"),
            place=_text(row, "place"),
            standard=_text(row, "standard"),
            by_when=_text(row, "by_when"),
        )
        for position, row in enumerate(rows, start=1)
    ]
    if not lines:
        raise DomainError(
            _("至少写一行服务内容、数量和标准（需求管理办法第六条）。"), field="rows", rule="G-10"
        )
    for line in lines:
        _check_line(line, at)
    return lines


def _check_line(line: RequirementLine, at: datetime) -> None:
    where = {"position": line.position}
    if not (line.what and line.unit and line.standard):
        text = _("第%(position)s行：请写全服务内容、单位和服务标准（需求管理办法第六条）。")
        raise DomainError(text % where, field="rows", rule="G-10")
    if line.quantity <= 0:
        raise DomainError(_("第%(position)s行：数量必须大于零。") % where, field="rows", rule="G-10")
    refuse_wording(text=f"{line.what} {line.standard}", field="rows", choosing=False, at=at)


@transaction.atomic
def set_conditions(
    *, package: Package, rows: Rows, actor: Actor, at: datetime, seen: str = ""
) -> list[QualificationCondition]:
    """Replace the qualification conditions: text and the article each rests on; codes Q1, Q2 … are given."""
    editable(tender=package.tender, verdict=permissions.prepare(actor, package))
    refuse_stale(seen=seen, rows=condition_rows(package))
    found = [
        QualificationCondition(
            package=package, code=f"Q{number}", text=_text(row, "text"), basis=_text(row, "basis")
        )
        for number, row in enumerate(rows, start=1)
    ]
    if not found:
        text = _("至少写明%(article)s的条件。") % {"article": article("H-01")}
        raise DomainError(text, field="rows", rule="H-01")
    for condition in found:
        if not (condition.text and condition.basis):
            text = _("%(code)s：资格条件须写明内容和依据（%(article)s）。")
            values = {"code": condition.code, "article": article("A-07")}
            raise DomainError(text % values, field="rows", rule="A-07")
        refuse_wording(text=condition.text, field="rows", choosing=True, at=at)
    package.conditions.all().delete()
    QualificationCondition.objects.bulk_create(found)
    changes = {"package": package.number, "conditions": [row.text for row in found]}
    note_edit(tender=package.tender, actor=actor, at=at, changes=changes)
    return found


@transaction.atomic
def set_factors(
    *, package: Package, rows: Rows, actor: Actor, at: datetime, seen: str = ""
) -> list[ScoringFactor]:
    """Replace the scoring table: name, kind, maximum, objective, criteria, intervals (code optional: T1, C1 …).

    ``intervals`` are lines as ``regulations.intervals`` reads them; left out, they are looked for in the
    criteria. Refused unless maxima and price weight make 100 (E-22) and every factor has its levels (E-25).
    """
    tender = package.tender
    editable(tender=tender, verdict=permissions.prepare(actor, tender))
    refuse_stale(seen=seen, rows=factor_rows(package))
    if not is_scored(tender):
        text = _("%(rule)s不设评分表：实质性响应者中价格最低的成交（%(article)s）。")
        values = {"rule": tender.get_award_rule_display(), "article": article("E-31")}
        raise DomainError(text % values, field="factors", rule="E-31")
    factors = scoring_factors(package=package, tender=tender, rows=rows, at=at)
    package.factors.all().delete()
    ScoringFactor.objects.bulk_create(factors)
    changes = {"package": package.number, "factors": {row.code: points(row.maximum) for row in factors}}
    note_edit(tender=tender, actor=actor, at=at, changes=changes)
    return factors


def scoring_factors(
    *, package: Package, tender: Tender, rows: Rows, conditions: Iterable[str] | None = None, at: datetime
) -> list[ScoringFactor]:
    """Return a scoring table as it would be kept, checked against ``tender``'s price weight; nothing is written.

    ``conditions``: the qualification conditions, none of which may be scored (E-25); the package's own where left
    out.
    """
    if conditions is None:
        conditions = [condition.text for condition in package.conditions.all()]
    factors = _factors(package, rows)
    for factor in factors:
        _check_factor(factor, at)
    _check_not_conditions(conditions, factors)
    wrong = sum_problem(tender, [factor.maximum for factor in factors])
    if wrong:
        refuse(problem=wrong)
    for factor in factors:
        _check_intervals(factor)
    return factors


def _factors(package: Package, rows: Rows) -> list[ScoringFactor]:
    counts = {FactorKind.TECHNICAL.value: 0, FactorKind.COMMERCIAL.value: 0}
    found = []
    for position, row in enumerate(rows, start=1):
        kind = str(row["kind"])
        counts[kind] += 1
        found.append(
            ScoringFactor(
                package=package,
                code=row.get("code") or f"{kind[0]}{counts[kind]}",
                name=_text(row, "name"),
                kind=kind,
                maximum=Decimal(str(row["maximum"])),
                objective=bool(row.get("objective")),
                criteria=_text(row, "criteria"),
                position=position,
                intervals=intervals.to_data(
                    intervals.parse(_text(row, "intervals") or _text(row, "criteria"))
                ),
            )
        )
    return found


@transaction.atomic
def use_template(*, package: Package, template: Template, actor: Actor, at: datetime) -> list[ScoringFactor]:
    """Replace the scoring table by a template's, spread over the points that the price leaves (E-22)."""
    left = HUNDRED - package.tender.price_weight
    rows = [
        {
            "name": row.name,
            "kind": row.kind,
            "maximum": row.maximum,
            "objective": row.objective,
            "criteria": row.criteria,
            "intervals": intervals.as_lines(row.intervals),
        }
        for row in scoring_templates.rows_of(template, left)
    ]
    return set_factors(package=package, rows=rows, actor=actor, at=at)


def _check_factor(factor: ScoringFactor, at: datetime) -> None:
    where = {"article": article("E-25", method_of(factor))}
    if not (factor.name and factor.criteria):
        text = _("评审因素须细化、量化，请写明名称和评分标准（%(article)s）。")
        cell = (factor.position, "criteria" if factor.name else "name")
        raise DomainError(text % where, field="factors", rule="E-25", cell=cell)
    if factor.maximum <= 0:
        text = _("分值必须大于零。")
        raise DomainError(text, field="factors", rule="E-22", cell=(factor.position, "maximum"))
    for cell, written in (
        ("name", factor.name),
        ("criteria", factor.criteria),
        ("intervals", factor.interval_lines),
    ):
        place = (factor.position, cell)
        refuse_wording(text=written, field="factors", choosing=True, at=at, cell=place)


def _check_intervals(factor: ScoringFactor) -> None:
    found = interval_problem(factor)
    if found:
        raise DomainError(found, field="factors", rule="E-25", cell=(factor.position, "intervals"))


def _check_not_conditions(conditions: Iterable[str], factors: list[ScoringFactor]) -> None:
    """A qualification condition is no scoring factor (E-25)."""
    bare = [condition.rstrip("。") for condition in conditions]
    for factor in factors:
        texts = (factor.name, factor.criteria)
        if any(condition and condition in text for condition in bare for text in texts):
            text = _(
                "“%(name)s”是资格条件，不能再作为评审因素（%(article)s）。请删去，或者改为可以分档的服务指标。"
            )
            values = {"name": factor.name, "article": article("E-25", method_of(factor))}
            cell = (factor.position, "criteria")
            raise DomainError(text % values, field="factors", rule="E-25", cell=cell)


@transaction.atomic
def set_payment_plan(*, tender: Tender, rows: Rows, actor: Actor, at: datetime, seen: str = "") -> Tender:
    """Replace the payment plan: stage, percent, condition, advance; the percentages make 100 of the price.

    ``advance`` marks what is paid before acceptance and offset afterwards (N-19): the first stage, at most.
    """
    locked = editable(tender=tender, verdict=permissions.prepare(actor, tender))
    refuse_stale(seen=seen, rows=locked.payment_plan)
    plan = payment_rows(rows=rows)
    tender.payment_plan, tender.payment_terms = plan, payment_sentence(plan)
    tender.save(update_fields=["payment_plan", "payment_terms"])
    note_edit(tender=tender, actor=actor, at=at, changes={"payment_plan": plan})
    return tender


def payment_rows(*, rows: Rows) -> list[dict[str, Any]]:
    """Return a payment plan as it would be kept, checked; nothing is written."""
    plan = [
        {
            "stage": _text(row, "stage"),
            "percent": str(row["percent"]),
            "condition": _text(row, "condition"),
            **({"advance": True} if row.get("advance") else {}),
        }
        for row in rows
    ]
    total = sum((Decimal(row["percent"]) for row in plan), Decimal(0))
    if total != 100:
        text = _("各期付款合计%(total)s%%，应为100%%。请修改比例。") % {"total": points(total)}
        raise DomainError(text, field="rows", rule="B-11")
    if any(not (row["stage"] and row["condition"]) or Decimal(row["percent"]) <= 0 for row in plan):
        text = _("每一期都要写明名称、比例和付款条件（%(article)s）。") % {"article": article("B-11")}
        raise DomainError(text, field="rows", rule="B-11")
    _check_advance(plan)
    return plan


def _check_advance(plan: list[dict[str, Any]]) -> None:
    """An advance is paid first and before anything is accepted; what is paid for work is none (N-19)."""
    for number, row in enumerate(plan, start=1):
        if not row.get("advance"):
            continue
        values = {"number": number, "article": article("N-19")}
        if number > 1:
            text = _("第%(number)s期：预付款只能是第一期（%(article)s）。请移到第一行，或者不勾预付款。")
            raise DomainError(text % values, field="rows", rule="N-19", cell=(number, "advance"))
        if _ACCEPTED in row["condition"] or len(plan) == 1:
            text = _(
                "预付款在验收以前支付，从以后各期中抵扣（%(article)s）：付款条件不写验收，后面至少还有一期。"
            )
            raise DomainError(text % values, field="rows", rule="N-19", cell=(number, "condition"))


@transaction.atomic
def set_risks(*, tender: Tender, rows: Rows, actor: Actor, at: datetime, seen: str = "") -> Tender:
    """Replace the risk plan: each risk with stage, likelihood, impact, who watches, measure, alternative."""
    locked = editable(tender=tender, verdict=permissions.prepare(actor, tender))
    refuse_stale(seen=seen, rows=locked.risk_plan)
    plan = risk_rows(rows=rows)
    tender.risk_plan = plan
    tender.save(update_fields=["risk_plan"])
    note_edit(tender=tender, actor=actor, at=at, changes={"risk_plan": plan})
    return tender


def risk_rows(*, rows: Rows) -> list[dict[str, str]]:
    """Return a risk plan as it would be kept, checked; nothing is written (22号 art. 25)."""
    names = ("risk", "stage", "likelihood", "impact", "responsible", "measure", "alternative")
    plan = [{name: _text(row, name) for name in names} for row in rows]
    if not plan:
        text = _("至少写一项风险和处置措施（需求管理办法第二十五条）。")
        raise DomainError(text, field="rows", rule="N-12")
    for number, row in enumerate(plan, start=1):
        if not all(row.values()) or not {row["likelihood"], row["impact"]} <= set(Level.values):
            text = _("第%(number)s行：每一格都要填写（需求管理办法第二十五条）。")
            raise DomainError(text % {"number": number}, field="rows", rule="N-12")
    return plan


@transaction.atomic
def build_contract_draft(*, tender: Tender, actor: Actor, at: datetime) -> Tender:
    """Write the contract draft from requirement, terms and payment plan; it may be edited afterwards."""
    editable(tender=tender, verdict=permissions.prepare(actor, tender))
    tender.contract_draft = contract_draft(tender)
    tender.save(update_fields=["contract_draft"])
    note_edit(tender=tender, actor=actor, at=at, changes={"contract_draft": tender.contract_draft})
    return tender


def _text(row: Mapping[str, Any], name: str) -> str:
    return str(row.get(name) or "").strip()
