"""Single entries of a catalogue that is being drafted: added, mended, removed, each on the audit chain."""

import re
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotVisible, WrongState
from procurement.publications.services import searchable

from .. import permissions
from ..enums import ServiceClass
from ..lifecycle import VERSION
from ..models import CatalogueItem, CatalogueVersion, NationalItem
from .versions import lock_draft, refuse_unless

# Capitals only: what stands in addresses beside the codes (new, publish) is written small.
CODE = re.compile(r"[A-Z][A-Z0-9-]{0,19}")
EXACT, DESCRIBED, CHOSEN = "exact", "in_description", "chosen"
FACTS = ("name", "confirmed", "provincial_code", "national_item", "provenance")


@transaction.atomic
def add_entry(
    *,
    version: CatalogueVersion,
    code: str,
    name: str,
    actor: Actor,
    at: datetime,
    parent: CatalogueItem | None = None,
    service_class: str = "",
    confirmed: bool = False,
    provincial_code: str = "",
    national_item: NationalItem | None = None,
    provenance: str = "",
) -> CatalogueItem:
    """Add an entry below ``parent``, or a class of its own kind (``service_class``) without one."""
    refuse_unless(permissions.make_catalogue(actor))
    locked = lock_draft(version)
    entry = CatalogueItem(
        version=locked,
        code=_free_code(locked, code),
        level=parent.level + 1 if parent else 1,
        parent=_parent_in(locked, parent),
        service_class=_class_below(parent, service_class),
        is_leaf=True,
    )
    values = (name, confirmed, provincial_code, national_item, provenance)
    _fill(entry, dict(zip(FACTS, values, strict=True)))
    entry.save(force_insert=True)
    if parent is not None and parent.is_leaf:
        locked.items.filter(pk=parent.pk).update(is_leaf=False)
    _record(locked, "add-entry", entry, _facts(entry), actor, at)
    return entry


@transaction.atomic
def edit_entry(
    *,
    entry: CatalogueItem,
    name: str,
    confirmed: bool,
    provincial_code: str,
    national_item: NationalItem | None,
    provenance: str,
    actor: Actor,
    at: datetime,
) -> CatalogueItem:
    """Mend an entry of a draft; its code and place stay (remove and add instead)."""
    refuse_unless(permissions.make_catalogue(actor))
    locked = lock_draft(entry.version)
    found = _present(locked, entry)
    before = _facts(found)
    values = (name, confirmed, provincial_code, national_item, provenance)
    _fill(found, dict(zip(FACTS, values, strict=True)))
    found.save()
    after = _facts(found)
    changes = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    if changes:
        _record(locked, "edit-entry", found, changes, actor, at)
    return found


@transaction.atomic
def remove_entry(*, entry: CatalogueItem, actor: Actor, at: datetime) -> CatalogueVersion:
    """Take an entry out of a draft: nothing may stand below it and no plan item name it."""
    refuse_unless(permissions.make_catalogue(actor))
    locked = lock_draft(entry.version)
    found = _present(locked, entry)
    if found.children.exists():
        raise WrongState(_("“%(entry)s”下面还有条目：请先删除下级条目。") % {"entry": found}, rule="A-16")
    if found.plan_items.exists():
        raise WrongState(_("已有计划项目使用“%(entry)s”，不能删除。") % {"entry": found}, rule="A-14")
    facts, parent = _facts(found), found.parent
    found.delete()
    # A class that has lost its last entry can be bought itself; a root never is.
    if parent is not None and parent.level > 1 and not parent.children.exists():
        locked.items.filter(pk=parent.pk).update(is_leaf=True)
    _record(locked, "remove-entry", entry, facts, actor, at)
    return locked


def _free_code(version: CatalogueVersion, code: str) -> str:
    wanted = code.strip().upper()
    if not CODE.fullmatch(wanted):
        text = _("目录编码以字母开头，只用字母、数字和短横线，最多20位，例如 A0402。")
        raise DomainError(text, field="code", rule="A-16")
    if version.items.filter(code=wanted).exists():
        raise DomainError(_("目录编码“%(code)s”重复。") % {"code": wanted}, field="code", rule="A-16")
    return wanted


def _parent_in(version: CatalogueVersion, parent: CatalogueItem | None) -> CatalogueItem | None:
    if parent is not None and parent.version_id != version.pk:
        raise DomainError(_("上级条目属于另一个目录版本。"), field="parent", rule="A-16")
    return parent


def _class_below(parent: CatalogueItem | None, service_class: str) -> str:
    wanted = parent.service_class if parent else service_class
    if wanted not in ServiceClass.values:
        text = _("一级条目要注明是公共服务还是政府履职辅助性服务（财政部令第102号第九条）。")
        raise DomainError(text, field="service_class", rule="A-10")
    return wanted


def _present(version: CatalogueVersion, entry: CatalogueItem) -> CatalogueItem:
    found = version.items.select_related("parent", "national_item").filter(pk=entry.pk).first()
    if found is None:
        raise NotVisible(_("这个条目已经被删除。"))
    found.version = version
    return found


def _fill(entry: CatalogueItem, values: dict[str, Any]) -> None:
    match = _match(entry, values["name"].strip(), values["national_item"])
    for name in FACTS:
        value = values[name]
        setattr(entry, name, value.strip() if isinstance(value, str) else value)
    entry.national_match = match
    if not entry.name:
        raise DomainError(_("请填写条目名称。"), field="name", rule="A-16")
    if entry.confirmed and not entry.provincial_code:
        raise DomainError(
            _("确认的条目要有省级目录编码作依据（财政部令第102号第十二条）：请填写编码，或保持未确认。"),
            field="provincial_code",
            rule="A-11",
        )
    national = entry.national_item
    described = (national.name, national.description) if national else ()
    entry.search_text = searchable(entry.code, entry.name, *described)
    try:
        entry.clean_fields(exclude=["version", "parent", "search_text"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise DomainError(messages[0], field=field) from error


def _match(entry: CatalogueItem, name: str, national: NationalItem | None) -> str:
    """Return how the national item was found; what was known of the same pair stays."""
    if national is None:
        return ""
    if entry.national_match and entry.name == name and entry.national_item_id == national.pk:
        return entry.national_match
    if national.name == name:
        return EXACT
    return DESCRIBED if name and name in national.description else CHOSEN


def _facts(entry: CatalogueItem) -> dict[str, Any]:
    national = entry.national_item.code if entry.national_item else ""
    return {**{name: getattr(entry, name) for name in FACTS}, "national_item": national}


def _record(
    version: CatalogueVersion,
    action: str,
    entry: CatalogueItem,
    changes: dict[str, Any],
    actor: Actor,
    at: datetime,
) -> None:
    audit.record(
        subject_kind=VERSION.subject_kind,
        subject_code=version.code,
        action=action,
        actor=actor,
        at=at,
        basis="A-13",
        changes={"entry": entry.code, **changes},
    )
