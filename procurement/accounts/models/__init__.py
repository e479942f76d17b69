"""People, organisations and offices; and the villages that the county consists of."""

from .organisations import Organisation
from .people import Membership, OfficeHolding, User
from .villages import Village

__all__ = ["Membership", "OfficeHolding", "Organisation", "User", "Village"]
