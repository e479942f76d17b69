"""People, organisations and offices."""

from .organisations import Organisation
from .people import Membership, OfficeHolding, User

__all__ = ["Membership", "OfficeHolding", "Organisation", "User"]
