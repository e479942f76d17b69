"""The public record of an opening (FORMATS 7), and its publication: read out after a tender, receipts only else."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from procurement.core import checkpoints, clock
from procurement.core.actors import Actor
from procurement.core.errors import WrongState
from procurement.core.language import cited, in_language_of_record
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import publish
from procurement.regulations.money import capitals

from ..enums import Method, RoundKind, RoundStatus
from ..models import BidRound, OpenedBid
from ..selectors import attendance, read_out, rounds
from .bidding import receipt_of

FORMAT = "opening-record/1"


def opening_record(*, round: BidRound) -> dict[str, Any]:
    """Return ``opening-record/1`` of a closed round; ``checkpoint`` is None until the day's checkpoint exists.

    Raises WrongState while the round still receives: nobody may learn how many bids there are.
    """
    if round.status == RoundStatus.RECEIVING or round.closing_entry is None:
        text = _("截止前不公开任何回执，也不公开数量（%(article)s）。")
        article = cited(round.package.tender.own_articles["secret"])
        raise WrongState(text % {"article": article}, rule="I-03")
    entry = round.closing_entry
    return {
        "format": FORMAT,
        "tender": round.package.tender.code,
        "package": round.package.number,
        "deadline": _moment(round.deadline),
        "receipts": [receipt_of(bid=bid) for bid in rounds.receipts(round)],
        "root": round.root,
        "closing_entry": entry.hashed_fields(),
        "checkpoint": checkpoints.proof_for(entry),
    }


@in_language_of_record
def publish_opening(*, round: BidRound, actor: Actor, at: datetime) -> Publication:
    """Publish the record of an opening; names and prices only where the law has them read out (N-01, N-02)."""
    tender = round.package.tender
    is_read = tender.method in Method.with_public_opening()
    title = _title(round, is_read)
    publication = publish(
        kind=PublicationKind.OPENING_RECORD,
        subject_kind="tender",
        subject_code=tender.code,
        title=title % {"title": tender.title},
        organisation=tender.purchaser,
        agency=tender.agency,
        payload=_payload(round, is_read),
        actor=actor,
        at=at,
        project_code=tender.project_code,
        basis="N-02 87号令第四十一条" if is_read else f"N-01 {tender.own_articles['group']}",
    )
    BidRound.objects.filter(pk=round.pk).update(publication_code=publication.code)
    round.refresh_from_db()
    return publication


def _title(round: BidRound, is_read: bool) -> str:
    if is_read:
        return _("%(title)s开标记录")
    final = round.kind == RoundKind.FINAL
    return _("%(title)s最后报价开启记录") if final else _("%(title)s响应文件开启记录")


def _payload(round: BidRound, is_read: bool) -> dict[str, Any]:
    payload = {
        "tender": round.package.tender.code,
        "package": round.package.number,
        "round": round.code,
        "round_kind": round.kind,
        "deadline": _moment(round.deadline),
        "opened_at": _moment(round.opened_at),
        "custodians": [
            {
                "part": place.part,
                "organisation": place.key.organisation.name,
                "acted": place.acted_at is not None,
            }
            for place in rounds.custodians(round)
        ],
        "receipts": [receipt_of(bid=bid) for bid in rounds.receipts(round)],
        "root": round.root,
    }
    if is_read:
        payload["seal_check"] = _seal_check(round)
        payload["attendance"] = [{"supplier": row.supplier.name} for row in attendance.attendances(round)]
        payload["read_out"] = [_read_out(bid) for bid in rounds.opened_bids(round)]
    return payload


def _seal_check(round: BidRound) -> dict[str, Any]:
    """Return who held the receipts against the sealed files before unlocking; no name of a person."""
    check = attendance.seal_check(round)
    if check is None:
        return {}
    return {
        "by": str(check.get_by_display()),
        "supplier": check.supplier.name if check.supplier else "",
        "receipts_total": str(check.total),
        "receipts_matched": str(check.matched),
        "checked_at": _moment(check.at),
    }


def _read_out(bid: OpenedBid) -> dict[str, str]:
    """Return name and price as they are read out; a bid that does not open with its reason instead."""
    if bid.failure:
        return {"code": bid.code, "supplier": bid.supplier.name, "failure": bid.failure}
    further = read_out.sentence(bid, bid.round.package.tender)
    return {
        "code": bid.code,
        "supplier": bid.supplier.name,
        "offer": str(bid.offer),
        "offer_capitals": capitals(bid.offer),
        **({"further": further} if further else {}),
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(clock.SHANGHAI).isoformat(timespec="seconds")
