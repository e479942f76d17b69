"""Screens of people (one's own details and office) and of organisations (who works there)."""

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
    "OfficeSwitch",
    "OrganisationChange",
    "OrganisationCreate",
    "OrganisationDetail",
    "OrganisationList",
    "PersonAppoint",
    "PersonDismiss",
    "Profile",
    "Welcome",
]
