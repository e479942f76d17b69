"""Addresses of the budget: public ``/budget/``, all else below ``workspace/budget/``."""

from django.urls import path

from . import views

app_name = "budgeting"

urlpatterns = [
    path("budget/", views.PublicBudget.as_view(), name="public"),
    path("workspace/budget/lines/", views.LineList.as_view(), name="line-list"),
    path("workspace/budget/county/", views.CountyOverview.as_view(), name="county"),
    path("workspace/budget/ledger/", views.LedgerList.as_view(), name="ledger"),
    path("workspace/budget/report/", views.MonthReport.as_view(), name="month-report"),
    path("workspace/budget/report/<slug:code>.pdf", views.MonthDocument.as_view(), name="report-document"),
    path("workspace/budget/lines/import/", views.AllotmentImport.as_view(), name="line-import"),
    path("workspace/budget/lines/import/columns/", views.ImportColumns.as_view(), name="import-columns"),
    path("workspace/budget/imports/<slug:code>/", views.BatchDetail.as_view(), name="batch-detail"),
    path("workspace/budget/imports/<slug:code>/approve/", views.BatchApprove.as_view(), name="batch-approve"),
    path("workspace/budget/lines/new/", views.LineCreate.as_view(), name="line-create"),
    path("workspace/budget/lines/<slug:code>/", views.LineDetail.as_view(), name="line-detail"),
    path("workspace/budget/lines/<slug:code>/approve/", views.LineApprove.as_view(), name="line-approve"),
    path("workspace/budget/lines/<slug:code>/adjust/", views.LineAdjust.as_view(), name="line-adjust"),
    path("workspace/budget/adjustments/", views.AdjustmentList.as_view(), name="adjustment-list"),
    path(
        "workspace/budget/adjustments/<slug:code>/",
        views.AdjustmentDetail.as_view(),
        name="adjustment-detail",
    ),
    path(
        "workspace/budget/adjustments/<slug:code>/<slug:transition>/",
        views.AdjustmentTransition.as_view(),
        name="adjustment-transition",
    ),
    path("workspace/budget/townships/", views.TownshipList.as_view(), name="township-list"),
    path("workspace/budget/townships/new/", views.TownshipRegister.as_view(), name="township-register"),
    path("workspace/budget/townships/<slug:code>/file/", views.TownshipFile.as_view(), name="township-file"),
    path("workspace/budget/midterm/", views.MidtermList.as_view(), name="midterm-list"),
    path("workspace/budget/lines/<slug:code>/propose/", views.LinePropose.as_view(), name="line-propose"),
    path("workspace/budget/year-end/", views.YearEndList.as_view(), name="year-end-list"),
    path("workspace/budget/year-end/new/", views.YearEndCreate.as_view(), name="year-end-create"),
    path("workspace/budget/year-end/<slug:code>/", views.YearEndDetail.as_view(), name="year-end-detail"),
    path(
        "workspace/budget/year-end/<slug:code>/decide/", views.YearEndDecide.as_view(), name="year-end-decide"
    ),
    path(
        "workspace/budget/year-end/<slug:code>/<slug:transition>/",
        views.YearEndTransition.as_view(),
        name="year-end-transition",
    ),
    path(
        "workspace/budget/lines/<slug:code>/<slug:transition>/",
        views.LineTransition.as_view(),
        name="line-transition",
    ),
]
