"""The service ledger (项目台账): what was done, where, how much (102 art. 27; RULES A-21)."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.errors import DomainError, NotAllowed

from .. import permissions
from ..enums import ContractStatus
from ..models import Contract, ServiceLogEntry

IN_FORCE = (ContractStatus.SIGNED, ContractStatus.PUBLISHED, ContractStatus.FILED)


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
        raise NotAllowed(verdict.reason)
    if contract.status not in IN_FORCE:
        raise DomainError(_("合同不在履行期，不能登记服务台账。"))
    if not contract.starts_on <= day <= local_date(at):
        raise DomainError(_("服务日期应在合同开始之后，且不晚于今天。"), field="day")
    if quantity <= 0:
        raise DomainError(_("数量必须大于零。"), field="quantity")
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
        subject_kind="contract",
        subject_code=contract.code,
        action="log_service",
        actor=actor,
        at=at,
        basis="A-21",
        changes={"day": day, "what": entry.what, "quantity": quantity, "unit": entry.unit},
    )
    return entry
