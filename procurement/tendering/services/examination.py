"""Examination after the opening: who is qualified, whose bid conforms; those who fail are told why (N-13)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit, lifecycle
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotAllowed, WrongState

from .. import permissions
from ..enums import PackageStatus, Power, RoundKind
from ..models import Examination, OpenedBid, Package
from ..selectors import rounds
from ..selectors.qualification import Qualification, lists_of
from . import notices

# A record of a list older than this says nothing of the day of the examination.
RECENT = timedelta(days=30)


@transaction.atomic
def examine(
    *,
    bid: OpenedBid,
    qualified: bool | None = None,
    qualified_reason: str = "",
    qualification: Qualification | None = None,
    conforms: bool | None = None,
    conforms_reason: str = "",
    credit_record: str = "",
    actor: Actor,
    at: datetime,
) -> Examination:
    """Record what was found about one bid; may be corrected until the examination is finished.

    Qualification is the purchaser's or agency's after a tender, conformity the committee's; in negotiation
    and consultation the group says both. ``None`` leaves a part as it is. DomainError beside the field
    where a refusal has no reason, or conformity is judged of a bidder who is not qualified.
    ``qualification`` says it condition by condition, and what each list said; it decides ``qualified``.
    """
    package = Package.objects.select_for_update().select_related("tender").get(pk=bid.round.package_id)
    if package.status != PackageStatus.OPENED or bid.round.kind != RoundKind.FIRST or bid.failure:
        raise WrongState(_("只有已开启、尚未完成审查的投标（响应）可以审查。"), rule="N-13")
    found = Examination.objects.filter(bid=bid).first() or Examination(bid=bid)
    before = (found.qualified, found.conforms)
    if qualification is not None:
        _check(qualification, package, bid, at)
        qualified, qualified_reason = qualification.outcome(qualified_reason)
    if qualified is not None:
        _qualify(found, package, qualified, qualified_reason, credit_record, actor)
    if qualification is not None:
        found.conditions, found.lists = qualification.as_data()
        found.consulted_at = qualification.consulted_at
    if conforms is not None:
        _judge_conformity(found, package, conforms, conforms_reason, actor)
    found.at = at
    found.save()
    _record(found, before, actor, at)
    return found


@transaction.atomic
def finish_examination(*, package: Package, actor: Actor, at: datetime) -> Package:
    """End the examination: enough stand, each who failed is told the reason. Else GuardRefused (E-61)."""
    lifecycle.apply("finish_examination", package, actor=actor, at=at)
    for found in rounds.examinations(package).select_related("bid__supplier", "bid__round__package__tender"):
        if not (found.qualified and found.conforms):
            notices.examination_failed(examination=found, at=at)
    return package


def _check(given: Qualification, package: Package, bid: OpenedBid, at: datetime) -> None:
    """Hold what was found against what the documents ask and which lists are to be consulted (H-04, H-05)."""
    if [row.code for row in given.conditions] != [row.code for row in package.conditions.all()]:
        raise WrongState(_("资格条件刚刚变更过，请刷新页面。"), rule="N-13")
    for row in given.conditions:
        if not row.passed and not row.note.strip():
            text = _("不符合的，须写明理由，并告知该供应商。")
            raise DomainError(text, field=f"note_{row.code}", rule="N-13")
    if set(given.lists) != set(lists_of(bid.supplier)):
        raise DomainError(_("请逐个查询名单（财库〔2016〕125号）。"), field="credit_record", rule="H-04")
    if given.consulted_at > at or given.consulted_at < bid.round.deadline - RECENT:
        text = _("请填写实际查询时间：不晚于现在，也不早于截止时间前30天。")
        raise DomainError(text, field="consulted_at", rule="H-04")


def _qualify(
    found: Examination, package: Package, qualified: bool, reason: str, credit_record: str, actor: Actor
) -> None:
    verdict = permissions.examine(actor, package)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-13")
    _require_reason(qualified, reason, "qualified_reason")
    if not credit_record.strip():
        raise DomainError(
            _("请填写信用查询记录：查询网站、时间和结果（财库〔2016〕125号）。"),
            field="credit_record",
            rule="H-04",
        )
    found.qualified, found.qualified_reason, found.credit_record = qualified, reason, credit_record
    found.examiner_code, found.examiner_name = actor.code, actor.name


def _judge_conformity(
    found: Examination, package: Package, conforms: bool, reason: str, actor: Actor
) -> None:
    verdict = permissions.evaluate(actor, package)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-13")
    if found.qualified is None:
        raise DomainError(_("请先完成资格审查，再做符合性审查。"), field="conforms", rule="N-13")
    if found.qualified is False:
        raise DomainError(_("资格审查不合格的，不再做符合性审查。"), field="conforms", rule="N-13")
    _require_reason(conforms, reason, "conforms_reason")
    found.conforms, found.conforms_reason = conforms, reason
    found.conformity_examiner_code, found.conformity_examiner_name = actor.code, actor.name


def _require_reason(passed: bool, reason: str, field: str) -> None:
    if not passed and not reason.strip():
        raise DomainError(_("不通过的，须写明理由，并告知该供应商。"), field=field, rule="N-13")


def _record(found: Examination, before: tuple[Any, Any], actor: Actor, at: datetime) -> None:
    """On the bid's own chain: the tender's is read by people who may not know the bidder yet (N-01)."""
    audit.record(
        subject_kind="bid",
        subject_code=found.bid.sealed.receipt,
        action="examine",
        actor=actor,
        at=at,
        basis=f"N-13 {found.bid.round.package.tender.own_articles['failed_papers']}",
        reason=found.conforms_reason if found.conforms is False else found.qualified_reason,
        changes={
            **permissions.in_scope(actor, found.bid.round.package, Power.OPENING).mark,
            "from": {"qualified": before[0], "conforms": before[1]},
            "to": {"qualified": found.qualified, "conforms": found.conforms},
            **({"conditions": found.conditions, "lists": found.lists} if found.conditions else {}),
        },
    )
