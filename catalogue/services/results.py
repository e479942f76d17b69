"""What performance says of a finished item: kept with it, it closes the item and informs the next plan."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.budgeting.selectors import Cause
from procurement.budgeting.services import free_cause_saving, release_cause
from procurement.core import lifecycle
from procurement.core.actors import SYSTEM, Actor
from procurement.core.errors import DomainError

from ..enums import Recommendation
from ..models import ItemResult, PlanItem


@transaction.atomic
def record_result(
    *,
    item: PlanItem,
    grade: str,
    total: Decimal,
    spent: Decimal,
    recommendation: str,
    actor: Actor,
    at: datetime,
    satisfaction: Decimal | None = None,
) -> ItemResult:
    """Keep a published performance result and close the item; money still set aside becomes free again.

    Called by performance, whose lifecycle has asked for permission: the closing itself is the machine's.
    """
    if recommendation not in Recommendation.values:
        raise DomainError(_("请选择绩效结果的应用建议。"), field="recommendation", rule="G-07")
    lifecycle.apply(
        "close",
        item,
        actor=SYSTEM,
        at=at,
        reason=_("绩效结果公开后办结"),
        changes={"by": actor.name, "grade": grade, "recommendation": recommendation},
    )
    release_cause(cause=Cause(item.code), actor=SYSTEM, at=at)
    free_cause_saving(cause=Cause(item.code), actor=SYSTEM, at=at)
    return ItemResult.objects.create(
        item=item,
        grade=grade,
        total=total,
        satisfaction=satisfaction,
        spent=spent,
        recommendation=recommendation,
        published_at=at,
    )
