"""Reading suppliers."""

from .drafts import registration_draft
from .identity import guarded_number, is_identity_number
from .profiles import (
    public_profile,
    register_of_suppliers,
    service_names,
    services_offered,
    town_names,
    townships,
)
from .relations import Relation, relations, relatives_of
from .sizes import Size, industry_choices, measures_of, size_by_words, size_of
from .standing import (
    authorisation_missing,
    changes_to_show,
    commitments_accepted,
    entries_in_force,
    excluded_codes,
    exclusions_in_force,
    grades_of,
    kept_out,
    kept_out_by_code,
    lists_to_consult,
    matches_of,
    may_bid,
    may_bid_as,
    papers_in_force,
    papers_of,
    proofs_of,
    supplier_of,
    unfounded_within_a_year,
)
from .todos import todos

__all__ = [
    "Relation",
    "Size",
    "authorisation_missing",
    "changes_to_show",
    "commitments_accepted",
    "entries_in_force",
    "excluded_codes",
    "exclusions_in_force",
    "grades_of",
    "guarded_number",
    "industry_choices",
    "is_identity_number",
    "kept_out",
    "kept_out_by_code",
    "lists_to_consult",
    "matches_of",
    "may_bid",
    "may_bid_as",
    "measures_of",
    "papers_in_force",
    "papers_of",
    "proofs_of",
    "public_profile",
    "register_of_suppliers",
    "relations",
    "relatives_of",
    "registration_draft",
    "service_names",
    "services_offered",
    "size_by_words",
    "size_of",
    "supplier_of",
    "todos",
    "town_names",
    "townships",
    "unfounded_within_a_year",
]
