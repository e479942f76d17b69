"""Screens of suppliers: signing up, one's own record, the bureau's work list, the public profile."""

from .record import (
    ExclusionAdd,
    ExclusionLift,
    OwnSupplier,
    SupplierChange,
    SupplierDetail,
    SupplierList,
    SupplierProfile,
    SupplierTransition,
)
from .registration import RegistrationStep

__all__ = [
    "ExclusionAdd",
    "ExclusionLift",
    "OwnSupplier",
    "RegistrationStep",
    "SupplierChange",
    "SupplierDetail",
    "SupplierList",
    "SupplierProfile",
    "SupplierTransition",
]
