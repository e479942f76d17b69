"""The bureau's screens: drafting a catalogue, its entries, publishing it in two steps."""

from datetime import timedelta

import pytest
from django.urls import reverse

from catalogue import services
from catalogue.enums import ItemStatus, VersionStatus
from catalogue.models import CatalogueItem, CatalogueVersion
from catalogue.selectors import todos
from procurement.accounts.enums import Office
from procurement.workspace.selectors import navigation
from tests.factories.accounts import AT, auditor, bureau, login, organisation_of, person, stranger, township
from tests.factories.catalogue import (
    TREE,
    catalogue_in,
    catalogue_officer,
    draft_catalogue,
    plan_item,
    published_catalogue,
    ready_catalogue,
)

pytestmark = pytest.mark.django_db
ENTRY = {
    "name": "社会救助服务",
    "confirmed": "no",
    "provincial_code": "",
    "national_item": "",
    "provenance": "",
}
SHOWN = {**ENTRY, "revision": "1"}
HEAD = {"title": "正式目录", "document_number": "云财购〔2026〕9号", "effective_from": "2026-09-21"}


def address(name, *args):
    return reverse(f"catalogue:{name}", args=args)


def post_once(client, url, data):
    token = client.get(url).context["form"].fields["form_token"].initial
    return client.post(url, {**data, "form_token": token})


def shown(form, **changed):
    """Return what a browser sends of a form as it was shown."""
    fields = [form[name] for name in form.fields if form[name].value() not in (None, False, [])]
    for table in (form.indicators.management_form, *form.indicators):
        fields += [field for field in table if field.value() is not None]
    return {**{field.html_name: field.value() for field in fields}, **changed}


@pytest.mark.parametrize("source", ["shipped", "copy"])
def test_a_version_is_drafted(client, source):
    in_force = published_catalogue()
    login(client, catalogue_officer())
    data = {"year": "2027", "title": "明年目录", "source": in_force.code if source == "copy" else "shipped"}
    response = post_once(client, address("draft-create"), data)
    draft = CatalogueVersion.objects.get(status=VersionStatus.DRAFT)
    assert response.url == address("draft-detail", draft.code)
    assert draft.items.count() == (len(TREE) if source == "copy" else len(services.shipped_tree()))


def test_an_empty_draft_has_a_scheme(client):
    services.load_schemes()
    login(client, catalogue_officer())
    data = {"year": "2026", "title": "部门目录", "source": "empty", "scheme": ""}
    page = post_once(client, address("draft-create"), data)
    assert list(page.context["form"].errors) == ["scheme"]
    post_once(client, address("draft-create"), {**data, "scheme": "department-four"})
    draft = CatalogueVersion.objects.get()
    assert (draft.scheme_id, draft.items.count()) == ("department-four", 0)


def test_a_scheme_is_added_by_its_page(client):
    services.load_schemes()
    url = address("scheme-list")
    data = {"name": "市级四级", "code": "city-four", "code_form": "999|A|99|99", "source": "市财政局"}
    login(client, auditor())
    assert client.get(url).context["may_add"] is False
    assert client.post(url, data).status_code == 403
    login(client, catalogue_officer())
    assert client.post(url, data).url == url
    shown_now = {row.code: (row.depth, row.versions) for row in client.get(url).context["schemes"]}
    assert shown_now["city-four"] == (4, 0)
    assert list(client.post(url, {**data, "code_form": "x"}).context["form"].errors) == ["code_form"]


def test_a_draft_without_a_name_is_not_made(client):
    login(client, catalogue_officer())
    response = post_once(client, address("draft-create"), {"year": "2026", "title": "", "source": "shipped"})
    assert list(response.context["form"].errors) == ["title"]
    assert CatalogueVersion.objects.count() == 0


def test_the_list_counts_what_is_unsettled(client):
    draft_catalogue()
    row = login(client, catalogue_officer()).get(address("draft-list")).context["page_obj"].object_list[0]
    assert (row.entry_count, row.leaf_count, row.unconfirmed_count, row.unbased_count) == (7, 3, 6, 5)


def test_a_draft_is_searched_and_narrowed_to_what_is_unsettled(client):
    url = address("draft-detail", draft_catalogue().code)
    login(client, catalogue_officer())
    page = client.get(url)
    assert [node.item.code for node in page.context["tree"]] == ["A", "B"]
    assert [item.code for item in client.get(url, {"q": "养老"}).context["found"]] == ["A0402"]
    unconfirmed = ["A", "A04", "A0402", "A06", "B", "B0101"]
    unbased = [code for code in unconfirmed if code != "A0402"]
    for show, codes in (("unconfirmed", unconfirmed), ("unbased", unbased)):
        assert [item.code for item in client.get(url, {"show": show}).context["found"]] == codes
    assert client.get(url, {"show": "nonsense"}).context["found"] == []
    text = page.content.decode()
    assert "需要省级依据" in text
    assert "省级编码 420607" in text


def test_an_entry_is_added_mended_and_removed(client):
    version = draft_catalogue()
    home = address("draft-detail", version.code)
    login(client, catalogue_officer())
    url = address("entry-add", version.code)
    assert client.get(url, {"parent": "A04"}).context["form"]["parent"].value() == "A04"
    data = {**ENTRY, "parent": "A04", "service_class": "", "code": "A0403"}
    assert client.post(url, data).url == home
    url = address("entry-edit", version.code, "A0403")
    assert client.get(url).context["form"]["name"].value() == "社会救助服务"
    assert client.post(url, {**SHOWN, "confirmed": "yes", "provincial_code": "420403"}).url == home
    entry = version.items.get(code="A0403")
    assert (entry.confirmed, entry.provincial_code) == (True, "420403")
    url = address("entry-remove", version.code, "A0403")
    assert client.get(url).status_code == 200
    assert client.post(url).url == home
    assert not version.items.filter(code="A0403").exists()


def test_saving_the_form_as_it_was_shown_changes_nothing(client):
    services.load_national_items()
    version = draft_catalogue(rows=services.shipped_tree())
    before = CatalogueItem.objects.values().get(version=version, code="A0401")
    url = address("entry-edit", version.code, "A0401")
    form = login(client, catalogue_officer()).get(url).context["form"]
    assert form["national_item"].value() == "C05010200"
    assert client.post(url, shown(form)).status_code == 302
    assert CatalogueItem.objects.values().get(version=version, code="A0401") == before


def test_an_entry_says_everything_in_one_form(client):
    version = draft_catalogue()
    home = organisation_of(bureau())
    url = address("entry-edit", version.code, "A0402")
    form = login(client, catalogue_officer()).get(url).context["form"]
    row = {
        "name": "完成率",
        "tier": "OUTPUT",
        "kind": "POSITIVE",
        "weight": "100",
        "target": "95",
        "unit": "%",
    }
    data = shown(
        form,
        explanation="上门照护",
        responsible=[home.code],
        supplier_kinds=["ENTERPRISE"],
        unit="小时",
        price_from="４０元",
        price_to="55.50",
        methods=["SMALL_PURCHASE"],
        resident_facing="on",
        **{f"indicators-0-{name}": value for name, value in row.items()},
    )
    assert client.post(url, data).status_code == 302
    entry = version.items.get(code="A0402")
    assert (str(entry.price_from), entry.supplier_kinds, entry.indicators) == ("40.00", ["ENTERPRISE"], [row])
    assert [one.code for one in entry.responsible.all()] == [home.code]
    again = client.get(url).context["form"]
    assert again.indicators[0]["name"].value() == "完成率"
    assert client.post(url, shown(again)).status_code == 302
    entry.refresh_from_db()
    assert (entry.revision, entry.indicators) == (2, [row])


def test_two_windows_on_one_entry(client):
    version = draft_catalogue()
    url = address("entry-edit", version.code, "A0402")
    seen = shown(login(client, catalogue_officer()).get(url).context["form"])
    assert client.post(url, {**seen, "unit": "小时"}).status_code == 302
    page = client.post(url, {**seen, "explanation": "我写的说明"})
    form = page.context["form"]
    assert "已经保存过这个条目" in form.non_field_errors()[0]
    assert (form["explanation"].value(), form["revision"].value()) == ("我写的说明", "2")
    assert client.post(url, {**seen, "explanation": "我写的说明", "revision": "2"}).status_code == 302


@pytest.mark.parametrize(
    ("name", "args", "data", "field"),
    [
        ("entry-add", (), {**ENTRY, "parent": "A04", "code": "A0402"}, "code"),
        ("entry-add", (), {**ENTRY, "parent": "Z", "code": "A0403"}, "parent"),
        ("entry-edit", ("A0402",), {**SHOWN, "confirmed": "yes", "provincial_code": ""}, "provincial_code"),
        ("entry-edit", ("A0402",), {**SHOWN, "price_from": "4万"}, "price_from"),
        # A form that lost its revision may overwrite what somebody else saved: it is shown again first.
        ("entry-edit", ("A0402",), ENTRY, "__all__"),
        ("entry-edit", ("A0402",), {**SHOWN, "price_from": "4"}, "unit"),
        ("entry-remove", ("A04",), {}, "__all__"),
    ],
)
def test_a_refusal_stands_beside_its_field(client, name, args, data, field):
    version = draft_catalogue()
    response = login(client, catalogue_officer()).post(address(name, version.code, *args), data)
    assert list(response.context["form"].errors) == [field]
    assert version.items.count() == len(TREE)


def test_publishing_is_asked_twice_and_says_what_will_happen(client):
    plan_item(ItemStatus.SUBMITTED)
    earlier, version = CatalogueVersion.objects.get(), ready_catalogue(rows=TREE[:3])
    url = address("draft-publish", version.code)
    login(client, catalogue_officer())
    effects = client.get(url).context["effects"]
    assert (effects.supersedes, effects.removed, effects.to_choose_again) == (earlier, 4, 1)
    assert list(client.post(url, {}).context["form"].errors) == ["title", "document_number", "effective_from"]
    page = post_once(client, url, HEAD)
    version.refresh_from_db()
    assert (version.status, page.context["confirming"]) == (VersionStatus.APPROVED, True)
    token = page.context["form"]["form_token"].value()
    again = client.post(url, {**HEAD, "form_token": token, "change": "1"})
    assert ("confirming" in again.context, again.context["form"]["title"].value()) == (False, "正式目录")
    response = client.post(url, {**HEAD, "form_token": token, "confirmed": "1"})
    assert response.url == address("draft-detail", version.code)
    version.refresh_from_db()
    earlier.refresh_from_db()
    assert (version.status, earlier.status) == (VersionStatus.PUBLISHED, VersionStatus.SUPERSEDED)
    assert client.get(response.url).context["may_edit"] is False


def test_a_day_behind_its_year_is_said_before_the_confirmation(client):
    url = address("draft-publish", ready_catalogue().code)
    login(client, catalogue_officer())
    page = post_once(client, url, {**HEAD, "effective_from": "2099-01-01"})
    assert list(page.context["form"].errors) == ["effective_from"]
    assert "confirming" not in page.context


def test_a_draft_says_why_it_is_not_published(client):
    version = draft_catalogue()
    page = login(client, catalogue_officer()).get(address("draft-publish", version.code))
    assert page.context["option"].allowed is False
    assert "现在的状态是“编制中”" in page.content.decode()


@pytest.mark.parametrize(
    ("state", "count"),
    [("DRAFT", 1), ("CONSULTING", 0), ("COMMENTING", 0), ("REVIEWING", 1), ("APPROVED", 1)],
)
def test_a_catalogue_waits_for_the_catalogue_office_when_it_is_its_turn(state, count):
    # The departments of a catalogue that is being consulted on have until 5 days after its draft.
    version, at = catalogue_in(state), AT - timedelta(days=28) if state == "CONSULTING" else AT
    found = [(todo.subject_code, todo.url) for todo in todos(catalogue_officer(), at) if todo.rule == "A-13"]
    assert found == [(version.code, address("draft-detail", version.code))] * count
    assert [todo for todo in todos(bureau(), at) if todo.rule == "A-13"] == []


def test_silent_departments_do_not_keep_it_waiting_for_ever():
    version = catalogue_in("CONSULTING")
    found = [todo.subject_code for todo in todos(catalogue_officer(), AT) if todo.rule == "A-13"]
    assert found == [version.code]


def test_the_menu_offers_it_to_the_catalogue_office_only():
    url = address("draft-list")
    shown = [url in [entry["url"] for entry in navigation(who)] for who in (catalogue_officer(), bureau())]
    assert shown == [True, False]


PEOPLE = {
    "catalogue": catalogue_officer,
    "supervisor": bureau,
    "auditor": auditor,
    "operator": lambda: person(township(), Office.OPERATOR),
    "stranger": stranger,
}
# list, new | of a draft: page, add, publish, edit, remove | of a published one: the same.
EXPECTED = {
    "catalogue": (200, 200, 200, 200, 200, 200, 200, 200, 403, 403, 403, 403),
    "supervisor": (200, 403, 200, 403, 403, 403, 403, 200, 403, 403, 403, 403),
    "auditor": (200, 403, 200, 403, 403, 403, 403, 200, 403, 403, 403, 403),
    "operator": (403, 403, 404, 404, 404, 404, 404, 200, 403, 403, 403, 403),
    "stranger": (403, 403, 404, 404, 404, 404, 404, 200, 403, 403, 403, 403),
}


def pages(version):
    own = [address(name, version.code) for name in ("draft-detail", "entry-add", "draft-publish")]
    return own + [address(name, version.code, "A0402") for name in ("entry-edit", "entry-remove")]


@pytest.mark.parametrize("who", PEOPLE)
def test_every_role_at_every_address(client, who):
    urls = [address("draft-list"), address("draft-create")]
    urls += pages(draft_catalogue(2027)) + pages(published_catalogue())
    login(client, PEOPLE[who]())
    assert tuple(client.get(url).status_code for url in urls) == EXPECTED[who]
    before = CatalogueItem.objects.count()
    if who != "catalogue":
        # The list has no POST; every other address refuses one as it refuses a GET.
        writing = [url for url in urls[1:] if client.get(url).status_code != 200]
        assert [client.post(url).status_code for url in writing] == [
            client.get(url).status_code for url in writing
        ]
    assert CatalogueItem.objects.count() == before


def test_who_is_not_signed_in_is_asked_to(client):
    version = draft_catalogue()
    urls = [address("draft-list"), address("draft-create"), *pages(version)]
    assert {client.get(url).status_code for url in urls} == {302}


@pytest.mark.parametrize("name", ["draft-list", "draft-detail", "draft-publish", "entry-add", "entry-edit"])
def test_as_many_queries_for_a_large_catalogue(client, django_assert_max_num_queries, name):
    services.load_national_items()
    large = draft_catalogue(rows=services.shipped_tree())
    for year in range(2010, 2020):
        draft_catalogue(year)
    args = {"draft-list": (), "entry-edit": (large.code, "A0402")}.get(name, (large.code,))
    login(client, catalogue_officer())
    client.get(address(name, *args))
    # One page tells how far the making is: consulted departments, comments, words, filings.
    with django_assert_max_num_queries(20 if name == "draft-detail" else 16):
        assert client.get(address(name, *args)).status_code == 200
