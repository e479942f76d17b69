"""Whom to tell. Who bids stays unsaid: one message to each supplier, none names another (RULES I-03)."""

from collections.abc import Iterable

from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation, User
from procurement.accounts.selectors import members_holding
from procurement.core.outbox import Recipient

from ..enums import BidState
from ..models import BidDraft, Package, SealedBid, Tender


def recipients(people: Iterable[User]) -> list[Recipient]:
    """Return people as the outbox wants them."""
    return [Recipient(user_code=user.code, email=user.email, language=user.language) for user in people]


def bidders_of(packages: Iterable[Package]) -> list[Recipient]:
    """Return the people of every supplier with a valid bid or a draft in one of ``packages``."""
    sealed = SealedBid.objects.filter(round__package__in=packages, status=BidState.VALID)
    drafted = BidDraft.objects.filter(round__package__in=packages)
    keys = {*sealed.values_list("supplier_id", flat=True), *drafted.values_list("supplier_id", flat=True)}
    found: list[Recipient] = []
    for supplier in Organisation.objects.filter(pk__in=keys).order_by("code"):
        found += of_supplier(supplier)
    return found


def of_supplier(supplier: Organisation) -> list[Recipient]:
    """Return who acts for a supplier."""
    return recipients(members_holding(supplier, Office.SUPPLIER_ADMIN, Office.BIDDER))


def of_finance() -> list[Recipient]:
    """Return the bureau's procurement supervision."""
    bureaus = Organisation.objects.filter(kind=OrganisationKind.FINANCE_BUREAU, active=True)
    return [
        person
        for bureau in bureaus
        for person in recipients(members_holding(bureau, Office.BUREAU_SUPERVISOR))
    ]


def operators_of(tender: Tender) -> list[Recipient]:
    """Return who runs the tender: the purchaser's operators and the entrusted agency's."""
    found = recipients(members_holding(tender.purchaser, Office.OPERATOR))
    if tender.agency:
        found += recipients(members_holding(tender.agency, Office.AGENCY_OPERATOR))
    return found
