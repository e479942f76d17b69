"""Drafting and editing a plan item: its fields, its money, its performance targets.

Two people may have the same item open. Who saves second is told who changed what, and nothing is lost:
``revision`` is what the editor last saw.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Unpack

from django.conf import settings
from django.db import transaction

from procurement.accounts.models import Organisation, Village
from procurement.budgeting.models import BudgetLine
from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import NotAllowed

from .. import permissions
from ..models import PlanItem
from .annual import open_plan
from .item_edits import lock_editable, record
from .item_fields import ItemFields, fill
from .item_parts import Target, set_fundings, set_indicators, set_villages
from .screening import SCREENED, screen_item


@transaction.atomic
def create_item(
    *, organisation: Organisation, year: int, actor: Actor, at: datetime, **fields: Unpack[ItemFields]
) -> PlanItem:
    """Draft an item; it is a wish and holds no money (N-11)."""
    verdict = permissions.create_item(actor, organisation)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="A-03")
    item = PlanItem(
        code=next_code(f"{settings.COUNTY_CODE}-{year}-"),
        organisation=organisation,
        year=year,
        author_code=actor.code,
        author_name=actor.name,
    )
    fill(item, fields)
    open_plan(organisation=organisation, year=year, actor=actor, at=at)
    lifecycle.create(item, actor=actor, at=at, basis="N-10")
    screen_item(item=item, actor=actor, at=at)
    return item


@transaction.atomic
def edit_item(
    *,
    item: PlanItem,
    actor: Actor,
    at: datetime,
    revision: int | None = None,
    **fields: Unpack[ItemFields],
) -> PlanItem:
    """Change a draft or returned item. ``revision`` is what the editor saw; StaleEdit if it has passed."""
    locked = lock_editable(item=item, actor=actor, at=at, revision=revision)
    # Amount and unit price follow from each other: either may change with the other alone given.
    names = dict.fromkeys((*fields, "unit_price", "amount"))
    before = {name: getattr(locked, name) for name in names}
    fill(locked, fields)
    changed = {
        name: [before[name], getattr(locked, name)] for name in names if before[name] != getattr(locked, name)
    }
    if changed:
        locked.save(update_fields=[*changed, "search_text"])
        record(item=locked, action="edit", changes=changed, actor=actor, at=at)
        if set(changed) & SCREENED:
            screen_item(item=locked, actor=actor, at=at)
    item.refresh_from_db()
    return item


@transaction.atomic
def save_item(
    *,
    item: PlanItem | None,
    organisation: Organisation,
    year: int,
    fields: ItemFields,
    slices: Sequence[tuple[BudgetLine, Decimal]],
    targets: Sequence[Target],
    actor: Actor,
    at: datetime,
    villages: Iterable[Village] | None = None,
    revision: int | None = None,
) -> PlanItem:
    """Save the whole form at once: a new item, or all parts of one; all or nothing.

    ``villages`` None: those that are served stay as they are.
    """
    if item is None:
        item = create_item(organisation=organisation, year=year, actor=actor, at=at, **fields)
    else:
        edit_item(item=item, actor=actor, at=at, revision=revision, **fields)
    if villages is not None:
        set_villages(item=item, villages=villages, actor=actor, at=at)
    set_fundings(item=item, slices=slices, actor=actor, at=at)
    return set_indicators(item=item, targets=targets, actor=actor, at=at)
