"""Reading contracts: where they come from, lists, what they say, what waits, what is public."""

from .lists import (
    acceptances_visible,
    contracts_visible,
    invoices_visible,
    to_contract,
)
from .money import payment_position
from .public import contracts_of_project, payments_of_project
from .sources import origin_code, propose_slices
from .todos import todos

__all__ = [
    "acceptances_visible",
    "contracts_of_project",
    "contracts_visible",
    "invoices_visible",
    "origin_code",
    "payment_position",
    "payments_of_project",
    "propose_slices",
    "to_contract",
    "todos",
]
