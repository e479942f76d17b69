"""Suppliers (承接主体): who they are, what they handed in, what is held against them, how they did."""

from .changes import DetailChange
from .drafts import RegistrationDraft
from .standing import Declaration, Exclusion, ListCheck, SupplierGrade, UnfoundedComplaint
from .suppliers import Supplier, SupplierField, SupplierPaper, SupplierTown, is_branch_name

__all__ = [
    "Declaration",
    "DetailChange",
    "Exclusion",
    "ListCheck",
    "RegistrationDraft",
    "Supplier",
    "SupplierField",
    "SupplierGrade",
    "SupplierPaper",
    "SupplierTown",
    "UnfoundedComplaint",
    "is_branch_name",
]
