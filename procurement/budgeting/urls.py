"""Addresses of the budget, all below ``workspace/budget/``."""

from django.urls import path

from . import views

app_name = "budgeting"

urlpatterns = [
    path("workspace/budget/lines/", views.LineList.as_view(), name="line-list"),
    path("workspace/budget/lines/new/", views.LineCreate.as_view(), name="line-create"),
    path("workspace/budget/lines/<slug:code>/", views.LineDetail.as_view(), name="line-detail"),
    path("workspace/budget/lines/<slug:code>/approve/", views.LineApprove.as_view(), name="line-approve"),
    path("workspace/budget/lines/<slug:code>/adjust/", views.LineAdjust.as_view(), name="line-adjust"),
    path(
        "workspace/budget/lines/<slug:code>/<slug:transition>/",
        views.LineTransition.as_view(),
        name="line-transition",
    ),
]
