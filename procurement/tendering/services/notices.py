"""Whom sealing, closing and opening are told to. Before the deadline nobody but the bidder hears of a bid."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models

from procurement.accounts.enums import Office
from procurement.accounts.models import User
from procurement.accounts.selectors import members_holding, people_granted
from procurement.core import clock
from procurement.core.outbox import Recipient, notify

from ..enums import Method
from ..models import (
    BidRound,
    CustodianReplacement,
    Examination,
    OpeningObjection,
    Rehearsal,
    RoundCustodian,
    SealedBid,
    Tender,
)
from ..selectors import custody
from ..selectors.people import of_supplier


def people(*, users: Iterable[User]) -> list[Recipient]:
    """Return people as the outbox wants them."""
    return [Recipient(user_code=user.code, email=user.email, language=user.language) for user in users]


def runners(*, tender: Tender) -> "models.QuerySet[User]":
    """Return the people who run a tender: the purchaser's operators and the agency's."""
    operators = members_holding(tender.purchaser, Office.OPERATOR)
    if tender.agency_id is None:
        return operators
    return (operators | members_holding(tender.agency, Office.AGENCY_OPERATOR)).distinct()


def bid_sealed(*, bid: SealedBid, user_id: int | None, at: datetime) -> None:
    """Send the receipt to the person who sealed."""
    notify(
        event="bid_sealed",
        recipients=people(users=User.objects.filter(pk=user_id)),
        context=_bid_facts(bid),
        url=f"/workspace/bids/receipts/{bid.receipt}/",
        at=at,
    )


def bid_withdrawn(*, bid: SealedBid, user_id: int | None, at: datetime) -> None:
    notify(
        event="bid_withdrawn",
        recipients=people(users=User.objects.filter(pk=user_id)),
        context={**_bid_facts(bid), **bond_back(bid.round.package.tender, "bond_back")},
        url=f"/workspace/bids/receipts/{bid.receipt}/",
        at=at,
    )


def round_closed(*, round: BidRound, enough: bool, at: datetime) -> None:
    """Tell who runs the tender, and the custodians if there is something to open."""
    tender = round.package.tender
    event = "round_closed" if enough else "round_unopened"
    failed = "/workspace/" if tender.is_call else f"/workspace/tenders/packages/{round.package.code}/annul/"
    users = set(runners(tender=tender))
    if enough:
        users |= {place.key.user for place in round.custodians.select_related("key__user")}
    notify(
        event=event,
        recipients=people(users=sorted(users, key=lambda user: user.code)),
        context=_round_facts(round),
        url=f"/workspace/ceremonies/{round.code}/" if enough else failed,
        at=at,
    )


def custodians_named(*, round: BidRound, users: Iterable[User], at: datetime) -> None:
    """Tell the three that they keep the keys of this round, and until when to be ready."""
    _custodians("custodians_named", round, users, at)


def custodians_reminded(*, round: BidRound, at: datetime) -> None:
    """Remind the custodians before the day; who left is told nothing any more."""
    places = round.custodians.filter(custody.in_office("key__")).select_related("key__user")
    _custodians("custodians_reminded", round, [place.key.user for place in places], at)


def custodian_left(*, place: RoundCustodian, at: datetime) -> None:
    """Tell the two others and who runs the tender that one is missing now."""
    round = place.round
    others = round.custodians.filter(custody.in_office("key__")).select_related("key__user")
    users = {row.key.user for row in others} | set(runners(tender=round.package.tender))
    facts = {"person": place.key.user.display_name, "part": str(place.get_part_display())}
    _custodians("custodian_left", round, users - {place.key.user}, at, **facts)


def replacement_begun(*, replacement: CustodianReplacement, user: User, at: datetime) -> None:
    """Ask the second of the two to agree within the hour."""
    _custodians("replacement_begun", replacement.round, [user], at, **_replacement_facts(replacement))


def custodian_replaced(*, replacement: CustodianReplacement, at: datetime) -> None:
    """Tell the three who keep the keys from now on, who kept one before, and who runs the tender."""
    round = replacement.round
    users = {place.key.user for place in round.custodians.select_related("key__user")}
    users |= {replacement.old_key.user, *runners(tender=round.package.tender)}
    _custodians("custodian_replaced", round, users, at, **_replacement_facts(replacement))


def rehearsal_begun(*, rehearsal: Rehearsal, users: Iterable[User], at: datetime) -> None:
    """Ask colleagues to take part in a practice."""
    notify(
        event="rehearsal_begun",
        recipients=people(users=users),
        context={"rehearsal": rehearsal.code},
        url=f"/workspace/custody/rehearsals/{rehearsal.code}/",
        at=at,
    )


def _replacement_facts(replacement: CustodianReplacement) -> dict[str, str]:
    return {
        "part": str(replacement.get_part_display()),
        "old": replacement.old_key.user.display_name,
        "new": replacement.new_key.user.display_name,
    }


def _custodians(event: str, round: BidRound, users: Iterable[User], at: datetime, **facts: str) -> None:
    notify(
        event=event,
        recipients=people(users=sorted(users, key=lambda user: user.code)),
        context={**_round_facts(round), "deadline": round.deadline, **facts},
        url=f"/workspace/ceremonies/{round.code}/",
        at=at,
    )


def round_opened(*, round: BidRound, at: datetime) -> None:
    """Tell the group; after a tender who runs it as well (RULES N-01)."""
    tender = round.package.tender
    users = set(people_granted("evaluate_tender", tender))
    if tender.method in Method.with_public_opening():
        users |= set(runners(tender=tender))
    notify(
        event="round_opened",
        recipients=people(users=sorted(users, key=lambda user: user.code)),
        context=_round_facts(round),
        url=f"/workspace/openings/{round.code}/",
        at=at,
    )


def opening_objected(*, objection: OpeningObjection, at: datetime) -> None:
    """Tell who runs the tender at once: it is answered in time (87 art. 42)."""
    _objection("opening_objected", objection, runners(tender=objection.round.package.tender), at)


def opening_answered(*, objection: OpeningObjection, at: datetime) -> None:
    """Tell the bidder what was done about it."""
    users = members_holding(objection.supplier, Office.BIDDER, Office.SUPPLIER_ADMIN)
    _objection("opening_answered", objection, users, at)


def _objection(event: str, objection: OpeningObjection, users: Iterable[User], at: datetime) -> None:
    round = objection.round
    notify(
        event=event,
        recipients=people(users=users),
        context={**_round_facts(round), "text": objection.text, "answer": objection.answer},
        url=f"/openings/{round.code}/",
        at=at,
    )


def examination_failed(*, examination: Examination, at: datetime) -> None:
    """Tell a bidder who did not pass, with the reason (RULES N-13, D-23)."""
    bid = examination.bid
    tender = bid.round.package.tender
    reason = examination.qualified_reason if examination.qualified is False else examination.conforms_reason
    notify(
        event="examination_failed",
        recipients=of_supplier(bid.supplier, tender),
        context={"tender": tender.code, "title": tender.title, "reason": reason},
        url=f"/workspace/bids/receipts/{bid.sealed.receipt}/",
        at=at,
    )


def _round_facts(round: BidRound) -> dict[str, str]:
    tender = round.package.tender
    return {"tender": tender.code, "title": tender.title, "round": round.get_kind_display()}


def bond_back(tender: Tender, topic: str) -> dict[str, str]:
    """Return for a mail when a bond comes back: order 87 alone counts days (art. 29, 38; 74 art. 20; 214 art. 31)."""
    days = "5" if tender.method in Method.with_public_opening() else ""
    return {"bond_article": tender.own_articles[topic], "bond_days": days}


def _bid_facts(bid: SealedBid) -> dict[str, str]:
    moment = bid.submitted_at.astimezone(clock.SHANGHAI)
    return {
        **_round_facts(bid.round),
        "receipt": bid.receipt,
        "submitted_at": moment.strftime("%Y-%m-%d %H:%M:%S"),
        "sealed_sha256": bid.sealed_sha256,
        "entry_hash": bid.entry_hash,
    }
