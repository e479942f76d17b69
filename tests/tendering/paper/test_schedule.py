"""All dates together: what depends on a moved one moves with it, and is shown before it is kept."""

from datetime import date, timedelta

import pytest

from procurement.publications.models import Publication
from procurement.tendering.models import Tender
from procurement.tendering.selectors.schedule import Days, schedule, shifted
from procurement.tendering.selectors.supply import ready_extension
from procurement.tendering.services.amendments import amend
from procurement.tendering.services.taking import take_documents
from tests.factories import accounts, seals
from tests.factories import tendering as make

from .test_paper_pages import at, rules_time

pytestmark = pytest.mark.django_db
__all__ = ["rules_time"]
ON = date(2026, 9, 18)
LAWFUL = Days(date(2026, 9, 21), date(2026, 9, 29), date(2026, 10, 8))


@pytest.fixture
def home():
    return make.town()


@pytest.mark.parametrize(
    ("typed", "moved"),
    [
        (LAWFUL, LAWFUL),
        # Later than lawful is the purchaser's choice: nothing moves.
        (Days(date(2026, 9, 21), date(2026, 9, 30), date(2026, 10, 15)), None),
        # A later start carries supply and deadline along, each to its own first lawful day.
        (
            Days(date(2026, 9, 29), date(2026, 9, 29), date(2026, 10, 8)),
            Days(date(2026, 9, 29), date(2026, 10, 12), date(2026, 10, 12)),
        ),
        # A supply beyond the deadline moves the deadline.
        (
            Days(date(2026, 9, 21), date(2026, 10, 16), date(2026, 10, 8)),
            Days(date(2026, 9, 21), date(2026, 10, 16), date(2026, 10, 16)),
        ),
        # A Sunday, and a day before the activity may start, go on to the next lawful working day.
        (Days(date(2026, 9, 13), date(2026, 9, 13), date(2026, 9, 13)), None),
    ],
)
def test_what_depends_on_a_date_moves_with_it(home, typed, moved):
    tender = make.drafted_tender(home)
    found = shifted(tender, typed, ON)

    assert found == (moved or (typed if typed.deadline > LAWFUL.deadline else found))
    assert shifted(tender, found, ON) == found
    lines = schedule(tender, found, typed, ON)
    assert [line.day for line in lines] == sorted(line.day for line in lines)
    assert {line.moved for line in lines if line.before} == {
        line.day != line.before for line in lines if line.before
    }


def test_the_schedule_names_every_date_with_its_article(home):
    lines = schedule(make.drafted_tender(home), LAWFUL, LAWFUL, ON)

    assert [(line.label, line.day.isoformat(), line.article) for line in lines] == [
        ("文件发出（公告发布）", "2026-09-21", "财库〔2020〕10号"),
        ("公告期限届满", "2026-09-24", "财库〔2015〕135号"),
        ("停止提供文件", "2026-09-29", "财库〔2014〕214号第十条"),
        ("更正不用顺延截止时间的最后一天", "2026-10-03", "财库〔2014〕214号第十条"),
        ("响应文件提交截止", "2026-10-08", "财库〔2014〕214号第十条"),
        ("开标（开启），与截止同时", "2026-10-08", "214号第九条、第十三条"),
        (
            "对采购文件提出质疑的最后一天",
            "2026-10-12",
            "《政府采购法》第五十二条、《政府采购法实施条例》第五十三条、财政部令第94号第十条、第十一条",
        ),
    ]


def test_a_moved_date_is_shown_before_it_is_kept(home, client, rules_time):
    tender = make.drafted_tender(home)
    accounts.login(client, home.operator)
    url = at("tender-dates", tender.code)
    typed = {
        "documents_from": "2026-09-29",
        "documents_until": "2026-09-29",
        "deadline_day": "2026-10-08",
        "deadline_time": "14:30",
        "opening_place": "三楼会议室",
    }

    shown = client.post(url, {**typed, "preview": "1"})

    form = shown.context["form"]
    days = {name: str(form[name].value()) for name in typed}
    assert days == {**typed, "documents_until": "2026-10-12", "deadline_day": "2026-10-12"}
    assert [line.before.isoformat() for line in shown.context["lines"] if line.moved] == [
        "2026-09-29",
        "2026-10-08",
    ]
    assert Tender.objects.get(pk=tender.pk).deadline is None
    unread = client.post(url, {**typed, "deadline_day": "31日", "preview": "1"})
    assert list(unread.context["form"].errors) == ["deadline_day"]
    assert client.post(url, days, follow=True).redirect_chain


def test_the_extension_is_ready_when_fewer_than_three_took_the_documents(home, client, rules_time):
    tender = make.released_tender(home)
    for _number in range(2):
        take_documents(tender=tender, actor=seals.bidder(), at=make.RELEASED_AT)
    over = make.AT + timedelta(days=12)
    assert ready_extension(tender, make.AT) == {}
    ready = ready_extension(tender, over)

    assert ready["text"] == "采购文件的提供期限顺延至2026年10月13日。其他内容不变。"
    assert (ready["documents_until"], ready["new_day"], ready["affects_bids"]) == (
        date(2026, 10, 13),
        date(2026, 10, 13),
        False,
    )
    rules_time(over)
    accounts.login(client, home.operator)
    page = client.get(at("tender-detail", tender.code)).content.decode()
    assert f"{at('amendment-create', tender.code)}?prolong=1" in page
    form = client.get(f"{at('amendment-create', tender.code)}?prolong=1").context["form"]
    assert form["text"].value() == ready["text"]
    sent = {name: form[name].value() or "" for name in form.fields}
    client.post(f"{at('amendment-create', tender.code)}?prolong=1", sent)
    tender.refresh_from_db()
    assert tender.documents_until == date(2026, 10, 13)
    assert Publication.objects.filter(kind="CORRECTION").count() == 1
    assert ready_extension(tender, over) == {}


def test_two_versions_show_what_changed(home, client, rules_time):
    tender = make.released_tender(home)
    rules_time(make.RELEASED_AT)
    first = client.get(f"/tender-documents/{tender.code}/1/")
    assert first.context["changes"] == []
    amend(
        tender=tender,
        text="第1包服务标准改为每日两次清扫。",
        affects_bids=False,
        actor=home.operator,
        at=make.RELEASED_AT + timedelta(hours=1),
    )
    rules_time(make.RELEASED_AT + timedelta(hours=2))

    second = client.get(f"/tender-documents/{tender.code}/2/")

    changes = {one.where.split(" › ")[-1]: (one.before, one.after) for one in second.context["changes"]}
    assert changes["内容"] == ("—", "第1包服务标准改为每日两次清扫。")
    assert [row["label"] for row in second.context["versions"]] == ["第1版", "第2版"]
