"""What a villager's phone opens: four questions and a thank-you. No name, no account, no script needed."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from procurement.core.errors import DomainError, NotVisible
from procurement.core.views import ActorMixin

from ..forms import SurveyAnswerForm
from ..services import answer_survey, usable_token


@method_decorator(never_cache, name="dispatch")
class SurveyAnswerPage(ActorMixin, FormView):
    """Answer once; a used, unknown or ended link leads to a friendly page."""

    template_name = "performance/survey_answer.html"
    form_class = SurveyAnswerForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.held = usable_token(self.kwargs["token"], self.at)
        except DomainError as error:
            return self._ended(error)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.held = usable_token(self.kwargs["token"], self.at)
        except DomainError as error:
            return self._ended(error)
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "survey": self.held.survey}

    def form_valid(self, form: SurveyAnswerForm) -> HttpResponse:
        try:
            answer_survey(
                token=self.kwargs["token"],
                answers=form.answers(),
                remark=form.cleaned_data["remark"],
                at=self.at,
            )
        except DomainError as error:
            if error.field not in form.fields:
                return self._ended(error)
            form.add_error(error.field, str(error))
            return self.form_invalid(form)
        return HttpResponseRedirect(reverse("performance:survey-thanks"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        survey = self.held.survey
        purchaser = survey.evaluation.contract.purchaser.name
        return super().get_context_data(
            survey=survey, village=self.held.village, purchaser=purchaser, **kwargs
        )

    def _ended(self, error: DomainError) -> HttpResponse:
        status = 404 if isinstance(error, NotVisible) else 410
        context = {"reason": error}
        return self.response_class(
            request=self.request, template=["performance/survey_ended.html"], context=context, status=status
        )


class SurveyThanks(TemplateView):
    """Thank you. The address says nothing about which link was used."""

    template_name = "performance/survey_thanks.html"
