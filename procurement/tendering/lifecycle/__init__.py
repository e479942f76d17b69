"""The procedure of a procurement as tables: what leads where, who takes the step, what must be true.

Statuses change through ``core.lifecycle.apply`` only. Guards, each a sentence that says why not: ``guards``.
"""

from django.utils.translation import gettext_lazy as _

from procurement.core.lifecycle import Lifecycle, Transition
from procurement.core.permissions import system_only

from .. import permissions
from ..enums import EnquiryStatus as E
from ..enums import ImplementationPlanStatus as P
from ..enums import PackageStatus as K
from ..enums import RoundStatus as R
from ..enums import SmallPurchaseStatus as S
from ..enums import TenderStatus as T
from ..models import BidRound, Enquiry, ImplementationPlan, Package, SmallPurchase, Tender
from . import guards, sealed
from .entrusting import ENTRUSTMENT
from .sealed import SEALED_BID

IMPLEMENTATION_PLAN = Lifecycle(
    ImplementationPlan,
    "implementation-plan",
    [
        Transition(
            "file",
            (P.DRAFT,),
            P.FILED,
            permissions.file_plan,
            (
                guards.item_is_published,
                guards.requirement_is_settled,
                guards.method_is_lawful,
                guards.single_source_was_shown,
                guards.method_is_approved,
                guards.agency_is_entrusted,
                guards.capacity_is_recorded,
            ),
            "B-08 C-03 C-11 G-09 G-10 N-06 N-10 采购法第二十条、条例第十五条、第二十三条、第二十九条、"
            "87号令第九条、需求管理办法第十一条",
            _("报送备案"),
        ),
        Transition(
            "cancel",
            (P.DRAFT, P.FILED),
            P.CANCELLED,
            permissions.file_plan,
            (guards.no_tender_runs,),
            "N-10",
            _("撤销"),
        ),
    ],
)

TENDER = Lifecycle(
    Tender,
    "tender",
    [
        Transition(
            "submit_for_review",
            (T.DRAFT,),
            T.IN_REVIEW,
            permissions.prepare,
            (guards.documents_are_complete, guards.requirement_is_settled),
            "N-12 G-09 G-10 需求管理办法第十一条、第二十九条",
            _("送内部审查"),
        ),
        Transition(
            "return_for_changes",
            (T.IN_REVIEW,),
            T.DRAFT,
            permissions.review,
            (),
            "N-12 需求管理办法第三十四条",
            _("退回修改"),
        ),
        Transition(
            "pass_reviews",
            (T.IN_REVIEW,),
            T.REVIEWED,
            permissions.review,
            (guards.reviews_are_complete,),
            "N-12 需求管理办法第三十一条至第三十三条",
            _("审查通过"),
        ),
        Transition(
            "take_back",
            (T.IN_REVIEW, T.REVIEWED),
            T.DRAFT,
            permissions.prepare,
            (),
            "N-12",
            _("收回修改"),
        ),
        Transition(
            "release",
            (T.IN_REVIEW, T.REVIEWED),
            T.RELEASED,
            permissions.announce_or_decide,
            (
                guards.requirement_is_settled,
                guards.reviews_are_complete,
                guards.group_stands,
                guards.documents_are_complete,
                guards.dates_are_lawful,
                guards.nothing_is_held,
            ),
            "D-01 D-02 D-03 D-04 D-05 D-06 D-07 N-12 87号令第十三条、74号令第十一条、第十二条、214号第七条、第九条",
            _("发布公告和采购文件"),
        ),
        Transition(
            "call",
            (T.DRAFT,),
            T.RELEASED,
            system_only,
            (guards.is_a_call, guards.dates_are_lawful),
            "C-13 D-02 D-04 D-06 财政部令第110号第九条、第二十二条",
            _("发布框架协议征集公告"),
        ),
        Transition(
            "terminate",
            (T.DRAFT, T.IN_REVIEW, T.REVIEWED, T.RELEASED),
            T.TERMINATED,
            permissions.decide,
            (guards.nothing_is_contracted,),
            "N-17 87号令第二十九条、74号令第二十三条、214号第三十五条",
            _("终止采购活动"),
        ),
    ],
)

_LIVE = (
    K.RECEIVING,
    K.CLOSED,
    K.OPENED,
    K.EXAMINED,
    K.NEGOTIATING,
    K.FINAL_OFFERS,
    K.FINAL_OPENED,
    K.EVALUATED,
)

PACKAGE = Lifecycle(
    Package,
    "package",
    [
        Transition(
            "publish",
            (K.PREPARED,),
            K.RECEIVING,
            permissions.announce_or_decide,
            (guards.nothing_is_held,),
            "D-06 D-07 D-08 采购法第三十五条、74号令第二十九条、214号第十条",
            _("开始接收投标（响应）"),
        ),
        Transition(
            "close",
            (K.RECEIVING,),
            K.CLOSED,
            system_only,
            (),
            "D-15 D-16 87号令第三十三条、74号令第十五条、214号第十三条",
            _("截止"),
        ),
        Transition(
            "open",
            (K.CLOSED,),
            K.OPENED,
            permissions.is_custodian,
            (sealed.bids_are_enough, guards.nothing_is_held),
            "D-15 N-01 N-02 N-03 87号令第三十九条至第四十二条、74号令第十五条、214号第九条",
            _("开标（开启）"),
        ),
        Transition(
            "finish_examination",
            (K.OPENED,),
            K.EXAMINED,
            permissions.examine,
            (sealed.examination_is_complete, sealed.enough_pass, guards.nothing_is_held),
            "N-13 87号令第四十四条、第五十条、74号令第三十条、214号第十六条",
            _("完成审查"),
        ),
        Transition(
            "start_negotiation",
            (K.EXAMINED,),
            K.NEGOTIATING,
            permissions.hold_or_evaluate,
            (guards.has_final_offers, guards.nothing_is_held),
            "N-01 214号第十九条、74号令第三十一条",
            _("开始磋商（谈判）"),
        ),
        Transition(
            "call_final_offers",
            (K.NEGOTIATING,),
            K.FINAL_OFFERS,
            permissions.hold_or_evaluate,
            (guards.nothing_is_held,),
            "N-01 214号第二十一条、74号令第三十三条",
            _("要求提交最后报价"),
        ),
        Transition(
            "open_final",
            (K.FINAL_OFFERS,),
            K.FINAL_OPENED,
            permissions.is_custodian,
            (guards.nothing_is_held,),
            "N-01 N-03 214号第二十一条、74号令第三十三条",
            _("开启最后报价"),
        ),
        Transition(
            "evaluate",
            (K.EXAMINED, K.FINAL_OPENED),
            K.EVALUATED,
            permissions.hold_or_evaluate,
            (guards.nothing_is_held,),
            "E-22 E-28 E-29 87号令第五十五条、第五十七条、财政部令第110号第二十五条、74号令第三十五条、"
            "214号第二十四条、第二十五条",
            _("完成评审"),
        ),
        Transition(
            "award",
            (K.EVALUATED,),
            K.AWARDED,
            permissions.award,
            (guards.nothing_is_held,),
            "D-19 条例第四十三条",
            _("确定中标（成交）供应商"),
        ),
        Transition(
            "redetermine",
            (K.AWARDED,),
            K.EVALUATED,
            system_only,
            (),
            "D-45 94号令第十六条",
            _("另行确定中标（成交）供应商"),
        ),
        Transition(
            "contract",
            (K.AWARDED,),
            K.CONTRACTED,
            permissions.contract,
            (guards.nothing_is_held,),
            "D-24 D-45 采购法第四十六条、条例第五十四条",
            _("签订合同"),
        ),
        Transition(
            "annul",
            (*_LIVE, K.AWARDED),
            K.ANNULLED,
            permissions.annul,
            (),
            "E-61 采购法第三十六条、第三十七条、财政部令第110号第二十七条、74号令第三十七条、214号第三十四条",
            _("废标"),
        ),
        Transition(
            "terminate",
            (K.PREPARED, *_LIVE, K.AWARDED),
            K.TERMINATED,
            permissions.decide,
            (),
            "N-17 87号令第二十九条、74号令第二十三条、214号第三十五条",
            _("终止"),
        ),
    ],
)

ROUND = Lifecycle(
    BidRound,
    "round",
    [
        Transition(
            "close",
            (R.RECEIVING,),
            R.CLOSED,
            system_only,
            (),
            "D-15 D-16 87号令第三十三条、74号令第十五条、214号第十三条",
            _("截止"),
        ),
        Transition(
            "open",
            (R.CLOSED,),
            R.OPENED,
            permissions.is_custodian,
            (guards.nothing_is_held,),
            "N-03 87号令第三十九条、74号令第十五条、214号第九条",
            _("开启"),
        ),
        Transition(
            "leave_unopened",
            (R.RECEIVING, R.CLOSED),
            R.UNOPENED,
            permissions.annul,
            (),
            "E-61 87号令第四十一条、第四十三条、财政部令第110号第二十七条、74号令第三十七条、214号第三十四条",
            _("不开启"),
        ),
    ],
)

ENQUIRY = Lifecycle(
    Enquiry,
    "enquiry",
    [
        Transition(
            "answer",
            (E.ASKED,),
            E.ANSWERED,
            permissions.announce,
            (),
            "D-33 条例第五十二条",
            _("答复询问"),
        )
    ],
)

SMALL_PURCHASE = Lifecycle(
    SmallPurchase,
    "small-purchase",
    [
        Transition(
            "decide",
            (S.QUOTING,),
            S.DECIDED,
            permissions.decide_small,
            (guards.asked_suppliers_had_their_time,),
            "N-14 小额采购内控规程",
            _("登记集体决定"),
        ),
        Transition(
            "publish",
            (S.DECIDED,),
            S.PUBLISHED,
            permissions.run_small,
            (),
            "N-14 财预〔2017〕87号第五条",
            _("公开结果"),
        ),
        Transition(
            "contract",
            (S.PUBLISHED,),
            S.CONTRACTED,
            permissions.contract_small,
            (),
            "N-14",
            _("签订合同"),
        ),
        Transition(
            "cancel",
            (S.QUOTING, S.DECIDED),
            S.CANCELLED,
            permissions.decide_small,
            (),
            "N-14",
            _("取消"),
        ),
    ],
)

__all__ = ["ENTRUSTMENT", "IMPLEMENTATION_PLAN", "PACKAGE", "ROUND", "SEALED_BID", "SMALL_PURCHASE", "TENDER"]
