"""Private files on an S3-compatible store: the same walk, the same refusals, nothing left on this machine."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from procurement.core import storage
from procurement.core.errors import DomainError
from procurement.tendering.models import BidFile
from procurement.tendering.selectors import sealed_files
from tests.factories import seals

pytestmark = pytest.mark.django_db


class Store(BaseHTTPRequestHandler):
    """As much of S3 as private files need: objects under path-style addresses, kept in the server's memory."""

    protocol_version = "HTTP/1.1"

    def do_PUT(self):
        self.server.objects[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(200)

    def do_GET(self):
        found = self.server.objects.get(self.path)
        self.answer(404 if found is None else 200, found or b"")

    do_HEAD = do_GET

    def do_DELETE(self):
        self.server.objects.pop(self.path, None)
        self.answer(204)

    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"x"')
        self.send_header("Last-Modified", "Mon, 21 Sep 2026 01:00:00 GMT")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *_args):
        """Say nothing."""


@pytest.fixture
def store(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
    server.daemon_threads = True
    server.objects = {}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    options = {
        "bucket_name": "private-files",
        "endpoint_url": f"http://127.0.0.1:{server.server_port}",
        "region_name": "us-east-1",
        "access_key": "key",
        "secret_key": "secret",
    }
    backend = "procurement.core.object_storage.ObjectStorage"
    settings.STORAGES = {**settings.STORAGES, "private": {"BACKEND": backend, "OPTIONS": options}}
    yield server
    server.shutdown()
    server.server_close()


def files(root):
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_bid_is_sealed_opened_and_read_there(store, private_storage):
    round, custodians = seals.receiving()
    bidder, content = seals.bidder(), seals.PDF + b"in the store"
    seals.attach(round, bidder, content)
    bid = seals.sealed_bid(round, bidder)
    seals.sealed_bid(round)
    assert (len(store.objects), files(private_storage)) == (3, [])
    assert not any(b"in the store" in body for body in store.objects.values())
    round = seals.opened(round, custodians)
    assert (bid.opened.failure, bid.opened.content["damaged_files"]) == ("", [])
    plain = sealed_files.decrypted(BidFile.objects.get(), sealed_files.secret_of(round))
    assert b"".join(plain) == content
    assert files(private_storage) == []


def test_what_was_altered_there_is_named_and_not_given_out(store):
    round, custodians = seals.receiving()
    bidder = seals.bidder()
    file = seals.attach(round, bidder)
    bid = seals.sealed_bid(round, bidder)
    seals.sealed_bid(round)
    (place,) = [place for place in store.objects if place.endswith(file.path)]
    store.objects[place] = store.objects[place][:-1] + b"x"
    round = seals.opened(round, custodians)
    assert bid.opened.content["damaged_files"] == [file.code]
    with pytest.raises(DomainError, match="哈希不一致"):
        sealed_files.decrypted(file, sealed_files.secret_of(round))
    del store.objects[place]
    with pytest.raises(DomainError, match="不在存储中"):
        sealed_files.decrypted(file, sealed_files.secret_of(round))


def test_a_store_that_does_not_answer_is_told_and_nothing_is_half_kept(store, private_storage):
    round, _custodians = seals.receiving()
    store.shutdown()
    store.server_close()
    with pytest.raises(DomainError, match="存储空间不足或不可用") as refusal:
        seals.attach(round, seals.bidder())
    assert refusal.value.field == "file"
    assert (BidFile.objects.count(), files(private_storage)) == (0, [])


def test_files_there_have_no_address(store):
    with pytest.raises(ValueError, match="no address"):
        storage.private().url("sealed/x")
