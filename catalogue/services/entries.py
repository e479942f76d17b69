"""Single entries of a catalogue that is being drafted: added, mended, removed, each on the audit chain.

Two people may have the same entry open. Who saves second is told who changed what, and nothing is lost:
``revision`` is what the editor last saw.
"""

import re
from datetime import datetime
from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotVisible, WrongState
from procurement.core.language import listed
from procurement.core.models import AuditEntry

from .. import permissions
from ..enums import ServiceClass
from ..lifecycle import VERSION
from ..models import CatalogueItem, CatalogueVersion
from ..selectors.coding import misfit
from .editing import StaleEdit, never_shown, time_of
from .facts import EntryFields, facts_of, fill
from .screening import SCREENED_OF_ENTRY, reopen_words
from .versions import lock_draft, refuse_unless

# Capitals only: what stands in addresses beside the codes (new, publish) is written small.
CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")


@transaction.atomic
def add_entry(
    *,
    version: CatalogueVersion,
    code: str,
    actor: Actor,
    at: datetime,
    parent: CatalogueItem | None = None,
    service_class: str = "",
    **fields: Unpack[EntryFields],
) -> CatalogueItem:
    """Add an entry below ``parent``, or a class of its own kind (``service_class``) without one."""
    refuse_unless(permissions.make_catalogue(actor))
    locked = lock_draft(version)
    entry = CatalogueItem(
        version=locked,
        level=parent.level + 1 if parent else 1,
        parent=_parent_in(locked, parent),
        service_class=_class_below(parent, service_class),
        is_leaf=True,
    )
    entry.code = _free_code(locked, code, entry)
    fill(entry, fields)
    entry.save(force_insert=True)
    responsible = fields.get("responsible", [])
    entry.responsible.set(responsible)
    if parent is not None and parent.is_leaf:
        locked.items.filter(pk=parent.pk).update(is_leaf=False)
    _record(locked, "add-entry", entry, facts_of(entry, responsible), actor, at)
    return entry


@transaction.atomic
def edit_entry(
    *,
    entry: CatalogueItem,
    actor: Actor,
    at: datetime,
    revision: int | None = None,
    **fields: Unpack[EntryFields],
) -> CatalogueItem:
    """Mend an entry of a draft: the given facts. Its code and place stay (remove and add instead).

    ``revision`` is what the editor saw; StaleEdit if it has passed.
    """
    refuse_unless(permissions.make_catalogue(actor))
    locked = lock_draft(entry.version)
    found = _present(locked, entry)
    if revision is not None and revision != found.revision:
        raise _stale(locked, found, at)
    before = facts_of(found, found.responsible.order_by("code"))
    fill(found, fields)
    if "responsible" in fields:
        found.responsible.set(fields["responsible"])
    after = facts_of(found, found.responsible.order_by("code"))
    changes = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    if changes:
        found.revision += 1
        _record(locked, "edit-entry", found, changes, actor, at)
        if set(changes) & set(SCREENED_OF_ENTRY):
            reopen_words(version=locked, codes=[found.code])
    found.save()
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
    facts, parent = facts_of(found, found.responsible.order_by("code")), found.parent
    found.delete()
    # A class that has lost its last entry can be bought itself; a root never is.
    if parent is not None and parent.level > 1 and not parent.children.exists():
        locked.items.filter(pk=parent.pk).update(is_leaf=True)
    _record(locked, "remove-entry", entry, facts, actor, at)
    return locked


def _free_code(version: CatalogueVersion, code: str, entry: CatalogueItem) -> str:
    wanted = code.strip().upper()
    if not CODE.fullmatch(wanted):
        text = _("目录编码只用大写字母、数字和短横线，最多20位，例如 A0402。")
        raise DomainError(text, field="code", rule="A-16")
    if version.items.filter(code=wanted).exists():
        raise DomainError(_("目录编码“%(code)s”重复。") % {"code": wanted}, field="code", rule="A-16")
    above = entry.parent.code if entry.parent else ""
    if reason := misfit(version.scheme, wanted, above, entry.level):
        raise DomainError(reason, field="code", rule="A-16")
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


def _stale(version: CatalogueVersion, entry: CatalogueItem, at: datetime) -> StaleEdit:
    edits = AuditEntry.objects.filter(
        subject_kind=VERSION.subject_kind, subject_code=version.code, action="edit-entry"
    )
    last = next((row for row in edits.order_by("-seq") if row.changes["entry"] == entry.code), None)
    if last is None:
        return never_shown(entry.revision)
    names = [name for name in EntryFields.__annotations__ if name in last.changes]
    labels = [str(CatalogueItem._meta.get_field(name).verbose_name) for name in names]
    message = _(
        "%(name)s 在 %(time)s 已经保存过这个条目，改动了：%(fields)s。您填写的内容还在，没有覆盖对方的改动："
        "请核对后再保存一次。"
    ) % {"name": last.actor_name, "time": time_of(last, at), "fields": listed(labels)}
    return StaleEdit(message, entry.revision)


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
