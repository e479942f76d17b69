"""What departments, the public and experts say of a catalogue, and what the bureau answers."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit, clock
from procurement.core.actors import SYSTEM, Actor
from procurement.core.errors import DomainError, NotAllowed, WrongState

from .. import permissions
from ..enums import Conclusion, OpinionKind, VersionStatus
from ..lifecycle import VERSION
from ..models import CatalogueVersion, DepartmentOpinion, ExpertOpinion, PublicComment
from .versions import refuse_unless
from .voices import answered, said, save_new

# Opinions are sorted and answered while these are the states; later they are part of what was published.
OPEN_TO_REPLIES = (
    VersionStatus.DRAFT,
    VersionStatus.CONSULTING,
    VersionStatus.COMMENTING,
    VersionStatus.REVIEWING,
)


@transaction.atomic
def answer_consultation(
    *, opinion: DepartmentOpinion, kind: str, text: str, actor: Actor, at: datetime
) -> DepartmentOpinion:
    """A department agrees or suggests; it may answer again until its time is over."""
    version = _locked(opinion.version)
    verdict = permissions.answer_consultation(actor, opinion)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="A-13")
    if not takes_answers(version, clock.local_date(at)):
        raise WrongState(_("征求意见已经结束。"), rule="A-13")
    if kind not in OpinionKind.values:
        raise DomainError(_("请选择无意见或有修改意见。"), field="kind", rule="A-13")
    if kind == OpinionKind.SUGGEST and not text.strip():
        raise DomainError(_("请写明修改哪一条、改成什么、为什么。"), field="text", rule="A-13")
    opinion.kind, opinion.text = kind, text.strip()
    opinion.answered_at, opinion.answered_code, opinion.answered_name = at, actor.code, actor.name
    opinion.save()
    changes = {"organisation": opinion.organisation.code, "kind": kind, "text": opinion.text}
    _record(version, "answer-consultation", changes, actor, at)
    return opinion


@transaction.atomic
def add_comment(
    *,
    version: CatalogueVersion,
    text: str,
    at: datetime,
    entry_code: str = "",
    name: str = "",
    contact: str = "",
) -> PublicComment:
    """Keep what somebody of the public says; nobody has to sign in or give a name."""
    locked = _locked(version)
    if not takes_comments(locked, clock.local_date(at)):
        raise WrongState(_("公开征求意见已经截止，谢谢您的关心。"), rule="A-13")
    wanted = entry_code.strip().upper()
    if wanted and not locked.items.filter(code=wanted).exists():
        raise DomainError(
            _("目录里没有编码“%(code)s”：请核对，或留空。") % {"code": wanted}, field="entry_code"
        )
    comment = PublicComment(version=locked, entry_code=wanted)
    said(comment, text=text, name=name, contact=contact, rule="A-13", at=at)
    # The chain keeps that it came and what it says, never who to call.
    _record(locked, "comment", {"comment": comment.code, "text": comment.text}, SYSTEM, at)
    return comment


@transaction.atomic
def reply_to(
    *,
    opinion: DepartmentOpinion | PublicComment,
    handling: str,
    reply: str,
    actor: Actor,
    at: datetime,
    withheld: bool = False,
) -> DepartmentOpinion | PublicComment:
    """Answer a suggestion or comment: adopted, partly or not, and why. The answer is published with it.

    ``withheld``: a comment's own text stays unpublished (personal data, abuse); the answer says so.
    """
    refuse_unless(permissions.make_catalogue(actor))
    version = _locked(opinion.version)
    if not takes_replies(version):
        raise WrongState(_("目录已经批准，意见的处理不再改动。"), rule="A-13")
    if isinstance(opinion, DepartmentOpinion) and opinion.kind != OpinionKind.SUGGEST:
        raise WrongState(_("这个单位没有提出修改意见。"), rule="A-13")
    answered(row=opinion, handling=handling, reply=reply, withheld=withheld, rule="A-13", actor=actor, at=at)
    about = opinion.code if isinstance(opinion, PublicComment) else opinion.organisation.code
    changes = {"about": about, "handling": handling, "reply": opinion.reply, "withheld": withheld}
    _record(version, "reply", changes, actor, at)
    return opinion


@transaction.atomic
def record_expert(
    *,
    version: CatalogueVersion,
    name: str,
    employer: str,
    conclusion: str,
    text: str,
    given_on: date,
    actor: Actor,
    at: datetime,
    position: str = "",
) -> ExpertOpinion:
    """Record what an expert said on the signed sheet."""
    refuse_unless(permissions.make_catalogue(actor))
    locked = _locked(version)
    if not takes_experts(locked):
        raise WrongState(_("专家论证在意见整理阶段进行。"), rule="A-13")
    if given_on > clock.local_date(at):
        raise DomainError(_("论证日期不能晚于今天。"), field="given_on", rule="A-13")
    if conclusion not in Conclusion.values:
        raise DomainError(_("请选择结论。"), field="conclusion", rule="A-13")
    if locked.experts.filter(name=name.strip(), employer=employer.strip()).exists():
        raise DomainError(_("这位专家的意见已经登记。"), field="name", rule="A-13")
    opinion = ExpertOpinion(
        version=locked,
        name=name.strip(),
        employer=employer.strip(),
        position=position.strip(),
        conclusion=conclusion,
        text=text.strip(),
        given_on=given_on,
    )
    save_new(opinion)
    facts = {"expert": opinion.name, "employer": opinion.employer, "conclusion": conclusion}
    _record(locked, "record-expert", {**facts, "text": opinion.text, "given_on": given_on}, actor, at)
    return opinion


def takes_answers(version: CatalogueVersion, today: date) -> bool:
    """Tell whether departments may answer now."""
    return version.status == VersionStatus.CONSULTING and today <= version.consult_until


def takes_comments(version: CatalogueVersion, today: date) -> bool:
    """Tell whether the public may comment now."""
    return version.status == VersionStatus.COMMENTING and today <= version.comment_until


def takes_replies(version: CatalogueVersion) -> bool:
    """Tell whether opinions are still being answered."""
    return version.status in OPEN_TO_REPLIES


def takes_experts(version: CatalogueVersion) -> bool:
    """Tell whether experts are being heard now."""
    return version.status == VersionStatus.REVIEWING


def _locked(version: CatalogueVersion) -> CatalogueVersion:
    return CatalogueVersion.objects.select_for_update().get(pk=version.pk)


def _record(
    version: CatalogueVersion, action: str, changes: dict[str, Any], actor: Actor, at: datetime
) -> None:
    audit.record(
        subject_kind=VERSION.subject_kind,
        subject_code=version.code,
        action=action,
        actor=actor,
        at=at,
        basis="A-13",
        changes=changes,
    )
