"""Addresses of catalogue and plan: public ``/catalogue/`` and ``/plan/``, work below ``/workspace/``.

An entry's code is written in capitals, so that it is never one of the words beside it (new, publish).
"""

from django.urls import path

from . import views

app_name = "catalogue"

urlpatterns = [
    path("catalogue/", views.CatalogueTree.as_view(), name="tree"),
    path("catalogue/<slug:version>/", views.CatalogueTree.as_view(), name="version"),
    path("catalogue/<slug:version>/<slug:code>/", views.CatalogueItemDetail.as_view(), name="item-detail"),
    path("plan/", views.PublicPlan.as_view(), name="plan"),
    path("plan/<slug:code>/", views.PublicPlanItem.as_view(), name="plan-project"),
    path("workspace/catalogue/", views.CatalogueVersionList.as_view(), name="draft-list"),
    path("workspace/catalogue/new/", views.CatalogueDraft.as_view(), name="draft-create"),
    path("workspace/catalogue/schemes/", views.SchemeList.as_view(), name="scheme-list"),
    path("workspace/catalogue/<slug:code>/", views.CatalogueVersionDetail.as_view(), name="draft-detail"),
    path("workspace/catalogue/<slug:code>/new/", views.EntryAdd.as_view(), name="entry-add"),
    path("workspace/catalogue/<slug:code>/publish/", views.CatalogueRelease.as_view(), name="draft-publish"),
    path("workspace/catalogue/<slug:version>/<slug:code>/", views.EntryEdit.as_view(), name="entry-edit"),
    path(
        "workspace/catalogue/<slug:version>/<slug:code>/remove/",
        views.EntryRemove.as_view(),
        name="entry-remove",
    ),
    path("workspace/plan/", views.PlanItemList.as_view(), name="plan-item-list"),
    path("workspace/plan/new/", views.PlanItemCreate.as_view(), name="plan-item-create"),
    path("workspace/plan/review/", views.PlanReview.as_view(), name="plan-review"),
    path("workspace/plan/publish/", views.PlanPublish.as_view(), name="plan-publish"),
    path("workspace/plan/<slug:code>/", views.PlanItemDetail.as_view(), name="plan-item-detail"),
    path("workspace/plan/<slug:code>/edit/", views.PlanItemEdit.as_view(), name="plan-item-edit"),
    path("workspace/plan/<slug:code>/agree/", views.PlanItemAgree.as_view(), name="plan-item-agree"),
    path("workspace/plan/<slug:code>/return/", views.PlanItemReturn.as_view(), name="plan-item-return"),
    path("workspace/plan/<slug:code>/publish/", views.PlanPublish.as_view(), name="plan-item-publish"),
    path("workspace/plan/<slug:code>/intent/", views.PlanItemIntent.as_view(), name="plan-item-intent"),
    path(
        "workspace/plan/<slug:code>/<slug:transition>/",
        views.PlanItemTransition.as_view(),
        name="plan-item-transition",
    ),
]
