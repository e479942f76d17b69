"""Addresses of catalogue and plan: public ``/catalogue/`` and ``/plan/``, work below ``/workspace/``.

An entry's code is written in capitals, so that it is never one of the words beside it (new, publish).
"""

from django.urls import path

from . import views
from .views import hearing, requirement, residents

app_name = "catalogue"

urlpatterns = [
    path("catalogue/", views.CatalogueTree.as_view(), name="tree"),
    path("catalogue/compare/<slug:old>/<slug:new>/", views.VersionCompare.as_view(), name="version-compare"),
    path("catalogue/<slug:version>/", views.CatalogueTree.as_view(), name="version"),
    path(
        "catalogue/entry/<slug:scheme>/<slug:code>/", views.PermanentEntry.as_view(), name="entry-permanent"
    ),
    path("catalogue/<slug:version>/pdf/", views.CatalogueDocument.as_view(), name="version-document"),
    path(
        "catalogue/<slug:version>/export/<slug:kind>/", views.CatalogueExport.as_view(), name="version-export"
    ),
    path("catalogue/<slug:version>/comments/", views.VersionComments.as_view(), name="version-comments"),
    path("catalogue/<slug:version>/<slug:code>/", views.CatalogueItemDetail.as_view(), name="item-detail"),
    path("plan/", views.PublicPlan.as_view(), name="plan"),
    path("plan/plan.atom", views.PlanFeed.as_view(), {"kind": "atom"}, name="plan-atom"),
    path("plan/plan.ics", views.PlanFeed.as_view(), {"kind": "ics"}, name="plan-ics"),
    path("plan/consultations/", residents.ConsultationList.as_view(), name="consultation-list"),
    path("plan/consultations/<slug:code>/", residents.ConsultationPage.as_view(), name="consultation"),
    path("plan/<slug:code>/", views.PublicPlanItem.as_view(), name="plan-project"),
    path("workspace/catalogue/", views.CatalogueVersionList.as_view(), name="draft-list"),
    path("workspace/catalogue/new/", views.CatalogueDraft.as_view(), name="draft-create"),
    path("workspace/catalogue/filings/", views.FilingList.as_view(), name="filing-list"),
    path("workspace/catalogue/filings/new/", views.FilingCreate.as_view(), name="filing-create"),
    path("workspace/catalogue/filings/<slug:code>/", views.FilingDetail.as_view(), name="filing-detail"),
    path(
        "workspace/catalogue/filings/<slug:code>/entry/", views.FilingTakeUp.as_view(), name="filing-take-up"
    ),
    path(
        "workspace/catalogue/filings/<slug:code>/<slug:transition>/",
        views.FilingTransition.as_view(),
        name="filing-transition",
    ),
    path("workspace/catalogue/schemes/", views.SchemeList.as_view(), name="scheme-list"),
    path("workspace/catalogue/<slug:code>/", views.CatalogueVersionDetail.as_view(), name="draft-detail"),
    path("workspace/catalogue/<slug:code>/new/", views.EntryAdd.as_view(), name="entry-add"),
    path(
        "workspace/catalogue/<slug:code>/consult/", views.ConsultDepartments.as_view(), name="draft-consult"
    ),
    path(
        "workspace/catalogue/<slug:code>/comments/", views.OpenComments.as_view(), name="draft-open-comments"
    ),
    path("workspace/catalogue/<slug:code>/words/", views.VersionWords.as_view(), name="draft-words"),
    path(
        "workspace/catalogue/<slug:version>/words/<slug:code>/",
        views.ExplainWords.as_view(),
        name="words-explain",
    ),
    path(
        "workspace/catalogue/<slug:version>/words/<slug:code>/confirm/",
        views.ConfirmWords.as_view(),
        name="words-confirm",
    ),
    path("workspace/catalogue/<slug:code>/import/", views.CatalogueImport.as_view(), name="draft-import"),
    path("workspace/catalogue/<slug:code>/approve/", views.ApproveVersion.as_view(), name="draft-approve"),
    path("workspace/catalogue/<slug:code>/amend/", views.AmendVersion.as_view(), name="draft-amend"),
    path("workspace/catalogue/<slug:code>/experts/", views.AddExpert.as_view(), name="expert-add"),
    path("workspace/catalogue/<slug:code>/opinions/", views.VersionOpinions.as_view(), name="draft-opinions"),
    path(
        "workspace/catalogue/<slug:code>/answer/", views.AnswerConsultation.as_view(), name="opinion-answer"
    ),
    path(
        "workspace/catalogue/<slug:code>/opinions/<slug:organisation>/",
        views.ReplyDepartment.as_view(),
        name="opinion-reply",
    ),
    path(
        "workspace/catalogue/<slug:code>/comments/<slug:comment>/",
        views.ReplyComment.as_view(),
        name="comment-reply",
    ),
    path(
        "workspace/catalogue/<slug:code>/step/<slug:transition>/",
        views.VersionTransition.as_view(),
        name="draft-transition",
    ),
    path("workspace/catalogue/<slug:code>/publish/", views.CatalogueRelease.as_view(), name="draft-publish"),
    path("workspace/catalogue/<slug:version>/<slug:code>/", views.EntryEdit.as_view(), name="entry-edit"),
    path(
        "workspace/catalogue/<slug:version>/<slug:code>/remove/",
        views.EntryRemove.as_view(),
        name="entry-remove",
    ),
    path("workspace/plan/", views.PlanItemList.as_view(), name="plan-item-list"),
    path("workspace/plan/new/", views.PlanItemCreate.as_view(), name="plan-item-create"),
    path("workspace/plan/import/", views.PlanImport.as_view(), name="plan-import"),
    path("workspace/plan/review/", views.PlanReview.as_view(), name="plan-review"),
    path("workspace/plan/publish/", views.PlanPublish.as_view(), name="plan-publish"),
    path(
        "workspace/plan/publish/<slug:organisation>/<int:year>/",
        views.PlanPublish.as_view(),
        name="plan-reserve",
    ),
    path(
        "workspace/plan/grounds/<slug:code>/",
        views.GroundDetail.as_view(),
        name="splitting-ground-detail",
    ),
    path(
        "workspace/plan/grounds/<slug:code>/<slug:transition>/",
        views.GroundTransition.as_view(),
        name="splitting-ground-transition",
    ),
    path(
        "workspace/plan/adjustments/<slug:code>/",
        views.PlanAdjustmentDetail.as_view(),
        name="plan-adjustment-detail",
    ),
    path(
        "workspace/plan/adjustments/<slug:code>/<slug:transition>/",
        views.PlanAdjustmentTransition.as_view(),
        name="plan-adjustment-transition",
    ),
    path("workspace/plan/intents/", views.IntentBatch.as_view(), name="intent-batch"),
    path("workspace/plan/years/", views.AnnualList.as_view(), name="annual-list"),
    path("workspace/plan/years/<slug:code>/", views.AnnualDetail.as_view(), name="annual-detail"),
    path(
        "workspace/plan/years/<slug:code>/export/<slug:kind>/",
        views.AnnualExport.as_view(),
        name="annual-export",
    ),
    path("workspace/plan/years/<slug:code>/submit/", views.AnnualSubmit.as_view(), name="annual-submit"),
    path("workspace/plan/years/<slug:code>/agree/", views.AnnualAgree.as_view(), name="annual-agree"),
    path("workspace/plan/years/<slug:code>/return/", views.AnnualReturn.as_view(), name="annual-return"),
    path("workspace/plan/<slug:code>/", views.PlanItemDetail.as_view(), name="plan-item-detail"),
    path("workspace/plan/<slug:code>/adjust/", views.PlanItemAdjust.as_view(), name="plan-item-adjust"),
    path("workspace/plan/<slug:code>/cancel/", views.PlanItemCancel.as_view(), name="plan-item-cancel"),
    path("workspace/plan/<slug:code>/ground/", views.GroundCreate.as_view(), name="plan-item-ground"),
    path("workspace/plan/<slug:code>/fund/", views.PlanItemFund.as_view(), name="plan-item-fund"),
    path("workspace/plan/<slug:code>/edit/", views.PlanItemEdit.as_view(), name="plan-item-edit"),
    path("workspace/plan/<slug:code>/agree/", views.PlanItemAgree.as_view(), name="plan-item-agree"),
    path("workspace/plan/<slug:code>/return/", views.PlanItemReturn.as_view(), name="plan-item-return"),
    path("workspace/plan/<slug:code>/words/", views.PlanItemWords.as_view(), name="plan-item-words"),
    path("workspace/plan/<slug:code>/publish/", views.PlanPublish.as_view(), name="plan-item-publish"),
    path("workspace/plan/<slug:code>/intent/", views.PlanItemIntent.as_view(), name="plan-item-intent"),
    path(
        "workspace/plan/<slug:code>/requirement/",
        requirement.RequirementDesk.as_view(),
        name="requirement",
    ),
    path(
        "workspace/plan/<slug:code>/requirement/marks/",
        requirement.RequirementMarks.as_view(),
        name="requirement-marks",
    ),
    path("workspace/plan/<slug:code>/survey/", requirement.SurveyCreate.as_view(), name="survey-create"),
    path(
        "workspace/plan/<slug:code>/consultation/",
        requirement.ConsultationOpen.as_view(),
        name="consultation-open",
    ),
    path("workspace/surveys/<slug:code>/", requirement.SurveyDetail.as_view(), name="survey-detail"),
    path("workspace/surveys/<slug:code>/edit/", requirement.SurveyEdit.as_view(), name="survey-edit"),
    path(
        "workspace/surveys/<slug:code>/papers/", requirement.SurveyPaperAdd.as_view(), name="survey-paper-add"
    ),
    path(
        "workspace/surveys/<slug:code>/papers/<slug:file>/",
        requirement.SurveyPaperRemove.as_view(),
        name="survey-paper-remove",
    ),
    path(
        "workspace/surveys/<slug:code>/<slug:transition>/",
        requirement.SurveyTransition.as_view(),
        name="survey-transition",
    ),
    path(
        "workspace/consultations/<slug:code>/",
        hearing.ConsultationDetail.as_view(),
        name="consultation-detail",
    ),
    path(
        "workspace/consultations/<slug:code>/conclude/",
        hearing.ConsultationConclude.as_view(),
        name="consultation-conclude",
    ),
    path(
        "workspace/consultations/<slug:code>/<slug:transition>/",
        hearing.ConsultationTransition.as_view(),
        name="consultation-transition",
    ),
    path(
        "workspace/consultations/<slug:code>/comments/<slug:comment>/",
        hearing.VoiceReply.as_view(),
        name="voice-reply",
    ),
    path(
        "workspace/plan/<slug:code>/<slug:transition>/",
        views.PlanItemTransition.as_view(),
        name="plan-item-transition",
    ),
]
