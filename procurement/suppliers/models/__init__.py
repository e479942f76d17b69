"""Suppliers (承接主体): who they are, what they handed in, what is held against them, how they did."""

from .changes import DetailChange
from .drafts import RegistrationDraft
from .standing import Declaration, Exclusion, ListCheck, SupplierGrade, UnfoundedComplaint
from .suppliers import Supplier, SupplierField, SupplierPaper, SupplierTown

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
]
