"""Addresses of the public pages that are not Wagtail's."""

from django.urls import path

from .notices import views

app_name = "cms"

urlpatterns = [
    path("notices/", views.NoticeList.as_view(), name="notice-list"),
    path("notices/<slug:code>/", views.NoticeDetail.as_view(), name="notice-detail"),
    path("notices/<slug:code>/document.pdf", views.NoticeDocument.as_view(), name="notice-document"),
    path("projects/", views.ProjectList.as_view(), name="project-list"),
    path("projects/<slug:code>/", views.ProjectDetail.as_view(), name="project-detail"),
    path(
        "tender-documents/<slug:tender>/<int:version>/",
        views.TenderDocumentPage.as_view(),
        name="tender-document",
    ),
    path(
        "tender-documents/<slug:tender>/<int:version>/document.pdf",
        views.TenderDocumentPdf.as_view(),
        name="tender-document-pdf",
    ),
    path("performance/", views.GradeList.as_view(), name="grade-list"),
    path("performance/<slug:code>/case.json", views.GradeCase.as_view(), name="grade-case"),
    path("verify/", views.Verify.as_view(), name="verify"),
    path("verify/checkpoints/", views.CheckpointList.as_view(), name="checkpoint-list"),
]
