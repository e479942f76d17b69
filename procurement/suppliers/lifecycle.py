"""Verification of a supplier: optional, saves handing papers in again, and no condition to bid (N-04)."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.lifecycle import Lifecycle, Transition
from procurement.core.permissions import system_only

from . import permissions, selectors
from .enums import PaperKind, SupplierStatus
from .models import Supplier


def has_valid_licence(supplier: Supplier, *, actor: Actor, at: datetime) -> "str | Promise | None":
    """A licence, registration certificate or identity card that is valid today."""
    papers = selectors.papers_in_force(supplier, local_date(at))
    if papers.filter(kind=PaperKind.LICENCE).exists():
        return None
    return _("请先上传有效期内的营业执照、登记证书或身份证明（《政府采购法实施条例》第十七条第一项）。")


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
            guards=(has_valid_licence,),
            basis="N-04; H-01",
            label=_("核验通过"),
        ),
        Transition(
            name="refuse_verification",
            source=(SupplierStatus.VERIFICATION_REQUESTED,),
            target=SupplierStatus.REFUSED,
            permission=permissions.verify,
            basis="N-04; H-01",
            label=_("退回核验"),
        ),
        Transition(
            name="lapse",
            source=(SupplierStatus.VERIFIED, SupplierStatus.VERIFICATION_REQUESTED),
            target=SupplierStatus.REGISTERED,
            permission=system_only,
            basis="N-04",
            label=_("因资料变更重新核验"),
        ),
    ),
)
