"""Internal review before release: submit, pass or return, take back (RULES N-12)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit, lifecycle
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.regulations.review import QUESTIONS

from .. import permissions
from ..enums import Finding, ReviewKind, TenderStatus
from ..lifecycle import TENDER
from ..models import Review, Tender
from ..selectors.reviews import OFFICES, missing_kinds, needed_kinds, wrote_in


@transaction.atomic
def submit_for_review(*, tender: Tender, actor: Actor, at: datetime) -> Tender:
    """Send complete documents to the reviewers; every review begins anew."""
    lifecycle.apply("submit_for_review", tender, actor=actor, at=at, updates={"submitted_at": at})
    return tender


@transaction.atomic
def take_back(*, tender: Tender, reason: str = "", actor: Actor, at: datetime) -> Tender:
    """Take the documents back to write in them; the reviews so far fall."""
    lifecycle.apply("take_back", tender, actor=actor, at=at, reason=reason, updates={"submitted_at": None})
    return tender


@transaction.atomic
def record_review(
    *,
    tender: Tender,
    kind: str,
    passed: bool,
    opinion: str,
    actor: Actor,
    at: datetime,
    checks: Mapping[str, str] | None = None,
    adviser: str = "",
    lent_from: str = "",
) -> Review:
    """Record one review. A return sends the documents back to their author; the last pass clears the way.

    ``checks``: what the key review finds of each question (art. 31); ``adviser``: the lawyer who passed the
    contract text, with the firm (art. 23); ``lent_from``: where a lent person comes from (N-21).
    """
    locked = Tender.objects.select_for_update().get(pk=tender.pk)
    _check_reviewer(locked, kind, actor)
    if locked.status != TenderStatus.IN_REVIEW:
        text = _("采购文件的状态是“%(state)s”，现在没有审查。")
        raise WrongState(text % {"state": locked.get_status_display()}, rule="N-12")
    if ReviewKind(kind) not in missing_kinds(locked):
        text = _("%(kind)s已经通过，不需要再次审查。")
        raise WrongState(text % {"kind": ReviewKind(kind).label}, rule="N-12")
    if not opinion.strip():
        raise DomainError(_("请写明审查意见（需求管理办法第三十四条）。"), field="opinion", rule="N-12")
    found = _checked(kind, passed, checks or {})
    if kind == ReviewKind.LEGAL and not adviser.strip():
        text = _("请写明法律顾问的姓名和单位（需求管理办法第二十三条）。")
        raise DomainError(text, field="adviser", rule="N-12")
    review = Review.objects.create(
        tender=locked,
        kind=kind,
        passed=passed,
        checks=found,
        adviser=adviser.strip() if kind == ReviewKind.LEGAL else "",
        lent_from=lent_from.strip(),
        opinion=opinion.strip(),
        reviewer_code=actor.code,
        reviewer_name=actor.name,
        at=at,
    )
    _record(review, actor, at)
    _carry_on(tender, passed, review.opinion, actor, at)
    return review


def _checked(kind: str, passed: bool, checks: Mapping[str, str]) -> dict[str, str]:
    """Return the findings of a key review: every question answered, none wrong where it passes."""
    if kind != ReviewKind.KEY:
        return {}
    found = {one.code: checks.get(one.code, "") for one in QUESTIONS}
    for code, finding in found.items():
        if finding not in Finding.values:
            text = _("重点审查要逐项回答（需求管理办法第三十一条）。")
            raise DomainError(text, field=f"check_{code}", rule="N-12")
        if passed and finding == Finding.WRONG:
            text = _("这一项有问题，不能通过：请选退回修改，或者改正这一项（需求管理办法第二十九条）。")
            raise DomainError(text, field=f"check_{code}", rule="N-12")
    return found


def _check_reviewer(tender: Tender, kind: str, actor: Actor) -> None:
    verdict = permissions.review(actor, tender)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-12")
    if wrote_in(tender, actor.code):
        text = _("您编写过采购需求、实施计划或者采购文件，须由其他人审查（需求管理办法第三十二条）。")
        raise NotAllowed(text, rule="N-12")
    if kind not in needed_kinds(tender):
        raise DomainError(_("本项目不需要这类审查。"), field="kind", rule="N-12")
    if not actor.holds(*OFFICES[ReviewKind(kind)]):
        text = _("%(kind)s须由相应岗位的人员进行（需求管理办法第三十二条）。")
        raise NotAllowed(text % {"kind": ReviewKind(kind).label}, rule="N-12")


def _record(review: Review, actor: Actor, at: datetime) -> None:
    audit.record(
        subject_kind=TENDER.subject_kind,
        subject_code=review.tender.code,
        action="review",
        actor=actor,
        at=at,
        basis="N-12",
        reason=review.opinion,
        changes={
            "kind": review.kind,
            "passed": review.passed,
            "checks": review.checks,
            "adviser": review.adviser,
            "lent_from": review.lent_from,
        },
    )


def _carry_on(tender: Tender, passed: bool, opinion: str, actor: Actor, at: datetime) -> None:
    if not passed:
        lifecycle.apply(
            "return_for_changes", tender, actor=actor, at=at, reason=opinion, updates={"submitted_at": None}
        )
    elif not missing_kinds(tender):
        lifecycle.apply("pass_reviews", tender, actor=actor, at=at)
    else:
        tender.refresh_from_db()
