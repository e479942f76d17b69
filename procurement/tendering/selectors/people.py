"""Whom to tell. Who bids stays unsaid: one message to each supplier, none names another (RULES I-03)."""

from collections.abc import Iterable

from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation, User
from procurement.accounts.selectors import members_holding
from procurement.core.outbox import Recipient

from ..enums import BidState
from ..models import BidDraft, ImplementationPlan, Package, SealedBid, Tender
from .agents import agents_of
from .takers import taker_ids


def recipients(people: Iterable[User]) -> list[Recipient]:
    """Return people as the outbox wants them."""
    return [Recipient(user_code=user.code, email=user.email, language=user.language) for user in people]


def bidders_of(packages: Iterable[Package]) -> list[Recipient]:
    """Return the people of every supplier with a valid bid or a draft in one of ``packages``."""
    packages = list(packages)
    return _people_of(_bidder_ids(packages), packages[0].tender) if packages else []


def _bidder_ids(packages: Iterable[Package]) -> set[int]:
    sealed = SealedBid.objects.filter(round__package__in=packages, status=BidState.VALID)
    drafted = BidDraft.objects.filter(round__package__in=packages)
    return {*sealed.values_list("supplier_id", flat=True), *drafted.values_list("supplier_id", flat=True)}


def _people_of(keys: set[int], tender: Tender) -> list[Recipient]:
    found: list[Recipient] = []
    for supplier in Organisation.objects.filter(pk__in=keys).order_by("code"):
        found += of_supplier(supplier, tender)
    return found


def concerned(tender: Tender, *, but: Organisation | None = None) -> list[Recipient]:
    """Return whom a change of the documents must reach: who took them, drafts or has bid (D-10, D-12, D-13)."""
    keys = {*taker_ids(tender), *_bidder_ids(tender.packages.all())}
    if but is not None:
        keys.discard(but.pk)
    return _people_of(keys, tender)


def of_supplier(supplier: Organisation, tender: Tender | None = None) -> list[Recipient]:
    """Return who acts for a supplier; in a ``tender`` also whom it authorised for that one (授权委托)."""
    found = recipients(members_holding(supplier, Office.SUPPLIER_ADMIN, Office.BIDDER))
    if tender is None:
        return found
    named = agents_of(tender, supplier).values("user")
    agents = recipients(members_holding(supplier, Office.AGENT).filter(pk__in=named))
    return [*found, *(agent for agent in agents if agent not in found)]


def of_finance() -> list[Recipient]:
    """Return the bureau's procurement supervision."""
    return [
        person
        for bureau in bureaus()
        for person in recipients(members_holding(bureau, Office.BUREAU_SUPERVISOR))
    ]


def bureaus() -> list[Organisation]:
    """Return the county's finance department, as notices name it."""
    return list(
        Organisation.objects.filter(kind=OrganisationKind.FINANCE_BUREAU, active=True).order_by("code")
    )


def by_code(code: str) -> list[User]:
    """Return the person of a code; nobody for what came on paper."""
    return list(User.objects.filter(code=code)) if code else []


def planners(plan: ImplementationPlan) -> list[User]:
    """Return who runs a plan: the purchaser's operators and the entrusted agency's."""
    found = list(members_holding(plan.item.organisation, Office.OPERATOR))
    return found + (list(members_holding(plan.agency, Office.AGENCY_OPERATOR)) if plan.agency else [])


def operators_of(tender: Tender) -> list[Recipient]:
    """Return who runs the tender: the purchaser's operators and the entrusted agency's."""
    found = recipients(members_holding(tender.purchaser, Office.OPERATOR))
    if tender.agency:
        found += recipients(members_holding(tender.agency, Office.AGENCY_OPERATOR))
    return found
