"""Addresses of challenges, below ``workspace/``."""

from django.urls import path

from . import views

app_name = "complaints"

urlpatterns = [
    path("workspace/challenges/", views.ChallengeList.as_view(), name="challenge-list"),
    path("workspace/challenges/new/<slug:tender>/", views.ChallengeSubmit.as_view(), name="challenge-add"),
    path("workspace/challenges/<slug:code>/", views.ChallengeDetail.as_view(), name="challenge-detail"),
    path(
        "workspace/challenges/<slug:code>/answer/", views.ChallengeAnswer.as_view(), name="challenge-answer"
    ),
    path(
        "workspace/challenges/<slug:code>/remedy/",
        views.ChallengeRemedyView.as_view(),
        name="challenge-remedy",
    ),
    path(
        "workspace/challenges/<slug:code>/<slug:transition>/",
        views.ChallengeTransition.as_view(),
        name="challenge-transition",
    ),
]
