"""What a township's people's congress approved, and its filing with the county (RULES B-18)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.enums import OrganisationKind
from procurement.accounts.models import Organisation
from procurement.core import clock, lifecycle
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.templatetags.formats import day_only

from .. import permissions
from ..models import TownshipBudget
from ..selectors import congress_days


@transaction.atomic
def register_township_budget(
    *,
    organisation: Organisation,
    year: int,
    congress: str,
    approved_on: date,
    document: str,
    actor: Actor,
    at: datetime,
) -> TownshipBudget:
    """Note which session of the township's people's congress approved the year's budget."""
    verdict = permissions.register_township(actor, organisation)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="B-18")
    if organisation.kind != OrganisationKind.TOWNSHIP:
        raise DomainError(
            _("只有乡镇的预算由本级人民代表大会批准后登记。"), field="organisation", rule="N-10"
        )
    _check_day(year, approved_on, at)
    # Of two who register at the same moment the second waits here, and is told.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if TownshipBudget.objects.filter(organisation=organisation, year=year).exists():
        raise DomainError(_("这个乡镇这一年度的预算已经登记。"), field="year", rule="B-18")
    budget = TownshipBudget(
        code=f"XZYS-{organisation.code}-{year}",
        organisation=organisation,
        year=year,
        congress=congress.strip(),
        approved_on=approved_on,
        document=document.strip(),
    )
    lifecycle.create(budget, actor=actor, at=at, basis="B-18", reason=budget.document)
    return budget


def _check_day(year: int, approved_on: date, at: datetime) -> None:
    if approved_on > clock.local_date(at):
        raise DomainError(_("批准日期不能晚于今天。"), field="approved_on", rule="B-18")
    first, last = congress_days(year)
    if not first <= approved_on <= last:
        raise DomainError(
            _("%(year)s年预算的批准日期应在%(first)s至%(last)s之间，请核对年份。")
            % {"year": year, "first": day_only(first), "last": day_only(last)},
            field="approved_on",
            rule="B-18",
        )


@transaction.atomic
def file_township_budget(
    *, budget: TownshipBudget, filed_on: date, filing_number: str, actor: Actor, at: datetime
) -> TownshipBudget:
    """Note that the budget was filed with the county government and its congress's standing committee."""
    if filed_on < budget.approved_on or filed_on > clock.local_date(at):
        raise DomainError(_("备案日期应在批准日期之后，且不晚于今天。"), field="filed_on", rule="B-18")
    updates = {"filed_on": filed_on, "filing_number": filing_number.strip()}
    lifecycle.apply("file", budget, actor=actor, at=at, updates=updates)
    return budget
