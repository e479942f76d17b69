"""The service ledger (项目台账): what was done, where, how much (102 art. 27; RULES A-21)."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit
from procurement.core.actors import SYSTEM, Actor
from procurement.core.clock import local_date
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState

from .. import permissions
from ..enums import ContractStatus
from ..lifecycle import CONTRACT, nothing_is_held
from ..models import Contract, ServiceLogAnswer, ServiceLogEntry


@transaction.atomic
def log_service(
    *,
    contract: Contract,
    day: date,
    what: str,
    quantity: Decimal,
    unit: str,
    place: str = "",
    actor: Actor,
    at: datetime,
) -> ServiceLogEntry:
    """Add one entry. A mistake is mended by a further entry, so that the ledger stays whole."""
    verdict = permissions.deliver(actor, contract)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="A-21")
    if not what.strip():
        raise DomainError(_("请写明做了什么服务。"), field="what", rule="A-21")
    if contract.status not in ContractStatus.in_force():
        raise WrongState(_("合同不在履行期，不能登记服务台账。"), rule="A-21")
    refuse_while_held(contract, at)
    if not contract.starts_on <= day <= local_date(at):
        raise DomainError(_("服务日期应在合同开始之后，且不晚于今天。"), field="day", rule="A-21")
    if quantity <= 0:
        raise DomainError(_("数量必须大于零。"), field="quantity", rule="A-21")
    entry = ServiceLogEntry.objects.create(
        contract=contract,
        day=day,
        what=what.strip(),
        quantity=quantity,
        unit=unit.strip(),
        place=place.strip(),
        recorded_at=at,
        recorded_by=actor.name,
    )
    audit.record(
        subject_kind=CONTRACT.subject_kind,
        subject_code=contract.code,
        action="log_service",
        actor=actor,
        at=at,
        basis="A-21",
        changes={"day": day, "what": entry.what, "quantity": quantity, "unit": entry.unit},
    )
    return entry


@transaction.atomic
def answer_log(
    *,
    contract: Contract,
    entries: Iterable[int],
    confirms: bool,
    reason: str = "",
    actor: Actor,
    at: datetime,
) -> int:
    """Confirm entries of the ledger, or object to them with the reason; returns how many.

    An entry is answered once: one that was answered meanwhile is refused as a whole, so that nobody answers
    what is no longer as it was shown.
    """
    verdict = permissions.answer_log(actor, contract)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="A-21")
    if not confirms and not reason.strip():
        raise DomainError(_("请写明异议的理由，供应商据此补登或说明。"), field="reason", rule="A-21")
    wanted = set(entries)
    Contract.objects.select_for_update().get(pk=contract.pk)
    found = list(contract.log.filter(pk__in=wanted, answer__isnull=True))
    if not wanted or len(found) != len(wanted):
        text = _("有的记录已经答复过了。请刷新后重新选择。") if wanted else _("请选择要答复的记录。")
        raise DomainError(text, field="entries", rule="A-21")
    reason = "" if confirms else reason.strip()
    ServiceLogAnswer.objects.bulk_create(
        ServiceLogAnswer(entry=entry, confirms=confirms, reason=reason, at=at, by=actor.name)
        for entry in found
    )
    audit.record(
        subject_kind=CONTRACT.subject_kind,
        subject_code=contract.code,
        action="confirm_log" if confirms else "object_log",
        actor=actor,
        at=at,
        basis="A-21",
        reason=reason,
        changes={"entries": [f"{entry.day} {entry.what}" for entry in found]},
    )
    return len(found)


def refuse_while_held(contract: Contract, at: datetime) -> None:
    """A signed contract is not carried on while a challenge may change the result (条例 art. 54)."""
    reason = nothing_is_held(contract, actor=SYSTEM, at=at)
    if reason:
        raise GuardRefused(reason, rule="D-45")
