"""An agreement with an agency: drawn up, signed by both, ended, its file handed over and received (RULES N-06)."""

from django.utils.translation import gettext_lazy as _

from procurement.core.lifecycle import Lifecycle, Transition
from procurement.core.permissions import system_only

from ..enums import EntrustmentStatus as E
from ..models import Entrustment
from ..permissions import entrustments as permissions
from . import guards

_LAW = "N-06 采购法第二十条、财库〔2018〕2号第十三条"
_FILE = "N-06 财库〔2018〕2号第十条、第十六条"

ENTRUSTMENT = Lifecycle(
    Entrustment,
    "entrustment",
    [
        Transition(
            "sign",
            (E.DRAFT,),
            E.OFFERED,
            permissions.sign_for_purchaser,
            (guards.agreement_says_all,),
            _LAW,
            _("签署并送代理机构"),
        ),
        Transition(
            "accept",
            (E.OFFERED,),
            E.IN_FORCE,
            permissions.act_for_agency,
            (guards.period_is_not_over,),
            _LAW,
            _("签署协议"),
        ),
        Transition("decline", (E.OFFERED,), E.DRAFT, permissions.act_for_agency, (), _LAW, _("退回修改")),
        Transition(
            "discard", (E.DRAFT, E.OFFERED), E.DISCARDED, permissions.write_entrustment, (), _LAW, _("作废")
        ),
        Transition("end", (E.IN_FORCE,), E.ENDED, permissions.end_entrustment, (), _LAW, _("终止委托")),
        Transition(
            "hand_over", (E.ENDED,), E.HANDED_OVER, permissions.act_for_agency, (), _FILE, _("移交采购文件")
        ),
        Transition(
            "receive", (E.HANDED_OVER,), E.CLOSED, permissions.receive_file, (), _FILE, _("签收采购文件")
        ),
        Transition(
            "send_back", (E.HANDED_OVER,), E.ENDED, permissions.receive_file, (), _FILE, _("退回补齐")
        ),
        # A new agreement of the same two took over all its plans: there is no file left to hand over.
        Transition("supersede", (E.IN_FORCE, E.ENDED), E.CLOSED, system_only, (), _LAW, _("由新协议替代")),
    ],
)
