"""Addresses of evaluations below ``workspace/``, and of the survey that a villager's phone opens."""

from django.urls import path, re_path

from . import views

app_name = "performance"

urlpatterns = [
    re_path(r"^s/(?P<token>[-\w]{8,64})/$", views.SurveyAnswerPage.as_view(), name="survey-answer"),
    path("s/thanks/", views.SurveyThanks.as_view(), name="survey-thanks"),
    path("workspace/performance/", views.EvaluationList.as_view(), name="evaluation-list"),
    path(
        "workspace/performance/new/<slug:contract>/", views.EvaluationStart.as_view(), name="evaluation-start"
    ),
    path(
        "workspace/performance/<slug:code>/",
        views.EvaluationDetail.as_view(),
        name="performanceevaluation-detail",
    ),
    path(
        "workspace/performance/<slug:code>/self/",
        views.SelfEvaluation.as_view(),
        name="performanceevaluation-finish-self",
    ),
    path(
        "workspace/performance/<slug:code>/score/",
        views.ThirdPartyScore.as_view(),
        name="performanceevaluation-score",
    ),
    path(
        "workspace/performance/<slug:code>/evaluators/",
        views.EvaluatorAppoint.as_view(),
        name="evaluator-appoint",
    ),
    path("workspace/performance/<slug:code>/survey/new/", views.SurveyOpen.as_view(), name="survey-open"),
    path("workspace/performance/<slug:code>/survey/close/", views.SurveyClose.as_view(), name="survey-close"),
    path(
        "workspace/performance/<slug:code>/<slug:transition>/",
        views.EvaluationTransition.as_view(),
        name="performanceevaluation-transition",
    ),
]
