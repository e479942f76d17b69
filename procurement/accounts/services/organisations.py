"""Organisations come in, are renamed and are closed; never deleted."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotAllowed, WrongState

from .. import permissions, selectors
from ..models import Organisation
from .offices import duties

CHAIN = "organisation"
_CHANGEABLE = frozenset(
    {"short_name", "division_code", "supervising", "address", "contact_name", "contact_phone", "population"}
)


@transaction.atomic
def create_organisation(
    *, code: str, name: str, kind: str, actor: Actor, at: datetime, **fields: Any
) -> Organisation:
    """Bring in an organisation; ``fields`` are the other columns of ``Organisation``.

    Raises NotAllowed, or DomainError where code or credit code are taken.
    """
    verdict = permissions.create_organisation(actor, kind)
    if not verdict:
        raise NotAllowed(verdict.reason)
    credit_code = fields.pop("credit_code", None) or None
    _check_free(code, credit_code)
    organisation = Organisation.objects.create(
        code=code, name=name, kind=kind, credit_code=credit_code, **fields
    )
    changes = {"name": name, "kind": str(kind), "credit_code": credit_code or "", **_audited(fields)}
    _record(organisation, "create", actor, at, changes=changes)
    return organisation


@transaction.atomic
def change_organisation(
    *, organisation: Organisation, actor: Actor, at: datetime, **fields: Any
) -> Organisation:
    """Change address, contact, short name, supervising department and the like; what is equal is skipped."""
    _require_change(actor, organisation)
    unknown = set(fields) - _CHANGEABLE
    if unknown:
        raise ValueError(f"not changeable here: {sorted(unknown)}")
    if "supervising" in fields and not (actor.is_system or permissions.supervises(actor)):
        raise NotAllowed(_("主管预算单位由财政部门确定。"))
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    changed = {key: value for key, value in fields.items() if getattr(locked, key) != value}
    if changed:
        before = {key: getattr(locked, key) for key in changed}
        _write(organisation, changed)
        _record(organisation, "change", actor, at, changes={"from": before, "to": changed})
    return organisation


@transaction.atomic
def rename(
    *, organisation: Organisation, name: str, actor: Actor, at: datetime, reason: str = ""
) -> Organisation:
    """Give an organisation its new name; the audit chain and past notices keep the old one."""
    if not (actor.is_system or permissions.supervises(actor)):
        raise NotAllowed(_("机构更名由财政部门凭登记机关的证明办理。"))
    former = organisation.name
    _write(organisation, {"name": name})
    _record(organisation, "rename", actor, at, reason=reason, changes={"from": former, "to": name})
    return organisation


@transaction.atomic
def close_organisation(
    *, organisation: Organisation, reason: str, actor: Actor, at: datetime
) -> Organisation:
    """Switch an organisation off: nobody acts for it any more. Its records stay.

    Raises NotAllowed, or WrongState where it is closed already or something still depends on its people: every
    office there ends at once, so what holds one person back (``offices_asked``) holds back the whole.
    """
    if not (actor.is_system or permissions.supervises(actor)):
        raise NotAllowed(_("只有财政部门可以停用机构。"))
    if not Organisation.objects.select_for_update().get(pk=organisation.pk).active:
        raise WrongState(_("这个机构已经停用。"))
    if left := [
        duty for user in selectors.members_holding(organisation) for duty in duties(user, organisation)
    ]:
        raise WrongState(_("这个机构现在不能停用。%(duties)s") % {"duties": " ".join(left)})
    _write(organisation, {"active": False})
    _record(organisation, "close", actor, at, reason=reason)
    return organisation


def _check_free(code: str, credit_code: str | None) -> None:
    if Organisation.objects.filter(code=code).exists():
        raise DomainError(_("机构编号已被使用，请换一个。"), field="code")
    if credit_code and Organisation.objects.filter(credit_code=credit_code).exists():
        raise DomainError(
            _("这个统一社会信用代码已经注册。请联系贵单位的管理员，请其在“人员”页面为您任命岗位。"),
            field="credit_code",
        )


def _require_change(actor: Actor, organisation: Organisation) -> None:
    verdict = permissions.change_organisation(actor, organisation)
    if not verdict:
        raise NotAllowed(verdict.reason)


def _write(organisation: Organisation, values: dict[str, Any]) -> None:
    for key, value in values.items():
        setattr(organisation, key, value)
    organisation.save(update_fields=list(values))


def _audited(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: getattr(value, "code", value) for key, value in fields.items() if value not in (None, "")}


def _record(organisation: Organisation, action: str, actor: Actor, at: datetime, **details: Any) -> None:
    audit.record(
        subject_kind=CHAIN, subject_code=organisation.code, action=action, actor=actor, at=at, **details
    )
