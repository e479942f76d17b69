"""Opening a tender's file and writing its terms: what is typed is checked where it is typed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from catalogue.enums import ReserveMeasure
from procurement.core import audit, clock, lifecycle, parameters
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.fields import to_yuan
from procurement.core.language import aside, cited
from procurement.core.permissions import Verdict
from procurement.publications.services import searchable
from procurement.regulations.errors import RegulationError
from procurement.regulations.parameters import number
from procurement.regulations.procedures import own_articles
from procurement.regulations.thresholds import NOT_RESERVED_REASONS

from .. import permissions
from ..enums import AwardRule, ImplementationPlanStatus, Method, Power, TenderStatus
from ..lifecycle import TENDER
from ..models import ImplementationPlan, Package, QualificationCondition, Tender
from ..selectors.documents import standard_conditions
from ..selectors.policy import article
from ..selectors.reserves import share_conditions
from ..selectors.steps import tender_runs
from ..selectors.tables import STALE, field_rows, fingerprint
from ..selectors.terms import Problem, ceiling_problem, term_problems
from ..selectors.wording import forbidden_in
from .reuse import take_over
from .two_left import invite_last_two

TERM_FIELDS = frozenset(
    {
        "requirement",
        "qualification_note",
        "commercial_terms",
        "accepts_consortium",
        "bond_percent",
        "term_months",
        "price_weight",
        "price_is_fixed",
        "reserved_for_sme",
        "sme_reason",
        "industry",
        "small_micro_deduction",
        "consortium_deduction",
        "abnormal_low",
        "consents",
        "award_rule",
        "title",
        "contract_draft",
        "payment_terms",
        "payment_plan",
        "read_out",
    }
)
PACKAGE_FIELDS = ("title", "budget", "price_ceiling", "sme_package", "small_micro_only")
_SCREENED = ("requirement", "qualification_note", "commercial_terms", "contract_draft")


@transaction.atomic
def draft_tender(
    *,
    plan: ImplementationPlan,
    title: str,
    award_rule: str,
    packages: list[dict[str, Any]],
    terms: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    source: Tender | None = None,
) -> Tender:
    """Open the file of a tender under a filed plan, with its packages and standard conditions.

    ``source``: an earlier tender whose documents are taken over (``services.reuse``).

    ``packages``: title, budget (yuan), price_ceiling (yuan or None). ``terms``: fields of TERM_FIELDS; what
    is left out starts at the lawful default in force.
    """
    verdict = permissions.prepare(actor, _shell(plan))
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-12")
    _check_plan(plan)
    tender = _shell(plan)
    tender.code = next_code(f"{plan.item.organisation.division_code[:6] or settings.COUNTY_CODE}-{at:%Y}-")
    tender.title, tender.award_rule, tender.author_code = title.strip(), award_rule, actor.code
    _fill(tender, {**_defaults(plan, at), **terms})
    _check_terms(tender, set(terms) | {"award_rule"}, at)
    tender.search_text = searchable(tender.title, tender.code, tender.purchaser.name, tender.requirement)
    lifecycle.create(tender, actor=actor, at=at, basis="N-12", changes=dict(verdict.mark))
    _add_packages(tender, packages, actor, at)
    if plan.follows is not None:
        invite_last_two(tender=tender, package=plan.follows)
    if source is not None:
        take_over(tender=tender, source=source, actor=actor, at=at)
    return tender


@transaction.atomic
def edit_terms(
    *, tender: Tender, terms: Mapping[str, Any], actor: Actor, at: datetime, seen: str = ""
) -> Tender:
    """Change terms of a draft; each is checked against the law and refused beside its field.

    ``seen``: the fingerprint of these terms as they stood when the page was opened.
    """
    locked = editable(tender=tender, verdict=permissions.prepare(actor, tender))
    refuse_stale(seen=seen, rows=field_rows(locked, terms))
    _fill(tender, terms)
    _check_terms(tender, set(terms), at)
    tender.search_text = searchable(tender.title, tender.code, tender.purchaser.name, tender.requirement)
    tender.save(update_fields=[*terms, "search_text"])
    note_edit(tender=tender, actor=actor, at=at, changes=dict(terms))
    return tender


@transaction.atomic
def edit_package(
    *,
    package: Package,
    title: str,
    budget: Decimal,
    price_ceiling: Decimal | None,
    actor: Actor,
    at: datetime,
    sme_package: bool = False,
    small_micro_only: bool = False,
    seen: str = "",
) -> Package:
    """Change a package of a draft: its title, budget and ceiling (B-09); all packages stay within the plan.

    ``sme_package``: for small and medium enterprises only, where the tender as a whole is not (46 art. 8);
    ``small_micro_only``: of a reserved package, for small and micro enterprises alone.
    """
    editable(tender=package.tender, verdict=permissions.prepare(actor, package))
    refuse_stale(seen=seen, rows=field_rows(Package.objects.get(pk=package.pk), PACKAGE_FIELDS))
    package.title, package.budget, package.price_ceiling = title.strip(), to_yuan(budget), price_ceiling
    package.sme_package = sme_package and not package.tender.reserved_for_sme
    package.small_micro_only = small_micro_only
    _check_package(package)
    package.save(update_fields=PACKAGE_FIELDS)
    _check_budgets(package.tender)
    changes = {
        "package": package.number,
        "budget": package.budget,
        "price_ceiling": price_ceiling,
        "sme_package": package.sme_package,
        "small_micro_only": package.small_micro_only,
    }
    note_edit(tender=package.tender, actor=actor, at=at, changes=changes)
    return package


def editable(*, tender: Tender, verdict: Verdict) -> Tender:
    """Lock the tender and return it; refuse who may not write in it, or once it is out for review."""
    locked = Tender.objects.select_for_update().get(pk=tender.pk)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-12")
    if locked.status != TenderStatus.DRAFT:
        text = _("采购文件的状态是“%(state)s”，不能修改。审查中的请先收回；已发布的只能发更正公告。")
        raise WrongState(text % {"state": locked.get_status_display()}, rule="N-12")
    return locked


def refuse_stale(*, seen: str, rows: Sequence[Any]) -> None:
    """Refuse to save over what somebody else has saved since the page was opened; called under the tender's lock."""
    if seen and seen != fingerprint(rows):
        raise DomainError(
            _("这一页在您打开以后已由别人保存过，您填的还没有保存。请对照现在的内容核对；再次保存将替换它。"),
            field=STALE,
        )


def note_edit(*, tender: Tender, actor: Actor, at: datetime, changes: Mapping[str, Any]) -> None:
    """Write into the tender's chain who wrote what: whoever writes does not review."""
    audit.record(
        subject_kind=TENDER.subject_kind,
        subject_code=tender.code,
        action="edit",
        actor=actor,
        at=at,
        basis="N-12",
        changes={**changes, **permissions.in_scope(actor, tender, Power.DOCUMENTS).mark},
    )


def refuse(*, problem: Problem) -> None:
    """Raise what the law has against the documents, beside its field."""
    raise DomainError(problem.text, field=problem.field, rule=problem.rule)


def refuse_wording(
    *, text: str, field: str, choosing: bool, at: datetime, cell: tuple[int, str] | None = None
) -> None:
    """Refuse a text with forbidden words, naming the first with its article and a better wording (I-08)."""
    hits = forbidden_in(text, on=clock.local_date(at), choosing=choosing)
    if hits:
        raise DomainError(hits[0].sentence, field=field, rule=hits[0].rule, cell=cell)


def _shell(plan: ImplementationPlan) -> Tender:
    return Tender(
        plan=plan,
        item=plan.item,
        purchaser=plan.item.organisation,
        agency=plan.agency,
        method=plan.method,
        budget=plan.amount,
    )


def _check_plan(plan: ImplementationPlan) -> None:
    if plan.status != ImplementationPlanStatus.FILED:
        raise WrongState(
            _("采购实施计划备案后才能编制采购文件（《政府采购法实施条例》第二十九条）。"), rule="B-08"
        )
    if plan.method not in (*Method.tenders(), *Method.with_final_offers()):
        text = _("%(method)s不通过采购公告邀请，不在这里编制采购文件。")
        raise WrongState(text % {"method": plan.get_method_display()}, rule="C-01")
    if tender_runs(plan):
        article = cited(own_articles(plan.method)["procure_again"])
        raise WrongState(
            aside(_("依本计划的采购项目还在进行，废标或终止后才能重新采购。"), article), rule="E-61"
        )


def _defaults(plan: ImplementationPlan, at: datetime) -> dict[str, Any]:
    on = clock.local_date(at)
    given = parameters.changed(on)
    kind = "consultation" if plan.method == Method.COMPETITIVE_CONSULTATION else "tender"
    return {
        "price_weight": number(f"price_weight_min_{kind}", on, given),
        "small_micro_deduction": Decimal(0) if plan.item.sme_reserved else number("sme_rate_min", on, given),
        "consortium_deduction": Decimal(0)
        if plan.item.sme_reserved
        else number("consortium_rate_min", on, given),
        "reserved_for_sme": plan.item.sme_reserved,
        "sme_reason": NOT_RESERVED_REASONS.get(plan.item.sme_reason, plan.item.sme_reason),
        "accepts_consortium": plan.item.sme_measure == ReserveMeasure.CONSORTIUM,
        "requirement": plan.item.description,
        "term_months": plan.item.term_months,
        "abnormal_low": _abnormal_low(at),
    }


def _abnormal_low(at: datetime) -> dict[str, str] | None:
    """Return the percentages of E7 in force, or nothing before the rule."""
    on = clock.local_date(at)
    keys = {"of_mean": "mean", "of_second_lowest": "second_lowest", "of_ceiling": "ceiling"}
    try:
        return {
            name: str(number(f"abnormal_low_of_{key}", on, parameters.changed(on)))
            for name, key in keys.items()
        }
    except RegulationError:
        return None


def _fill(tender: Tender, terms: Mapping[str, Any]) -> None:
    unknown = set(terms) - TERM_FIELDS
    if unknown:
        raise ValueError(f"no terms of a tender: {sorted(unknown)}")
    for name, value in terms.items():
        setattr(tender, name, value.strip() if isinstance(value, str) else value)


def _check_terms(tender: Tender, changed: set[str], at: datetime) -> None:
    """Refuse the first unlawful term among those given; what another page is about waits for that page."""
    if not tender.title.strip():
        raise DomainError(_("请填写项目名称。"), field="title", rule="B-08")
    if tender.award_rule not in AwardRule.values:
        raise DomainError(_("请选择评审办法。"), field="award_rule", rule="E-22")
    for problem in term_problems(tender, on=clock.local_date(at)):
        if problem.field.partition(".")[0] in changed:
            refuse(problem=problem)
    for field in _SCREENED:
        if field in changed:
            refuse_wording(text=getattr(tender, field), field=field, choosing=False, at=at)


def _add_packages(tender: Tender, rows: list[dict[str, Any]], actor: Actor, at: datetime) -> None:
    if not rows:
        raise DomainError(_("至少要有一个采购包。"), field="packages", rule="B-09")
    for position, row in enumerate(rows, start=1):
        package = Package(
            code=f"{tender.code}-{position}",
            tender=tender,
            number=str(position),
            title=(row.get("title") or tender.title).strip(),
            budget=to_yuan(row["budget"]),
            price_ceiling=row.get("price_ceiling"),
            sme_package=row.get("sme_package", False),
        )
        _check_package(package)
        lifecycle.create(package, actor=actor, at=at)
        QualificationCondition.objects.bulk_create(
            QualificationCondition(package=package, code=f"Q{number}", **condition)
            for number, condition in enumerate(
                [*standard_conditions(), *share_conditions(tender.item)], start=1
            )
        )
    _check_budgets(tender)


def _check_package(package: Package) -> None:
    if package.budget <= 0:
        raise DomainError(_("包的预算金额必须大于零。"), field="budget", rule="B-09")
    if package.small_micro_only and not package.reserved_for_sme:
        text = _("只有预留的采购包才能只面向小微企业：先勾选“本包专门面向中小企业”（%(article)s）。")
        raise DomainError(text % {"article": article("E-45")}, field="small_micro_only", rule="E-45")
    problem = ceiling_problem(package)
    if problem:
        refuse(problem=problem)


def _check_budgets(tender: Tender) -> None:
    total = sum((package.budget for package in tender.packages.all()), Decimal("0.00"))
    if total > tender.budget:
        text = _("各包预算合计%(total)s元，超过备案金额%(budget)s元（《政府采购法》第三十三条）。请改低。")
        values = {"total": f"{total:,.2f}", "budget": f"{tender.budget:,.2f}"}
        raise DomainError(text % values, field="budget", rule="B-01")
