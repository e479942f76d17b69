"""An award falls with its package; wired up in ``AwardingConfig.ready``."""

from datetime import datetime
from typing import Any

from procurement.core.lifecycle import Transition
from procurement.core.signals import transition_applied
from procurement.tendering.models import Package

from .selectors.ranking import standing_award
from .services.redetermination import void

_ENDS = ("annul", "terminate")


def fall_with_the_package(
    sender: type, *, obj: Package, transition: Transition, at: datetime, **_more: Any
) -> None:
    """A package that is annulled or terminated after the award leaves nobody to sign with (采购法 art. 36)."""
    award = standing_award(obj) if transition.name in _ENDS else None
    if award is not None:
        void(award=award, reason=obj.outcome_reason, at=at)


def register() -> None:
    """Listen inside the transaction of the annulment: both or neither."""
    transition_applied.connect(fall_with_the_package, sender=Package, dispatch_uid="awarding.fall")
