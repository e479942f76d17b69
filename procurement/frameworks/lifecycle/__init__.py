"""Framework, entry and call-off as tables: what leads where, who takes the step, what must be true.

Guards, each a sentence that says why not: ``guards``.
"""

from django.utils.translation import gettext_lazy as _

from procurement.core.lifecycle import Lifecycle, Transition
from procurement.core.permissions import system_only

from .. import permissions
from ..enums import CallOffStatus as C
from ..enums import ContestStatus as Q
from ..enums import EntryStatus as E
from ..enums import FrameworkStatus as F
from ..enums import VoucherBatchStatus as V
from ..models import CallOff, Contest, Framework, FrameworkEntry, VoucherBatch
from . import guards

FRAMEWORK = Lifecycle(
    Framework,
    "framework",
    [
        Transition(
            "submit_for_review",
            (F.DRAFT,),
            F.IN_REVIEW,
            permissions.run,
            (guards.is_reviewed_inside, guards.design_is_lawful, guards.plan_is_complete),
            "N-12 G-10 需求管理办法第二十九条、财政部令第110号第十一条",
            _("送内部审查"),
        ),
        Transition(
            "return_for_changes",
            (F.IN_REVIEW,),
            F.DRAFT,
            permissions.review,
            (),
            "N-12 需求管理办法第二十九条、第三十四条",
            _("退回修改"),
        ),
        Transition(
            "pass_reviews",
            (F.IN_REVIEW,),
            F.REVIEWED,
            permissions.review,
            (guards.reviews_are_complete,),
            "N-12 需求管理办法第三十一条至第三十三条",
            _("审查通过"),
        ),
        Transition(
            "file",
            (F.IN_REVIEW, F.REVIEWED),
            F.FILED,
            permissions.run_or_decide,
            (
                guards.filed_by_its_unit,
                guards.reviews_are_complete,
                guards.design_is_lawful,
                guards.plan_is_complete,
            ),
            "C-13 N-12 N-15 财政部令第110号第五条、第八条",
            _("报送备案"),
        ),
        Transition(
            "submit_plan",
            (F.DRAFT,),
            F.SUBMITTED,
            permissions.run_or_decide,
            (guards.is_the_central_agency, guards.design_is_lawful, guards.plan_is_complete),
            "C-13 N-15 财政部令第110号第八条",
            _("报送审核"),
        ),
        Transition(
            "approve_plan",
            (F.SUBMITTED,),
            F.FILED,
            permissions.approve_plan,
            (guards.design_is_lawful,),
            "N-15 财政部令第110号第八条",
            _("审核通过"),
        ),
        Transition(
            "return_plan",
            (F.SUBMITTED,),
            F.DRAFT,
            permissions.approve_plan,
            (),
            "N-15 财政部令第110号第八条",
            _("退回修改"),
        ),
        Transition(
            "publish",
            (F.FILED,),
            F.IN_FORCE,
            permissions.run_or_decide,
            (guards.is_open, guards.reviews_are_complete, guards.design_is_lawful),
            "C-13 N-12 财政部令第110号第三十八条、需求管理办法第二十九条",
            _("发布征集公告"),
        ),
        Transition(
            "solicit",
            (F.FILED,),
            F.SOLICITING,
            permissions.run_or_decide,
            (guards.is_closed, guards.reviews_are_complete, guards.design_is_lawful),
            "C-13 N-12 财政部令第110号第九条、第二十二条、需求管理办法第二十九条",
            _("发布征集公告，接收响应文件"),
        ),
        Transition(
            "announce",
            (F.SOLICITING,),
            F.SIGNING,
            permissions.run_or_decide,
            (guards.is_ranked, guards.nothing_is_held),
            "C-13 D-32 财政部令第110号第二十八条、第二十九条",
            _("公告入围结果，送签框架协议"),
        ),
        Transition(
            "fail",
            (F.SOLICITING,),
            F.FILED,
            permissions.run_or_decide,
            (guards.call_has_failed,),
            "C-13 财政部令第110号第二十七条",
            _("宣布征集失败"),
        ),
        Transition(
            "terminate",
            (F.SOLICITING,),
            F.CANCELLED,
            permissions.decide,
            (),
            "N-17 财政部令第110号第九条、87号令第二十九条",
            _("终止征集"),
        ),
        Transition(
            "begin",
            (F.SIGNING,),
            F.IN_FORCE,
            permissions.run_or_decide,
            (guards.agreements_are_signed, guards.nothing_is_held),
            "D-32 财政部令第110号第二十九条、第三十条",
            _("框架协议生效，告知采购人"),
        ),
        Transition(
            "expire",
            (F.IN_FORCE,),
            F.ENDED,
            system_only,
            (),
            "C-13 财政部令第110号第十五条",
            _("期满"),
        ),
        Transition(
            "take_back",
            (F.IN_REVIEW, F.REVIEWED, F.FILED),
            F.DRAFT,
            permissions.run,
            (),
            "N-12 N-15 需求管理办法第二十九条",
            _("收回修改"),
        ),
        Transition(
            "cancel",
            (F.DRAFT, F.IN_REVIEW, F.REVIEWED, F.SUBMITTED, F.FILED),
            F.CANCELLED,
            permissions.run_or_decide,
            (),
            "N-15",
            _("撤销"),
        ),
    ],
)

ENTRY = Lifecycle(
    FrameworkEntry,
    "framework-entry",
    [
        Transition(
            "admit",
            (E.APPLIED,),
            E.ADMITTED,
            permissions.run,
            (guards.framework_runs, guards.no_agreement_besides, guards.supplier_may_take_part),
            "C-13 财政部令第110号第三十九条至第四十一条",
            _("审核通过，公告入围"),
        ),
        Transition(
            "offer",
            (E.APPLIED,),
            E.OFFERED,
            permissions.run,
            (guards.framework_runs, guards.an_agreement_follows, guards.supplier_may_take_part),
            "C-13 D-32 财政部令第110号第三十九条至第四十一条",
            _("审核通过，公告入围并送签框架协议"),
        ),
        Transition(
            "win",
            (E.APPLIED,),
            E.OFFERED,
            system_only,
            (),
            "C-13 D-32 财政部令第110号第二十五条、第二十七条、第二十八条",
            _("入围，送签框架协议"),
        ),
        Transition(
            "sign",
            (E.OFFERED,),
            E.ADMITTED,
            permissions.bind,
            (guards.may_be_signed, guards.nothing_is_held, guards.supplier_may_take_part),
            "D-32 财政部令第110号第二十九条、第四十一条",
            _("签订框架协议"),
        ),
        Transition(
            "refuse",
            (E.APPLIED,),
            E.REFUSED,
            permissions.run,
            (),
            "C-13 财政部令第110号第三十九条",
            _("审核不通过"),
        ),
        Transition(
            "withdraw",
            (E.APPLIED,),
            E.WITHDRAWN,
            permissions.enter,
            (),
            "C-13 财政部令第110号第三十九条",
            _("撤回申请"),
        ),
        Transition(
            "leave",
            (E.ADMITTED,),
            E.LEFT,
            permissions.bind,
            (guards.may_be_left, guards.nothing_is_under_way),
            "C-13 财政部令第110号第二十条",
            _("退出框架协议"),
        ),
        Transition(
            "remove",
            (E.OFFERED, E.ADMITTED),
            E.REMOVED,
            permissions.decide,
            (),
            "N-15 财政部令第110号第十九条",
            _("清退"),
        ),
    ],
)

CALL_OFF = Lifecycle(
    CallOff,
    "call-off",
    [
        Transition(
            "confirm",
            (C.ASKED,),
            C.CONFIRMED,
            permissions.confirm,
            (guards.supplier_is_in,),
            "C-13 I-06 财政部令第110号第三十二条、第四十二条、采购法第六十一条",
            _("确认成交"),
        ),
        Transition(
            "accept",
            (C.CONFIRMED,),
            C.ACCEPTED,
            permissions.answer,
            (guards.supplier_is_in,),
            "C-13 财政部令第110号第十七条",
            _("接受"),
        ),
        Transition(
            "decline",
            (C.CONFIRMED,),
            C.DECLINED,
            permissions.answer,
            (),
            "C-13 财政部令第110号第十九条",
            _("不接受"),
        ),
        Transition(
            "publish",
            (C.ACCEPTED,),
            C.PUBLISHED,
            permissions.carry,
            (),
            "C-13 A-24 财政部令第110号第十六条、第三十五条、财预〔2017〕87号第五条",
            _("公开成交结果"),
        ),
        Transition(
            "contract",
            (C.PUBLISHED,),
            C.CONTRACTED,
            permissions.contract,
            (),
            "C-13 财政部令第110号第三十六条",
            _("签订合同"),
        ),
        Transition(
            "cancel",
            (C.ASKED, C.CONFIRMED),
            C.CANCELLED,
            permissions.cancel,
            (),
            "C-13",
            _("取消"),
        ),
    ],
)

CONTEST = Lifecycle(
    Contest,
    "contest",
    [
        Transition(
            "decide",
            (Q.OPEN,),
            Q.DECIDED,
            permissions.carry,
            (guards.offers_are_in,),
            "C-13 财政部令第110号第三十三条",
            _("开启报价，确定成交供应商"),
        ),
        Transition("cancel", (Q.OPEN,), Q.CANCELLED, permissions.cancel, (), "C-13", _("取消")),
    ],
)

VOUCHERS = Lifecycle(
    VoucherBatch,
    "voucher-batch",
    [
        Transition(
            "issue",
            (V.ASKED,),
            V.ISSUED,
            permissions.confirm,
            (guards.framework_serves,),
            "C-13 I-06 财政部令第110号第三条、第四十二条、采购法第六十一条",
            _("确认发放"),
        ),
        Transition(
            "close",
            (V.ISSUED,),
            V.CLOSED,
            permissions.carry,
            (guards.choices_are_ordered,),
            "C-13",
            _("结束"),
        ),
        Transition("cancel", (V.ASKED,), V.CANCELLED, permissions.cancel, (), "C-13", _("取消")),
    ],
)

__all__ = ["CALL_OFF", "CONTEST", "ENTRY", "FRAMEWORK", "VOUCHERS"]
