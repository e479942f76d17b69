"""What every change of an item does first and last: lock it, see that it may be changed, write it down."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.errors import NotAllowed, WrongState
from procurement.core.language import listed
from procurement.core.models import AuditEntry
from procurement.core.permissions import Verdict

from .. import permissions
from ..enums import ItemStatus
from ..lifecycle import ITEM
from ..models import PlanItem
from ..selectors.annual import EDITS
from .editing import StaleEdit, never_shown, time_of
from .item_fields import ItemFields

PARTS = ("villages", "fundings", "indicators")


def lock_editable(*, item: PlanItem, actor: Actor, at: datetime, revision: int | None = None) -> PlanItem:
    """Return the locked item; refuse who may not change it, and whoever saw an older ``revision``."""
    locked = _locked(item)
    _refuse_unless(permissions.edit_item(actor, locked), "N-10")
    if locked.status not in ItemStatus.editable():
        raise WrongState(
            _("项目的状态是“%(state)s”，不能修改。需要修改时请财政部门先退回。")
            % {"state": locked.get_status_display()},
            rule="B-08",
        )
    return _unchanged(locked, revision, at)


def lock_fundable(*, item: PlanItem, actor: Actor, at: datetime, revision: int | None = None) -> PlanItem:
    """Return the locked item for its lines alone: an agreed wish may still get them (N-11)."""
    locked = _locked(item)
    if locked.status != ItemStatus.AGREED:
        return lock_editable(item=item, actor=actor, at=at, revision=revision)
    _refuse_unless(permissions.fund_item(actor, locked), "N-11")
    return _unchanged(locked, revision, at)


def _locked(item: PlanItem) -> PlanItem:
    return PlanItem.objects.select_for_update().select_related("organisation").get(pk=item.pk)


def _refuse_unless(verdict: Verdict, rule: str) -> None:
    if not verdict:
        raise NotAllowed(verdict.reason, rule=rule)


def _unchanged(item: PlanItem, revision: int | None, at: datetime) -> PlanItem:
    if revision is not None and revision != item.revision:
        raise _stale(item, revision, at)
    return item


def _stale(item: PlanItem, revision: int, at: datetime) -> StaleEdit:
    """Say who saved last and when, and all that was changed since ``revision``: one save makes several entries."""
    edits = AuditEntry.objects.filter(
        subject_kind=ITEM.subject_kind, subject_code=item.code, action__in=EDITS
    ).order_by("-seq")
    entries = list(edits[:50])
    if not entries:
        return never_shown(item.revision)
    last, since = entries[0], [one.changes for one in entries]
    newer = [changes for changes in since if int(changes.get("revision", 0)) > revision]
    # In the form's order: PostgreSQL keeps the keys of a JSON column in its own.
    names = (*ItemFields.__annotations__, *PARTS)
    changed = [name for name in names if any(name in changes for changes in newer)]
    labels = [_label(name) for name in changed] or [_("全部内容")]
    message = _(
        "%(name)s 在 %(time)s 已经保存过这个项目，改动了：%(fields)s。您填写的内容还在，没有覆盖对方的改动："
        "请核对后再保存一次。"
    ) % {
        "name": last.actor_name,
        "time": time_of(last, at),
        "fields": listed(labels),
    }
    return StaleEdit(message, item.revision)


def _label(name: str) -> str:
    parts = {"fundings": _("资金安排"), "indicators": _("绩效指标")}
    return parts.get(name) or str(PlanItem._meta.get_field(name).verbose_name)


def record(*, item: PlanItem, action: str, changes: dict[str, Any], actor: Actor, at: datetime) -> None:
    """Count the revision on and write what changed into the item's chain."""
    item.revision += 1
    item.save(update_fields=["revision"])
    audit.record(
        subject_kind=ITEM.subject_kind,
        subject_code=item.code,
        action=action,
        actor=actor,
        at=at,
        changes={**changes, "revision": item.revision},
    )
