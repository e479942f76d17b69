"""Addresses of the room; the notices themselves stand on the public pages."""

from django.urls import path

from .views import MediumRecordView

app_name = "publications"
urlpatterns = [
    path("workspace/notices/<slug:code>/medium/", MediumRecordView.as_view(), name="medium-record"),
]
