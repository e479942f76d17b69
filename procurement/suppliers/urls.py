"""Addresses of suppliers: the public profile, and the record below ``workspace/``."""

from django.urls import path, re_path

from . import views

app_name = "suppliers"

urlpatterns = [
    path("suppliers/<slug:code>/", views.SupplierProfile.as_view(), name="supplier-profile"),
    path("workspace/supplier/", views.OwnSupplier.as_view(), name="supplier-own"),
    re_path(
        r"^workspace/supplier/register/(?P<step>kind|code|name|contact|offer|declaration)/$",
        views.RegistrationStep.as_view(),
        name="supplier-register",
    ),
    path("workspace/suppliers/", views.SupplierList.as_view(), name="supplier-list"),
    path("workspace/suppliers/lists/import/", views.ExclusionImport.as_view(), name="exclusion-import"),
    path(
        "workspace/supplier-changes/<slug:code>/<slug:transition>/",
        views.DetailChangeTransition.as_view(),
        name="detailchange-transition",
    ),
    path("workspace/suppliers/<slug:code>/", views.SupplierDetail.as_view(), name="supplier-detail"),
    path("workspace/suppliers/<slug:code>/change/", views.SupplierChange.as_view(), name="supplier-change"),
    path("workspace/suppliers/<slug:code>/papers/", views.PaperList.as_view(), name="paper-list"),
    path(
        "workspace/suppliers/<slug:code>/papers/commitment/<slug:kind>/",
        views.CommitmentSign.as_view(),
        name="commitment-sign",
    ),
    path("workspace/suppliers/<slug:code>/papers/new/", views.PaperAdd.as_view(), name="paper-add"),
    path(
        "workspace/suppliers/<slug:code>/papers/<slug:file>/withdraw/",
        views.PaperWithdraw.as_view(),
        name="paper-withdraw",
    ),
    path("workspace/suppliers/<slug:code>/verify/", views.SupplierVerify.as_view(), name="supplier-verify"),
    path(
        "workspace/suppliers/<slug:code>/lists/consult/", views.ListCheckAdd.as_view(), name="list-check-add"
    ),
    path(
        "workspace/suppliers/<slug:code>/complaints/new/", views.UnfoundedAdd.as_view(), name="unfounded-add"
    ),
    path("workspace/suppliers/<slug:code>/lists/new/", views.ExclusionAdd.as_view(), name="exclusion-add"),
    path(
        "workspace/suppliers/<slug:code>/lists/<slug:entry>/lift/",
        views.ExclusionLift.as_view(),
        name="exclusion-lift",
    ),
    path(
        "workspace/suppliers/<slug:code>/<slug:transition>/",
        views.SupplierTransition.as_view(),
        name="supplier-transition",
    ),
]
