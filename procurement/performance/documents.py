"""The sheets of a survey: one card per link, four on a page, to be cut and handed out in the village."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from procurement.core.pdf import render_pdf

from .models import Survey

SHEETS = "performance/survey_sheets.html"


def survey_sheets_pdf(survey: Survey, tokens: Sequence[tuple[str, str]]) -> bytes:
    """Return the sheets of ``tokens`` (village, token). The tokens exist nowhere else: print them now."""
    return render_pdf(SHEETS, sheets_context(survey, tokens))


def sheets_context(survey: Survey, tokens: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return what the sheets show: address and village, no number that could be written down beside a name."""
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
