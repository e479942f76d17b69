"""Challenges (质疑): in time, by who took part, answered within seven working days, with a hold meanwhile."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import lifecycle
from procurement.core.actors import SYSTEM, Actor
from procurement.core.calendars import working_calendar
from procurement.core.clock import local_date
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.language import in_language_of_record
from procurement.regulations import periods
from procurement.tendering.models import Tender
from procurement.tendering.services.holds import place_hold

from .. import permissions
from ..enums import ChallengeGround, ChallengeOutcome, ChallengeStatus
from ..models import Challenge
from ..selectors import RULES, challenge_until, took_part
from .telling import awarded, lift, tell


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
        raise NotAllowed(verdict.reason, rule=RULES[ground])
    for name, text in (("facts", facts), ("legal_basis", legal_basis), ("request", request)):
        if not text.strip():
            raise DomainError(_("质疑函须写明这一项（94号令第十二条）。"), field=name, rule="D-34")
    # One at a time for one tender: two forms sent at once make one challenge.
    Tender.objects.select_for_update().get(pk=tender.pk)
    _require_taken_part(tender, ground, actor)
    _check_time(tender, ground, at)
    _check_once(tender, ground, actor)
    challenge = Challenge(
        code=next_code(f"ZY-{local_date(at):%Y}-"),
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
        _hold(challenge, at)
    receivers = {tender.purchaser, tender.agency} - {None}
    for organisation in sorted(receivers, key=lambda one: one.code):
        tell("challenge_received", challenge, organisation, at)
    return challenge


@transaction.atomic
def answer_challenge(
    *, challenge: Challenge, outcome: ChallengeOutcome, answer: str, actor: Actor, at: datetime
) -> Challenge:
    """Answer in writing and say until when a complaint may follow (D-38). Unless upheld, the hold ends.

    Upheld, signing is held until the remedy, even where the challenger did not ask for it (D-45; 94 art. 16).
    """
    if not answer.strip():
        raise DomainError(_("请填写答复内容、依据和理由（94号令第十五条）。"), field="answer", rule="D-37")
    if outcome not in ChallengeOutcome.values:
        raise DomainError(_("请选择答复结论。"), field="outcome", rule="D-37")
    complaint_until = periods.limit("D-38", challenge.reply_due, working_calendar()).limit
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
    if outcome != ChallengeOutcome.UPHELD:
        lift(challenge, at)
    elif challenge.hold is None:
        _hold(challenge, at)
    concerned = {challenge.challenger, *awarded(challenge.tender)}
    for organisation in sorted(concerned, key=lambda one: one.code):
        own = organisation == challenge.challenger
        tell("challenge_answered" if own else "challenge_concerns", challenge, organisation, at)
    return challenge


@transaction.atomic
def withdraw_challenge(*, challenge: Challenge, reason: str, actor: Actor, at: datetime) -> Challenge:
    """The challenger takes it back; the hold ends."""
    lifecycle.apply("withdraw", challenge, actor=actor, at=at, reason=reason.strip())
    lift(challenge, at)
    return challenge


def _check_time(tender: Tender, ground: ChallengeGround, at: datetime) -> None:
    period = challenge_until(tender, ground)
    if period is None:
        texts = {
            ChallengeGround.DOCUMENTS: _("采购文件还没有发布，不能对采购文件提出质疑。"),
            ChallengeGround.PROCESS: _("还没有可以质疑的采购过程环节。"),
            ChallengeGround.RESULT: _("结果还没有公告，不能对结果提出质疑。"),
        }
        raise GuardRefused(texts[ground], field="ground", rule=RULES[ground])
    if local_date(at) > period.limit:
        raise GuardRefused(
            _("质疑期限已于%(day)s届满（94号令第十条：七个工作日）。") % {"day": f"{period.limit:%Y-%m-%d}"},
            field="ground",
            rule=RULES[ground],
        )


def _check_once(tender: Tender, ground: ChallengeGround, actor: Actor) -> None:
    waiting = tender.challenges.filter(
        challenger_id=actor.organisation_id, ground=ground, status=ChallengeStatus.RECEIVED
    )
    if waiting.exists():
        raise WrongState(
            _("您对这一环节的质疑正在答复中；同一环节的质疑应一次提出（94号令第十条）。"), rule=RULES[ground]
        )


def _require_taken_part(tender: Tender, ground: ChallengeGround, actor: Actor) -> None:
    """Documents: who may potentially take part; process and result: who did (94 art. 11)."""
    if ground == ChallengeGround.DOCUMENTS:
        return
    if not took_part(tender, actor.organisation_id):
        raise NotAllowed(
            _("只有参加了这次采购活动的供应商可以对过程和结果提出质疑（94号令第十一条）。"),
            rule=RULES[ground],
        )


@in_language_of_record
def _hold(challenge: Challenge, at: datetime) -> None:
    """The law holds the signing, not the supplier: the machine places it (条例 art. 54)."""
    challenge.hold = place_hold(
        tender=challenge.tender,
        reason=_("供应商质疑%(code)s，可能影响结果") % {"code": challenge.code},
        basis="D-45 条例第五十四条",
        source_kind="challenge",
        source_code=challenge.code,
        until=None,
        actor=SYSTEM,
        at=at,
    )
    challenge.save(update_fields=["hold"])
