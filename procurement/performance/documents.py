"""The sheets of a survey: one card per link, four on a page, to be cut and handed out in the village."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from procurement.core.clock import local_date
from procurement.core.language import in_language_of_record

from .models import Survey

SHEETS = "performance/survey_sheets.html"


@in_language_of_record
def sheets_context(survey: Survey, tokens: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the sheets of ``tokens`` (village, token), which exist nowhere else.

    They show address and village, no number that could be written down beside a name. The addresses lead to
    the Chinese page whatever language the clerk works in: it is the villages that read them.
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
        "last_day": local_date(survey.closes_at - timedelta(seconds=1)),
        "purchaser": survey.evaluation.contract.purchaser,
        "contract": survey.evaluation.contract,
        "document_title": survey.title,
    }
