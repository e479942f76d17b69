"""The notices of a public consultation: that it is open, what came of it, or that it was taken back.

Nothing personal is in them.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from procurement.core.actors import Actor
from procurement.core.language import in_language_of_record
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import publish

from ..enums import ItemStatus
from ..lifecycle import CONSULTATION
from ..models import RequirementConsultation
from ..selectors.requirement import counts, published_voices

Rows = list[dict[str, str]]


@in_language_of_record
def publish_opening(*, consultation: RequirementConsultation, actor: Actor, at: datetime) -> Publication:
    """Publish that residents may speak, on what, and until when."""
    rows = [
        _row(_("购买主体"), consultation.item.organisation.name),
        _row(_("打算买什么服务"), consultation.summary),
        _row(_("想听大家说什么"), consultation.questions),
        _row(_("截止日期"), consultation.until.isoformat()),
        _row(_("怎样提意见"), _("在本平台“征求群众意见”页面填写，不用登录，也不用留名。")),
    ]
    title = _("%(title)s：征求社会公众意见") % {"title": consultation.item.title}
    sections = [{"title": _("征求社会公众意见"), "rows": rows}]
    kind = PublicationKind.REQUIREMENT_CONSULTATION
    return _publish(consultation, kind, title, sections, actor, at)


@in_language_of_record
def publish_result(*, consultation: RequirementConsultation, actor: Actor, at: datetime) -> Publication:
    """Publish the result with every comment and its answer; names and contacts stay out for good."""
    found = counts(consultation)
    heard = _("共%(said)d条：采纳%(adopted)d条，部分采纳%(partly)d条，不采纳%(declined)d条。") % found
    rows = [
        _row(_("购买主体"), consultation.item.organisation.name),
        _row(_("收到的意见"), heard),
        _row(_("征求意见的结果"), consultation.result),
    ]
    voices = [
        _row(
            voice.code,
            "\n".join(
                (
                    _("（原文不公开）") if voice.withheld else voice.text,
                    f"{voice.get_handling_display()}：{voice.reply}",
                )
            ),
        )
        for voice in published_voices(consultation)
    ]
    title = _("%(title)s：征求社会公众意见的结果") % {"title": consultation.item.title}
    sections = [{"title": _("征求意见的结果"), "rows": rows}]
    if voices:
        sections.append({"title": _("意见和答复"), "rows": voices})
    return _publish(consultation, PublicationKind.REQUIREMENT_RESULT, title, sections, actor, at)


@in_language_of_record
def publish_withdrawal(
    *, consultation: RequirementConsultation, reason: str, actor: Actor, at: datetime
) -> Publication:
    """Correct the opening notice by a new one: residents need no longer answer, and why."""
    opening = Publication.objects.get(code=consultation.notice_code)
    rows = [
        _row(_("购买主体"), consultation.item.organisation.name),
        _row(_("更正的公告"), f"{opening.code} {opening.title}"),
        _row(_("更正内容"), _("这次征求意见已经撤回，不再收集意见。")),
        _row(_("撤回的理由"), reason),
        _row(_("已经提出的意见"), _("已收到%(said)d条，留存备查；重新征求时请再提。") % counts(consultation)),
    ]
    title = _("%(title)s：撤回征求社会公众意见") % {"title": consultation.item.title}
    sections = [{"title": _("撤回征求意见"), "rows": rows}]
    return _publish(consultation, PublicationKind.CORRECTION, title, sections, actor, at, corrects=opening)


def _row(label: str, value: str) -> dict[str, str]:
    return {"label": label, "value": value}


def _publish(
    consultation: RequirementConsultation,
    kind: PublicationKind,
    title: str,
    sections: list[dict[str, Any]],
    actor: Actor,
    at: datetime,
    corrects: Publication | None = None,
) -> Publication:
    item = consultation.item
    # Before the plan is public its items have no public page that a notice could belong to.
    planned = item.status in ItemStatus.public()
    return publish(
        kind=kind,
        subject_kind=CONSULTATION.subject_kind,
        subject_code=consultation.code,
        project_code=item.code if planned else "",
        title=title,
        organisation=item.organisation,
        payload={"sections": sections},
        summary=consultation.summary,
        basis=CONSULTATION["conclude"].basis,
        corrects=corrects,
        actor=actor,
        at=at,
    )
