"""Whom it is told that a framework may be used: its purchasers, and finance for its copies (110 art. 29, 30)."""

from datetime import datetime
from typing import Any

from procurement.accounts.enums import Office
from procurement.accounts.models import Organisation
from procurement.accounts.selectors import members_holding
from procurement.core.outbox import notify
from procurement.tendering.selectors import people

from ..models import Framework


def tell_users(*, event: str, framework: Framework, at: datetime, **words: Any) -> None:
    """Tell the operators of everybody who may call off, and the bureau, with the page that says all."""
    users = framework.purchasers.all()
    if not users.exists():
        users = Organisation.objects.purchasers().active().order_by("code")
    staff = [user for one in users for user in members_holding(one, Office.OPERATOR)]
    notify(
        event=event,
        recipients=people.recipients(staff) + people.of_finance(),
        context={"title": framework.title, "organiser": framework.organiser.name, **words},
        url=f"/frameworks/{framework.code}/",
        at=at,
    )
