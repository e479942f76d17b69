"""The bidder's own copy before sealing: for its own people, encrypted where it lies, gone with the draft."""

import hashlib

import pytest
from django.test import Client
from django.urls import reverse

from procurement.core import clock, documents
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.models import DocumentOrder, IssuedDocument
from procurement.regulations.canonical import canonical_json, sha256_hex
from procurement.tendering.models import BidDraft
from procurement.tendering.selectors import bidding
from procurement.tendering.services import bid_copies
from procurement.tendering.services.drafts import discard_draft, save_draft
from tests.factories import accounts as people
from tests.factories import seals as make

pytestmark = pytest.mark.django_db


def written():
    """Return a round with its bidder's draft and one attachment."""
    round, _custodians = make.receiving()
    bidder = make.bidder("甲服务社")
    save_draft(round=round, form=make.form(), actor=bidder, at=make.AT)
    make.attach(round, bidder)
    return round, bidder


def files(folder):
    return [path for path in folder.rglob("*.copy")]


def test_it_is_drawn_kept_encrypted_and_given_to_its_own_people(
    private_storage, django_capture_on_commit_callbacks
):
    clock.start_at(make.AT)
    round, bidder = written()
    client, place = people.login(Client(), bidder), reverse("tendering:bid-copy", args=[round.code])
    asked = client.get(place)
    assert (asked.status_code, "还没有生成过" in asked.content.decode()) == (200, True)
    assert client.post(place)["Location"] == place
    assert documents.draw_waiting() == 1
    given = client.get(place)
    content = b"".join(given.streaming_content)
    assert (content[:5], given["Cache-Control"]) == (b"%PDF-", "private, no-store")
    (kept,) = files(private_storage)
    assert b"%PDF" not in kept.read_bytes()
    assert (IssuedDocument.objects.count(), DocumentOrder.objects.count()) == (0, 0)
    printed = client.get(place, {"as": "print"}).content.decode()
    assert [word in printed for word in ("每周上门两次", "贰拾伍万陆仟元整", "郑重声明")] == [True] * 3
    for actor in (make.bidder(), people.bureau()):
        assert people.login(Client(), actor).get(place).status_code == 404
    # Another writing is another copy; the draft takes its copy along when it goes.
    save_draft(round=round, form=make.form(team="另一支队伍"), actor=bidder, at=make.AT)
    assert "还没有生成过" in client.get(place).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        discard_draft(round=round, actor=bidder, at=make.AT)
    assert (files(private_storage), client.get(place).status_code) == ([], 404)


def test_what_has_changed_since_is_not_drawn():
    round, bidder = written()
    bid_copies.order_copy(round=round, actor=bidder, at=make.AT)
    save_draft(round=round, form=make.form(team="另一支队伍"), actor=bidder, at=make.AT)
    assert documents.draw_waiting() == 0
    assert (DocumentOrder.objects.count(), BidDraft.objects.get().copy_path) == (0, "")


def test_an_altered_copy_is_not_given_out(private_storage):
    round, bidder = written()
    row = bidding.draft_row(round, bidder.organisation_id)
    key = bid_copies.key_of(row)
    bid_copies.keep_copy(key, "bid.pdf", b"%PDF-1.7 a copy")
    row.refresh_from_db()
    assert bid_copies.read_copy(row, key).read() == b"%PDF-1.7 a copy"
    (kept,) = files(private_storage)
    kept.write_bytes(kept.read_bytes()[:-1] + b"x")
    with pytest.raises(DomainError, match="无法读取"):
        bid_copies.read_copy(row, key)


def test_only_who_bids_has_one_drawn():
    round, _bidder = written()
    with pytest.raises(NotAllowed):
        bid_copies.order_copy(round=round, actor=people.bureau(), at=make.AT)
    with pytest.raises(DomainError, match="还没有保存"):
        bid_copies.order_copy(round=round, actor=make.bidder(), at=make.AT)


def test_the_manifest_names_each_file_with_its_hash():
    clock.start_at(make.AT)
    round, bidder = written()
    place = reverse("tendering:bid-manifest", args=[round.code])
    given = people.login(Client(), bidder).get(place)
    manifest = given.json()
    assert manifest["files"] == [
        {
            "name": "方案.pdf",
            "purpose": "OTHER",
            "size": str(len(make.PDF)),
            "sha256": hashlib.sha256(make.PDF).hexdigest(),
        }
    ]
    assert manifest["form_sha256"] == sha256_hex(canonical_json(manifest["form"]))
    assert (manifest["format"], manifest["form"]["offer"]) == ("bid-manifest/1", "256000.00")
    assert (given["Cache-Control"], manifest["supplier"]["name"]) == ("private, no-store", "甲服务社")
