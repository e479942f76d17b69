"""Challenges (质疑): in time, by who took part, answered within seven working days, with a hold meanwhile."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.accounts.selectors import members_holding
from procurement.awarding.models import Award
from procurement.core import lifecycle, outbox
from procurement.core.actors import Actor
from procurement.core.calendars import working_calendar
from procurement.core.clock import local_date
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, GuardRefused, NotAllowed
from procurement.regulations import periods
from procurement.tendering.models import OpenedBid, Tender
from procurement.tendering.services.holds import lift_hold, place_hold

from . import permissions
from .enums import ChallengeGround, ChallengeOutcome
from .models import Challenge

RULES = {
    ChallengeGround.DOCUMENTS: "D-34",
    ChallengeGround.PROCESS: "D-35",
    ChallengeGround.RESULT: "D-36",
}


@transaction.atomic
def submit_challenge(
    *,
    tender: Tender,
    ground: ChallengeGround,
    facts: str,
    legal_basis: str,
    request: str,
    may_change_result: bool = True,
    actor: Actor,
    at: datetime,
) -> Challenge:
    """Receive a challenge; where it may change the result, signing is held until it is answered (D-45)."""
    verdict = permissions.submit(actor, tender)
    if not verdict:
        raise NotAllowed(verdict.reason)
    for name, text in (("facts", facts), ("legal_basis", legal_basis), ("request", request)):
        if not text.strip():
            raise DomainError(_("质疑函须写明这一项（94号令第十二条）。"), field=name)
    _require_taken_part(tender, ground, actor)
    last = challenge_until(tender, ground)
    if local_date(at) > last:
        raise GuardRefused(
            _("质疑期限已于%(day)s届满（94号令第十条：七个工作日）。") % {"day": f"{last:%Y-%m-%d}"},
            field="ground",
            rule=RULES[ground],
        )
    challenge = Challenge(
        code=next_code(f"ZY-{at:%Y}-"),
        tender=tender,
        challenger_id=actor.organisation_id,
        ground=ground,
        facts=facts.strip(),
        legal_basis=legal_basis.strip(),
        request=request.strip(),
        received_at=at,
        reply_due=periods.limit("D-37", local_date(at), working_calendar()).limit,
        may_change_result=may_change_result,
        author_code=actor.code,
    )
    lifecycle.create(challenge, actor=actor, at=at, basis=f"{RULES[ground]} 采购法第五十二条")
    if may_change_result:
        _hold(challenge, actor, at)
    _tell_purchaser(challenge, at)
    return challenge


@transaction.atomic
def answer_challenge(
    *, challenge: Challenge, outcome: ChallengeOutcome, answer: str, actor: Actor, at: datetime
) -> None:
    """Answer in writing and say until when a complaint may follow (D-38). Unless upheld, the hold ends."""
    if not answer.strip():
        raise DomainError(_("请填写答复内容、依据和理由（94号令第十五条）。"), field="answer")
    reply_due = challenge.reply_due
    complaint_until = periods.limit("D-38", reply_due, working_calendar()).limit
    lifecycle.apply(
        "answer",
        challenge,
        actor=actor,
        at=at,
        updates={
            "outcome": outcome,
            "answer": answer.strip(),
            "answered_at": at,
            "complaint_until": complaint_until,
        },
    )
    if challenge.hold is not None and outcome != ChallengeOutcome.UPHELD:
        lift_hold(hold=challenge.hold, actor=actor, at=at)
    people = members_holding(challenge.challenger, Office.SUPPLIER_ADMIN, Office.BIDDER)
    outbox.notify(
        event="challenge_answered",
        recipients=[outbox.Recipient(user_code=p.code, email=p.email) for p in people],
        context={"tender": challenge.tender.title, "complaint_until": complaint_until},
        url=reverse("complaints:challenge-detail", args=[challenge.code]),
        at=at,
    )


@transaction.atomic
def withdraw_challenge(*, challenge: Challenge, reason: str, actor: Actor, at: datetime) -> None:
    """The challenger takes it back; the hold ends."""
    lifecycle.apply("withdraw", challenge, actor=actor, at=at, reason=reason)
    if challenge.hold is not None:
        lift_hold(hold=challenge.hold, actor=actor, at=at)


def challenge_until(tender: Tender, ground: ChallengeGround) -> date:
    """Return the last day for a challenge on this ground: seven working days from its own start (D-34 to D-36)."""
    calendar = working_calendar()
    if ground == ChallengeGround.RESULT:
        award = Award.objects.filter(package__tender=tender, notified_at__isnull=False).first()
        if award is None:
            raise GuardRefused(_("结果还没有公告，不能对结果提出质疑。"), field="ground", rule="D-36")
        start = periods.limit("D-22", local_date(award.notified_at), calendar).limit
    elif ground == ChallengeGround.PROCESS:
        start = _last_step(tender)
    else:
        if tender.released_at is None:
            raise GuardRefused(_("采购文件还没有发布。"), field="ground", rule="D-34")
        start = tender.documents_until or local_date(tender.released_at)
    return periods.limit(RULES[ground], start, calendar).limit


def _last_step(tender: Tender) -> date:
    """Return the day on which the newest finished step of the procedure ended (条例 art. 53)."""
    opened = OpenedBid.objects.filter(round__package__tender=tender).order_by("-round__opened_at").first()
    if opened is None:
        raise GuardRefused(_("还没有可以质疑的采购过程环节。"), field="ground", rule="D-35")
    return local_date(opened.round.opened_at)


def _require_taken_part(tender: Tender, ground: ChallengeGround, actor: Actor) -> None:
    """Documents: who may potentially take part; process and result: who did (94 art. 11)."""
    if ground == ChallengeGround.DOCUMENTS:
        return
    took_part = OpenedBid.objects.filter(
        round__package__tender=tender, supplier_id=actor.organisation_id
    ).exists()
    if not took_part:
        raise NotAllowed(_("只有参加了这次采购活动的供应商可以对过程和结果提出质疑（94号令第十一条）。"))


def _hold(challenge: Challenge, actor: Actor, at: datetime) -> None:
    challenge.hold = place_hold(
        tender=challenge.tender,
        reason=_("供应商质疑%(code)s，可能影响结果") % {"code": challenge.code},
        basis="D-45 条例第五十四条",
        source_kind="challenge",
        source_code=challenge.code,
        until=None,
        actor=actor,
        at=at,
    )
    challenge.save(update_fields=["hold"])


def _tell_purchaser(challenge: Challenge, at: datetime) -> None:
    people = members_holding(challenge.tender.purchaser, Office.OPERATOR, Office.LEADER)
    outbox.notify(
        event="challenge_received",
        recipients=[outbox.Recipient(user_code=p.code, email=p.email) for p in people],
        context={"tender": challenge.tender.title, "reply_due": challenge.reply_due},
        url=reverse("complaints:challenge-detail", args=[challenge.code]),
        at=at,
    )
