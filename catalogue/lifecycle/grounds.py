"""The procedure of what is on file against splitting: entered by one person, confirmed or not by another."""

from django.utils.translation import gettext_lazy as _

from procurement.core.lifecycle import Lifecycle, Transition

from .. import permissions
from ..enums import GroundStatus
from ..models import SplittingGround

GROUND = Lifecycle(
    SplittingGround,
    "splitting-ground",
    [
        Transition(
            name="confirm",
            source=(GroundStatus.ENTERED,),
            target=GroundStatus.CONFIRMED,
            permission=permissions.confirm_ground,
            basis="B-19 《政府采购法实施条例》第二十八条",
            label=_("复核通过"),
        ),
        Transition(
            name="reject",
            source=(GroundStatus.ENTERED,),
            target=GroundStatus.REJECTED,
            permission=permissions.confirm_ground,
            basis="B-19",
            label=_("复核不通过"),
        ),
    ],
)
