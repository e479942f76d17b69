"""Around the survey of a requirement: its papers, and what only people know of the item (RULES G-10)."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import attachments, audit
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.models import Attachment
from procurement.core.permissions import Verdict

from .. import permissions
from ..lifecycle import ITEM, SURVEY
from ..models import PlanItem, RequirementMark, RequirementSurvey
from .surveys import record_survey_step, refuse_unless_open

PAPERS_MOST = 20


def add_survey_paper(
    *, survey: RequirementSurvey, file: UploadedFile, actor: Actor, at: datetime
) -> Attachment:
    """Attach a questionnaire, minutes, photographs; before the survey is completed."""
    _allow(permissions.survey(actor, survey))
    refuse_unless_open(survey)
    papers = attachments.attachments_of(SURVEY.subject_kind, survey.code)
    if papers.count() >= PAPERS_MOST:
        text = _("一份调查最多附%(count)d个文件：请合并后再上传。")
        raise DomainError(text % {"count": PAPERS_MOST}, field="file")
    kept = attachments.store(
        file=file,
        purpose="survey",
        owner_kind=SURVEY.subject_kind,
        owner_code=survey.code,
        actor=actor,
        at=at,
    )
    changes = {"file": kept.name, "sha256": kept.sha256}
    record_survey_step(survey=survey, action="add-paper", changes=changes, actor=actor, at=at)
    return kept


def remove_survey_paper(
    *, survey: RequirementSurvey, paper: Attachment, actor: Actor, at: datetime
) -> RequirementSurvey:
    """Take a paper out that does not belong there, while the survey is open."""
    _allow(permissions.survey(actor, survey))
    refuse_unless_open(survey)
    changes = {"file": paper.name, "sha256": paper.sha256}
    record_survey_step(survey=survey, action="remove-paper", changes=changes, actor=actor, at=at)
    attachments.discard(paper)
    return survey


@transaction.atomic
def mark_requirement(
    *,
    item: PlanItem,
    watched: bool,
    difficult: bool,
    wanted: bool,
    reason: str,
    actor: Actor,
    at: datetime,
) -> RequirementMark:
    """Say of an item what only people know under article 11: watched, difficult, or a survey is wanted."""
    locked = PlanItem.objects.select_for_update().get(pk=item.pk)
    _allow(permissions.survey(actor, locked))
    before = RequirementMark.objects.filter(item=locked).first()
    changed = before is not None and (before.watched, before.difficult, before.wanted) != (
        watched,
        difficult,
        wanted,
    )
    if (watched or difficult or wanted or changed) and not reason.strip():
        raise DomainError(_("请用一句话说明理由，审查的人会看到。"), field="reason", rule="G-10")
    facts = {"watched": watched, "difficult": difficult, "wanted": wanted, "reason": reason.strip()}
    mark, _created = RequirementMark.objects.update_or_create(
        item=locked, defaults={**facts, "marked_name": actor.name, "marked_at": at}
    )
    audit.record(
        subject_kind=ITEM.subject_kind,
        subject_code=locked.code,
        action="mark-requirement",
        actor=actor,
        at=at,
        basis="G-10",
        changes=facts,
    )
    return mark


def _allow(verdict: Verdict) -> None:
    if not verdict:
        raise NotAllowed(verdict.reason, rule="G-10")
