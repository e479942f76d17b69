"""Submitting an item, and the bureau's answer; whom it concerns is told in the same transaction."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.errors import DomainError

from ..lifecycle import ITEM
from ..models import PlanItem
from .editing import check_unchanged
from .notices import tell_officers, tell_operators


@transaction.atomic
def submit_item(*, item: PlanItem, actor: Actor, at: datetime) -> PlanItem:
    """Send a draft to the bureau; every check of ``selectors.checks`` must be passed."""
    lifecycle.apply(ITEM["submit"].name, item, actor=actor, at=at)
    tell_officers(item, at=at)
    return item


@transaction.atomic
def return_item(*, item: PlanItem, remarks: str, actor: Actor, at: datetime) -> PlanItem:
    """Send an item back with what to mend."""
    if not remarks.strip():
        raise DomainError(_("请写明退回的原因和需要修改的内容。"), field="remarks", rule="B-08")
    lifecycle.apply(
        "return", item, actor=actor, at=at, reason=remarks.strip(), updates={"remarks": remarks.strip()}
    )
    tell_operators("plan_item_returned", item, at=at)
    return item


@transaction.atomic
def agree_item(
    *, item: PlanItem, actor: Actor, at: datetime, remarks: str = "", revision: int | None = None
) -> PlanItem:
    """Agree to an item: everything is checked again, money and catalogue may have changed.

    ``revision`` is what was looked at; StaleEdit if somebody has changed the item since.
    """
    if revision is not None:
        check_unchanged(PlanItem.objects.select_for_update().get(pk=item.pk), {item.code: revision}, at)
    lifecycle.apply(
        "agree", item, actor=actor, at=at, reason=remarks.strip(), updates={"remarks": remarks.strip()}
    )
    tell_operators("plan_item_agreed", item, at=at)
    return item
