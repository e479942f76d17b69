"""Addresses of the shared machinery."""

from datetime import date

from django.urls import path, register_converter

from .views import calendars, notifications, parameters, sandbox
from .views.downloads import AttachmentView


class DayConverter:
    """A date as ``2026-09-21``."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

app_name = "core"
urlpatterns = [
    path("attachments/<str:code>/", AttachmentView.as_view(), name="attachment"),
    path("parameters/", parameters.ParameterListView.as_view(), name="parameter-list"),
    path("parameters/<slug:key>/", parameters.ParameterDetailView.as_view(), name="parameter-detail"),
    path("parameters/<slug:key>/set/", parameters.ParameterSetView.as_view(), name="parameter-set"),
    path(
        "parameters/<slug:key>/<day:day>/confirm/",
        parameters.ParameterConfirmView.as_view(),
        name="parameter-confirm",
    ),
    path("calendar/<int:year>/", calendars.CalendarView.as_view(), name="calendar"),
    path("calendar/<int:year>/set/", calendars.CalendarSetView.as_view(), name="calendar-set"),
    path("calendar/<int:year>/confirm/", calendars.CalendarConfirmView.as_view(), name="calendar-confirm"),
    path("notifications/", notifications.NotificationListView.as_view(), name="notification-list"),
    path("notifications/read/", notifications.NotificationReadView.as_view(), name="notification-read-all"),
    path(
        "notifications/<slug:code>/read/",
        notifications.NotificationReadView.as_view(),
        name="notification-read",
    ),
    path("clock/advance/", sandbox.ClockAdvanceView.as_view(), name="clock-advance"),
]
