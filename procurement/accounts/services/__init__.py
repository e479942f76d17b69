"""Everything that changes people, organisations, offices and grants; each act is on an audit chain."""

from .grants import grant, revoke
from .invitations import accept_invitation, invite, revoke_invitation
from .offices import appoint, dismiss, duties
from .organisations import change_organisation, close_organisation, create_organisation, rename
from .people import change_person, close_backoffice, create_user, open_backoffice, record_sign_up
from .villages import import_villages

__all__ = [
    "accept_invitation",
    "appoint",
    "change_organisation",
    "change_person",
    "close_backoffice",
    "close_organisation",
    "create_organisation",
    "create_user",
    "dismiss",
    "duties",
    "grant",
    "import_villages",
    "invite",
    "open_backoffice",
    "record_sign_up",
    "rename",
    "revoke",
    "revoke_invitation",
]
