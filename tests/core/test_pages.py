"""The machinery's own pages."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from procurement.accounts.enums import Office
from procurement.core import outbox, parameters
from procurement.core.models import CalendarProposal, CalendarYear, Notification, PolicyParameter
from procurement.core.outbox import Recipient
from tests.factories import accounts

pytestmark = pytest.mark.django_db
KEY = "open_tender_service"


@pytest.fixture
def bureau():
    return accounts.login(Client(), accounts.bureau())


@pytest.fixture
def clerk():
    return accounts.login(Client(), accounts.person(accounts.township(), Office.OPERATOR))


def page(client, name, **kwargs):
    return client.get(reverse(f"core:{name}", kwargs=kwargs))


def test_parameters_are_public_with_their_source(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        response = page(client, "parameter-list")
    text = response.content.decode()
    assert "服务公开招标数额标准" in text
    assert "鄂政办发〔2020〕56号" in text
    assert "未确认" in text
    assert (
        reverse("core:parameter-set", kwargs={"key": KEY})
        not in page(client, "parameter-detail", key=KEY).content.decode()
    )


def test_parameters_are_found_and_filtered(client):
    found = client.get(reverse("core:parameter-list"), {"q": "公开招标 数额 open_tender"}).context["lines"]
    assert [line.key for line in found] == [KEY]
    unconfirmed = client.get(reverse("core:parameter-list"), {"unconfirmed": "1"}).context["lines"]
    assert {line.current.confirmed for line in unconfirmed} == {False}


def test_unknown_keys_and_days_are_404(client, bureau):
    assert page(client, "parameter-detail", key="nothing").status_code == 404
    assert page(bureau, "parameter-set", key="nothing").status_code == 404
    assert page(bureau, "parameter-confirm", key=KEY, day=date(1999, 1, 1)).status_code == 404


def test_the_bureau_puts_a_new_value_in_force(bureau):
    address = reverse("core:parameter-set", kwargs={"key": KEY})
    assert bureau.get(address).status_code == 200
    data = {
        "value": "3000000",
        "effective_from": "2026-12-01",
        "source": "鄂政办发〔2026〕1号",
        "confirmed": "on",
    }
    refused = bureau.post(address, {**data, "value": "much"}).context["form"].errors
    assert refused == {"value": ["请按这个参数的单位填写：数字写成数字，词语写成列表。"]}
    done = bureau.post(address, data)
    assert done["Location"] == reverse("core:parameter-detail", kwargs={"key": KEY})
    assert parameters.get(KEY, date(2026, 12, 1)).value == "3000000"


def test_the_bureau_edits_a_list_of_words(bureau):
    address = reverse("core:parameter-set", kwargs={"key": "negative_words"})
    data = {
        "value": "新建\n 扩建 \n\n",
        "effective_from": "2026-12-01",
        "source": "会议纪要",
        "confirmed": "on",
    }
    assert bureau.post(address, data).status_code == 302
    assert parameters.get("negative_words", date(2026, 12, 1)).value == ["新建", "扩建"]


def test_the_bureau_confirms(bureau):
    row = PolicyParameter.objects.get(key=KEY)
    address = reverse("core:parameter-confirm", kwargs={"key": KEY, "day": row.effective_from})
    assert bureau.get(address).context["form"]["source"].value() == row.source
    assert bureau.post(address, {"source": "鄂政办发〔2020〕56号"}).status_code == 302
    assert PolicyParameter.objects.get(key=KEY).confirmed is True


@pytest.mark.parametrize(
    ("name", "kwargs"),
    [
        ("parameter-set", {"key": KEY}),
        ("parameter-confirm", {"key": KEY, "day": date(2021, 1, 1)}),
        ("calendar-set", {"year": 2027}),
    ],
)
def test_only_the_bureau_edits(client, clerk, name, kwargs):
    assert page(clerk, name, **kwargs).status_code == 403
    assert page(client, name, **kwargs).status_code == 302


def test_a_year_with_and_without_a_calendar(client):
    assert "国庆" in page(client, "calendar", year=2026).content.decode()
    assert "这一年还没有工作日历" in page(client, "calendar", year=2028).content.decode()


def test_the_bureau_enters_a_provisional_year(bureau, client):
    address = reverse("core:calendar-set", kwargs={"year": 2027})
    assert bureau.get(address).status_code == 200
    bad = bureau.post(address, {"source": "暂定", "provisional": "on", "days": "1 January"})
    assert bad.context["form"].errors == {"days": ["这一行看不懂：1 January。请写成“2027-01-01 放假 元旦”。"]}
    data = {
        "source": "财政局暂定",
        "provisional": "on",
        "days": "2027-01-01 放假 元旦\n2027-02-14 上班 春节\n",
    }
    assert bureau.post(address, data).status_code == 302
    confirm = reverse("core:calendar-confirm", kwargs={"year": 2027})
    page_of_author = bureau.get(confirm)
    assert (page_of_author.status_code, page_of_author.context["may_confirm"]) == (200, False)
    assert bureau.post(confirm).status_code == 403
    assert CalendarYear.objects.filter(year=2027).exists() is False
    second = accounts.login(Client(), accounts.bureau(Office.BUREAU_BUDGET))
    shown = second.get(confirm)
    assert [(change.day, change.before, change.after) for change in shown.context["changes"]] == [
        (date(2027, 1, 1), "work", "rest"),
        (date(2027, 2, 14), "rest", "work"),
    ]
    seen = shown.context["form"]["seen"].value()
    proposal = CalendarProposal.objects.get()
    proposal.days, proposal.entered_at = (
        [["2027-01-05", "holiday", "元旦"]],
        proposal.entered_at + timedelta(hours=1),
    )
    proposal.save()
    changed = second.post(confirm, {"seen": seen})
    assert "刚被重新录入" in changed.context["form"].non_field_errors()[0]
    assert [change.day for change in changed.context["changes"]] == [date(2027, 1, 5)]
    assert CalendarYear.objects.filter(year=2027).exists() is False
    assert second.post(confirm, {"seen": changed.context["form"]["seen"].value()}).status_code == 302
    assert CalendarYear.objects.get(year=2027).provisional is True
    assert second.get(confirm).status_code == 404
    assert "暂定日历" in page(client, "calendar", year=2027).content.decode()


@pytest.fixture
def told(at, monkeypatch):
    """Two notifications of ours and one of somebody else's."""
    actor = accounts.person(accounts.township(), Office.OPERATOR)
    monkeypatch.setattr(outbox, "get_template", lambda name: None)
    monkeypatch.setattr(outbox, "rendered", lambda event, part, **about: about["context"]["title"])
    for code, title in ((actor.code, "甲"), (actor.code, "乙"), ("P-OTHER", "丙")):
        outbox.notify(
            event="e", recipients=[Recipient(code)], context={"title": title}, url="/parameters/", at=at
        )
    return accounts.login(Client(), actor)


def test_notifications_are_ones_own(client, told):
    text = page(told, "notification-list").content.decode()
    assert ("甲" in text, "乙" in text, "丙" in text) == (True, True, False)
    assert page(client, "notification-list").status_code == 302


def test_a_notification_is_read_and_leads_where_it_points(told):
    first = Notification.objects.order_by("pk").first()
    response = told.post(reverse("core:notification-read", kwargs={"code": first.code}))
    assert response["Location"] == "/parameters/"
    assert Notification.objects.filter(read_at__isnull=True).count() == 2
    told.post(reverse("core:notification-read-all"))
    assert [row.recipient_code for row in Notification.objects.filter(read_at__isnull=True)] == ["P-OTHER"]


def test_somebody_elses_notification_is_not_touched(told):
    other = Notification.objects.get(recipient_code="P-OTHER")
    response = told.post(reverse("core:notification-read", kwargs={"code": other.code}))
    assert response["Location"] == reverse("core:notification-list")
    assert Notification.objects.get(pk=other.pk).read_at is None


@pytest.mark.parametrize(("year", "status"), [("2026", 200), ("9999", 200), ("0", 404), ("10000", 404)])
def test_a_year_that_cannot_be_is_not_found(client, year, status):
    assert client.get(f"/calendar/{year}/").status_code == status
