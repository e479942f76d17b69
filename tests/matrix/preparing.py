"""A requirement that is being surveyed and heard: what stands for it in the matrices, and its addresses."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from catalogue.services.requirement import add_survey_paper
from tests.factories import requirement, tendering
from tests.factories.tendering import Town

_ITEM = ("requirement", "requirement-marks", "survey-create", "consultation-open")
_SURVEY = ("survey-detail", "survey-edit", "survey-paper-add")
_ASKED = ("consultation-detail", "consultation-conclude")


def things(home: Town) -> dict[str, Any]:
    """Return an item with an open survey, its paper, an open consultation and what somebody said."""
    item = tendering.published_item(home, title="河道管护服务", settled=False)
    survey = requirement.survey(item, home.operator, at=tendering.AT, concluded=False)
    file = SimpleUploadedFile("问卷.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    asked = requirement.consultation(item, home.operator, at=tendering.AT, state="OPEN")
    return {
        "surveyed_item": item,
        "survey_record": survey,
        "survey_paper": add_survey_paper(survey=survey, file=file, actor=home.operator, at=tendering.AT),
        "consultation": asked,
        "voice": asked.comments.get(),
    }


def addresses(thing: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return the addresses of survey and consultation with what stands in them."""
    item, survey = {"code": thing["surveyed_item"].code}, {"code": thing["survey_record"].code}
    asked = {"code": thing["consultation"].code}
    return {
        **{f"catalogue:{name}": ("paper", item) for name in _ITEM},
        **{f"catalogue:{name}": ("paper", survey) for name in _SURVEY},
        **{f"catalogue:{name}": ("paper", asked) for name in _ASKED},
        "catalogue:survey-paper-remove": ("paper", {**survey, "file": thing["survey_paper"].code}),
        "catalogue:survey-transition": ("paper", {**survey, "transition": "conclude"}),
        "catalogue:consultation-transition": ("paper", {**asked, "transition": "withdraw"}),
        "catalogue:voice-reply": ("paper", {**asked, "comment": thing["voice"].code}),
        "catalogue:consultation-list": ("", {}),
        "catalogue:consultation": ("paper", asked),
    }
