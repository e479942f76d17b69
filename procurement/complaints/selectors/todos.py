"""Challenges that wait for an answer."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.core.actors import Actor
from procurement.core.todo import Todo
from procurement.tendering.selectors.lists import entrusted

from ..enums import ChallengeOutcome, ChallengeStatus
from ..models import Challenge


def todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return what the purchaser or its agency has to answer, with the last day of D-37."""
    if actor.organisation_id is None:
        return []
    answers = Q(pk__in=())
    if actor.holds(Office.OPERATOR, Office.LEADER):
        answers |= Q(tender__purchaser_id=actor.organisation_id)
    if actor.holds(Office.AGENCY_OPERATOR):
        answers |= entrusted(actor, "tender__agency", "tender__plan__")
    waiting = Challenge.objects.filter(answers, status=ChallengeStatus.RECEIVED).select_related("tender")
    answering = [
        Todo(
            title=_("答复质疑：%(title)s") % {"title": challenge.tender.title},
            due=challenge.reply_due,
            url=challenge.get_absolute_url(),
            rule="D-37",
            subject_code=challenge.code,
        )
        for challenge in waiting.order_by("reply_due", "pk")
    ]
    return [*answering, *_remedies(actor)]


def _remedies(actor: Actor) -> list[Todo]:
    """Return the upheld challenges for which the purchaser has to choose the way on: signing is held till then."""
    if not actor.holds(Office.OPERATOR, Office.LEADER):
        return []
    upheld = Challenge.objects.filter(
        tender__purchaser_id=actor.organisation_id,
        status=ChallengeStatus.ANSWERED,
        outcome=ChallengeOutcome.UPHELD,
    )
    return [
        Todo(
            title=_("处理成立的质疑：%(title)s") % {"title": challenge.tender.title},
            due=None,
            url=challenge.get_absolute_url(),
            rule="D-45",
            subject_code=challenge.code,
        )
        for challenge in upheld.select_related("tender").order_by("pk")
    ]
