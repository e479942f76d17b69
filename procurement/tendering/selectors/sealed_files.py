"""Where sealed bytes lie, and how they are read once two custodians have opened the round."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO, cast

from django.conf import settings

from procurement.core import safe, sealing, storage

from ..models import BidDraft, BidFile, BidPiece, BidRound, OpenedBid, SealedBid

FOLDER = "sealed"


def folder_of(round: BidRound) -> Path:
    """Return the private folder of a round's sealed files."""
    return Path(settings.PRIVATE_ROOT) / FOLDER / round.code


def path_of(relative: str) -> Path:
    return Path(settings.PRIVATE_ROOT) / relative


def vault_purpose(round: BidRound) -> str:
    return f"round:{round.code}"


def secret_of(round: BidRound) -> bytes:
    """Return an opened round's secret from the server's vault; Unopenable before."""
    if round.vault is None:
        raise sealing.Unopenable
    return safe.unlock(round.vault, vault_purpose(round))


def manifest_entry(bid: OpenedBid, code: str) -> dict[str, str] | None:
    """Return name, hash and size of an attachment as the bidder sealed them."""
    return next((entry for entry in bid.content.get("files", []) if entry["code"] == code), None)


def bid_file(bid: OpenedBid, code: str) -> BidFile | None:
    return BidFile.objects.filter(code=code, round=bid.round_id, supplier=bid.supplier_id).first()


def decrypted(file: BidFile, secret: bytes) -> Iterator[bytes]:
    """Return an attachment's plain bytes, to be decrypted while they are sent; nothing plain is written to the disk.

    The sealed bytes are held against their hash first: DomainError where they are gone or were altered.
    """
    return _streamed(storage.opened(file.path, sha256=file.sha256, what=f"bid file {file.code}"), secret)


def named_files(paths: list[str]) -> set[str]:
    """Return those of the paths that a bid, an attachment, a piece of one or a draft names: the others are nobody's."""
    rows = (
        model.objects.filter(path__in=paths).values_list("path", flat=True)
        for model in (BidFile, BidPiece, SealedBid)
    )
    copies = BidDraft.objects.filter(copy_path__in=paths).values_list("copy_path", flat=True)
    return {path for found in [*rows, copies] for path in found}


def strays(round: BidRound) -> list[str]:
    """Return the round's files that no row names: what a process left that was killed before it could commit."""
    lying = storage.listed(f"{FOLDER}/{round.code}")
    return sorted(set(lying) - named_files(lying))


def _streamed(source: IO[bytes], secret: bytes) -> Iterator[bytes]:
    """Bridge age, which writes, to a response, which reads: a forked-off thread and a pipe."""
    reading, writing = os.pipe()
    worker = sealing.open_in_background(cast(BinaryIO, source), writing, secret)
    try:
        with source, os.fdopen(reading, "rb") as plain:
            while content := plain.read(65_536):
                yield content
    finally:
        worker.join()
