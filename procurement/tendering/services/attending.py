"""The public opening of a tender around its unlocking: attendance, the seals, objections (N-02; 87 art. 40-42).

Nothing here happens before the close: who comes would tell who bids, and how many.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation
from procurement.core import audit, documents, due_events
from procurement.core.actors import SYSTEM, Actor
from procurement.core.codes import next_code
from procurement.core.documents import Key
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.permissions import Verdict

from ..enums import OPENING_SHEET, ObjectionKind, RoundStatus, SealChecker
from ..models import BidRound, OpeningAttendance, OpeningObjection, SealCheck
from ..permissions import openings as permissions
from ..selectors import attendance
from . import notices

ARTICLE = "N-02 87号令第%s条"
CLOSING = "tendering.close_round"


def sign_in(*, round: BidRound, actor: Actor, at: datetime) -> OpeningAttendance:
    """Come to the opening as a bidder, from one's own account; coming twice changes nothing."""
    _ask(permissions.is_public_opening(actor, round))
    _ask(permissions.attend(actor, round))
    _require_under_way(round, at)
    supplier = Organisation.objects.get(pk=actor.organisation_id)
    return _come(round, supplier, actor.name, actor, at)


def record_attendance(
    *, round: BidRound, supplier: Organisation, person: str, actor: Actor, at: datetime
) -> OpeningAttendance:
    """Enter a bidder's representative who came to the room; the host does."""
    _ask(permissions.is_public_opening(actor, round))
    _ask(permissions.host(actor, round))
    _require_under_way(round, at)
    if not person.strip():
        raise DomainError(_("请填写到场代表的姓名。"), field="person", rule="N-02")
    if not attendance.bidders(round).filter(pk=supplier.pk).exists():
        raise DomainError(_("这家单位没有递交有效的投标文件。"), field="supplier", rule="N-02")
    return _come(round, supplier, person.strip(), actor, at)


def check_seals(*, round: BidRound, by: str, person: str, actor: Actor, at: datetime) -> SealCheck:
    """State before unlocking that the receipts were held against what is kept; by a bidder, or as the host saw it.

    ``by`` is the host's word where the actor is no bidder. A receipt that does not fit is named and stops no other.
    """
    _ask(permissions.is_public_opening(actor, round))
    bids = bool(permissions.attend(actor, round))
    _ask(permissions.attend_or_host(actor, round))
    due_events.run_due_for(CLOSING, round.code, until=at)
    round.refresh_from_db()
    if round.status != RoundStatus.CLOSED or round.peeled:
        raise WrongState(_("核对密封在截止以后、开启以前进行（87号令第四十一条）。"), rule="N-02")
    kind = SealChecker.BIDDER if bids else SealChecker(by)
    _check_word(round, kind, person)
    found = attendance.seals(round)
    unmatched = attendance.unmatched(round, found)
    with transaction.atomic():
        locked = BidRound.objects.select_for_update().get(pk=round.pk)
        if SealCheck.objects.filter(round=locked).exists():
            raise WrongState(_("密封已经核对过。"), rule="N-02")
        check = SealCheck.objects.create(
            round=locked,
            by=kind,
            supplier_id=actor.organisation_id if bids else None,
            person=actor.name if bids else person.strip(),
            total=len({*unmatched, *(seal.bid.receipt for seal in found)}),
            unmatched=unmatched,
            at=at,
            recorder_code=actor.code,
        )
        if bids:
            sign_in(round=round, actor=actor, at=at)
        changes = {"by": str(kind), "total": str(check.total), "unmatched": unmatched}
        _record(round, "seals_checked", "四十一", actor, at, changes)
    return check


def confirm_record(*, round: BidRound, actor: Actor, at: datetime) -> OpeningAttendance:
    """Sign the record as a bidder's representative who came (87 art. 42)."""
    _ask(permissions.is_public_opening(actor, round))
    _ask(permissions.attend(actor, round))
    _require_opened(round)
    with transaction.atomic():
        found = round.attendances.select_for_update().filter(supplier_id=actor.organisation_id).first()
        if found is None:
            raise WrongState(_("没有签到的投标人视同认可开标结果，不需要确认。"), rule="N-02")
        if found.confirmed_at is None:
            found.confirmed_at = at
            found.save(update_fields=["confirmed_at"])
            _record(round, "opening_confirmed", "四十二", actor, at, {"supplier": actor.organisation_code})
    return found


def object_to_opening(
    *, round: BidRound, kind: str, text: str, actor: Actor, at: datetime
) -> OpeningObjection:
    """Raise a doubt or ask for a recusal on the spot; after the window it is too late (87 art. 42, CFG)."""
    _ask(permissions.is_public_opening(actor, round))
    _ask(permissions.attend(actor, round))
    _require_opened(round)
    ends = attendance.window_ends(round)
    if ends is None or at > ends:
        raise WrongState(
            _(
                "当场提出的时限已过，视同认可开标过程和开标记录（87号令第四十二条）。对采购过程仍有疑问的，可以依法询问或者质疑。"
            ),
            rule="N-02",
        )
    if not text.strip():
        raise DomainError(_("请写明对什么有疑义，或者谁应当回避、为什么。"), field="text", rule="N-02")
    with transaction.atomic():
        sign_in(round=round, actor=actor, at=at)
        objection = OpeningObjection.objects.create(
            code=next_code(f"{round.package.tender.code}-OB-", 2),
            round=round,
            supplier_id=actor.organisation_id,
            person=actor.name,
            kind=ObjectionKind(kind),
            text=text.strip(),
            at=at,
        )
        changes = {"objection": objection.code, "kind": str(kind), "text": text.strip()}
        _record(round, "opening_objected", "四十二", actor, at, changes)
        notices.opening_objected(objection=objection, at=at)
    return objection


def answer_objection(
    *, objection: OpeningObjection, answer: str, actor: Actor, at: datetime
) -> OpeningObjection:
    """Say what was done about it; part of the record."""
    _ask(permissions.host(actor, objection.round))
    if not answer.strip():
        raise DomainError(_("请写明处理意见。"), field="answer", rule="N-02")
    with transaction.atomic():
        found = OpeningObjection.objects.select_for_update().get(pk=objection.pk)
        if found.answered_at is not None:
            raise WrongState(_("已经答复过。"), rule="N-02")
        found.answer, found.answered_at, found.answerer_name = answer.strip(), at, actor.name
        found.save(update_fields=["answer", "answered_at", "answerer_name"])
        round = BidRound.objects.get(pk=found.round_id)
        changes = {"objection": found.code, "answer": found.answer}
        _record(round, "opening_answered", "四十二", actor, at, changes)
        notices.opening_answered(objection=found, at=at)
        if round.recorded_at is not None:
            documents.order(sheet_key(round), at=at)
    return found


def draw_up(*, round: BidRound, at: datetime) -> BidRound:
    """Close the record when the window is over: whoever did not come or object accepts it; it is drawn as PDF."""
    with transaction.atomic():
        locked = BidRound.objects.select_for_update().get(pk=round.pk)
        if locked.recorded_at is not None:
            raise WrongState(_("开标记录已经生成。"))
        locked.recorded_at = at
        locked.save(update_fields=["recorded_at"])
        changes = {"absent": [row.code for row in attendance.absent(locked)]}
        _record(locked, "opening_recorded", "四十二", SYSTEM, at, changes)
        documents.order(sheet_key(locked), at=at)
    return locked


def sheet_key(round: BidRound) -> Key:
    """Return which document the record is: a later answer makes a new version, the earlier ones stay."""
    late = round.objections.filter(answered_at__gt=round.recorded_at).count() if round.recorded_at else 0
    return Key(OPENING_SHEET, round.code, str(late + 1))


def _come(
    round: BidRound, supplier: Organisation, person: str, actor: Actor, at: datetime
) -> OpeningAttendance:
    with transaction.atomic():
        BidRound.objects.select_for_update().get(pk=round.pk)
        found, made = OpeningAttendance.objects.get_or_create(
            round=round,
            supplier=supplier,
            defaults={"person": person, "signed_at": at, "recorder_code": actor.code},
        )
        if made:
            _record(
                round, "opening_attended", "四十", actor, at, {"supplier": supplier.code, "person": person}
            )
    return found


def _require_under_way(round: BidRound, at: datetime) -> None:
    due_events.run_due_for(CLOSING, round.code, until=at)
    round.refresh_from_db()
    if round.status == RoundStatus.RECEIVING:
        raise WrongState(
            _("截止以后才能签到：截止以前任何人都不能知道谁投了标（87号令第三十九条）。"), rule="I-03"
        )
    ends = attendance.window_ends(round)
    if round.status == RoundStatus.UNOPENED or (ends is not None and at > ends):
        raise WrongState(_("开标已经结束；未参加开标的，视同认可开标结果（87号令第四十二条）。"), rule="N-02")


def _require_opened(round: BidRound) -> None:
    if round.status != RoundStatus.OPENED:
        raise WrongState(_("开启以后才能办理。"), rule="N-02")


def _check_word(round: BidRound, kind: SealChecker, person: str) -> None:
    came = round.attendances.exists()
    if kind == SealChecker.NOBODY and came:
        text = _("已有投标人签到：请由投标人或者其推选的代表核对；都不核对的，选“到场投标人不检查”。")
        raise DomainError(text, field="by", rule="N-02")
    if kind == SealChecker.REPRESENTATIVE and not person.strip():
        raise DomainError(_("请填写投标人推选的代表姓名。"), field="person", rule="N-02")


def _ask(verdict: Verdict) -> None:
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-02")


def _record(
    round: BidRound, action: str, article: str, actor: Actor, at: datetime, changes: Mapping[str, object]
) -> None:
    audit.record(
        subject_kind="round",
        subject_code=round.code,
        action=action,
        actor=actor,
        at=at,
        basis=ARTICLE % article,
        changes=dict(changes),
    )
