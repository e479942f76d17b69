"""Sealing a bid: encrypted outside the transaction, then one receipt, its own audit chain, nothing countable."""

import io
import logging
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import clock, documents, lifecycle, sealing, storage
from procurement.core.actors import Actor
from procurement.core.codes import random_code
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.turns import held_as_it_is, in_turn, may_be_committed, one_at_a_time
from procurement.regulations.canonical import canonical_json
from procurement.regulations.receipts import entry_hash

from .. import permissions
from ..enums import BID_RECEIPT, BidState, RoundKind, RoundStatus
from ..models import BidDraft, BidFile, BidRound, SealedBid
from ..selectors import sealed_files
from ..selectors.bidding import Draft, load_draft, my_bid, own_number
from ..selectors.versions import newest
from . import bid_forms, bid_letters, notices
from .drafts import forget_drafts, require_bidder

log = logging.getLogger(__name__)


def seal_bid(
    *,
    round: BidRound,
    form: Mapping[str, Any],
    files: Iterable[BidFile] | None = None,
    key: str = "",
    keep_draft: bool = False,
    read_version: int | None = None,
    actor: Actor,
    at: datetime,
) -> SealedBid:
    """Seal form and manifest to the round's key and return the bid with its receipt.

    ``at`` is the moment the last byte arrived, stamped before any lock. ``files`` defaults to every
    attachment of the draft. The same ``key`` twice gives the same receipt; another key replaces the
    earlier bid. ``read_version``: the version of the documents that the bidder last saw; where another is in
    force by now, nothing is sealed. Raises WrongState when late (D-16), DomainError with the form's first problem.
    """
    if again := _sealed_before(round, actor, key):
        return again
    require_bidder(round=round, actor=actor, at=at)
    in_force = _in_force(round, read_version)
    tidy = bid_forms.clean(form=form, round=round)
    try:
        manifest = _manifest(load_draft(round, actor), files)
        bid_forms.require(form=tidy, round=round, files=manifest, own=own_number(actor, tidy))
    except DomainError:
        # The twin of this very submission may have sealed and cleared the draft a moment ago.
        if again := _sealed_before(round, actor, key):
            return again
        _tell_of_another_window(form, round, actor)
        raise
    content = {**tidy, "letter": _letter(tidy, round, actor, at), "files": manifest, "documents": in_force}
    path, size, sealed_sha256 = _seal(round, content, actor, at)
    bid = SealedBid(
        round=round,
        supplier_id=actor.organisation_id,
        receipt=random_code(),
        path=path,
        size=size,
        sealed_sha256=sealed_sha256,
        submitted_at=at,
        submitted_by=actor.code,
        submission_key=key or secrets.token_hex(16),
    )
    try:
        with in_turn():
            kept = _keep(bid, manifest, keep_draft, actor, at)
    except BaseException as error:
        if not may_be_committed(error):
            storage.drop(path)
        raise
    if kept is not bid:
        storage.drop(path)
    return kept


def _in_force(round: BidRound, read: int | None) -> dict[str, Any]:
    """Return the version of the documents that a bid of now is written by; refuse one checked by another (D-14)."""
    found = newest(round.package.tender)
    if read is not None and read != found.get("version"):
        raise DomainError(
            _("采购文件在您核对之后发布了更正，没有递交。请核对更正后的内容和下面的响应，再确认密封。"),
            rule="D-14",
        )
    return found


@transaction.atomic
def withdraw_bid(*, bid: SealedBid, actor: Actor, at: datetime) -> SealedBid:
    """Take a bid back before the deadline; its receipt says so from then on (D-16, bond within 5 days)."""
    if not permissions.own_bid(actor, bid):
        raise NotAllowed(permissions.own_bid(actor, bid).reason)
    bid.round = _round_held(bid)
    lifecycle.apply("withdraw", bid, actor=actor, at=at)
    notices.bid_withdrawn(bid=bid, user_id=actor.user_id, at=at)
    return bid


def receipt_of(*, bid: SealedBid) -> dict[str, str]:
    """Return a receipt as the opening record shows it (FORMATS 7)."""
    return {
        "receipt": bid.receipt,
        "submitted_at": bid.submitted_at.astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
        "sealed_sha256": bid.sealed_sha256,
        "state": bid.status,
        "entry_hash": bid.entry_hash,
    }


def _sealed_before(round: BidRound, actor: Actor, key: str) -> SealedBid | None:
    mine = SealedBid.objects.filter(round=round, supplier_id=actor.organisation_id, submission_key=key)
    return mine.first() if key and permissions.bid(actor, round) else None


def _tell_of_another_window(form: Mapping[str, Any], round: BidRound, actor: Actor) -> None:
    """An empty form of somebody who has a valid bid: a window was left open beside the one that sealed it."""
    standing = None if form else my_bid(round, actor)
    if standing is not None:
        text = _(
            "草稿已经密封递交，回执%(receipt)s有效，这次没有再递交。要改动的，请重新填写并保存草稿，再核对密封。"
        )
        raise DomainError(text % {"receipt": standing.receipt})


def _manifest(draft: Draft, files: Iterable[BidFile] | None) -> list[dict[str, str]]:
    if files is None:
        return draft.files
    wanted = [file.code for file in files]
    known = {entry["code"]: entry for entry in draft.files}
    missing = [code for code in wanted if code not in known]
    if missing:
        raise DomainError(_("附件已被删除，请返回检查附件后再提交。"), field="file")
    return [known[code] for code in wanted]


def _letter(form: Mapping[str, Any], round: BidRound, actor: Actor, at: datetime) -> list[str]:
    """Return the enterprise's letter as it is signed by sealing; a final offer stands on that of the first bid."""
    if round.kind == RoundKind.FINAL:
        return []
    return bid_letters.letter(
        form=form, round=round, supplier=actor.organisation_name, on=clock.local_date(at)
    )


def _seal(round: BidRound, content: dict[str, Any], actor: Actor, at: datetime) -> tuple[str, int, str]:
    """Write the sealed file, safely kept before any receipt, and return its name, size and hash.

    Without room on the disk: DomainError, and nothing of the file stays.
    """
    named = {
        **content,
        "round": round.code,
        "supplier": {"code": actor.organisation_code, "name": actor.organisation_name},
        "sealed_at": at.isoformat(),
    }
    path = sealed_files.folder_of(round) / f"{secrets.token_hex(16)}.age"
    try:
        with storage.written(path) as destination:
            digest = sealing.seal_stream(io.BytesIO(canonical_json(named)), destination, round.public_key)
        size = path.stat().st_size
        return storage.put(path), size, digest
    except OSError as error:
        log.error("a bid cannot be sealed: %s", error)
        text = _(
            "存储空间不足或不可用，没有递交，也没有回执。填写的内容还在。请马上再试，并联系采购人或管理员。"
        )
        raise DomainError(text) from error


def _keep(
    bid: SealedBid, manifest: list[dict[str, str]], keep_draft: bool, actor: Actor, at: datetime
) -> SealedBid:
    """Same key → the same bid; closed → refused; else replace and insert."""
    round = _round_held(bid)
    earlier = SealedBid.objects.filter(round=round, supplier_id=bid.supplier_id)
    again = earlier.filter(submission_key=bid.submission_key).first()
    if again is not None:
        return again
    if round.status != RoundStatus.RECEIVING or at > round.deadline:
        raise bid_forms.too_late(round)
    standing = list(earlier.filter(status=BidState.VALID))
    if any(other.submitted_at > at for other in standing):
        raise DomainError(
            _(
                "您单位的另一位经办人刚刚递交了一份，比这一份晚到，以那一份为准，这一份没有递交。请看回执核对；需要替换的，再递交一次。"
            ),
            rule="D-16",
        )
    _replace(standing, round, actor, at)
    # Before the attachments: a colleague who removes one holds the draft first, and neither waits for the other.
    if not keep_draft:
        forget_drafts(BidDraft.objects.filter(round=round, supplier_id=bid.supplier_id))
    _insert(bid, round, manifest, actor, at)
    notices.bid_sealed(bid=bid, user_id=actor.user_id, at=at)
    documents.order(documents.Key(BID_RECEIPT, bid.receipt), at=at, first=True)
    return bid


def _round_held(bid: SealedBid) -> BidRound:
    """Return a bid's round as it stands until this transaction, which seals or withdraws the bid, ends.

    The close waits for all who do, and who comes after it finds the round closed. Colleagues of one supplier wait
    for each other; suppliers do not, so that in the last minute nobody queues behind hundreds.
    """
    held_as_it_is(bid.round)
    one_at_a_time(f"seal {bid.round_id} {bid.supplier_id}")
    return BidRound.objects.select_related("package__tender").get(pk=bid.round_id)


def _replace(bids: "Iterable[SealedBid]", round: BidRound, actor: Actor, at: datetime) -> None:
    for bid in bids:
        bid.round = round
        lifecycle.apply("replace", bid, actor=actor, at=at)


def _insert(
    bid: SealedBid, round: BidRound, manifest: list[dict[str, str]], actor: Actor, at: datetime
) -> None:
    package = round.package
    receipt = receipt_of(bid=bid)
    bid.round = round
    bid.entry_hash = entry_hash(receipt, tender=package.tender.code, package=package.number)
    lifecycle.create(
        bid,
        actor=actor,
        at=at,
        basis=f"D-16 {package.tender.own_articles['late']}",
        changes={"entry_hash": bid.entry_hash, "sealed_sha256": bid.sealed_sha256, "round": round.code},
    )
    codes = [entry["code"] for entry in manifest]
    tied = BidFile.objects.filter(code__in=codes, round=round, supplier_id=bid.supplier_id).update(bid=bid)
    if tied != len(codes):
        raise DomainError(_("附件已被删除，请返回检查附件后再提交。"), field="file")
