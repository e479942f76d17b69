"""Addresses of the shared machinery."""

from django.urls import path

from .views.downloads import AttachmentView

app_name = "core"
urlpatterns = [
    path("attachments/<str:code>/", AttachmentView.as_view(), name="attachment"),
]
