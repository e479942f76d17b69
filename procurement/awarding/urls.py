"""Addresses of evaluation and award."""

from django.urls import path

from .views import awards, negotiations, panels, scoring

app_name = "awarding"

urlpatterns = [
    path("workspace/evaluations/", panels.EvaluationList.as_view(), name="evaluation-list"),
    path("workspace/packages/<slug:code>/", panels.PackageEvaluation.as_view(), name="package-detail"),
    path("workspace/packages/<slug:code>/panel/", panels.PanelAdd.as_view(), name="panel-add"),
    path("workspace/panels/<slug:code>/", panels.PanelDetail.as_view(), name="panel-detail"),
    path("workspace/panels/<slug:code>/declare/", panels.MemberDeclare.as_view(), name="member-declare"),
    path("workspace/panels/<slug:code>/recuse/", panels.MemberRecuse.as_view(), name="member-recuse"),
    path("workspace/panels/<slug:code>/replace/", panels.PanelReplace.as_view(), name="panel-replace"),
    path(
        "workspace/panels/<slug:code>/<slug:transition>/",
        panels.PanelTransition.as_view(),
        name="panel-transition",
    ),
    path(
        "workspace/packages/<slug:code>/negotiation/",
        negotiations.Negotiation.as_view(),
        name="negotiation-detail",
    ),
    path(
        "workspace/packages/<slug:code>/negotiation/start/",
        negotiations.NegotiationStart.as_view(),
        name="negotiation-start",
    ),
    path(
        "workspace/packages/<slug:code>/negotiation/session/",
        negotiations.SessionAdd.as_view(),
        name="session-add",
    ),
    path(
        "workspace/packages/<slug:code>/negotiation/change/",
        negotiations.ChangeAdd.as_view(),
        name="change-add",
    ),
    path(
        "workspace/packages/<slug:code>/negotiation/final-offers/",
        negotiations.FinalOffersCall.as_view(),
        name="final-offers-call",
    ),
    path("workspace/packages/<slug:code>/changes/", negotiations.Changes.as_view(), name="changes"),
    path("workspace/packages/<slug:code>/scoring/", scoring.ScoringStart.as_view(), name="scoring-start"),
    path("workspace/evaluations/<slug:code>/", scoring.EvaluationDetail.as_view(), name="evaluation-detail"),
    path("workspace/evaluations/<slug:code>/sheet/", scoring.Sheet.as_view(), name="sheet"),
    path(
        "workspace/evaluations/<slug:code>/sheet/submit/", scoring.SheetSubmit.as_view(), name="sheet-submit"
    ),
    path("workspace/evaluations/<slug:code>/sheet/<str:letter>/", scoring.Sheet.as_view(), name="sheet-bid"),
    path("workspace/evaluations/<slug:code>/report/", scoring.Report.as_view(), name="evaluation-report"),
    path(
        "workspace/evaluations/<slug:code>/explain/<str:letter>/", scoring.Explain.as_view(), name="explain"
    ),
    path("workspace/evaluations/<slug:code>/sign/", scoring.Sign.as_view(), name="evaluation-sign"),
    path("workspace/evaluations/<slug:code>/bundle.json", scoring.Bundle.as_view(), name="bundle"),
    path("workspace/evaluations/<slug:code>/draw.json", scoring.TieDraw.as_view(), name="tie-draw"),
    path("workspace/evaluations/<slug:code>/report.pdf", scoring.ReportPdf.as_view(), name="report-pdf"),
    path("workspace/awards/<slug:code>/", awards.AwardDetail.as_view(), name="award-detail"),
    path("workspace/awards/<slug:code>/notify/", awards.AwardNotify.as_view(), name="award-notify"),
    path("workspace/awards/<slug:code>/letter.pdf", awards.AwardLetter.as_view(), name="award-letter"),
    path(
        "workspace/awards/<slug:code>/<slug:transition>/",
        awards.AwardTransition.as_view(),
        name="award-transition",
    ),
    path("workspace/outcomes/<slug:code>/", awards.Outcome.as_view(), name="outcome"),
]
