"""The list of notices, its search and filters, and one notice as paper and PDF."""

from datetime import timedelta

import pytest

from cms.notices.selectors import publications
from procurement.publications.enums import PublicationKind
from tests.factories import accounts, seals
from tests.factories.publications import notice

pytestmark = pytest.mark.django_db


def codes(response) -> list[str]:
    return [row.code for row in response.context["page_obj"]]


def test_finds_a_word_inside_a_word(client):
    found = notice("2026年居家养老服务竞争性磋商公告")
    notice("农村公厕管护结果公开")
    assert codes(client.get("/notices/?q=养老")) == [found.code]


def test_every_word_must_stand_in_it_in_any_width_and_case(client):
    found = notice("ABC养老服务合同公告")
    notice("养老服务合同公告")
    assert codes(client.get("/notices/?q=ａｂｃ+合同")) == [found.code]


def test_filters_by_kind_publisher_and_month(client, at):
    other = accounts.township("义堂镇")
    old = notice(at=at - timedelta(days=60))
    result = notice(kind=PublicationKind.RESULT, organisation=other)
    assert codes(client.get("/notices/?kind=RESULT")) == [result.code]
    assert codes(client.get(f"/notices/?organisation={other.code}")) == [result.code]
    assert codes(client.get("/notices/?month=2026-07")) == [old.code]


@pytest.mark.parametrize("month", ["2026-13", "x", "2026-7", "99999-01"])
def test_a_month_that_is_none_filters_nothing(client, month):
    made = notice()
    assert codes(client.get(f"/notices/?month={month}")) == [made.code]


def test_the_open_calls_are_those_one_can_still_answer(client, at):
    tender = seals.package().tender
    call = notice(subject_code=tender.code)
    notice(subject_code="long-ago")
    assert codes(client.get("/notices/?state=open")) == [call.code]
    assert codes(client.get("/notices/?state=week")) == []


def test_the_list_costs_the_same_for_one_and_thirty(queries):
    notice()
    one = queries("/notices/")
    for number in range(29):
        notice(f"公告{number}")
    assert (queries("/notices/"), one <= 10) == (one, True)


def test_the_count_is_capped(client, monkeypatch):
    monkeypatch.setattr(publications, "COUNT_LIMIT", 3)
    for number in range(5):
        notice(f"公告{number}")
    page = client.get("/notices/")
    assert page.context["page_obj"].paginator.count == 3


def test_nothing_found_says_what_to_do(client):
    assert "清除筛选条件" in client.get("/notices/?q=没有的词").content.decode()


def test_shows_what_was_frozen_with_hash_and_medium(client):
    made = notice(
        payload={"format": "contract-notice/1", "contract": "HT-1", "amount": "288000.00", "odd": "x"}
    )
    page = client.get(f"/notices/{made.code}/").content.decode()
    assert [text in page for text in ("288,000.00 元", "HT-1", "odd", made.medium_name)] == [True] * 4
    assert " ".join(made.sha256[i : i + 4] for i in range(0, 64, 4)) in page


def test_a_correction_and_what_it_corrects_name_each_other(client):
    first = notice()
    second = notice("更正公告", kind=PublicationKind.CORRECTION, corrects=first)
    assert second.code in client.get(f"/notices/{first.code}/").content.decode()
    assert first.code in client.get(f"/notices/{second.code}/").content.decode()


def test_an_unknown_notice_does_not_exist(client):
    assert client.get("/notices/GG-2026-99999/").status_code == 404


def test_exports_what_is_filtered(client):
    notice("居家养老服务公告")
    notice("公厕管护公告")
    body = b"".join(client.get("/notices/?q=养老&export=csv")).decode("utf-8-sig")
    assert "居家养老服务公告" in body and "公厕管护公告" not in body


def test_the_chosen_filter_stays_chosen_and_a_name_is_escaped(client):
    notice(organisation=accounts.township("<b>镇"))
    page = client.get("/notices/?kind=RESULT").content.decode()
    assert '<option value="RESULT" selected>' in page
    assert "<b>镇" not in page and "&lt;b&gt;镇" in page
