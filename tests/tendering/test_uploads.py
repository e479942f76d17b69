"""Attachments in pieces: what is lost with a connection, who may go on, and that nothing lies about in plain."""

import hashlib
import os
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from procurement.core import clock, safe
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.tendering.models import BidFile, BidPiece, BidUpload
from procurement.tendering.selectors import bidding, sealed_files
from procurement.tendering.services import uploads
from procurement.tendering.services.drafts import require_bidder
from tests.factories import accounts as people
from tests.factories import seals as make

pytestmark = pytest.mark.django_db

KEY = "5a" * 32
# A few pieces, none like the other: what is swapped or lost shows.
CONTENT = make.pdf(os.urandom(3000))
STEP = 1000


SIZE = len(CONTENT)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Let what waits for the commit happen: a test's own transaction never commits."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def files(folder):
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def start(round, bidder, size=SIZE, name="方案.pdf"):
    return uploads.start_upload(round=round, name=name, size=size, purpose="PLAN", actor=bidder, at=make.AT)


def send(upload, bidder, offset, content=CONTENT, key=KEY, at=make.AT):
    piece = content[offset : offset + STEP]
    return uploads.take_piece(upload=upload, offset=offset, content=piece, key=key, actor=bidder, at=at)


def send_all(upload, bidder, content=CONTENT):
    """Send every piece, as the script beside the form does: from where the answer says."""
    received = upload.received
    while received < len(content):
        received = send(upload, bidder, received, content)
        upload.refresh_from_db()


def finish(upload, bidder, key=KEY):
    return uploads.finish_upload(upload=upload, key=key, actor=bidder, at=make.AT)


def test_pieces_become_one_attachment_and_nothing_else_stays(private_storage, committed):
    round, custodians = make.receiving()
    bidder = make.bidder()
    upload = start(round, bidder)
    send_all(upload, bidder)
    lying = files(private_storage)
    assert len(lying) == 4
    assert not any(part in piece for piece in lying for part in (CONTENT[:20], CONTENT[2000:2020]))
    with committed():
        kept = finish(upload, bidder)
    entry = bidding.load_draft(round, bidder).files[0]
    expected = {
        "name": "方案.pdf",
        "purpose": "PLAN",
        "size": str(len(CONTENT)),
        "sha256": hashlib.sha256(CONTENT).hexdigest(),
    }
    assert {name: entry[name] for name in expected} == expected
    assert [BidUpload.objects.count(), BidPiece.objects.count()] == [0, 0]
    assert files(private_storage) == [sealed_files.path_of(kept.path).read_bytes()]
    # And the round's secret opens it, byte for byte.
    make.sealed_bid(round, bidder)
    make.sealed_bid(round)
    round = make.opened(round, custodians)
    plain = b"".join(sealed_files.decrypted(kept, sealed_files.secret_of(round)))
    assert plain == CONTENT


def test_nobody_reads_a_piece_without_the_senders_key(private_storage):
    """The server's own key opens what the upload is called, and nothing of what it holds."""
    round, _custodians = make.receiving()
    bidder = make.bidder()
    upload = start(round, bidder)
    send(upload, bidder, 0)
    assert "方案".encode() not in bytes(upload.state)
    piece = BidPiece.objects.get()
    with pytest.raises(safe.Unreadable):
        safe.unlock(sealed_files.path_of(piece.path).read_bytes(), f"upload:{upload.code}")


def test_a_lost_connection_costs_one_piece():
    round, _custodians = make.receiving()
    bidder = make.bidder()
    upload = start(round, bidder)
    assert send(upload, bidder, 0) == STEP
    upload.refresh_from_db()
    # The answer was lost: the sender repeats, or had gone on too far.
    assert [send(upload, bidder, 0), send(upload, bidder, 2 * STEP)] == [STEP, STEP]
    assert BidPiece.objects.count() == 1
    with pytest.raises(DomainError, match="还没有传完"):
        finish(upload, bidder)
    again = bidding.unfinished_uploads(round, bidder).get(code=upload.code)
    send_all(again, bidder)
    assert finish(again, bidder).code
    with pytest.raises(DomainError, match="已经保存"):
        finish(again, bidder)
    assert BidFile.objects.count() == 1


def test_the_same_file_again_is_kept_once(private_storage, committed):
    """The answer to the last request was lost, the page sends the file anew; or the button was pressed twice."""
    round, _custodians = make.receiving()
    bidder = make.bidder()
    codes = []
    for _time in range(2):
        upload = start(round, bidder)
        send_all(upload, bidder)
        with committed():
            codes.append(finish(upload, bidder).code)
    assert codes[0] == codes[1]
    others = {make.attach(round, bidder, CONTENT, name="附件二.pdf").code for _time in range(2)}
    assert [entry["code"] for entry in bidding.load_draft(round, bidder).files] == [codes[0], *others]
    assert (BidFile.objects.count(), len(files(private_storage))) == (2, 2)


def test_two_requests_with_the_same_piece_keep_it_once(private_storage):
    round, _custodians = make.receiving()
    bidder = make.bidder()
    upload = start(round, bidder)
    late = BidUpload.objects.get()
    assert [send(upload, bidder, 0), send(late, bidder, 0)] == [STEP, STEP]
    assert (BidPiece.objects.count(), len(files(private_storage))) == (1, 1)


@pytest.mark.parametrize("key", ["6b" * 32, "", "kurz", "zz" * 32])
def test_another_key_finishes_nothing_and_spoils_nothing(key):
    round, _custodians = make.receiving()
    bidder = make.bidder()
    upload = start(round, bidder)
    send_all(upload, bidder)
    with pytest.raises(DomainError, match="没有这次上传的密钥") as refusal:
        finish(upload, bidder, key)
    assert refusal.value.field == "file"
    assert finish(upload, bidder).code


@pytest.mark.parametrize(
    ("name", "size", "sentence"),
    [
        ("方案.exe", 100, "不接受程序"),
        ("方案.pdf", 0, "空的"),
        ("方案.pdf", -1, "空的"),
        ("方案.pdf", 100 * 2**20 + 1, "不能超过100 MB"),
    ],
)
def test_what_can_be_refused_before_a_byte_is_sent(name, size, sentence):
    round, _custodians = make.receiving()
    with pytest.raises(DomainError, match=sentence) as refusal:
        start(round, make.bidder(), size, name)
    assert (refusal.value.field, BidUpload.objects.count()) == ("file", 0)


def test_the_total_of_a_bid_is_limited(settings):
    settings.BID_TOTAL_LIMIT = 5000
    round, _custodians = make.receiving()
    bidder = make.bidder()
    make.attach(round, bidder, make.PDF + b"x" * 2000)
    with pytest.raises(DomainError, match="合计不能超过"):
        start(round, bidder)


def test_a_disguised_file_is_refused_by_its_first_piece(private_storage):
    round, _custodians = make.receiving()
    bidder = make.bidder()
    program = b"MZ" * 6000
    upload = start(round, bidder, len(program))
    with pytest.raises(DomainError, match="文件内容不是 PDF"):
        uploads.take_piece(
            upload=upload, offset=0, content=program[:10_000], key=KEY, actor=bidder, at=make.AT
        )
    assert files(private_storage) == []


def test_what_only_the_end_tells_is_refused_and_forgotten(private_storage, committed):
    round, _custodians = make.receiving()
    bidder = make.bidder()
    content = b"PK\x03\x04" + os.urandom(3000)
    upload = start(round, bidder, len(content), "附件.zip")
    send_all(upload, bidder, content)
    with committed(), pytest.raises(DomainError, match="文件不完整：内容在中途断了"):
        finish(upload, bidder)
    assert (BidUpload.objects.count(), BidFile.objects.count(), files(private_storage)) == (0, 0, [])


def test_a_storage_that_takes_nothing_is_told_and_nothing_stays(
    settings, tmp_path, private_storage, committed
):
    """Neither the piece that did not fit nor those before it, nor what could not be sealed at the end."""
    round, _custodians = make.receiving()
    bidder = make.bidder()
    away = tmp_path / "gone"
    away.touch()

    def refused(act):
        settings.PRIVATE_ROOT = away
        with committed(), pytest.raises(DomainError, match="存储空间不足"):
            act()
        settings.PRIVATE_ROOT = private_storage
        return BidUpload.objects.count(), BidPiece.objects.count(), BidFile.objects.count()

    upload = start(round, bidder)
    send(upload, bidder, 0)
    upload.refresh_from_db()
    assert refused(lambda: send(upload, bidder, STEP)) == (0, 0, 0)
    whole = start(round, bidder)
    send_all(whole, bidder)
    assert refused(lambda: finish(whole, bidder)) == (0, 0, 0)
    again = start(round, bidder)
    send_all(again, bidder)
    assert finish(again, bidder).code


def test_it_is_the_bidders_own_and_ends_with_the_deadline():
    round, _custodians = make.receiving()
    bidder = make.bidder()
    upload = start(round, bidder)
    assert not bidding.unfinished_uploads(round, make.bidder()).exists()
    late = make.DEADLINE + timedelta(seconds=1)
    for act in (
        lambda: send(upload, bidder, 0, at=late),
        lambda: uploads.finish_upload(upload=upload, key=KEY, actor=bidder, at=late),
    ):
        with pytest.raises(WrongState, match="一律拒收"):
            act()
    with pytest.raises(NotAllowed):
        require_bidder(round=round, actor=people.bureau(), at=make.AT)


def test_unfinished_ones_are_swept(private_storage, committed):
    round, _custodians = make.receiving()
    bidder = make.bidder()
    old, new = start(round, bidder), start(round, bidder, name="资格.pdf")
    for upload in (old, new):
        send(upload, bidder, 0)
    BidUpload.objects.filter(pk=old.pk).update(touched_at=make.AT - uploads.KEPT - timedelta(seconds=1))
    with committed():
        assert [uploads.sweep_unfinished(at=make.AT) for _time in range(2)] == [1, 0]
    path = BidPiece.objects.get().path
    assert (BidUpload.objects.get(), len(files(private_storage))) == (new, 1)
    # The sweep for strays knows that a row names it.
    assert sealed_files.named_files([path, "sealed/x/none.piece"]) == {path}


def test_the_sixth_unfinished_one_drops_the_oldest():
    round, _custodians = make.receiving()
    bidder = make.bidder()
    started = [start(round, bidder, name=f"{number}.pdf").code for number in range(uploads.UNFINISHED + 1)]
    assert sorted(BidUpload.objects.values_list("code", flat=True)) == sorted(started[1:])


def test_the_close_forgets_what_is_on_its_way(private_storage, committed):
    round, _custodians = make.receiving()
    bidder = make.bidder()
    upload = start(round, bidder)
    send(upload, bidder, 0)
    with committed():
        make.close(round)
    assert (BidUpload.objects.count(), files(private_storage)) == (0, [])


def test_the_pages_of_it():
    clock.start_at(make.AT)
    round, _custodians = make.receiving()
    bidder = make.bidder()
    client = people.login(Client(), bidder)
    begin = reverse("tendering:bid-upload-start", args=[round.code])
    wrong = client.post(begin, {"name": "方案.exe", "size": "10"})
    assert (wrong.status_code, "不接受程序" in wrong.json()["error"]) == (422, True)
    begun = client.post(begin, {"name": "方案.pdf", "size": str(len(CONTENT)), "purpose": "BOND"}).json()
    place = reverse("tendering:bid-upload", args=[round.code, begun["upload"]])

    def put(body, offset):
        return client.post(
            place,
            body,
            content_type="application/octet-stream",
            headers={"X-Upload-Key": KEY, "X-Upload-Offset": str(offset)},
        )

    assert put(CONTENT[:2000], 0).json()["received"] == 2000
    assert client.get(place).json()["received"] == 2000
    assert put(CONTENT[2000:], 2000).json()["received"] == len(CONTENT)
    stranger = people.login(Client(), make.bidder())
    assert stranger.get(place).status_code == 404
    assert put(b"", len(CONTENT)).json() == {"done": True}
    assert client.get(place).status_code == 404
    assert bidding.load_draft(round, bidder).files[0]["purpose"] == "BOND"
    # What the script puts into the page: the list with the new file and what is still missing, not the long form.
    page = reverse("tendering:bid-edit", args=[round.code])
    part = client.get(page, {"part": "files"}).content.decode()
    assert all(f'id="{name}"' in part for name in ("files", "missing")) and "方案.pdf" in part
    assert "bid-form" not in part and 'id="files"' in client.get(page).content.decode()
    assert stranger.get(page, {"part": "files"}).content.decode().count("方案.pdf") == 0
    unproven = people.login(Client(enforce_csrf_checks=True), bidder)
    assert unproven.post(begin, {"name": "方案.pdf", "size": "10"}).status_code == 403
