"""What a reader meets at the address of a PDF: the file, or when it comes and what to do meanwhile."""

import pytest

from procurement.core import clock, documents, heartbeat, pdf
from procurement.core.documents import Key
from procurement.core.models import DocumentOrder
from procurement.publications.enums import NOTICE
from procurement.publications.models import Publication
from tests.factories.publications import notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def scheduler_alive(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    heartbeat.beat(at=clock.real_now())


@pytest.fixture
def made() -> Publication:
    return notice(payload={"format": "contract-notice/1", "contract": "HT-1"})


def address(made: Publication) -> str:
    return f"/notices/{made.code}/document.pdf"


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_until_it_is_drawn_the_page_says_so_and_asks_again_by_itself(client, made):
    response = client.get(address(made))
    assert (response.status_code, response["Refresh"], response["Cache-Control"]) == (
        202,
        "3",
        "private, no-store",
    )
    text = response.content.decode()
    assert "文件正在生成" in text
    assert f'href="{address(made)}?as=print"' in text
    assert DocumentOrder.objects.get().attempts == 0


def test_then_it_is_the_file_and_stays_it(client, made):
    documents.draw_waiting()
    response = client.get(address(made))
    assert (response.status_code, response["Content-Type"], response["Cache-Control"]) == (
        200,
        "application/pdf",
        "public, max-age=3600",
    )
    first = body(response)
    assert first[:5] == b"%PDF-"
    assert body(client.get(address(made))) == first


def test_the_print_version_says_the_same_without_a_job(client, made):
    response = client.get(address(made) + "?as=print")
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert made.title in response.content.decode()


def test_a_machine_that_cannot_draw_names_the_package(client, made, monkeypatch):
    monkeypatch.setattr(pdf, "LIBRARIES", {"libnowhere.so.0": "libpango-1.0-0"})
    response = client.get(address(made))
    assert (response.status_code, "Refresh" in response) == (503, False)
    assert "缺少系统组件 libpango-1.0-0" in response.content.decode()


def test_a_stopped_scheduler_is_not_waited_for(client, made, settings, tmp_path):
    settings.VAR_DIR = tmp_path / "other"
    settings.REDIS_URL = ""
    response = client.get(address(made))
    assert (response.status_code, "Refresh" in response) == (503, False)
    assert "定时程序没有运行" in response.content.decode()


def test_a_failure_is_said_and_tried_again(client, made):
    DocumentOrder.objects.update(error="ValueError: x", attempts=1)
    response = client.get(address(made))
    assert (response.status_code, "系统会自动再试" in response.content.decode()) == (202, True)
    assert "ValueError" not in response.content.decode()


def test_what_was_given_up_is_ordered_again_by_a_button(client, made):
    DocumentOrder.objects.update(given_up=True, attempts=documents.ATTEMPTS)
    shown = client.get(address(made))
    assert (shown.status_code, "生成 PDF" in shown.content.decode()) == (503, True)
    assert client.post(address(made)).status_code == 302
    assert documents.draw_waiting() == 1


def test_an_old_notice_without_an_order_gets_one_by_a_button_and_none_by_looking(client, made):
    DocumentOrder.objects.all().delete()
    shown = client.get(address(made))
    assert (shown.status_code, "生成 PDF" in shown.content.decode()) == (200, True)
    assert DocumentOrder.objects.count() == 0
    response = client.post(address(made))
    assert (response.status_code, response.url) == (302, address(made))
    assert documents.waiting(Key(NOTICE, made.code)) is not None


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client, made, method):
    assert getattr(client, method)(address(made)).status_code == 405


def test_an_unknown_notice_has_no_document(client):
    assert client.get("/notices/GG-2026-99999/document.pdf").status_code == 404
    assert client.post("/notices/GG-2026-99999/document.pdf").status_code == 404
    assert DocumentOrder.objects.count() == 0
