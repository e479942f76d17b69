"""Verification of a supplier: optional, saves handing papers in again, and no condition to bid (N-04)."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.language import listed
from procurement.core.lifecycle import Lifecycle, Transition
from procurement.core.permissions import system_only

from . import permissions, selectors
from .enums import ChangeStatus, PaperKind, SupplierStatus
from .models import DetailChange, Supplier


def has_valid_licence(supplier: Supplier, *, actor: Actor, at: datetime) -> "str | Promise | None":
    """A licence, registration certificate or identity card that is valid today."""
    papers = selectors.papers_in_force(supplier, local_date(at))
    if papers.filter(kind=PaperKind.LICENCE).exists():
        return None
    return _("请先上传有效期内的营业执照、登记证书或身份证明（《政府采购法实施条例》第十七条第一项）。")


def papers_seen(supplier: Supplier, *, actor: Actor, at: datetime) -> "str | Promise | None":
    """The bureau has looked at every file that was handed in."""
    unseen = selectors.papers_of(supplier).filter(attachment__isnull=False, seen_at__isnull=True)
    kinds = listed(paper.get_kind_display() for paper in unseen)
    return _("还有材料没有查看：%(kinds)s。") % {"kinds": kinds} if kinds else None


def lists_consulted(supplier: Supplier, *, actor: Actor, at: datetime) -> "str | Promise | None":
    """Every list that concerns this kind of supplier was consulted since the request, and recorded (H-04, H-05)."""
    missing = listed(kind.label for kind in selectors.lists_to_consult(supplier))
    if not missing:
        return None
    return _("还没有查询并记录这些名单：%(lists)s（财库〔2016〕125号）。") % {"lists": missing}


def others_asked(change: DetailChange, *, actor: Actor, at: datetime) -> "str | Promise | None":
    """Nobody accepts what they asked for themselves."""
    return _("由申请人以外的人员核验。") if change.asked_by_code == actor.code else None


SUPPLIER = Lifecycle(
    Supplier,
    "supplier",
    (
        Transition(
            name="request_verification",
            source=(SupplierStatus.REGISTERED, SupplierStatus.REFUSED),
            target=SupplierStatus.VERIFICATION_REQUESTED,
            permission=permissions.manage,
            guards=(has_valid_licence,),
            basis="N-04",
            label=_("申请核验"),
        ),
        Transition(
            name="verify",
            source=(SupplierStatus.VERIFICATION_REQUESTED,),
            target=SupplierStatus.VERIFIED,
            permission=permissions.verify,
            guards=(has_valid_licence, papers_seen, lists_consulted),
            basis="N-04 H-01",
            label=_("核验通过"),
        ),
        Transition(
            name="ask",
            source=(SupplierStatus.VERIFICATION_REQUESTED,),
            target=SupplierStatus.QUESTIONED,
            permission=permissions.verify,
            basis="N-04 H-01",
            label=_("要求补充说明"),
        ),
        Transition(
            name="answer",
            source=(SupplierStatus.QUESTIONED,),
            target=SupplierStatus.VERIFICATION_REQUESTED,
            permission=permissions.manage,
            basis="N-04 H-01",
            label=_("补充说明"),
        ),
        Transition(
            name="refuse_verification",
            source=(SupplierStatus.VERIFICATION_REQUESTED, SupplierStatus.QUESTIONED),
            target=SupplierStatus.REFUSED,
            permission=permissions.verify,
            basis="N-04 H-01",
            label=_("退回核验"),
        ),
        Transition(
            name="lapse",
            source=(SupplierStatus.VERIFICATION_REQUESTED,),
            target=SupplierStatus.REGISTERED,
            permission=system_only,
            basis="N-04",
            label=_("因资料变更重新申请核验"),
        ),
    ),
)


DETAIL_CHANGE = Lifecycle(
    DetailChange,
    "supplier-change",
    (
        Transition(
            name="accept",
            source=(ChangeStatus.ASKED,),
            target=ChangeStatus.ACCEPTED,
            permission=permissions.decide_change,
            guards=(others_asked,),
            basis="N-04 H-01",
            label=_("准予变更"),
        ),
        Transition(
            name="refuse",
            source=(ChangeStatus.ASKED,),
            target=ChangeStatus.REFUSED,
            permission=permissions.decide_change,
            basis="N-04 H-01",
            label=_("不予变更"),
        ),
        Transition(
            name="withdraw",
            source=(ChangeStatus.ASKED,),
            target=ChangeStatus.WITHDRAWN,
            permission=permissions.withdraw_change,
            basis="N-04",
            label=_("撤回变更"),
        ),
    ),
)
