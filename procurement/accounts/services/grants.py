"""Grants that name a person and an object: an expert drawn for a tender, an evaluator of a contract.

A room declares the permission in its model's ``Meta.permissions`` and a table of its own::

    class TenderUserPermission(UserObjectPermissionBase):
        content_object = models.ForeignKey(Tender, on_delete=models.CASCADE)

so that a deleted object leaves no grant behind. Whether the actor may grant is the calling service's
question; here the grant is written and put on the object's chain.
"""

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.lifecycle import Lifecycle

from ..models import User
from ..selectors import grants_model


@transaction.atomic
def grant(
    *, permission: str, user: User, obj: models.Model, actor: Actor, at: datetime, basis: str = ""
) -> None:
    """Grant ``permission`` (a codename of the object's model) on ``obj``; granting twice changes nothing."""
    if not user.is_active:
        raise DomainError(_("该人员的账户已停用，不能授权。"), field="user")
    table = grants_model(type(obj))
    if _existing(table, permission, user, obj).exists():
        return
    table.objects.assign_perm(permission, user, obj)
    _record("grant", permission, user, obj, actor, at, basis=basis)


@transaction.atomic
def revoke(
    *,
    permission: str,
    user: User,
    obj: models.Model,
    actor: Actor,
    at: datetime,
    reason: str = "",
    basis: str = "",
) -> None:
    """Take a grant away; nothing happens where there is none."""
    removed, _rows = _existing(grants_model(type(obj)), permission, user, obj).delete()
    if removed:
        _record("revoke", permission, user, obj, actor, at, reason=reason, basis=basis)


def _existing(table: type[models.Model], permission: str, user: User, obj: models.Model) -> models.QuerySet:
    return table.objects.filter(permission__codename=permission, user=user, content_object=obj)


def _record(
    action: str, permission: str, user: User, obj: models.Model, actor: Actor, at: datetime, **details: str
) -> None:
    audit.record(
        subject_kind=_chain_of(obj),
        subject_code=obj.code,
        action=action,
        actor=actor,
        at=at,
        changes={"permission": permission, "person": user.code, "name": user.display_name},
        **details,
    )


def _chain_of(obj: models.Model) -> str:
    try:
        return Lifecycle.of(obj).subject_kind
    except KeyError:
        return obj._meta.model_name
