"""Telling the people of plan and catalogue: rows of the outbox, written in the transaction that is the cause."""

from datetime import datetime

from django.urls import reverse

from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation
from procurement.accounts.selectors import members_holding
from procurement.core import outbox
from procurement.core.language import listed

from ..models import (
    AnnualPlan,
    CatalogueVersion,
    PlanAdjustment,
    PlanItem,
    RequirementConsultation,
    SplittingGround,
)


def tell_officers(item: PlanItem, *, at: datetime) -> None:
    """Tell the bureau's catalogue and plan office that an item waits for review."""
    _notify("plan_item_submitted", item, _officers(), at)


def tell_plan_officers(plan: AnnualPlan, *, at: datetime) -> None:
    """Tell the bureau's catalogue and plan office that a plan of a year waits for review."""
    _notify_plan("annual_plan_submitted", plan, _officers(), at)


def tell_plan_owner(event: str, plan: AnnualPlan, *, at: datetime) -> None:
    """Tell the operators and leaders of the plan's organisation what became of it: returned or agreed."""
    home = plan.organisation
    _notify_plan(event, plan, [*_people(home, Office.OPERATOR), *_people(home, Office.LEADER)], at)


def tell_ground(ground: SplittingGround, *, at: datetime) -> None:
    """Tell those in the bureau who may confirm it that a paper against splitting waits for a second person."""
    context = {"owner": ground.organisation.name, "document": ground.document}
    url = ground.get_absolute_url()
    others = [one for one in _officers(Office.REVIEWER) if one.user_code != ground.author_code]
    outbox.notify(event="splitting_ground_entered", recipients=others, context=context, url=url, at=at)


def tell_adjustment_asked(adjustment: PlanAdjustment, item: PlanItem, *, at: datetime) -> None:
    """Tell the bureau's catalogue and plan office that a public plan is to be adjusted."""
    _notify_adjustment("plan_adjustment_requested", adjustment, [item.title], _officers(), at)


def tell_adjusted(event: str, adjustment: PlanAdjustment, *, at: datetime) -> None:
    """Tell the operators of the plan's organisation what became of an adjustment."""
    titles = list(adjustment.rows.values_list("item__title", flat=True))
    people = _people(adjustment.plan.organisation, Office.OPERATOR)
    _notify_adjustment(event, adjustment, titles, people, at)


def _notify_adjustment(
    event: str, adjustment: PlanAdjustment, titles: list[str], people: list[outbox.Recipient], at: datetime
) -> None:
    context = {
        "owner": adjustment.plan.organisation.name,
        "year": adjustment.plan.year,
        "number": adjustment.number or "",
        "titles": listed(titles),
        "reason": adjustment.reason,
        "remarks": adjustment.remarks,
    }
    outbox.notify(event=event, recipients=people, context=context, url=adjustment.get_absolute_url(), at=at)


def tell_operators(event: str, item: PlanItem, *, at: datetime) -> None:
    """Tell the operators of the item's organisation what became of it: returned, agreed or published."""
    _notify(event, item, _people(item.organisation, Office.OPERATOR), at)


def tell_consulted(version: CatalogueVersion, organisation: Organisation, *, at: datetime) -> None:
    """Tell a department that its opinion on a draft catalogue is asked."""
    people = [
        *_people(organisation, Office.OPERATOR),
        *_people(organisation, Office.LEADER),
    ]
    url = reverse("catalogue:opinion-answer", args=[version.code])
    until = version.consult_until.isoformat() if version.consult_until else ""
    context = {"title": version.title, "bureau": version.organisation.name, "until": until}
    outbox.notify(event="catalogue_consulted", recipients=people, context=context, url=url, at=at)


def tell_version_officers(event: str, version: CatalogueVersion, *, at: datetime) -> None:
    """Tell the bureau's catalogue office what happened to a catalogue by itself."""
    people = _people(version.organisation, Office.BUREAU_CATALOGUE)
    url = reverse("catalogue:draft-opinions", args=[version.code])
    context = {"title": version.title, "comments": version.comments.count()}
    outbox.notify(event=event, recipients=people, context=context, url=url, at=at)


def tell_consultation_closed(consultation: RequirementConsultation, *, at: datetime) -> None:
    """Tell the purchaser's operators that the residents' time is over and how many spoke."""
    item = consultation.item
    context = {"title": item.title, "comments": consultation.comments.count()}
    people = _people(item.organisation, Office.OPERATOR)
    url = consultation.get_absolute_url()
    outbox.notify(event="consultation_closed", recipients=people, context=context, url=url, at=at)


def _notify(event: str, item: PlanItem, people: list[outbox.Recipient], at: datetime) -> None:
    context = {
        "title": item.title,
        "item": item.code,
        "owner": item.organisation.name,
        "amount": f"{item.amount:,.2f}",
        "remarks": item.remarks,
        "notice": item.publication_code,
    }
    outbox.notify(event=event, recipients=people, context=context, url=item.get_absolute_url(), at=at)


def _notify_plan(event: str, plan: AnnualPlan, people: list[outbox.Recipient], at: datetime) -> None:
    context = {
        "owner": plan.organisation.name,
        "year": plan.year,
        "remarks": plan.remarks,
        "meeting": plan.meeting,
    }
    outbox.notify(event=event, recipients=people, context=context, url=plan.get_absolute_url(), at=at)


def _officers(*also: str) -> list[outbox.Recipient]:
    bureaus = Organisation.objects.filter(kind=OrganisationKind.FINANCE_BUREAU, active=True)
    offices = (Office.BUREAU_CATALOGUE, *also)
    found = [one for bureau in bureaus for office in offices for one in _people(bureau, office)]
    # Who holds both offices is told once.
    return list({one.user_code: one for one in found}.values())


def _people(organisation: Organisation, office: str) -> list[outbox.Recipient]:
    found = members_holding(organisation, office)
    return [outbox.Recipient(one.code, one.email, one.language) for one in found]
