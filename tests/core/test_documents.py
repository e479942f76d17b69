"""Documents are drawn by a job, once, and stay the same bytes: dead workers, twins and faults included."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import DatabaseError, transaction

from procurement.core import clock, documents, pdf, scheduler
from procurement.core.documents import Key, Sheet
from procurement.core.errors import DomainError
from procurement.core.models import DocumentOrder, IssuedDocument

pytestmark = pytest.mark.django_db
LETTER = Key("sample-letter", "L-1")


class Letters:
    """A room's drawer whose subject can change or be broken."""

    def __init__(self) -> None:
        self.title, self.asked = "成交通知书", 0

    def __call__(self, code: str, version: str) -> Sheet:
        self.asked += 1
        if not self.title:
            raise ValueError(f"{code} has no title")
        return Sheet("layouts/print.html", {"document_title": self.title}, f"{code}{version}.pdf")


@pytest.fixture(autouse=True)
def letters():
    made = Letters()
    documents.register(LETTER.kind, made)
    yield made
    del documents._drawers[LETTER.kind]


def content(key: Key = LETTER) -> bytes:
    with documents.open_document(documents.issued(key)) as file:
        return file.read()


def kept(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def test_nothing_is_drawn_where_it_is_ordered(at, letters, private_storage):
    documents.order(LETTER, at=at)
    assert (documents.issued(LETTER), letters.asked, kept(private_storage)) == (None, 0, 0)


def test_the_job_draws_it(at, private_storage):
    documents.order(LETTER, at=at)
    scheduler.JOBS["documents"]()
    found = documents.issued(LETTER)
    assert (content()[:5], len(content()), found.name) == (b"%PDF-", found.size, "L-1.pdf")
    assert (documents.waiting(LETTER), kept(private_storage)) == (None, 1)


def test_what_came_into_being_just_now_is_ordered_without_asking(at, django_assert_num_queries):
    with django_assert_num_queries(1):
        documents.order(LETTER, at=at, first=True)
    documents.order(LETTER, at=at, first=True)
    assert (documents.draw_waiting(), documents.waiting(LETTER)) == (1, None)


def test_an_order_that_is_rolled_back_is_none(at):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        documents.order(LETTER, at=at)
        raise ZeroDivisionError
    assert documents.draw_waiting() == 0


def test_it_stays_the_same_bytes_whatever_is_asked_and_changed_later(at, letters):
    documents.order(LETTER, at=at)
    documents.order(LETTER, at=at)
    assert documents.draw_waiting() == 1
    first = content()
    letters.title = "另一份"
    documents.order(LETTER, at=at + timedelta(days=1))
    assert (documents.draw_waiting(), content() == first, letters.asked) == (0, True, 1)


def test_versions_are_documents_of_their_own(at):
    second = Key(LETTER.kind, LETTER.code, "2")
    for key in (LETTER, second):
        documents.order(key, at=at)
    assert documents.draw_waiting() == 2
    assert [documents.issued(key).name for key in (LETTER, second)] == ["L-1.pdf", "L-12.pdf"]


def test_the_database_refuses_another_file_for_what_was_issued(at):
    documents.order(LETTER, at=at)
    documents.draw_waiting()
    for change in (
        lambda: IssuedDocument.objects.update(sha256="0" * 64),
        lambda: IssuedDocument.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append-only table"), transaction.atomic():
            change()


def test_a_file_that_was_altered_is_not_given_out(at, private_storage):
    documents.order(LETTER, at=at)
    documents.draw_waiting()
    path = private_storage / documents.issued(LETTER).path
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(DomainError, match="哈希不一致"):
        content()


def test_a_worker_that_died_is_followed_by_another_when_its_lease_is_over(at):
    documents.order(LETTER, at=at)
    with time_machine.travel(clock.real_now(), tick=False) as traveller:
        assert documents._lease() is not None
        assert documents.draw_waiting() == 0
        traveller.shift(documents.LEASE + timedelta(seconds=1))
        assert documents.draw_waiting() == 1
    assert documents.waiting(LETTER) is None


def test_a_slow_worker_whose_lease_ran_out_adds_nothing(at, private_storage):
    documents.order(LETTER, at=at)
    slow = documents._lease()
    DocumentOrder.objects.update(lease_until=clock.real_now() - timedelta(seconds=1))
    assert documents.draw_waiting() == 1
    first = content()
    documents._issue(slow, "L-1.pdf", b"%PDF-other")
    assert (content() == first, kept(private_storage)) == (True, 1)


def test_what_kills_every_worker_is_given_up(at):
    documents.order(LETTER, at=at)
    for _ in range(documents.ATTEMPTS):
        assert documents._lease() is not None
        DocumentOrder.objects.update(lease_until=clock.real_now() - timedelta(seconds=1))
    assert (documents._lease(), documents.waiting(LETTER).given_up) == (None, True)


def test_a_fault_is_tried_again_later_and_given_up_in_the_end(at, letters, caplog):
    letters.title = ""
    documents.order(LETTER, at=at)
    with time_machine.travel(clock.real_now(), tick=False) as traveller:
        for attempt in range(documents.ATTEMPTS):
            assert documents.draw_waiting() == 0
            assert letters.asked == attempt + 1
            assert documents.draw_waiting() == 0
            assert letters.asked == attempt + 1
            traveller.shift(documents.RETRY_FIRST * 2**attempt)
    row = documents.waiting(LETTER)
    assert (row.given_up, row.error) == (True, "ValueError: L-1 has no title")
    assert {record.message for record in caplog.records} == {"document sample-letter L-1 cannot be drawn"}
    letters.title = "改好了"
    documents.order(LETTER, at=at)
    assert documents.draw_waiting() == 1


def test_a_machine_without_fonts_draws_no_boxes_and_goes_on_when_it_has_them(at, monkeypatch, letters):
    documents.order(LETTER, at=at)
    with time_machine.travel(clock.real_now(), tick=False) as traveller:
        with monkeypatch.context() as bare:
            bare.setenv("PATH", "/nonexistent")
            for _ in range(documents.ATTEMPTS + 1):
                assert documents.draw_waiting() == 0
                traveller.shift(documents.RETRY_MACHINE)
            assert "fonts-noto-cjk" in documents.waiting(LETTER).error
        assert documents.draw_waiting() == 1


def test_a_missing_library_is_named_by_its_package(monkeypatch):
    monkeypatch.setattr(pdf, "LIBRARIES", {"libnowhere.so.0": "libpango-1.0-0"})
    with pytest.raises(pdf.DocumentsUnavailable, match="libpango-1.0-0"):
        pdf.render_pdf("layouts/print.html", {"document_title": "成交通知书"})


def test_a_backlog_lets_the_other_jobs_have_their_turn(at):
    for number in range(3):
        documents.order(Key(LETTER.kind, f"L-{number}"), at=at)
    assert documents.draw_waiting(seconds=0.000_001) <= 1
    assert documents.draw_waiting() >= 2


def test_the_newest_comes_first(at):
    for number in range(3):
        documents.order(Key(LETTER.kind, f"L-{number}"), at=at)
    assert documents._lease().code == "L-2"


def test_as_a_page_it_is_there_at_once_and_in_the_language_of_record(at):
    assert "<h1>成交通知书</h1>" in documents.as_page(LETTER)
