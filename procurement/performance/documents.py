"""The sheets of a survey: one card per link, four on a page, to be cut and handed out in the village."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from .models import Survey

SHEETS = "performance/survey_sheets.html"


def sheets_context(survey: Survey, tokens: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the sheets of ``tokens`` (village, token), which exist nowhere else.

    They show address and village, no number that could be written down beside a name.
    """
    sheets = [
        {
            "village": village,
            "address": f"{settings.BASE_URL}{reverse('performance:survey-answer', args=[token])}",
        }
        for village, token in tokens
    ]
    return {
        "survey": survey,
        "sheets": sheets,
        "purchaser": survey.evaluation.contract.purchaser,
        "contract": survey.evaluation.contract,
        "document_title": survey.title,
    }
