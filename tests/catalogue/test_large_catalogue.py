"""A catalogue of hundreds of entries: what pages ask of the database and carry to a telephone does not grow with it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalogue import services
from catalogue.models import CatalogueItem, PlanItem
from procurement.accounts.enums import Office
from procurement.core.forms.finding import MOST
from tests.factories.accounts import bureau, login, organisation_of
from tests.factories.budgeting import approved_line
from tests.factories.catalogue import TREE, catalogue_officer, draft_catalogue, operator, published_catalogue
from tests.kept import kept

from .test_workspace_pages import form_data

pytestmark = pytest.mark.django_db
CLASSES, EACH = 6, 90
SERVICES = ("道路保洁", "居家养老", "公路养护")


def big_tree() -> list[dict]:
    """Return a tree of two levels of classes and 540 entries; A0301 is called 法律顾问."""
    names = {"A0301": "法律顾问"}
    leaves = [
        (f"A{n:02d}{m:02d}", f"A{n:02d}", f"{SERVICES[m % 3]}{n}-{m}")
        for n in range(1, CLASSES + 1)
        for m in range(1, EACH + 1)
    ]
    return [
        {"code": "A", "name": "公共服务", "parent": "", "service_class": "PUBLIC"},
        *({"code": f"A{n:02d}", "name": f"第{n}类", "parent": "A"} for n in range(1, CLASSES + 1)),
        *(
            {"code": code, "name": names.get(code, name), "parent": parent, "provincial_code": "42"}
            for code, parent, name in leaves
        ),
    ]


BIG = big_tree()


@kept
def big_catalogue():
    return published_catalogue(rows=BIG)


@kept
def big_draft():
    return draft_catalogue(rows=BIG)


def page(client, url: str) -> tuple[int, str]:
    """Return how many queries a page takes the second time, and its text."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        text = client.get(url).content.decode()
    return len(captured), text


def options(text: str, name: str) -> int:
    """Return how many options the select of a field has."""
    return text.split(f'name="{name}"')[-1].split("</select>")[0].count("<option")


@pytest.fixture
def author():
    return operator()


def test_a_new_item_offers_a_search_instead_of_hundreds_of_entries(client, author):
    published_catalogue()
    url = reverse("catalogue:plan-item-create")
    login(client, author)
    queries, text = page(client, url)
    # Few entries are a list, by class; a blank one before them.
    assert ("catalogue_item_words" in text, options(text, "catalogue_item")) == (False, 4)
    CatalogueItem.objects.bulk_create(
        CatalogueItem(version=parent.version, code=f"A04{n}", name="甲", level=3, parent=parent, is_leaf=True)
        for parent in CatalogueItem.objects.filter(code="A04")
        for n in range(1000, 1000 + MOST)
    )
    more, text = page(client, url)
    assert (more, options(text, "catalogue_item")) == (queries, 1)
    assert 'name="catalogue_item_words"' in text


def test_words_find_an_entry_without_a_script_and_lose_nothing(client, author):
    big_catalogue()
    line = approved_line(organisation=organisation_of(author))
    data = form_data(line, title="半个项目", description="", catalogue_item="")
    url = reverse("catalogue:plan-item-create")
    asked = {**data, "catalogue_item_words": "养老 A01", "find": "catalogue_item"}
    found = login(client, author).post(url, asked)
    form, text = found.context["form"], found.content.decode()
    assert PlanItem.objects.count() == 0
    assert (form["title"].value(), form.errors, found.context["reckoned"]) == ("半个项目", {}, False)
    assert options(text, "catalogue_item") == 1 + EACH // 3
    assert f"找到 {EACH // 3} 项" in text
    # One alone is taken at once.
    one = client.post(url, {**asked, "catalogue_item_words": "法律　顾问"}).content.decode()
    assert '<option value="A0301" selected>' in one
    none = client.post(url, {**asked, "catalogue_item_words": "造船"}).content.decode()
    assert "没有找到“造船”" in none


def test_what_was_found_is_saved_and_words_without_a_choice_are_asked_about(client, author):
    big_catalogue()
    line = approved_line(organisation=organisation_of(author))
    url = reverse("catalogue:plan-item-create")
    token = login(client, author).get(url).context["form"].fields["form_token"].initial
    data = form_data(line, catalogue_item="A0301", catalogue_item_words="法律", form_token=token)
    refused = client.post(url, {**data, "catalogue_item": "A9999"})
    assert list(refused.context["form"].errors) == ["catalogue_item"]
    saved = client.post(url, {**data, "form_token": refused.context["form"].data["form_token"]})
    item = PlanItem.objects.get()
    assert (saved.url, item.catalogue_item.code) == (item.get_absolute_url(), "A0301")
    edit = client.get(reverse("catalogue:plan-item-edit", args=[item.code])).content.decode()
    assert '<option value="A0301" selected>' in edit
    assert options(edit, "catalogue_item") == 2


def test_htmx_gets_one_control_and_no_other(client, author):
    big_catalogue()
    url = reverse("catalogue:plan-item-create")
    asked = {"find": "catalogue_item", "catalogue_item_words": "法律", "catalogue_item": "A0101"}
    login(client, author)
    text = client.get(url, asked, headers={"HX-Request": "true"}).content.decode()
    assert text.startswith('<div class="finder" id="id_catalogue_item_finder"')
    # What was chosen before stays chosen beside what the words find.
    assert ('<option value="A0101" selected>' in text, '<option value="A0301">' in text) == (True, True)
    assert client.get(url, {**asked, "find": "title"}, headers={"HX-Request": "true"}).status_code == 404
    assert "<h1>" in client.get(url, asked).content.decode()
    login(client, bureau(Office.BUREAU_BUDGET))
    assert client.get(url, asked, headers={"HX-Request": "true"}).status_code == 403


def test_an_entry_finds_its_national_item_and_keeps_its_table(client):
    services.load_national_items()
    version = draft_catalogue(rows=TREE)
    url = reverse("catalogue:entry-edit", args=[version.code, "A0402"])
    login(client, catalogue_officer())
    text = client.get(url).content.decode()
    # The shipped match, if any, and none: never the 621 items of the classification.
    assert options(text, "national_item") <= 2
    form = client.get(url).context["form"]
    data = {
        "revision": form["revision"].value(),
        "name": "改了一半",
        "confirmed": "no",
        "national_item": "",
        "national_item_words": "养老",
        "indicators-TOTAL_FORMS": "1",
        "indicators-INITIAL_FORMS": "0",
        "indicators-0-name": "完成率",
    }
    found = client.post(url, {**data, "find": "national_item"})
    form = found.context["form"]
    assert (form["name"].value(), form.errors) == ("改了一半", {})
    assert form.indicators[0]["name"].value() == "完成率"
    assert options(found.content.decode(), "national_item") > 1
    # Saved as it stands, the words would be lost silently.
    refused = client.post(url, data)
    assert list(refused.context["form"].errors)[0] == "national_item"
    assert CatalogueItem.objects.get(version=version, code="A0402").name == "基本养老服务"


@pytest.mark.parametrize("query", ["", "?show=unconfirmed", "?show=unbased", "?q=养老", "?open=A01"])
def test_the_page_of_a_draft_asks_as_much_of_many_entries_as_of_few(client, query):
    login(client, catalogue_officer())
    few = draft_catalogue(rows=TREE)
    queries, _text = page(client, reverse("catalogue:draft-detail", args=[few.code]) + query)
    many = big_draft()
    more, text = page(client, reverse("catalogue:draft-detail", args=[many.code]) + query)
    assert more == queries
    assert text.count("/workspace/catalogue/" + many.code + "/A0") < 2 * EACH


def test_what_is_unsettled_of_a_draft_has_pages(client):
    version = big_draft()
    url = reverse("catalogue:draft-detail", args=[version.code])
    login(client, catalogue_officer())
    first = client.get(url, {"show": "unconfirmed"}).context
    last = client.get(url, {"show": "unconfirmed", "page": "99"}).context
    assert (first["page_obj"].paginator.count, len(first["found"])) == (len(BIG), 50)
    assert [one.code for one in last["found"]][-1] == "A0690"


def test_a_folded_tree_counts_what_it_does_not_load(client):
    version = big_catalogue()
    tree = client.get(reverse("catalogue:tree")).context["tree"]
    assert [(node.item.code, node.leaves, len(node.children)) for node in tree] == [("A", 540, CLASSES)]
    assert [(node.leaves, node.folded) for node in tree[0].children] == [(EACH, True)] * CLASSES
    # An entry's code opens the class it stands in.
    opened = client.get(reverse("catalogue:version", args=[version.code]), {"open": "A0301"}).context["tree"]
    shown = {node.item.code: len(node.children) for node in opened[0].children if not node.folded}
    assert (shown, opened[0].opened) == ({"A03": EACH}, True)
