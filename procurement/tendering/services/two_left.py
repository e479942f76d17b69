"""A negotiation with the two whom an open tender left begins: they alone are invited (RULES C-07; 74 art. 27)."""

from ..enums import InvitationWay, InvitedBy
from ..models import Invitee, Package, Tender
from ..selectors.invitation import own_codes
from ..selectors.two_left import last_two


def invite_last_two(*, tender: Tender, package: Package) -> None:
    """Invite the two whom an open tender left, and nobody else (74 art. 27); two may be enough from here on."""
    tender.two_bidder_case, tender.invitation_way = True, InvitationWay.LAST_TWO
    tender.save(update_fields=["two_bidder_case", "invitation_way"])
    Invitee.objects.bulk_create(
        Invitee(
            tender=tender,
            position=number,
            name=supplier.name,
            credit_code=own_codes(supplier.pk)[0],
            origin=InvitedBy.BIDDER,
        )
        for number, supplier in enumerate(last_two(package), start=1)
    )
