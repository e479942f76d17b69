"""A contract that nobody has signed yet falls with its award; wired up in ``ContractsConfig.ready``."""

from datetime import datetime
from typing import Any

from procurement.awarding.models import Award
from procurement.core import lifecycle
from procurement.core.actors import SYSTEM
from procurement.core.lifecycle import Transition
from procurement.core.signals import transition_applied

from .enums import ContractStatus
from .models import Contract

_UNSIGNED = (ContractStatus.DRAFT, ContractStatus.OFFERED)


def lapse_with_the_award(
    sender: type, *, obj: Award, transition: Transition, at: datetime, **_more: Any
) -> None:
    """Draft and offer follow from an award (采购法 art. 46): where it is void, they are too."""
    if transition.name != "void":
        return
    for contract in Contract.objects.filter(award=obj, status__in=_UNSIGNED):
        lifecycle.apply("lapse", contract, actor=SYSTEM, at=at, reason=obj.void_reason)


def register() -> None:
    """Listen inside the transaction that voids the award: both or neither."""
    transition_applied.connect(lapse_with_the_award, sender=Award, dispatch_uid="contracts.lapse")
