"""The screens of the making: bureau, departments and public, each in turn; wrong role, stranger, wrong state."""

from datetime import timedelta

import pytest
from django.urls import reverse

from catalogue.enums import VersionStatus
from catalogue.models import CatalogueVersion, PublicComment
from procurement.accounts.enums import Office
from procurement.core import clock
from tests.factories.accounts import AT, auditor, login, person, stranger
from tests.factories.catalogue import (
    catalogue_in,
    catalogue_officer,
    department,
    draft_catalogue,
    published_catalogue,
)

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"catalogue:{name}", args=args)


def post_once(client, url, data):
    token = client.get(url).context["form"].fields["form_token"].initial
    return client.post(url, {**data, "form_token": token})


@pytest.fixture
def at():
    """Let the county's clock stand at a moment of the test's choice."""
    clock.start_at(AT)
    return AT


def test_the_bureau_walks_the_road_by_its_pages(client, at):
    civil = person(department(), Office.OPERATOR)
    version = draft_catalogue()
    home = address("draft-detail", version.code)
    login(client, catalogue_officer())
    page = client.get(home).content.decode()
    assert address("draft-consult", version.code) in page
    assert "暂不能公开征求意见" in page
    url = address("draft-consult", version.code)
    form = client.get(url).context["form"]
    assert str(form["until"].value()) == "2026-09-26"
    assert list(client.post(url, {"until": "2026-09-22"}).context["form"].errors) == ["organisations"]
    data = {"until": "2026-09-26", "organisations": [department().code]}
    assert client.post(url, data).url == home
    _the_department_answers(client, civil, version)
    login(client, catalogue_officer())
    opinions = address("draft-opinions", version.code)
    assert "A0402 请写明上门照护" in client.get(opinions).content.decode()
    url = address("opinion-reply", version.code, department().code)
    assert client.post(url, {"handling": "ADOPTED", "reply": "已写明"}).url == opinions
    response = post_once(client, address("draft-open-comments", version.code), {"until": "2026-09-28"})
    assert response.url == home
    version.refresh_from_db()
    assert version.status == VersionStatus.COMMENTING


def _the_department_answers(client, civil, version):
    login(client, civil)
    url = address("opinion-answer", version.code)
    assert url in client.get("/workspace/").content.decode()
    assert client.get(address("version", version.code)).status_code == 200
    assert list(client.post(url, {"kind": "SUGGEST", "text": ""}).context["form"].errors) == ["text"]
    assert client.post(url, {"kind": "SUGGEST", "text": "A0402 请写明上门照护"}).url == url
    assert "请写明上门照护" in client.get(url).content.decode()


def test_a_villager_comments_and_reads_the_answer(client, at):
    version = catalogue_in("COMMENTING", at=AT + timedelta(days=20))
    url = address("version-comments", version.code)
    tree = client.get(address("version", version.code)).content.decode()
    assert "这是征求意见稿" in tree
    assert url in tree
    data = {"text": "请增加公厕管护", "entry_code": "", "name": "", "contact": "13900000000"}
    assert list(post_once(client, url, {**data, "text": ""}).context["form"].errors) == ["text"]
    assert list(post_once(client, url, {**data, "entry_code": "Z9"}).context["form"].errors) == ["entry_code"]
    assert list(post_once(client, url, {**data, "website": "x"}).context["form"].errors) == ["website"]
    assert PublicComment.objects.count() == 0
    assert post_once(client, url, data).url == url
    said = PublicComment.objects.get()
    assert "请增加公厕管护" not in client.get(url).content.decode()
    officer = client.__class__()
    login(officer, catalogue_officer())
    reply = address("comment-reply", version.code, said.code)
    data = {"handling": "PARTLY", "reply": "日常管护已在A0607"}
    assert officer.post(reply, data).url == address("draft-opinions", version.code)
    page = client.get(url).content.decode()
    assert "请增加公厕管护" in page
    assert "日常管护已在A0607" in page
    assert "13900000000" not in page
    officer.post(reply, {**data, "withheld": "on"})
    page = client.get(url).content.decode()
    assert "请增加公厕管护" not in page
    assert "（原文不公开）" in page


def test_after_the_last_day_the_form_is_gone(client, at):
    version = catalogue_in("COMMENTING")
    page = client.get(address("version-comments", version.code))
    assert page.context["open"] is False
    assert "我要提意见" not in page.content.decode()


def test_experts_and_approval_by_their_pages(client, at):
    version = catalogue_in("REVIEWING")
    login(client, catalogue_officer())
    expert = {
        "name": "甲", "employer": "大学", "conclusion": "AGREE", "text": "同意", "given_on": "2026-09-20",
    }  # fmt: skip
    url = address("expert-add", version.code)
    assert list(client.post(url, {**expert, "given_on": "2026-12-01"}).context["form"].errors) == ["given_on"]
    assert client.post(url, expert).url == address("draft-opinions", version.code)
    url = address("draft-approve", version.code)
    data = {"document_number": "云财购〔2026〕9号", "approved_by": "县政府", "approved_on": "2026-09-21"}
    assert list(client.post(url, {**data, "approved_on": "2026-12-01"}).context["form"].errors) == [
        "approved_on"
    ]
    assert client.post(url, data).url == address("draft-detail", version.code)
    page = client.get(address("draft-publish", version.code))
    assert page.context["form"]["document_number"].value() == "云财购〔2026〕9号"


@pytest.mark.parametrize("step", ["revise", "discard"])
def test_a_step_back_says_why(client, step):
    version = catalogue_in("REVIEWING")
    login(client, catalogue_officer())
    url = address("draft-transition", version.code, step)
    assert list(client.post(url, {"reason": ""}).context["form"].errors) == ["reason"]
    assert client.post(url, {"reason": "改名"}).url == address("draft-detail", version.code)
    version.refresh_from_db()
    assert version.status == {"revise": "DRAFT", "discard": "DISCARDED"}[step]


def test_an_amendment_is_begun_from_what_is_in_force(client):
    version = published_catalogue()
    login(client, catalogue_officer())
    page = client.get(address("draft-detail", version.code)).content.decode()
    assert address("draft-amend", version.code) in page
    response = post_once(client, address("draft-amend", version.code), {})
    amendment = CatalogueVersion.objects.get(amends=version)
    assert response.url == address("draft-detail", amendment.code)
    assert "第1号修订" in client.get(response.url).content.decode()
    again = post_once(client, address("draft-amend", version.code), {})
    assert "还在办理" in again.context["form"].non_field_errors()[0]


def test_a_wrong_state_is_said_on_the_page(client):
    version = draft_catalogue()
    login(client, catalogue_officer())
    page = client.post(address("draft-approve", version.code), {
        "document_number": "1", "approved_by": "县政府", "approved_on": "2026-01-01"})  # fmt: skip
    assert "现在的状态是“编制中”" in page.context["form"].non_field_errors()[0]
    assert client.get(address("draft-transition", version.code, "publish")).status_code == 404


def test_strangers_and_other_departments_know_nothing_of_it(client):
    version = catalogue_in("CONSULTING")
    urls = [address("opinion-answer", version.code), address("draft-opinions", version.code)]
    for somebody in (stranger(), person(department("云梦县教育局"), Office.LEADER)):
        login(client, somebody)
        assert [client.get(url).status_code for url in urls] == [404, 404]
        assert client.get(address("version", version.code)).status_code == 404
    login(client, person(department(), Office.FINANCE))
    assert [client.get(url).status_code for url in urls] == [403, 403]
    login(client, auditor())
    assert [client.get(url).status_code for url in urls] == [404, 200]
    assert client.post(address("draft-consult", version.code), {}).status_code == 403


def test_two_versions_side_by_side_for_everybody(client):
    old, new = published_catalogue(2025), published_catalogue(2026)
    page = client.get(address("version-compare", old.code, new.code))
    assert page.context["found"].old == old
    assert "两个版本没有差别" in page.content.decode()
    hidden = draft_catalogue(2027)
    assert client.get(address("version-compare", old.code, hidden.code)).status_code == 404
    login(client, catalogue_officer())
    assert client.get(address("version-compare", old.code, hidden.code)).status_code == 200


@pytest.mark.parametrize("name", ["draft-opinions", "draft-consult", "opinion-answer", "version-comments"])
def test_as_many_queries_for_many_opinions(client, django_assert_max_num_queries, name, at):
    version = catalogue_in("CONSULTING") if name == "opinion-answer" else catalogue_in("COMMENTING")
    for number in range(30):
        department(f"云梦县第{number}局")
        if name != "opinion-answer":
            PublicComment.objects.create(code=f"YJ-{number}", version=version, text="意见", received_at=AT)
    login(client, person(department(), Office.LEADER) if name == "opinion-answer" else catalogue_officer())
    client.get(address(name, version.code))
    with django_assert_max_num_queries(16):
        assert client.get(address(name, version.code)).status_code == 200
