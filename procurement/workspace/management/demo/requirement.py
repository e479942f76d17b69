"""Before a requirement is fixed: the survey, and what the villagers say of it (G-09, G-10)."""

from datetime import timedelta

from catalogue.models import RequirementComment, RequirementConsultation
from catalogue.selectors.requirement import needs_of
from catalogue.services.consultations import (
    add_voice,
    answer_voice,
    conclude_consultation,
    open_consultation,
)
from catalogue.services.surveys import Answer, conclude_survey, save_survey
from procurement.core.clock import local_time

from .data import read
from .plan import Row, item_of, operator
from .stage import CURTAIN, Stage, Story

DAYS = 8


def preparing(stage: Stage, row: Row) -> Story:
    """Survey, ask the villagers, answer each, publish the result; asking goes on where the row stops there."""
    needs = needs_of(item_of(row), stage.today)
    if needs.survey:
        yield stage.workday(after=1, hour=16)
        survey(stage, row)
    if not needs.consultation:
        return
    if row["stop"] == "intent":
        # The demonstration begins with these villagers still being asked.
        yield max(stage.at, CURTAIN - timedelta(days=4))
    ask(stage, row)
    for number, voice in enumerate(read("texts")["voices"][:2]):
        yield stage.at + timedelta(days=1, hours=3)
        add_voice(consultation=asked_of(row), text=voice["text"], name=voice["name"], at=stage.at)
        if row["stop"] == "intent" and number == 0:
            reply(stage, row)
    if row["stop"] == "intent":
        return
    yield stage.working(local_time(asked_of(row).until + timedelta(days=1), 9))
    reply(stage, row)
    conclude_consultation(
        consultation=asked_of(row),
        result=read("texts")["hearing_result"],
        actor=operator(stage, row),
        at=stage.at,
    )


def survey(stage: Stage, row: Row) -> None:
    """Three of the market were asked, records were looked up; the operator writes it down."""
    words = read("texts")["survey"]
    facts = {
        **words["facts"],
        "begun_on": stage.today - timedelta(days=2),
        "ended_on": stage.today,
        "conducted_by": stage.cast.organisation(row["organisation"]).short_name + "采购经办人和业务站所",
        "few_reason": "",
        "reuses": None,
    }
    answers = [
        Answer(name, kind, stage.today - timedelta(days=1), said) for name, kind, said in words["answers"]
    ]
    found = save_survey(
        item=item_of(row),
        survey=None,
        facts=facts,
        answers=answers,
        actor=operator(stage, row),
        at=stage.at,
    )
    conclude_survey(survey=found, actor=operator(stage, row), at=stage.at)


def ask(stage: Stage, row: Row) -> RequirementConsultation:
    """Open the item to the villagers."""
    return open_consultation(
        item=item_of(row),
        summary=row["description"],
        questions=read("texts")["hearing_questions"],
        until=stage.today + timedelta(days=DAYS),
        actor=operator(stage, row),
        at=stage.at,
    )


def reply(stage: Stage, row: Row) -> None:
    """Answer whoever waits for it."""
    known = {voice["text"]: voice for voice in read("texts")["voices"]}
    for voice in RequirementComment.objects.filter(consultation=asked_of(row), replied_at__isnull=True):
        told = known[voice.text]
        answer_voice(
            voice=voice,
            handling=told["handling"],
            reply=told["reply"],
            actor=operator(stage, row),
            at=stage.at,
        )


def asked_of(row: Row) -> RequirementConsultation:
    return RequirementConsultation.objects.get(item=item_of(row))
