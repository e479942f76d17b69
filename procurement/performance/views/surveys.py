"""Setting a survey up, printing its sheets once, ending it."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.selectors import villages_of
from procurement.core.actors import Actor
from procurement.core.clock import local_date, local_time
from procurement.core.errors import DomainError
from procurement.core.language import RECORD
from procurement.core.permissions import Verdict

from .. import permissions
from ..documents import SHEETS, sheets_context
from ..forms import SurveyForm
from ..models import PerformanceEvaluation
from ..services import close_survey, open_survey
from ..services.survey import SHEETS_MAX
from .evaluations import EvaluationAction

DAYS = 14


class SurveyOpen(EvaluationAction):
    """Open a survey: the answer to the form is the page with the sheets, and there is no second one.

    A page for the browser's printer, not a PDF: what a job draws must be kept, and whoever reads the kept
    links could answer for the villagers.
    """

    title = gettext_lazy("开展满意度调查")
    template_name = "performance/survey_form.html"
    form_class = SurveyForm
    one_time = True

    def permission(self, actor: Actor, obj: PerformanceEvaluation) -> Verdict:
        return permissions.run(actor, obj)

    def get_form_kwargs(self) -> dict[str, Any]:
        villages = [village.name for village in villages_of(self.object.contract.purchaser)]
        return {**super().get_form_kwargs(), "villages": villages, "sheets": SHEETS_MAX}

    def get_initial(self) -> dict[str, Any]:
        with translation.override(RECORD):
            title = _("%(title)s满意度调查") % {"title": self.object.contract.title}
        return {"title": title, "closes_on": local_date(self.at) + timedelta(days=DAYS)}

    def run(self, form: SurveyForm) -> Any:
        return open_survey(
            evaluation=self.object,
            title=form.cleaned_data["title"],
            villages=form.counts(),
            closes_at=local_time(form.cleaned_data["closes_on"] + timedelta(days=1)),
            actor=self.actor,
            at=self.at,
        )

    def refuse(self, form: SurveyForm, error: DomainError) -> HttpResponse:
        """Say it beside the fields that the form has for what the service takes."""
        error.field = {"closes_at": "closes_on", "villages": "others"}.get(error.field, error.field)
        return super().refuse(form, error)

    def leave_to(self, url: str) -> HttpResponse:
        """Answer with the sheets, ready to print: in Chinese for the villages, whoever prints them."""
        if self.result is None:
            return super().leave_to(url)
        context = {**sheets_context(*self.result), "back": url}
        response = TemplateResponse(self.request, SHEETS, context)
        response["Cache-Control"] = "no-store"
        with translation.override(RECORD):
            return response.render()


class SurveyClose(EvaluationAction):
    """End a survey whose sample is large enough."""

    title = gettext_lazy("结束满意度调查")
    success_message = gettext_lazy("调查已结束。")

    def permission(self, actor: Actor, obj: PerformanceEvaluation) -> Verdict:
        return permissions.run(actor, obj)

    def run(self, form: Any) -> None:
        close_survey(survey=self.object.surveys.latest("pk"), actor=self.actor, at=self.at)
