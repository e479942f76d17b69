"""The file goes back to the purchaser when an entrustment is over (财库〔2018〕2号 art. 10, 16; 采购法 art. 42)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.accounts.selectors import members_holding
from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.outbox import notify

from ..models import Entrustment
from ..selectors import people
from ..selectors.entrustments import papers_of

LONGEST = 200
MOST = 100


@transaction.atomic
def hand_over(*, agreement: Entrustment, brought: Sequence[str], actor: Actor, at: datetime) -> Entrustment:
    """Hand the file over: what the platform keeps is listed with its hashes, ``brought`` is what comes beside it."""
    lines = [line.strip() for line in brought if line.strip()]
    if not lines:
        raise DomainError(
            _(
                "请列出平台以外移交的材料，例如开标、评审的录音录像（财库〔2018〕2号第十四条）；没有的写“无”。"
            ),
            field="brought",
            rule="N-06",
        )
    if len(lines) > MOST or any(len(line) > LONGEST for line in lines):
        text = _("一行写一件，每行不超过%(longest)s字，最多%(most)s行。")
        raise DomainError(text % {"longest": LONGEST, "most": MOST}, field="brought", rule="N-06")
    papers = {"kept": papers_of(agreement), "brought": lines}
    updates = {"papers": papers, "handed_over_by": actor.name, "handed_over_at": at}
    lifecycle.apply("hand_over", agreement, actor=actor, at=at, updates=updates)
    _tell("entrustment_handed_over", agreement, (Office.OPERATOR, Office.LEADER), at)
    return agreement


@transaction.atomic
def receive_file(*, agreement: Entrustment, actor: Actor, at: datetime) -> Entrustment:
    """Sign for the file; from now on the agency reads nothing of these plans and tenders."""
    updates = {"received_by": actor.name, "received_at": at}
    lifecycle.apply("receive", agreement, actor=actor, at=at, updates=updates)
    return agreement


@transaction.atomic
def send_back_file(*, agreement: Entrustment, reason: str, actor: Actor, at: datetime) -> Entrustment:
    """Send the list back: something is missing."""
    if not reason.strip():
        raise DomainError(_("请写明缺什么。"), field="reason", rule="N-06")
    lifecycle.apply("send_back", agreement, actor=actor, at=at, reason=reason.strip())
    notify(
        event="entrustment_file_returned",
        recipients=people.recipients(
            members_holding(agreement.agency, Office.AGENCY_OPERATOR, Office.LEADER)
        ),
        context={**_facts(agreement), "reason": reason.strip()},
        url=agreement.get_absolute_url(),
        at=at,
    )
    return agreement


def _tell(event: str, agreement: Entrustment, offices: Sequence[str], at: datetime) -> None:
    notify(
        event=event,
        recipients=people.recipients(members_holding(agreement.purchaser, *offices)),
        context=_facts(agreement),
        url=agreement.get_absolute_url(),
        at=at,
    )


def _facts(agreement: Entrustment) -> dict[str, str]:
    return {
        "code": agreement.code,
        "purchaser": agreement.purchaser.name,
        "agency": agreement.agency.name,
    }
