"""Submitting an item, and the bureau's answer."""

from datetime import datetime

from django.utils.translation import gettext as _

from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.errors import DomainError

from ..lifecycle import ITEM
from ..models import PlanItem


def submit_item(*, item: PlanItem, actor: Actor, at: datetime) -> PlanItem:
    """Send a draft to the bureau; every check of ``selectors.checks`` must be passed."""
    lifecycle.apply(ITEM["submit"].name, item, actor=actor, at=at)
    return item


def return_item(*, item: PlanItem, remarks: str, actor: Actor, at: datetime) -> PlanItem:
    """Send an item back with what to mend."""
    if not remarks.strip():
        raise DomainError(_("请写明退回的原因和需要修改的内容。"), field="remarks", rule="B-08")
    lifecycle.apply(
        "return", item, actor=actor, at=at, reason=remarks.strip(), updates={"remarks": remarks.strip()}
    )
    return item


def agree_item(*, item: PlanItem, actor: Actor, at: datetime, remarks: str = "") -> PlanItem:
    """Agree to an item: everything is checked again, money and catalogue may have changed."""
    lifecycle.apply(
        "agree", item, actor=actor, at=at, reason=remarks.strip(), updates={"remarks": remarks.strip()}
    )
    return item
