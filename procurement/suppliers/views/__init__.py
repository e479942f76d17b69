"""Screens of suppliers: signing up, one's own record, the bureau's work list, the public profile."""

from .actions import ExclusionAdd, ExclusionLift, PaperAdd, PaperWithdraw, SupplierChange
from .record import OwnSupplier, SupplierDetail, SupplierList, SupplierProfile, SupplierTransition
from .registration import RegistrationStep

__all__ = [
    "ExclusionAdd",
    "ExclusionLift",
    "OwnSupplier",
    "PaperAdd",
    "PaperWithdraw",
    "RegistrationStep",
    "SupplierChange",
    "SupplierDetail",
    "SupplierList",
    "SupplierProfile",
    "SupplierTransition",
]
