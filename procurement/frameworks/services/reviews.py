"""A framework's plan before its reviewers: sent, passed or returned, taken back; its risk plan (RULES N-12)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.tendering.services.documents import risk_rows
from procurement.tendering.services.drafting import refuse_stale
from procurement.tendering.services.reviews import give_review

from .. import permissions
from ..models import Framework, FrameworkReview
from ..selectors.reviews import FRAMEWORKS
from .planning import edit_framework


@transaction.atomic
def submit_for_review(*, framework: Framework, actor: Actor, at: datetime) -> Framework:
    """Send a complete plan to the reviewers; every review begins anew."""
    lifecycle.apply("submit_for_review", framework, actor=actor, at=at, updates={"submitted_at": at})
    return framework


@transaction.atomic
def take_back(*, framework: Framework, reason: str = "", actor: Actor, at: datetime) -> Framework:
    """Take a plan back to write in it before it is called for; reviews and filing begin anew."""
    updates = {"submitted_at": None, "filing_number": "", "filed_at": None}
    lifecycle.apply("take_back", framework, actor=actor, at=at, reason=reason, updates=updates)
    return framework


@transaction.atomic
def record_review(*, framework: Framework, actor: Actor, at: datetime, **given: Any) -> FrameworkReview:
    """Record one review as ``give_review`` takes it; a return sends the plan back, the last pass clears the way."""
    rules, permission = FRAMEWORKS, permissions.review
    review: FrameworkReview = give_review(
        rules=rules, permission=permission, obj=framework, actor=actor, at=at, **given
    )
    return review


@transaction.atomic
def set_risks(
    *, framework: Framework, rows: Iterable[Mapping[str, Any]], actor: Actor, at: datetime, seen: str = ""
) -> Framework:
    """Replace the risk plan; ``seen``: the fingerprint of the table that was on the page (22号 art. 25)."""
    locked = Framework.objects.select_for_update().get(pk=framework.pk)
    refuse_stale(seen=seen, rows=locked.risk_plan)
    return edit_framework(framework=framework, actor=actor, at=at, risk_plan=risk_rows(rows=rows))
