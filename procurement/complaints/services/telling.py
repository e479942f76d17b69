"""What the services of challenges share: whom to tell, and letting the tender go on."""

from datetime import datetime

from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation
from procurement.accounts.selectors import members_holding
from procurement.awarding.models import Award
from procurement.core import outbox
from procurement.core.actors import SYSTEM
from procurement.tendering.models import Tender
from procurement.tendering.services.holds import lift_hold

from ..models import Challenge

_SUPPLIER = (Office.SUPPLIER_ADMIN, Office.BIDDER)
_STAFF = (Office.OPERATOR, Office.LEADER, Office.AGENCY_OPERATOR)


def lift(challenge: Challenge, at: datetime) -> None:
    """End the hold that the challenge has brought about, if it has and nobody has ended it."""
    if challenge.hold is not None and challenge.hold.lifted_at is None:
        lift_hold(hold=challenge.hold, actor=SYSTEM, at=at)


def awarded(tender: Tender) -> list[Organisation]:
    """Return the awarded suppliers once they are public: the answer concerns them too (采购法 art. 53)."""
    awards = Award.objects.filter(package__tender=tender, notified_at__isnull=False)
    return [award.supplier for award in awards.select_related("supplier")]


def tell(event: str, challenge: Challenge, organisation: Organisation, at: datetime) -> None:
    """Notify the people of one organisation whose work it is."""
    supplier = organisation.kind == OrganisationKind.SUPPLIER
    people = members_holding(organisation, *(_SUPPLIER if supplier else _STAFF))
    write(event, challenge, [outbox.Recipient(p.code, p.email, p.language) for p in people], at)


def write(event: str, challenge: Challenge, recipients: list[outbox.Recipient], at: datetime) -> None:
    outbox.notify(
        event=event,
        recipients=recipients,
        context={
            "title": challenge.tender.title,
            "challenge": challenge.code,
            "reply_due": challenge.reply_due,
            "complaint_until": challenge.complaint_until or "",
            "reason": challenge.remedy_reason,
        },
        url=challenge.get_absolute_url(),
        at=at,
    )
