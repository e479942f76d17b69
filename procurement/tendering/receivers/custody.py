"""Custodians between appointment and opening: reminded before the day, missed when they leave (RULES N-03)."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.accounts.models import Organisation, User
from procurement.accounts.permissions import supervises
from procurement.core import audit, clock, due_events
from procurement.core.actors import SYSTEM, Actor
from procurement.core.due_events import DueEvent
from procurement.core.errors import DomainError, WrongState
from procurement.core.signals import offices_asked, offices_ended
from procurement.core.templatetags.formats import day_time

from ..enums import RoundStatus
from ..models import BidRound, CustodianReplacement, RoundCustodian
from ..selectors import custody
from ..services import notices
from ..services.replacing import drop_replacement

REMIND, DROP = "tendering.remind_custodians", "tendering.drop_replacement"
# However many days the bureau asks for, no reminder is looked for further ahead.
LONGEST = timedelta(days=60)


def register() -> None:
    """Tell the runner of due events, and listen to offices that end."""
    due_events.register(due_reminders, kinds=(REMIND,))
    due_events.register(due_drops, kinds=(DROP,))
    offices_ended.connect(note_leavers, dispatch_uid="tendering.note_leavers")
    offices_asked.connect(tell_duties, dispatch_uid="tendering.tell_duties")


def due_reminders(until: datetime) -> Iterator[DueEvent]:
    """Yield for each round that receives the last reminder that is due by ``until`` and was not given."""
    rows = BidRound.objects.filter(status=RoundStatus.RECEIVING, deadline__lte=until + LONGEST)
    days = custody.reminder_days(clock.local_date(until))
    for round in rows.select_related("package__tender"):
        time = _last_due(round, until, days)
        if time is not None:
            yield DueEvent(
                time, REMIND, round.code, round.package.tender.title, _reminder(round.pk), routine=True
            )


def due_drops(until: datetime) -> Iterator[DueEvent]:
    """Yield the replacements whose second person did not come."""
    for row in CustodianReplacement.objects.filter(done_at=None, dropped_at=None, until__lt=until):
        yield DueEvent(
            row.until + timedelta(seconds=1), DROP, row.code, row.code, _dropper(row.pk), routine=True
        )


def tell_duties(*, user: User, organisation: Organisation, **_facts: object) -> list[str]:
    """Say, before a custodian is dismissed, which rounds still want them: a successor comes first (N-03)."""
    text = _(
        "“%(title)s”的密封文件还没有开启（截止%(deadline)s），%(person)s是三位开标密钥保管人之一，离任即失去密钥。"
        "请先由另外两位在任的保管人在“开标（开启）”页更换，再免去保管人岗位；只剩两位在任时，不更换不能免去。"
    )
    return [
        text
        % {
            "title": place.round.package.tender.title,
            "deadline": day_time(place.round.deadline),
            "person": place.key.user.display_name,
        }
        for place in custody.depending(user, organisation)
    ]


def note_leavers(
    *,
    user: User,
    organisation: Organisation,
    offices: Iterable[str],
    actor: Actor,
    at: datetime,
    **_facts: object,
) -> None:
    """Write down in each waiting round that one of its three left, and tell who must see to it.

    DomainError (field ``offices``) where fewer than two would stay: nobody could open the bids any more. The bureau
    may end the office all the same, of who died or was arrested.
    """
    if Office.CUSTODIAN not in offices:
        return
    places = custody.abandoned().filter(key__user=user, key__organisation=organisation)
    for place in places.order_by("round_id"):
        if not (actor.is_system or supervises(actor)):
            _keep_two(place)
        place.left_at = at
        place.save(update_fields=["left_at"])
        audit.record(
            subject_kind="round",
            subject_code=place.round.code,
            action="custodian_left",
            actor=SYSTEM,
            at=at,
            basis="N-03",
            changes={"part": place.part, "person": user.code},
        )
        notices.custodian_left(place=place, at=at)


def _keep_two(place: RoundCustodian) -> None:
    if not custody.is_stuck(place.round, custody.parts_left(place.round)):
        return
    text = _(
        "不能免去：“%(title)s”的密封文件还没有开启，三位开标密钥保管人已有一位离任；%(person)s再离任，"
        "剩下一位打不开任何文件，也不能再更换保管人。请先由在任的两位更换已离任的那一位，再更换%(person)s。"
        "确实不能履职又来不及更换的，由县财政局采购监督岗免去。"
    )
    values = {"title": place.round.package.tender.title, "person": place.key.user.display_name}
    raise DomainError(text % values, field="offices", rule="N-03")


def _last_due(round: BidRound, until: datetime, days: int) -> datetime | None:
    """Return the later of both reminders that has come by ``until`` and after what they were last told."""
    mornings = custody.reminders(round, days)
    due = [time for time in mornings if time <= until and (not round.reminded_at or time > round.reminded_at)]
    return max(due) if due else None


def _reminder(pk: int) -> Callable[[datetime], object]:
    def remind(at: datetime) -> None:
        round = BidRound.objects.select_for_update().select_related("package__tender").get(pk=pk)
        if round.status != RoundStatus.RECEIVING or (round.reminded_at and round.reminded_at >= at):
            raise WrongState(round.code)
        BidRound.objects.filter(pk=pk).update(reminded_at=at)
        notices.custodians_reminded(round=round, at=at)

    return remind


def _dropper(pk: int) -> Callable[[datetime], object]:
    return lambda at: drop_replacement(replacement=CustodianReplacement.objects.get(pk=pk), at=at)
