"""Everything that changes a supplier: registration, details, papers, verification, lists, grades."""

from .details import accept_change, change_details, refuse_change, withdraw_change
from .drafts import discard_registration, save_registration_step
from .identity import Identity, check_identity
from .papers import add_paper, commitment_text, sign_commitment, withdraw_paper
from .registration import Registration, declaration_text, register_supplier
from .standing import (
    exclude,
    import_exclusions,
    lift_exclusion,
    note_unfounded_complaint,
    record_grade,
)
from .verification import (
    answer_bureau,
    ask_supplier,
    consult_lists,
    mark_papers_seen,
    refuse_verification,
    request_verification,
    verify,
)

__all__ = [
    "Identity",
    "Registration",
    "accept_change",
    "add_paper",
    "answer_bureau",
    "ask_supplier",
    "change_details",
    "check_identity",
    "commitment_text",
    "consult_lists",
    "declaration_text",
    "discard_registration",
    "exclude",
    "import_exclusions",
    "lift_exclusion",
    "mark_papers_seen",
    "note_unfounded_complaint",
    "record_grade",
    "refuse_change",
    "refuse_verification",
    "register_supplier",
    "request_verification",
    "save_registration_step",
    "sign_commitment",
    "verify",
    "withdraw_change",
    "withdraw_paper",
]
