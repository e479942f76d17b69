"""People, organisations and offices; and the villages that the county consists of."""

from .invitations import Invitation
from .organisations import Organisation
from .people import Membership, OfficeHolding, User
from .villages import Village

__all__ = ["Invitation", "Membership", "OfficeHolding", "Organisation", "User", "Village"]
