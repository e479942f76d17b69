"""Addresses of the place of work."""

from django.urls import path

from . import views

app_name = "workspace"

urlpatterns = [
    path("workspace/", views.Home.as_view(), name="home"),
    path("workspace/budget/exceptions/", views.BudgetExceptions.as_view(), name="budget-exceptions"),
    path("workspace/audit/", views.Trail.as_view(), name="trail"),
    path("workspace/audit/<slug:kind>/<str:code>/", views.TrailDetail.as_view(), name="trail-detail"),
]
