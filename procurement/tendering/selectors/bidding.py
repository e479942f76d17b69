"""A bidder's own papers: the draft that only they can read, their receipts, and a receipt by its code."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from procurement.accounts.enums import Office
from procurement.core import safe
from procurement.core.actors import Actor
from procurement.regulations.canonical import sha256_hex
from procurement.suppliers.models import Supplier

from ..enums import InvitationWay, RoundKind, RoundStatus
from ..models import BidDraft, BidRound, BidUpload, SealedBid
from .agents import authorisations
from .bars import barred_from
from .invitation import open_to


@dataclass(slots=True)
class Draft:
    """What a bidder has written so far; ``files`` are their sealed attachments with names and hashes."""

    form: dict[str, Any] = field(default_factory=dict)
    files: list[dict[str, str]] = field(default_factory=list)
    saved_at: datetime | None = None
    saved_by: str = ""

    @property
    def fingerprint(self) -> str:
        """Return what was written as one hash: an autosave that arrives late and changes nothing is no change."""
        return sha256_hex(json.dumps([self.form, self.files], sort_keys=True).encode())

    @property
    def size(self) -> int:
        """Return the plain bytes of all attachments."""
        return sum(int(entry["size"]) for entry in self.files)


def draft_purpose(round: BidRound, supplier_id: int) -> str:
    """Bind a draft to its round and bidder: moved to another row it does not open."""
    return f"draft:{round.code}:{supplier_id}"


def draft_row(round: BidRound, supplier_id: int | None) -> BidDraft | None:
    """Return the row of a supplier's draft in which something is written."""
    rows = BidDraft.objects.filter(round=round, supplier_id=supplier_id).select_related("round")
    return rows.exclude(content=b"").first()


def load_draft(round: BidRound, actor: Actor) -> Draft:
    """Return the draft of the actor's own supplier; an empty one where there is none."""
    row = BidDraft.objects.filter(round=round, supplier_id=actor.organisation_id).first()
    return Draft() if row is None else read_draft(row, round)


def read_draft(row: BidDraft, round: BidRound) -> Draft:
    """Return what a draft's row says; an empty draft where nothing was written yet."""
    if not row.content:
        return Draft()
    content = json.loads(safe.unlock(row.content, draft_purpose(round, row.supplier_id)))
    return Draft(content["form"], content["files"], row.saved_at, row.saved_by)


def unfinished_uploads(round: BidRound, actor: Actor) -> "models.QuerySet[BidUpload]":
    """Return the attachments of the actor's own supplier that are still on their way."""
    rows = BidUpload.objects.filter(round=round, supplier_id=actor.organisation_id)
    return rows.select_related("round__package__tender")


def registered_scale(actor: Actor) -> str:
    """Return the size that the actor's supplier declared when it signed up: what a new form begins with."""
    found = Supplier.objects.filter(organisation_id=actor.organisation_id).first()
    return found.scale if found else ""


def own_number(actor: Actor, form: Mapping[str, Any]) -> str:
    """Return the number of the actor's own supplier where the form has partners to hold against it."""
    if not form.get("consortium"):
        return ""
    rows = Supplier.objects.filter(organisation_id=actor.organisation_id)
    own = rows.values_list("organisation__credit_code", "identity_number").first() or ("", "")
    return own[0] or own[1] or ""


def my_bids(actor: Actor) -> "models.QuerySet[SealedBid]":
    """Return the receipts of the actor's own supplier, newest first; an agent sees its tenders' only."""
    rows = SealedBid.objects.filter(supplier_id=actor.organisation_id)
    if actor.newcomer_since is not None:
        rows = rows.filter(round__package__tender__released_at__gt=actor.newcomer_since)
    if not actor.holds(Office.SUPPLIER_ADMIN, Office.BIDDER):
        rows = rows.filter(round__package__tender__in=authorisations(actor).values("tender"))
    return rows.select_related("round__package__tender__purchaser").order_by("-submitted_at", "-pk")


my_receipts = my_bids


def my_bid(round: BidRound, actor: Actor) -> SealedBid | None:
    """Return the actor's valid bid in a round."""
    return SealedBid.objects.filter(round=round, supplier_id=actor.organisation_id, status="VALID").first()


def receipt(code: str) -> SealedBid | None:
    """Return what whoever holds a receipt's code may verify: codes are random and cannot be counted."""
    return (
        SealedBid.objects.filter(receipt=code.strip().upper())
        .select_related("round__package__tender")
        .first()
    )


def receiving(actor: Actor) -> "models.QuerySet[BidRound]":
    """Return the rounds that a supplier may write for.

    Every first round that a notice invites to, those it was invited to itself, and its own final ones; none that
    it is barred from.
    """
    called = models.Q(
        kind=RoundKind.FINAL,
        package__rounds__opened__supplier_id=actor.organisation_id,
        package__rounds__opened__examination__qualified=True,
        package__rounds__opened__examination__conforms=True,
    )
    rounds = BidRound.objects.filter(
        (models.Q(kind=RoundKind.FIRST) & open_to(actor.organisation_id)) | called,
        status=RoundStatus.RECEIVING,
    ).exclude(barred_from(actor.organisation_id))
    if actor.newcomer_since is not None:
        rounds = rounds.filter(package__tender__released_at__gt=actor.newcomer_since)
    return rounds.select_related("package__tender__purchaser").order_by("deadline").distinct()


def receiving_for_agent(actor: Actor) -> "models.QuerySet[BidRound]":
    """Return the rounds that an agent may write for."""
    return receiving(actor).filter(package__tender__in=authorisations(actor).values("tender"))


def invited(actor: Actor) -> "models.QuerySet[BidRound]":
    """Return the rounds that no notice invites to and the actor's supplier was invited to."""
    return receiving(actor).exclude(package__tender__invitation_way=InvitationWay.NOTICE)


def drafted(actor: Actor) -> "models.QuerySet[BidRound]":
    """Return the rounds in which the supplier has something: a draft or a bid."""
    return receiving(actor).filter(
        models.Q(drafts__supplier_id=actor.organisation_id)
        | models.Q(bids__supplier_id=actor.organisation_id)
    )
