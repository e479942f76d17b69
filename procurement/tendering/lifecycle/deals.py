"""The talks with a single source as a table (74 art. 41 to 43)."""

from django.utils.translation import gettext_lazy as _

from procurement.core.lifecycle import Lifecycle, Transition

from .. import permissions
from ..enums import DealStatus as D
from ..models import SingleSourceDeal

SINGLE_SOURCE_DEAL = Lifecycle(
    SingleSourceDeal,
    "single-source-deal",
    [
        Transition(
            "confirm",
            (D.RECORDED,),
            D.CONFIRMED,
            permissions.confirm_deal,
            (),
            "C-10 74号令第四十一条、第四十二条",
            _("确认成交"),
        ),
        Transition(
            "publish",
            (D.CONFIRMED,),
            D.PUBLISHED,
            permissions.publish_deal,
            (),
            "D-21 D-23 74号令第十八条",
            _("公告成交结果、发出成交通知书"),
        ),
        Transition(
            "contract",
            (D.PUBLISHED,),
            D.CONTRACTED,
            permissions.contract_deal,
            (),
            "D-24 采购法第四十六条",
            _("签订合同"),
        ),
        Transition(
            "cancel",
            (D.RECORDED, D.CONFIRMED),
            D.CANCELLED,
            permissions.cancel_deal,
            (),
            "C-10 74号令第四十三条",
            _("作废"),
        ),
    ],
)
