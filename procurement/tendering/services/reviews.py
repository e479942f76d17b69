"""Internal review before release: submit, pass or return, take back (RULES N-12)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit, lifecycle
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.permissions import Permission, Verdict
from procurement.regulations.review import QUESTIONS

from .. import permissions
from ..enums import Finding, ReviewKind
from ..models import InternalReview, Review, Tender
from ..selectors.reviews import OFFICES, TENDERS, Reviewing


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
    review: Review = give_review(
        rules=TENDERS,
        permission=permissions.review,
        obj=tender,
        kind=kind,
        passed=passed,
        opinion=opinion,
        actor=actor,
        at=at,
        checks=checks,
        adviser=adviser,
        lent_from=lent_from,
    )
    return review


@transaction.atomic
def give_review(
    *,
    rules: Reviewing,
    permission: Permission,
    obj: Any,
    kind: str,
    passed: bool,
    opinion: str,
    actor: Actor,
    at: datetime,
    checks: Mapping[str, str] | None = None,
    adviser: str = "",
    lent_from: str = "",
) -> Any:
    """Record one review of whatever ``rules`` describe, as ``record_review`` does of a tender's documents."""
    locked = type(obj)._default_manager.select_for_update().get(pk=obj.pk)
    _check_reviewer(rules, permission(actor, locked), locked, kind, actor)
    if locked.status != "IN_REVIEW":
        text = _("现在的状态是“%(state)s”，没有审查。请刷新页面查看最新进展。")
        raise WrongState(text % {"state": locked.get_status_display()}, rule="N-12")
    if ReviewKind(kind) not in rules.missing(locked):
        text = _("%(kind)s已经通过，不需要再次审查。")
        raise WrongState(text % {"kind": ReviewKind(kind).label}, rule="N-12")
    if not opinion.strip():
        raise DomainError(_("请写明审查意见（需求管理办法第三十四条）。"), field="opinion", rule="N-12")
    found = _checked(kind, passed, checks or {})
    if kind == ReviewKind.LEGAL and not adviser.strip():
        text = _("请写明法律顾问的姓名和单位（需求管理办法第二十三条）。")
        raise DomainError(text, field="adviser", rule="N-12")
    review = locked.reviews.create(
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
    _record(rules.subject_kind, locked.code, review, actor, at)
    _carry_on(rules, obj, passed, review.opinion, actor, at)
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


def _check_reviewer(rules: Reviewing, verdict: Verdict, obj: Any, kind: str, actor: Actor) -> None:
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-12")
    if rules.wrote_in(obj, actor.code):
        text = _("您编写过采购需求、实施计划或者采购文件，须由其他人审查（需求管理办法第三十二条）。")
        raise NotAllowed(text, rule="N-12")
    if kind not in rules.needed(obj):
        raise DomainError(_("本项目不需要这类审查。"), field="kind", rule="N-12")
    if not actor.holds(*OFFICES[ReviewKind(kind)]):
        text = _("%(kind)s须由相应岗位的人员进行（需求管理办法第三十二条）。")
        raise NotAllowed(text % {"kind": ReviewKind(kind).label}, rule="N-12")


def _record(kind: str, code: str, review: InternalReview, actor: Actor, at: datetime) -> None:
    audit.record(
        subject_kind=kind,
        subject_code=code,
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


def _carry_on(rules: Reviewing, obj: Any, passed: bool, opinion: str, actor: Actor, at: datetime) -> None:
    if not passed:
        back = {"submitted_at": None}
        lifecycle.apply("return_for_changes", obj, actor=actor, at=at, reason=opinion, updates=back)
    elif not rules.missing(obj):
        lifecycle.apply("pass_reviews", obj, actor=actor, at=at)
    else:
        obj.refresh_from_db()
