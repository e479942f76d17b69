"""What the law says of a framework as it is planned."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from procurement.accounts.enums import OrganisationKind
from procurement.accounts.models import Organisation
from procurement.core import parameters
from procurement.core.language import cited
from procurement.regulations import frameworks as law
from procurement.regulations import intervals, scoring_templates
from procurement.regulations import parameters as policy
from procurement.regulations.thresholds import SPLIT_KEY

from ..models import Framework
from .reviews import FRAMEWORKS, grounds

_UNITS = (
    OrganisationKind.SUPERVISING_DEPARTMENT,
    OrganisationKind.COUNTY_DEPARTMENT,
    OrganisationKind.FINANCE_BUREAU,
)
_NEEDED = (
    "service",
    "staffing",
    "measuring",
    "area",
    "qualification",
    "unit",
    "pricing_note",
    "survey_findings",
    "settlement",
    "contract_text",
    "exit_rules",
    "feedback_rules",
)
# A response states its enterprise's size by the industry of what is bought (46号 art. 12).
_NEEDED_CLOSED = ("industry", "replacement_rules")

# What another order wants than the one that names the rest.
_ARTICLES = {
    "quality_factors": "财政部令第110号第二十五条",
    "risk_plan": "需求管理办法第二十五条",
    "survey_findings": "需求管理办法第三十四条",
}


def is_supervising_unit(organisation: Organisation) -> bool:
    """Tell whether a unit answers for a department's budget itself (110 art. 2): no other unit stands above it."""
    return organisation.kind in _UNITS and organisation.supervising_id is None


def design_of(framework: Framework) -> law.Design:
    """Return the framework as the law's functions take it."""
    return law.Design(
        kind=framework.kind,
        case=framework.case,
        open_case=framework.open_case,
        by_central_agency=framework.organiser.kind == OrganisationKind.CENTRAL_AGENCY,
        by_supervising_unit=is_supervising_unit(framework.organiser),
        approval=framework.approval,
        annual_estimate=framework.annual_estimate,
        ceiling=framework.ceiling,
        pricing=framework.pricing,
        method=framework.method,
        call_off_way=framework.call_off_way,
        users_choose=framework.users_choose,
        term_months=framework.term_months,
        knock_out=framework.knock_out,
        most_admitted=framework.most_admitted,
        surveyed=(framework.surveyed_purchasers, framework.surveyed_suppliers),
        experts_heard=framework.surveyed_experts,
        survey_reason=framework.survey_note,
    )


def problems(framework: Framework, on: date) -> list[law.Clause]:
    """Return what stands against filing the framework on a day, each with its article."""
    return law.check(design_of(framework), on=on, parameters=parameters.changed(on))


def usual_factors(framework: Framework) -> list[dict[str, Any]]:
    """Return the table to begin with: what can be counted in the one made for this class of service."""
    template = scoring_templates.template_for(framework.catalogue_item.code)
    return [
        {
            "name": row.name,
            "kind": row.kind,
            "maximum": row.maximum,
            "objective": row.objective,
            "criteria": row.criteria,
            "intervals": intervals.as_lines(row.intervals),
        }
        for row in scoring_templates.counted_rows(template, Decimal(100))
    ]


def missing_texts(framework: Framework, on: date) -> list[str]:
    """Return the names of what notice and agreement must say and the plan does not say yet (110 art. 14, 38)."""
    names = _NEEDED if framework.is_open else (*_NEEDED, *_NEEDED_CLOSED)
    if framework.is_scored:
        names = (*names, "quality_factors")
    if not framework.risk_plan and FRAMEWORKS.is_subject(framework) and grounds(framework, on):
        names = (*names, "risk_plan")
    return [_named(name) for name in names if not str(getattr(framework, name) or "").strip()]


def _named(name: str) -> str:
    label = str(Framework._meta.get_field(name).verbose_name)
    if name not in _ARTICLES:
        return label
    return _("%(kind)s（%(article)s）") % {"kind": label, "article": cited(_ARTICLES[name])}


def unconfirmed(on: date) -> list[policy.Parameter]:
    """Return the parameters that decide about frameworks and that nobody has confirmed."""
    given = parameters.changed(on)
    rows = [policy.lookup(key, on, given) for key in (SPLIT_KEY, "framework_term", "framework_knock_out")]
    return [row for row in rows if not row.confirmed]
