"""Screens of people (one's own details and office) and of organisations (who works there)."""

from .invitations import InvitationAccept, InvitationRevoke, PersonInvite
from .organisations import (
    OrganisationChange,
    OrganisationCreate,
    OrganisationDetail,
    OrganisationList,
    PersonAppoint,
    PersonDismiss,
)
from .people import OfficeSwitch, Profile, Welcome

__all__ = [
    "InvitationAccept",
    "InvitationRevoke",
    "OfficeSwitch",
    "OrganisationChange",
    "OrganisationCreate",
    "OrganisationDetail",
    "OrganisationList",
    "PersonAppoint",
    "PersonDismiss",
    "PersonInvite",
    "Profile",
    "Welcome",
]
