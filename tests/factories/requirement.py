"""Surveys and public consultations of plan items, reached by the services."""

from datetime import date, datetime, timedelta
from typing import Any

from catalogue.enums import ConsultationStatus
from catalogue.models import PlanItem, RequirementConsultation, RequirementSurvey
from catalogue.selectors.requirement import needs_of
from catalogue.services.consultations import (
    add_voice,
    answer_voice,
    close_consultation,
    conclude_consultation,
    open_consultation,
)
from catalogue.services.surveys import Answer, conclude_survey, save_survey
from procurement.core.actors import Actor
from procurement.core.clock import local_date, local_time
from tests.kept import kept

DAYS = 7


def facts(on: date, **changed: Any) -> dict[str, Any]:
    """Return what a survey says that leaves nothing out."""
    values = {
        "methods": ["TALKS", "RECORDS"],
        "begun_on": on - timedelta(days=5),
        "ended_on": on,
        "conducted_by": "镇经济发展办公室",
        "market": "全县有6家企业和社会组织能提供这项服务。",
        "history": "邻近乡镇去年成交价每村每年9万元左右。",
        "follow_up": "没有后续采购，垃圾桶由镇里另行配置。",
        "others": "",
        "result": "市场竞争充分，按村计价，一年一签。",
        "few_reason": "",
        "reuses": None,
    }
    return {**values, **changed}


def answers(on: date, count: int = 3) -> list[Answer]:
    """Return what so many suppliers said."""
    kinds = ("SUPPLIER", "ORGANISATION", "SUPPLIER")
    return [
        Answer(
            f"云梦县第{number + 1}服务单位",
            kinds[number % 3],
            on - timedelta(days=2),
            "可以承接，每村每年9万元。",
        )
        for number in range(count)
    ]


def survey(
    item: PlanItem, actor: Actor, *, at: datetime, concluded: bool = True, count: int = 3, **changed: Any
) -> RequirementSurvey:
    """Return a survey by the item's operator, completed unless said otherwise."""
    on = local_date(at)
    found = save_survey(
        item=item, survey=None, facts=facts(on, **changed), answers=answers(on, count), actor=actor, at=at
    )
    return conclude_survey(survey=found, actor=actor, at=at) if concluded else found


def consultation(
    item: PlanItem,
    actor: Actor,
    *,
    at: datetime,
    state: str = ConsultationStatus.CONCLUDED,
    voices: int = 1,
) -> RequirementConsultation:
    """Return a consultation opened at ``at``, as far as ``state``; concluded ones are answered one by one."""
    on = local_date(at)
    asked = open_consultation(
        item=item,
        summary="请人给每个村每天扫地、收垃圾。",
        questions="您村里哪些地方最需要打扫？",
        until=on + timedelta(days=DAYS),
        actor=actor,
        at=at,
    )
    spoken = [
        add_voice(
            consultation=asked,
            text=f"第{number + 1}条：请把河边也扫一扫。",
            contact="13900000000",
            at=at + timedelta(hours=number + 1),
        )
        for number in range(voices)
    ]
    if state == ConsultationStatus.OPEN:
        return asked
    over = local_time(on + timedelta(days=DAYS + 1))
    close_consultation(consultation=asked, at=over)
    if state == ConsultationStatus.CLOSED:
        return asked
    for voice in spoken:
        answer_voice(
            voice=voice, handling="ADOPTED", reply="已把河道两岸写进服务范围。", actor=actor, at=over
        )
    result = "增加河道两岸的保洁，其余不变。"
    return conclude_consultation(consultation=asked, result=result, actor=actor, at=over)


@kept
def settle(item: PlanItem, actor: Actor, *, at: datetime) -> PlanItem:
    """Do what the law wants before an item's requirement is fixed, from ``at`` on; nothing for small ones."""
    needs = needs_of(item, local_date(at))
    if needs.survey:
        survey(item, actor, at=at)
    if needs.consultation:
        consultation(item, actor, at=at)
    return item
