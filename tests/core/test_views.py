"""What every view is built on: load, permit, one service, refusals beside the field."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client, RequestFactory
from openpyxl import load_workbook

from procurement.core import form_tokens, lifecycle
from procurement.core.actors import ANONYMOUS
from procurement.core.models import AuditEntry, FormSubmission
from procurement.core.views import KeyPaginator

from .sample import Case

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.urls")]
TEMPLATES = {
    "case_detail.html": "{% load transitions %}{{ case.title }}|{% transitions object %}",
    "case_form.html": '<form method="post">{% csrf_token %}{{ form }}</form>',
    "case_list.html": "{{ count }}|{{ sort }}|{{ query }}|{% for case in object_list %}{{ case.title }},{% endfor %}",
}


@pytest.fixture(autouse=True)
def pages(settings, tmp_path: Path, cases):
    folder = tmp_path / "templates" / "sample"
    folder.mkdir(parents=True)
    for name, text in TEMPLATES.items():
        (folder / name).write_text(text, encoding="utf-8")
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path / "templates"]}
    ]


class Acting:
    """Stands in for the accounts room's middleware: the request acts as whom the test says."""

    actor = ANONYMOUS

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = Acting.actor
        return self.get_response(request)


@pytest.fixture(autouse=True)
def acting(settings):
    settings.MIDDLEWARE = [
        f"{__name__}.Acting" if name.endswith(".ActorMiddleware") else name for name in settings.MIDDLEWARE
    ]
    Acting.actor = ANONYMOUS
    yield
    Acting.actor = ANONYMOUS


def as_(actor):
    Acting.actor = actor


def token(client, address="/cases/new/"):
    return client.get(address).context["form"][form_tokens.FIELD].value()


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# Showing an object


def test_shows_an_object_under_its_code(client, case, writer):
    as_(writer)
    response = client.get("/cases/CASE-1/")
    assert response.context["object"] == response.context["case"] == case
    assert response.context["actor"] == writer


@pytest.mark.parametrize("code", ["CASE-1", "CASE-404"])
def test_what_one_may_not_see_does_not_exist(client, case, stranger, code):
    as_(stranger)
    assert client.get(f"/cases/{code}/").status_code == 404


def test_transitions_tell_what_one_may_do_and_why_not(client, case, writer, decider):
    as_(writer)
    page = client.get("/cases/CASE-1/").content.decode()
    assert 'href="/cases/CASE-1/submit/"' in page
    assert "失效" not in page
    as_(decider)
    assert "/submit/" not in client.get("/cases/CASE-1/").content.decode()


# Doing something


def test_a_stranger_is_sent_to_sign_in_before_anything_is_loaded(client):
    response = client.get("/cases/CASE-404/submit/")
    assert (response.status_code, response["Location"]) == (
        302,
        "/accounts/login/?next=/cases/CASE-404/submit/",
    )


def test_not_yours_is_403_with_the_reason(client, decider):
    as_(decider)
    response = client.get("/cases/new/")
    assert (response.status_code, "只有经办人可以新建。" in response.content.decode()) == (403, True)


def test_creates_once(client, writer):
    as_(writer)
    data = {"title": "one", "form_token": token(client)}
    first = client.post("/cases/new/", data)
    assert (first.status_code, first["Location"], told(first)) == (302, "/cases/CASE-one/", ["已建立。"])
    second = client.post("/cases/new/", data)
    assert (second.status_code, second["Location"]) == (302, "/cases/CASE-one/")
    assert told(second)[-1] == "这份表单刚才已经提交成功，没有重复提交。"
    assert Case.objects.count() == 1


def test_a_first_submission_under_way_or_cut_off_is_not_repeated(client, writer):
    as_(writer)
    given = token(client)
    form_tokens.claim(given, actor_code=writer.code, path="/cases/new/")
    response = client.post("/cases/new/", {"title": "one", "form_token": given})
    expected = ["这份表单正在处理。请先查看是否已经办成，需要时再重新打开表单。"]
    assert response.context["form"].non_field_errors() == expected
    assert Case.objects.count() == 0


def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(client, writer):
    as_(writer)
    data = {"title": "x", "amount": "12", "form_token": token(client)}
    form = client.post("/cases/new/", data).context["form"]
    assert form.errors == {"title": ["名称太短。"]}
    assert (form["title"].value(), form["amount"].value()) == ("x", "12")
    # The token was given back: the corrected form goes through.
    assert client.post("/cases/new/", {**data, "title": "good"}).status_code == 302
    assert FormSubmission.objects.get().result_url == "/cases/CASE-good/"


def test_a_refusal_of_no_field_stands_above(client, writer):
    as_(writer)
    response = client.post("/cases/new/", {"title": "nowhere", "form_token": token(client)})
    assert response.context["form"].errors == {"__all__": ["没有预算。"]}


def test_what_turns_out_invisible_is_404_and_the_token_is_free(client, writer):
    as_(writer)
    assert client.post("/cases/new/", {"title": "hidden", "form_token": token(client)}).status_code == 404
    assert FormSubmission.objects.count() == 0


@pytest.mark.parametrize("spoilt", ["", "forged", "other-person", "other-page", "old"])
def test_a_spoilt_token_keeps_what_was_typed_and_offers_a_new_one(client, writer, spoilt):
    as_(writer)
    given = {
        "other-person": lambda: form_tokens.issue(actor_code="P-X", path="/cases/new/"),
        "other-page": lambda: form_tokens.issue(actor_code=writer.code, path="/elsewhere/"),
        "old": lambda: token(client),
    }.get(spoilt, lambda: spoilt)()
    days = timedelta(days=8 if spoilt == "old" else 0)
    with time_machine.travel(form_tokens.real_now() + days, tick=False):
        form = client.post("/cases/new/", {"title": "one", "form_token": given}).context["form"]
        assert form.errors == {
            "__all__": ["页面打开时间过长，表单已更新。您填写的内容还在，请核对后再提交一次。"]
        }
        assert Case.objects.count() == 0
        again = {"title": form["title"].value(), "form_token": form["form_token"].value()}
        assert client.post("/cases/new/", again).status_code == 302


def test_htmx_is_told_where_to_go(client, writer):
    as_(writer)
    data = {"title": "one", "form_token": token(client)}
    response = client.post("/cases/new/", data, headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (200, "/cases/CASE-one/")


def test_sweeps_old_submissions(writer):
    form_tokens.claim(form_tokens.issue(actor_code="P", path="/"), actor_code="P", path="/")
    assert form_tokens.sweep() == 0
    with time_machine.travel(form_tokens.real_now() + timedelta(days=9)):
        assert form_tokens.sweep() == 1


# Transitions


def test_a_step_is_confirmed_and_done(client, case, writer):
    as_(writer)
    page = client.get("/cases/CASE-1/submit/")
    assert (page.status_code, page.context["option"].allowed) == (200, True)
    assert list(page.context["form"].fields) == []
    done = client.post("/cases/CASE-1/submit/")
    assert (done["Location"], told(done)) == ("/cases/CASE-1/", ["已完成：提交。"])
    assert Case.objects.get().status == "SUBMITTED"


def test_a_step_twice_is_refused_in_words(client, case, writer):
    as_(writer)
    client.post("/cases/CASE-1/submit/")
    again = client.post("/cases/CASE-1/submit/")
    assert again.context["form"].non_field_errors() == [
        "现在的状态是“已提交”，不能提交。请刷新页面查看最新进展。"
    ]
    assert AuditEntry.objects.count() == 2


def test_a_step_with_a_reason(client, case, writer, decider, at):
    lifecycle.apply("submit", case, actor=writer, at=at)
    as_(decider)
    assert (
        client.post("/cases/CASE-1/decide/").context["form"].errors.as_data()["reason"][0].code == "required"
    )
    client.post("/cases/CASE-1/decide/", {"reason": "材料齐全"})
    assert AuditEntry.objects.latest("seq").reason == "材料齐全"


@pytest.mark.parametrize(("name", "status"), [("decide", 403), ("lapse", 404), ("nothing", 404)])
def test_steps_that_are_not_ones_own(client, case, writer, name, status):
    as_(writer)
    assert client.post(f"/cases/CASE-1/{name}/").status_code == status


def test_a_strangers_step_is_404(client, case, stranger):
    as_(stranger)
    assert client.post("/cases/CASE-1/submit/").status_code == 404


# Expired forms


def test_an_expired_token_keeps_what_was_typed_here(writer, case):
    as_(writer)
    client = Client(enforce_csrf_checks=True)
    data = {"title": "村级保洁", "passphrase": "geheim", "form_token": "t"}
    response = client.post("/cases/new/", data, headers={"Origin": "http://testserver"})
    page = response.content.decode()
    assert (response.status_code, response.context["kept"]) == (403, [("title", "村级保洁")])
    assert ("geheim" in page, 'value="村级保洁"' in page) == (False, True)


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "https://evil.example"}, {"Referer": "https://evil.example/"}]
)
def test_another_sites_form_is_not_offered_again(writer, headers):
    as_(writer)
    response = Client(enforce_csrf_checks=True).post("/cases/new/", {"title": "x"}, headers=headers)
    assert (response.status_code, response.context["kept"]) == (403, [])


def test_a_session_that_ended_keeps_what_was_typed(client):
    response = client.post("/cases/new/", {"title": "村级保洁"}, headers={"Origin": "http://testserver"})
    assert (response.status_code, response.context["kept"]) == (401, [("title", "村级保洁")])
    assert 'href="/accounts/login/"' in response.content.decode()


# Lists


@pytest.fixture
def thirty(writer, at, cases):
    for number in range(30):
        case = Case(code=f"C{number:02}", title=f"项目{number:02}", amount=f"{100 - number}.50", spent="0.00")
        lifecycle.create(case, actor=writer, at=at)


def test_pages_counts_and_keeps_the_filters(client, thirty):
    response = client.get("/cases/?title=项目&sort=-amount&page=2")
    assert response.content.decode().startswith(
        "30|-amount|title=%E9%A1%B9%E7%9B%AE&amp;sort=-amount|项目25,"
    )
    assert client.get("/cases/?page=99").context["page_obj"].number == 2
    assert client.get("/cases/?page=x").context["page_obj"].number == 1


def test_filters(client, thirty):
    response = client.get("/cases/?title=项目07")
    assert (response.context["count"], response.context["filtered"]) == (1, True)
    assert client.get("/cases/?status=NOPE").context["count"] == 30


@pytest.mark.parametrize("asked", ["code", "pk", "-spent", "title__x", ""])
def test_only_orders_on_the_whitelist(client, thirty, asked):
    response = client.get(f"/cases/?sort={asked}")
    assert (response.context["sort"], response.context["object_list"][0].code) == ("title", "C00")


@pytest.mark.parametrize("rows", [1, 30])
def test_as_many_queries_for_one_row_as_for_thirty(client, writer, at, rows, django_assert_num_queries):
    for number in range(rows):
        lifecycle.create(Case(code=f"C{number}", title=f"项目{number}"), actor=writer, at=at)
    client.get("/cases/")
    with django_assert_num_queries(3):  # the clock, the count, the page
        client.get("/cases/")


def test_exports_csv_that_excel_opens(client, writer, at, cases):
    lifecycle.create(Case(code="C1", title="=1+1", amount="288000.00"), actor=writer, at=at)
    response = client.get("/cases/?export=csv")
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig")))) == [
        ["编号", "名称", "金额（元）", "状态", "长度"],
        ["C1", "'=1+1", "288000.00", "草稿", "4"],
    ]
    assert response["Content-Disposition"].startswith('attachment; filename="cases-')


def test_exports_xlsx_of_what_is_filtered(client, thirty):
    response = client.get("/cases/?export=xlsx&title=项目07")
    rows = list(load_workbook(io.BytesIO(response.getvalue())).active.values)
    assert rows == [("编号", "名称", "金额（元）", "状态", "长度"), ("C07", "项目07", 93.5, "草稿", 4)]


def test_a_refusal_that_escapes_becomes_a_page():
    from procurement.core.errors import WrongState
    from procurement.core.middleware import DomainErrorMiddleware

    request = RequestFactory().get("/cases/")
    middleware = DomainErrorMiddleware(lambda request: None)
    response = middleware.process_exception(request, WrongState("已经截止。", rule="B-01"))
    assert (response.status_code, "已经截止。" in response.content.decode()) == (409, True)
    assert middleware.process_exception(request, ValueError()) is None


def test_a_page_of_keys_is_the_page_of_rows_in_one_query(cases, django_assert_num_queries):
    Case.objects.bulk_create(Case(code=f"C-{n}", title=f"{n % 3}") for n in range(5))
    rows = Case.objects.order_by("title", "-pk")
    pages = KeyPaginator(rows, 2)
    assert [one.pk for one in pages.page(2)] == [one.pk for one in rows[2:4]]
    page = pages.page(pages.num_pages)
    with django_assert_num_queries(1):
        list(page)
    assert list(KeyPaginator([3, 1, 2], 2).page(2)) == [2]
