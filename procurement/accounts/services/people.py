"""Accounts of people: opened by themselves or by the bureau, changed by themselves."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotAllowed

from .. import permissions
from ..models import User

CHAIN = "person"
_CHANGEABLE = frozenset({"display_name", "phone", "language"})
# Made by Wagtail's own migrations: they edit pages and hold no procurement permission.
BACKOFFICE_GROUP = "Editors"


@transaction.atomic
def create_user(
    *,
    username: str,
    email: str,
    display_name: str,
    actor: Actor,
    at: datetime,
    password: str | None = None,
    password_hash: str = "",
    email_verified: bool = False,
    **fields: Any,
) -> User:
    """Open an account for a person. Without a password they set one by the reset mail.

    ``password_hash`` is a ready hash from ``make_password``: hashing costs 0.2 s, a demonstration does
    it once. Raises NotAllowed, or DomainError (field ``username`` or ``email``) where one is taken.
    """
    verdict = permissions.create_user(actor)
    if not verdict:
        raise NotAllowed(verdict.reason)
    _check_free(username, email)
    user = User(username=username, email=email, display_name=display_name, **fields)
    if password_hash:
        user.password = password_hash
    else:
        user.set_password(password)
    user.save()
    if email:
        EmailAddress.objects.create(user=user, email=email.lower(), primary=True, verified=email_verified)
    _record(user, "create", actor, at, changes={"username": username, "name": display_name})
    return user


@transaction.atomic
def record_sign_up(*, user: User, actor: Actor, at: datetime) -> None:
    """Open the chain of a person who signed up themselves."""
    _record(user, "sign_up", actor, at, changes={"username": user.username, "name": user.display_name})


@transaction.atomic
def change_person(*, user: User, actor: Actor, at: datetime, **fields: Any) -> User:
    """Change a person's own name, telephone or language."""
    verdict = permissions.change_person(actor, user.code)
    if not verdict:
        raise NotAllowed(verdict.reason)
    unknown = set(fields) - _CHANGEABLE
    if unknown:
        raise ValueError(f"not changeable here: {sorted(unknown)}")
    before = User.objects.select_for_update().get(pk=user.pk)
    changed = {key: value for key, value in fields.items() if getattr(before, key) != value}
    if changed:
        for key, value in changed.items():
            setattr(user, key, value)
        user.save(update_fields=list(changed))
        # A telephone number is personal and an audit chain is for ever: the names of the fields suffice.
        renamed = {key: changed[key] for key in changed if key == "display_name"}
        _record(user, "change", actor, at, changes={"fields": sorted(changed), **renamed})
    return user


@transaction.atomic
def open_backoffice(*, user: User, actor: Actor, at: datetime) -> User:
    """Let a person edit the portal's pages. They still need a second factor to get in."""
    return _set_backoffice(user, True, actor, at)


@transaction.atomic
def close_backoffice(*, user: User, actor: Actor, at: datetime) -> User:
    """Take the editing of the portal's pages away."""
    return _set_backoffice(user, False, actor, at)


def _set_backoffice(user: User, wanted: bool, actor: Actor, at: datetime) -> User:
    verdict = permissions.open_backoffice(actor)
    if not verdict:
        raise NotAllowed(verdict.reason)
    user.is_staff = wanted
    user.save(update_fields=["is_staff"])
    group, _created = Group.objects.get_or_create(name=BACKOFFICE_GROUP)
    (user.groups.add if wanted else user.groups.remove)(group)
    _record(user, "open_backoffice" if wanted else "close_backoffice", actor, at)
    return user


def _check_free(username: str, email: str) -> None:
    if User.objects.filter(username__iexact=username).exists():
        raise DomainError(_("这个用户名已被使用，请换一个。"), field="username")
    if email and User.objects.filter(email__iexact=email).exists():
        raise DomainError(_("这个邮箱已被使用，请换一个。"), field="email")


def _record(user: User, action: str, actor: Actor, at: datetime, **details: Any) -> None:
    audit.record(subject_kind=CHAIN, subject_code=user.code, action=action, actor=actor, at=at, **details)
