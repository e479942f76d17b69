"""Suppliers (承接主体): who they are, what they handed in, what is held against them, how they did."""

from .standing import Declaration, Exclusion, SupplierGrade
from .suppliers import Supplier, SupplierField, SupplierPaper, SupplierTown

__all__ = [
    "Declaration",
    "Exclusion",
    "Supplier",
    "SupplierField",
    "SupplierGrade",
    "SupplierPaper",
    "SupplierTown",
]
