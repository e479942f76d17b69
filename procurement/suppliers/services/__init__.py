"""Everything that changes a supplier: registration, details, papers, verification, lists, grades."""

from .details import change_details
from .identity import Identity, check_identity
from .papers import add_paper, withdraw_paper
from .registration import Registration, declaration_text, register_supplier
from .standing import exclude, lift_exclusion, record_grade
from .verification import refuse_verification, request_verification, verify

__all__ = [
    "Identity",
    "Registration",
    "add_paper",
    "change_details",
    "check_identity",
    "declaration_text",
    "exclude",
    "lift_exclusion",
    "record_grade",
    "refuse_verification",
    "register_supplier",
    "request_verification",
    "verify",
    "withdraw_paper",
]
