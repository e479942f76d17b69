"""What a person was told."""

from typing import Any

from django import forms
from django.db import models
from django.urls import reverse

from .. import notifications
from ..actors import Actor
from ..permissions import ALLOWED, Verdict
from .actions import ActionView
from .lists import FilteredListView


class NotificationListView(FilteredListView):
    """A person's own notifications, newest first."""

    sign_in_required = True
    template_name = "core/notification_list.html"

    def get_queryset(self) -> models.QuerySet:
        return notifications.of(self.actor.code)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["lines"] = [notifications.as_line(row) for row in context["object_list"]]
        context["unread"] = notifications.unread_count(self.actor.code)
        return context


class NotificationReadView(ActionView):
    """Marks one's own notifications as read, all of them, or one and goes where it points."""

    http_method_names = ["post"]
    form_class = forms.Form

    def load(self) -> None:
        """Nothing to load: what is not one's own is simply not touched."""

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return ALLOWED

    def run(self, form: forms.Form) -> int:
        return notifications.mark_read(self.actor.code, self.kwargs.get("code"))

    def get_success_url(self) -> str:
        code = self.kwargs.get("code")
        found = notifications.of(self.actor.code).filter(code=code).first() if code else None
        return found.url if found and found.url.startswith("/") else reverse("core:notification-list")
