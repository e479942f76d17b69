"""For whom somebody acts who has just signed in; wired up in ``AccountsConfig.ready``."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from .adapters.requests import SESSION_KEY
from .models import User
from .selectors import memberships_of


def act_for_the_first(sender: type, *, user: User, request: HttpRequest | None = None, **_more: Any) -> None:
    """Put the first of a person's organisations on the session: should it end, no other takes its place unseen."""
    if request is None or SESSION_KEY in request.session:
        return
    if memberships := memberships_of(user):
        request.session[SESSION_KEY] = memberships[0].organisation.code


def register() -> None:
    """Connect the receiver."""
    user_logged_in.connect(act_for_the_first, dispatch_uid="accounts.act_for_the_first")
