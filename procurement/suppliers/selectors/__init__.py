"""Reading suppliers."""

from .profiles import (
    public_profile,
    register_of_suppliers,
    service_classes,
    service_names,
    town_names,
    townships,
)
from .standing import (
    bound_together,
    entries_in_force,
    excluded_codes,
    exclusions_in_force,
    grades_of,
    may_bid,
    papers_in_force,
    papers_of,
    supplier_of,
)
from .todos import todos

__all__ = [
    "bound_together",
    "entries_in_force",
    "excluded_codes",
    "exclusions_in_force",
    "grades_of",
    "may_bid",
    "papers_in_force",
    "papers_of",
    "public_profile",
    "register_of_suppliers",
    "service_classes",
    "service_names",
    "supplier_of",
    "todos",
    "town_names",
    "townships",
]
