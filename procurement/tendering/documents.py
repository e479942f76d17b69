"""Documents of this room: a bid's receipt, a bidder's own copy, and the agreement with an agency."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.core.clock import local_date
from procurement.core.documents import Key, Sheet

from .enums import BID_COPY
from .models import BidRound, Entrustment, SealedBid
from .selectors import attendance, read_out, recording, rounds
from .selectors.agreement_text import facts_of
from .selectors.bid_content import capitals_of, purpose_of, shown_content
from .selectors.bidding import read_draft
from .services import bid_copies, bid_forms, bid_letters


def receipt_document(code: str, version: str) -> Sheet:
    """Return the receipt of a bid: when it arrived, its hashes, nothing of what it says."""
    bid = SealedBid.objects.select_related("round__package__tender__purchaser", "supplier").get(receipt=code)
    tender = bid.round.package.tender
    context = {
        "document_title": _("投标（响应）文件递交回执"),
        "document_number": bid.receipt,
        "issuer": tender.purchaser.name,
        "issued_on": local_date(bid.submitted_at),
        "verify_address": settings.BASE_URL + reverse("tendering:receipt-verify", args=[bid.receipt]),
        "sha256": bid.entry_hash,
        "bid": bid,
        "tender": tender,
    }
    return Sheet("tendering/receipt_document.html", context, f"receipt-{bid.receipt}.pdf")


def bid_copy_document(code: str, version: str) -> Sheet:
    """Return a draft as its bidder keeps it on paper; NotWanted where it has changed since it was asked for."""
    row = bid_copies.draft_of(Key(BID_COPY, code, version))
    round, draft = row.round, read_draft(row, row.round)
    form = bid_forms.clean(form=draft.form, round=round)
    on = local_date(row.saved_at)
    letter = bid_letters.letter(form=form, round=round, supplier=row.supplier.name, on=on)
    context = {
        "document_title": _("投标（响应）文件副本"),
        "document_number": round.package.tender.code,
        "issuer": row.supplier.name,
        "issued_on": on,
        "tender": round.package.tender,
        "round": round,
        "saved_at": row.saved_at,
        "content": shown_content({**form, "letter": letter}, round),
        "files": [{**entry, "kind": purpose_of(entry)} for entry in draft.files],
    }
    return Sheet("tendering/bid_copy_document.html", context, f"bid-{round.code}.pdf")


def entrustment_document(code: str, version: str) -> Sheet:
    """Return an agreement with an agency as both have signed it, with its articles."""
    agreement = Entrustment.objects.select_related("purchaser", "agency", "drafted_for__item").get(code=code)
    context = {
        "document_title": _("政府采购委托代理协议"),
        "document_number": agreement.code,
        "issuer": agreement.purchaser.name,
        "issued_on": local_date(agreement.signed_for_agency_at),
        "agreement": agreement,
        "facts": facts_of(agreement),
    }
    return Sheet("tendering/entrustment_document.html", context, f"{agreement.code}.pdf")


def opening_document(code: str, version: str) -> Sheet:
    """Return the record of a public opening: seals, who came, what was read out, objections, who is taken to accept."""
    rows = BidRound.objects.select_related("package__tender__purchaser", "package__tender__agency")
    round = rows.get(code=code)
    tender = round.package.tender
    check = attendance.seal_check(round)
    read = [
        {"bid": bid, "capitals": capitals_of(str(bid.offer)), "further": read_out.sentence(bid, tender)}
        for bid in rounds.opened_bids(round)
    ]
    context = {
        "document_title": _("开标记录"),
        "document_number": round.code,
        "issuer": (tender.agency or tender.purchaser).name,
        "issued_on": local_date(round.recorded_at or round.opened_at),
        "verify_address": settings.BASE_URL + reverse("tendering:opening-detail", args=[round.code]),
        "sha256": round.root,
        "round": round,
        "tender": tender,
        "places": [place for place in rounds.custodians(round) if place.acted_at],
        "check": check,
        "attendances": list(attendance.attendances(round)),
        "absent": [row.name for row in attendance.absent(round)],
        "rows": read,
        "further": bool(tender.read_out) or any(row["further"] for row in read),
        "objections": list(round.objections.select_related("supplier")),
        "minutes": attendance.window(round).integer,
        "recordings": recording.public_rows(round.package),
    }
    return Sheet("tendering/opening_document.html", context, f"opening-{round.code}.pdf")
