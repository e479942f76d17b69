"""One box: what a code or hash is, only if it is public, and what that proves."""

from datetime import date

import pytest

from cms.notices.selectors import proofs
from procurement.core import checkpoints
from tests.factories import seals
from tests.factories.publications import notice

pytestmark = pytest.mark.django_db


def kinds(text: str) -> list[str]:
    return [proof.kind for proof in proofs.find(text)]


def test_a_publication_by_code_by_hash_and_by_words_of_four():
    made = notice()
    words = " ".join(made.sha256[i : i + 4] for i in range(0, 64, 4)).upper()
    assert [kinds(text) for text in (made.code, made.sha256, words, made.code.lower())] == [
        ["竞争性磋商公告"]
    ] * 4


def test_a_receipt_tells_nothing_but_itself(client):
    round, _custodians = seals.receiving()
    bid = seals.sealed_bid(round, seals.bidder("云梦县孝心养老服务中心"))
    page = client.get(f"/verify/?q={bid.receipt}").content.decode()
    assert bid.receipt in page
    hidden = (bid.supplier.name, round.package.tender.code, round.package.tender.title)
    assert [text in page for text in hidden] == [False] * 3
    assert kinds(bid.entry_hash) == kinds(bid.receipt) == ["有效"]


def test_a_day_and_its_root(at):
    notice()
    made = checkpoints.make(day=date(2026, 9, 21), at=at)
    assert kinds("2026-09-21") == kinds(made.root) == ["每日核验点"]


@pytest.mark.parametrize(
    "text", ["x", "GG-2026-99999", "f" * 64, "2026-09-21", "2026-99-99", "'; drop", "", " "]
)
def test_what_is_unknown_is_not_found(client, text):
    assert proofs.find(text) == []
    assert client.get("/verify/", {"q": text}).status_code == 200


def test_the_root_of_an_open_round_is_not_public():
    round, _custodians = seals.receiving()
    seals.sealed_bid(round)
    type(round).objects.filter(pk=round.pk).update(root="a" * 64)
    assert proofs.find("a" * 64) == []


def test_the_checkpoints_are_listed(client, at):
    notice()
    made = checkpoints.make(day=date(2026, 9, 21), at=at)
    assert made.root[:4] in client.get("/verify/checkpoints/").content.decode()
