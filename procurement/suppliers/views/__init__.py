"""Screens of suppliers: signing up, one's own record, the bureau's work list, the public profile."""

from .actions import ExclusionAdd, ExclusionLift, SupplierChange
from .papers import CommitmentSign, PaperAdd, PaperList, PaperWithdraw
from .record import OwnSupplier, SupplierDetail, SupplierList, SupplierProfile, SupplierTransition
from .registration import RegistrationStep
from .verification import (
    DetailChangeTransition,
    ExclusionImport,
    ListCheckAdd,
    SupplierVerify,
    UnfoundedAdd,
)

__all__ = [
    "CommitmentSign",
    "DetailChangeTransition",
    "ExclusionAdd",
    "ExclusionImport",
    "ExclusionLift",
    "ListCheckAdd",
    "OwnSupplier",
    "PaperAdd",
    "PaperList",
    "PaperWithdraw",
    "RegistrationStep",
    "SupplierChange",
    "SupplierDetail",
    "SupplierList",
    "SupplierProfile",
    "SupplierTransition",
    "SupplierVerify",
    "UnfoundedAdd",
]
