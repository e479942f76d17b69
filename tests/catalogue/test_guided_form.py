"""The item's form in sections: each opens where it is needed, and what is typed is kept before it can be saved."""

from datetime import timedelta

import pytest

from catalogue.forms.sections import SECTIONS, section_of
from catalogue.models import ItemDraft, PlanItem
from catalogue.services.item_drafts import KEPT, keep_draft
from procurement.accounts.enums import Office
from tests.factories.accounts import AT, login, organisation_of, person
from tests.factories.budgeting import approved_line
from tests.factories.catalogue import entry, operator, plan_item

from .test_workspace_pages import address, create, form_data

pytestmark = pytest.mark.django_db
NEW = address("plan-item-create")


def opened(page):
    return [one["name"] for one in page.context["sections"] if one["open"]]


def labels(page):
    return [one["label"] for one in page.context["sections"]]


def token(client):
    return {"form_token": client.get(NEW).context["form"].fields["form_token"].initial}


def test_every_field_of_the_form_stands_in_a_section(client):
    form = login(client, operator()).get(NEW).context["form"]
    homeless = [name for name in form.fields if not section_of(name)]
    assert homeless == ["revision", "form_token"]
    assert [section_of(one.name) for one in SECTIONS] == [one.name for one in SECTIONS]


def test_what_is_typed_is_kept_right_or_wrong_until_it_is_saved(client):
    author, colleague = operator(), operator()
    line = approved_line(organisation=organisation_of(author))
    client = login(client, author)
    assert opened(client.get(NEW)) == ["title"]
    half = {**form_data(line), "title": "写到一半", "amount": "不是数", "quantity": "", **token(client)}
    away = client.post(NEW, {**half, "step": "amount"})
    assert (away.status_code, away.url) == (302, f"{NEW}?section=amount#section-amount")
    page = client.get(away.url)
    assert (opened(page), page.context["form"]["amount"].value()) == (["amount"], "不是数")
    assert [row["amount"].value() for row in page.context["form"].fundings][:1] == ["288000.00"]
    assert labels(page)[:2] == ["已填好", "还差 2 项"]
    assert PlanItem.objects.count() == 0
    # It is nobody else's.
    assert login(client, colleague).get(NEW).context["draft"] is None
    client = login(client, author)
    assert create(client, author, form_data(line)).status_code == 302
    assert (PlanItem.objects.count(), ItemDraft.objects.count()) == (1, 0)


def test_the_browser_keeps_it_by_itself_and_one_can_throw_it_away(client):
    author = operator()
    item = plan_item(author=author)
    url = address("plan-item-edit", item.code)
    sent = form_data(item.fundings.get().line, revision=str(item.revision), title="改到一半")
    answer = login(client, author).post(url, sent, headers={"HX-Request": "true"})
    assert "还没有保存到项目" in answer.content.decode()
    item.refresh_from_db()
    page = client.get(url)
    assert (item.title, page.context["form"]["title"].value()) == ("居家养老上门服务", "改到一半")
    assert client.post(url, {"drop": "yes"}).url == url
    assert client.get(url).context["form"]["title"].value() == "居家养老上门服务"


def test_what_the_browser_keeps_too_late_does_not_come_back(client):
    """The save overtook it on a slow line: kept now, it would stand in the next form as unsaved."""
    author, late = operator(), {"headers": {"HX-Request": "true"}}
    line = approved_line(organisation=organisation_of(author))
    client = login(client, author)
    sent = {**form_data(line), **token(client)}
    assert client.post(NEW, sent).status_code == 302
    assert client.post(NEW, sent, **late).status_code == 204
    item = PlanItem.objects.get()
    url = address("plan-item-edit", item.code)
    edited = form_data(line, revision=str(item.revision), title="改好了")
    assert client.post(url, edited).status_code == 302
    assert client.post(url, edited, **late).status_code == 204
    assert not ItemDraft.objects.exists()


def test_an_unsaved_form_over_what_a_colleague_saved_is_told_so(client):
    author, colleague = operator(), operator()
    item = plan_item(author=author)
    url = address("plan-item-edit", item.code)
    line = item.fundings.get().line
    sent = form_data(line, revision=str(item.revision), title="我改的")
    login(client, author).post(url, {**sent, "step": "amount"})
    login(client, colleague).post(url, form_data(line, revision=str(item.revision), title="同事改的"))
    kept = login(client, author).get(url).context["form"]
    page = client.post(url, {**sent, "revision": str(kept["revision"].value())})
    assert [one.name for one in page.context["form"].conflicts] == ["title"]


def test_a_form_that_names_no_revision_is_shown_again_before_it_overwrites_anything(client):
    author = operator()
    item = plan_item(author=author)
    line = approved_line(organisation=organisation_of(author))
    url = address("plan-item-edit", item.code)
    for sent in ("", "17", "x"):
        page = login(client, author).post(url, {**form_data(line), "title": "没有修订号", "revision": sent})
        assert page.context["form"].non_field_errors()
        assert page.context["form"]["revision"].value() == str(item.revision)
    item.refresh_from_db()
    assert item.title != "没有修订号"


def test_what_was_left_lying_half_a_year_ago_goes(client):
    author = operator()
    keep_draft(place="new", content={}, actor=author, at=AT)
    keep_draft(place="from-X", content={}, actor=author, at=AT + KEPT)
    assert ItemDraft.objects.count() == 2
    keep_draft(place="from-X", content={}, actor=author, at=AT + KEPT + timedelta(seconds=1))
    assert ItemDraft.objects.get().place == "from-X"


@pytest.mark.parametrize(
    ("changed", "sections"),
    [
        ({"title": ""}, ["title"]),
        ({"title": "", "sme_share": "130"}, ["title", "method"]),
        ({"fundings-0-amount": "-5"}, ["amount"]),
        ({"targets-0-weight": "150"}, ["indicators"]),
        ({"fundings-1-line": "LINE", "fundings-1-amount": "1"}, ["amount"]),
    ],
)
def test_errors_open_their_section(client, changed, sections):
    author = operator()
    line = approved_line(organisation=organisation_of(author))
    changed = {name: line.code if value == "LINE" else value for name, value in changed.items()}
    page = create(client, author, form_data(line, **changed))
    assert opened(page) == sections
    assert [one["label"] for one in page.context["sections"] if one["open"]] == ["要更正"] * len(sections)


def test_a_problem_leads_to_its_section(client):
    author = operator()
    item = plan_item(author=author, slices=[])
    approved_line(organisation=organisation_of(author))
    url = address("plan-item-edit", item.code)
    assert opened(login(client, author).get(f"{url}?section=sme_reason")) == ["method"]
    # Nothing asked for: the first that is not filled in.
    assert opened(client.get(url)) == ["amount"]
    assert opened(client.get(f"{url}?section=nothing")) == ["amount"]


def test_who_may_not_draft_keeps_nothing(client):
    finance = person(organisation_of(operator()), Office.FINANCE)
    entry()
    assert login(client, finance).post(NEW, {"step": "amount"}).status_code == 403
    assert not ItemDraft.objects.exists()
