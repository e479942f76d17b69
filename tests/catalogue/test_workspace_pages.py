"""Screens of work: drafting in one form, submitting, reviewing, publishing, the intent."""

from decimal import Decimal

import pytest
from django.urls import reverse

from catalogue import services
from catalogue.enums import ItemStatus, OrganisationForm, Priority
from catalogue.models import PlanItem
from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Village
from procurement.core.errors import DomainError
from procurement.regulations import methods, scope
from tests.factories.accounts import (
    AT,
    auditor,
    bureau,
    existing,
    login,
    organisation_of,
    person,
    stranger,
    township,
)
from tests.factories.budgeting import approved_line
from tests.factories.catalogue import (
    TREE,
    catalogue_officer,
    entry,
    minutes,
    operator,
    plan_item,
    plan_of,
    published_catalogue,
    targets,
    villages,
)

pytestmark = pytest.mark.django_db
CONSULTATION = {
    "amount": Decimal("1960000.00"),
    "method": methods.COMPETITIVE_CONSULTATION,
    "method_reason": "政府购买服务项目",
    "organisation_form": OrganisationForm.ENTRUSTED,
    "sme_reserved": True,
}


def address(name, *args):
    return reverse(f"catalogue:{name}", args=args)


def form_data(line, **changed):
    """Return the whole form as a browser sends it: a small purchase that passes every check."""
    targets = [
        ("预算执行率", "EXECUTION", "POSITIVE", "95", "10"),
        ("服务完成率", "OUTPUT", "POSITIVE", "95", "50"),
        ("有效投诉", "BENEFIT", "NEGATIVE", "2", "20"),
        ("满意度", "SATISFACTION", "POSITIVE", "90", "20"),
    ]
    data = {
        "year": "2026",
        "title": "居家养老上门服务",
        "catalogue_item": entry().code,
        "description": "为160名失能老人上门服务",
        "people_served": "160",
        "resident_facing": "on",
        "priority": "9",
        "quantity": "6400",
        "unit": "小时",
        "amount": "288000.00",
        "start_month": "11",
        "term_months": "12",
        "matching_amount": "0",
        "method": methods.SMALL_PURCHASE,
        "organisation_form": OrganisationForm.INTERNAL,
        "fundings-TOTAL_FORMS": "2",
        "fundings-INITIAL_FORMS": "0",
        "fundings-0-line": line.code,
        "fundings-0-amount": "288000.00",
        "targets-TOTAL_FORMS": str(len(targets)),
        "targets-INITIAL_FORMS": "0",
        **{f"negative_{question.code}": "no" for question in scope.NEGATIVE_QUESTIONS},
    }
    for at, row in enumerate(targets):
        for name, value in zip(("name", "tier", "kind", "target", "weight"), row, strict=True):
            data[f"targets-{at}-{name}"] = value
    return {**data, **changed}


def create(client, actor, data):
    url = address("plan-item-create")
    token = login(client, actor).get(url).context["form"].fields["form_token"].initial
    return client.post(url, {**data, "form_token": token})


def test_an_item_is_drafted_in_one_form_and_submitted(client):
    author = operator()
    line = approved_line(organisation=organisation_of(author))
    response = create(client, author, form_data(line))
    item = PlanItem.objects.get()
    assert response.url == item.get_absolute_url()
    assert client.get(item.get_absolute_url()).context["problems"] == []
    # With the year's plan and its minutes the first time; what is added later goes alone.
    refused = client.post(address("plan-item-transition", item.code, "submit"))
    assert "年度计划还没有提交" in refused.context["form"].non_field_errors()[0]
    plan = plan_of(item)
    meeting = {"meeting": "镇党政联席会议", "meeting_on": "2026-01-05", "decided_by": "书记、镇长"}
    shown = client.get(address("annual-submit", plan.code)).context["form"]["seen"].value()
    data = {**meeting, "minutes": minutes(), "seen": shown}
    response = client.post(address("annual-submit", plan.code), data)
    assert response.url == plan.get_absolute_url()
    item.refresh_from_db()
    assert item.status == ItemStatus.SUBMITTED
    added = plan_item(author=author, title="社工站运营")
    url = address("plan-item-transition", added.code, "submit")
    assert client.get(url).status_code == 200
    assert client.post(url).url == added.get_absolute_url()
    added.refresh_from_db()
    assert added.status == ItemStatus.SUBMITTED


def test_a_draft_may_be_incomplete_and_the_page_lists_what_is_missing(client):
    author = operator()
    line = approved_line(organisation=organisation_of(author))
    data = form_data(line, **{"fundings-0-amount": "1.00", "targets-0-weight": "9", "negative_FINANCING": ""})
    assert create(client, author, data).status_code == 302
    item = PlanItem.objects.get()
    response = client.get(item.get_absolute_url())
    assert [problem.rule for problem in response.context["problems"]] == ["A-08", "B-06", "G-03"]
    response = client.post(address("plan-item-transition", item.code, "submit"))
    assert response.status_code == 200
    assert "六个问题" in response.context["form"].non_field_errors()[0]


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"title": ""}, "title"),
        ({"amount": "0"}, "amount"),
        ({"amount": "12.345"}, "amount"),
        ({"catalogue_item": "A04"}, "catalogue_item"),
        ({"fundings-0-amount": ""}, "__all__"),
        ({"targets-1-weight": "101"}, "__all__"),
        ({"fundings-0-line": "YS-0000-0000"}, "__all__"),
    ],
)
def test_what_a_form_refuses_keeps_what_was_typed(client, changed, where):
    author = operator()
    line = approved_line(organisation=organisation_of(author))
    response = create(client, author, form_data(line, **changed))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [where]
    assert "为160名失能老人上门服务" in response.content.decode()
    assert PlanItem.objects.count() == 0


def test_two_open_forms_the_second_is_told_and_may_save_again(client):
    author, colleague = operator(), operator()
    item = plan_item(author=author)
    line = item.fundings.get().line
    url = address("plan-item-edit", item.code)
    seen = login(client, author).get(url).context["form"].initial["revision"]
    services.edit_item(item=item, title="同事改的", actor=colleague, at=AT)
    data = form_data(line, revision=str(seen), title="我改的")
    response = client.post(url, data)
    message = response.context["form"].non_field_errors()[0]
    assert message.startswith(colleague.name)
    assert "项目名称" in message
    data["revision"] = response.context["form"].data["revision"]
    assert client.post(url, data).status_code == 302
    item.refresh_from_db()
    assert item.title == "我改的"


def opened_by_two(client, **mine):
    """Return an item, its line and address, what the first one's form sends, and a colleague."""
    author, colleague = operator(), operator()
    served = villages(organisation_of(author))
    item = plan_item(author=author)
    services.set_villages(item=item, villages=served[:1], actor=author, at=AT)
    services.set_indicators(item=item, targets=targets(), actor=author, at=AT)
    item.refresh_from_db()
    line, url = item.fundings.get().line, address("plan-item-edit", item.code)
    form = login(client, author).get(url).context["form"]
    sent = {**form_data(line, revision=str(item.revision)), "villages": [served[0].code]}
    sent |= {
        f"targets-{place}-{name}": row[name].value()
        for place, row in enumerate(form.targets)
        for name in row.fields
        if row[name].value() is not None
    }
    sent |= {"targets-TOTAL_FORMS": str(len(form.targets.forms)), "targets-INITIAL_FORMS": "0"}
    return item, served, url, {**sent, **mine}, colleague


def colleague_saves(item, served, colleague):
    """The colleague changes a field, the villages, the money, the targets and the answers: one save, four acts."""
    line = approved_line("900000.00", organisation=item.organisation)
    services.save_item(
        item=item,
        organisation=item.organisation,
        year=item.year,
        fields={"people_served": 170, "negative_answers": {**item.negative_answers, "FINANCING": True}},
        slices=[(line, item.amount)],
        villages=served[:2],
        targets=targets(satisfaction=30),
        actor=colleague,
        at=AT,
    )
    return line


def shown(form):
    rows = [(row["name"].value(), str(row["weight"].value())) for row in form.targets]
    return {
        "villages": sorted(form["villages"].value()),
        "fundings": [row["line"].value() for row in form.fundings if row["line"].value()],
        "weights": [weight for name, weight in rows if name][-1],
        "financing": form["negative_FINANCING"].value(),
    }


def test_villages_money_targets_and_answers_that_were_left_alone_are_taken_over(client):
    item, served, url, sent, colleague = opened_by_two(client)
    line = colleague_saves(item, served, colleague)
    form = client.post(url, {**sent, "description": "我改的"}).context["form"]
    message = str(form.errors)
    for part in ("受益人数", "负面清单六问", "受益村（社区）", "资金安排", "绩效指标"):
        assert part in message
    assert form.conflicts == []
    assert shown(form) == {
        "villages": sorted(one.code for one in served[:2]),
        "fundings": [line.code],
        "weights": "30.00",
        "financing": "yes",
    }


def test_what_both_changed_stays_and_is_taken_over_where_one_asks_for_it(client):
    item, served, url, sent, colleague = opened_by_two(client)
    mine = {"villages": [served[2].code], "people_served": "180", "negative_DIRECT_GOVERNMENT_ACT": "yes"}
    line = colleague_saves(item, served, colleague)
    form = client.post(url, {**sent, **mine, "fundings-0-amount": "1"}).context["form"]
    found = {one.name: (one.theirs, one.mine) for one in form.conflicts}
    assert list(found) == ["people_served", "villages", "fundings", "negative_answers"]
    assert found["people_served"] == ("170", "180")
    assert found["villages"] == ("、".join(one.name for one in served[:2]), served[2].name)
    assert found["fundings"][0].startswith(line.code)
    assert shown(form)["villages"] == [served[2].code]
    again = {**sent, **mine, "revision": form.data["revision"]}
    again |= {"targets-2-weight": "10.00", "targets-3-weight": "30.00"}
    looked = client.post(url, {**again, "take": ["villages", "fundings"], "reckon": "take"}).context
    assert (looked["taken"], shown(looked["form"])["fundings"]) == (True, [line.code])
    item.refresh_from_db()
    assert item.people_served == 170
    # Ticked and saved at once: theirs of what was ticked, mine of the rest.
    again["negative_DIRECT_GOVERNMENT_ACT"] = "no"
    assert client.post(url, {**again, "take": ["villages", "fundings", "nothing"]}).status_code == 302
    item.refresh_from_db()
    assert (item.people_served, item.fundings.get().line) == (180, line)
    assert sorted(one.code for one in item.villages.all()) == sorted(one.code for one in served[:2])


def test_what_a_colleague_changed_and_was_left_alone_is_not_undone(client):
    author, colleague = operator(), operator()
    item = plan_item(author=author, resident_facing=True, description="为160名失能老人上门服务")
    line = item.fundings.get().line
    url = address("plan-item-edit", item.code)
    seen = login(client, author).get(url).context["form"].initial["revision"]
    theirs = {"people_served": 170, "resident_facing": False, "description": "同事改的", "start_month": 10}
    services.edit_item(item=item, actor=colleague, at=AT, **theirs)
    page = client.post(url, form_data(line, revision=str(seen), description="我改的"))
    form = page.context["form"]
    assert "已经换成对方保存的：受益人数、直接面向群众（满意度权重不得低于规定）、预计采购月份" in str(
        form.errors
    )
    # Sent as the page now shows it.
    mine = {name: form[name].value() for name in ("people_served", "description", "start_month", "revision")}
    assert mine == {
        "people_served": 170,
        "description": "我改的",
        "start_month": 10,
        "revision": mine["revision"],
    }
    assert "resident_facing" not in form.data
    sent = form_data(line, **{name: str(value) for name, value in mine.items()})
    del sent["resident_facing"]
    assert client.post(url, sent).status_code == 302
    item.refresh_from_db()
    assert (item.people_served, item.resident_facing, item.description, item.start_month) == (
        *(170, False),
        *("我改的", 10),
    )


def test_the_edit_form_shows_what_was_saved(client):
    author = operator()
    item = plan_item(author=author)
    response = login(client, author).get(address("plan-item-edit", item.code))
    form = response.context["form"]
    assert form["amount"].value() == Decimal("288000.00")
    assert [row["line"].value() for row in form.fundings][0] == item.fundings.get().line.code
    assert [row["name"].value() for row in form.targets][:4] == [row.name for row in item.indicators.all()]


def test_the_bureau_reviews_agrees_and_publishes(client):
    item = plan_item(ItemStatus.SUBMITTED)
    officer = catalogue_officer()
    response = login(client, officer).get(address("plan-review"))
    assert [row.code for row in response.context["waiting"]] == [item.code]
    plan = response.context["plans"][0]
    assert (plan.count, plan.total) == (1, item.amount)
    services.agree_plan(plan=plan, items=[], actor=officer, at=AT)
    assert client.post(
        address("plan-item-agree", item.code), {"remarks": "同意", "revision": item.revision}
    ).url == address("plan-review")
    response = client.get(address("plan-publish"))
    effect = response.context["effects"][0]
    assert (effect.wanted, effect.after) == (Decimal("288000.00"), Decimal("0.00"))
    token = response.context["form"].fields["form_token"].initial
    sent = {"items": [item.code], "form_token": token, "seen": f"{item.code}={item.revision}"}
    response = client.post(address("plan-publish"), sent)
    assert response.url == address("plan")
    item.refresh_from_db()
    assert item.status == ItemStatus.PUBLISHED


def test_publishing_nothing_is_refused(client):
    plan_item(ItemStatus.AGREED)
    login(client, catalogue_officer())
    token = client.get(address("plan-publish")).context["form"].fields["form_token"].initial
    response = client.post(address("plan-publish"), {"form_token": token})
    assert list(response.context["form"].errors) == ["items"]


def test_an_item_is_returned_with_remarks(client):
    author = operator()
    item = plan_item(ItemStatus.SUBMITTED, author=author)
    login(client, catalogue_officer())
    url = address("plan-item-return", item.code)
    assert list(client.post(url, {"remarks": ""}).context["form"].errors) == ["remarks"]
    client.post(url, {"remarks": "请补充数量"})
    assert "请补充数量" in login(client, author).get(item.get_absolute_url()).content.decode()


def test_the_intent_form_offers_lawful_months_only(client):
    author = operator()
    item = plan_item(ItemStatus.PUBLISHED, author=author, **CONSULTATION)
    url = address("plan-item-intent", item.code)
    form = login(client, author).get(url).context["form"]
    today_plus_30 = form.fields["expected_month"].choices[0][0]
    token = form.fields["form_token"].initial
    response = client.post(
        url, {"summary": "21个村保洁", "expected_month": today_plus_30, "form_token": token}
    )
    assert response.url == item.get_absolute_url()
    assert item.intents.get().summary == "21个村保洁"


def test_withdrawing_wants_a_reason(client):
    author = operator()
    item = plan_item(author=author)
    url = address("plan-item-transition", item.code, "withdraw")
    assert list(login(client, author).post(url, {"reason": ""}).context["form"].errors) == ["reason"]
    client.post(url, {"reason": "不再需要"})
    item.refresh_from_db()
    assert item.status == ItemStatus.WITHDRAWN


OFFICE_PAGES = ("plan-item-list", "plan-item-create", "plan-review", "plan-publish")
ITEM_PAGES = ("detail", "edit", "agree", "return", "intent")
PEOPLE = {
    "operator": lambda: operator(),
    "finance": lambda: person(township("义堂镇"), Office.FINANCE),
    "neighbour": lambda: operator(township("下辛店镇")),
    "catalogue": catalogue_officer,
    "supervisor": bureau,
    "auditor": auditor,
    "stranger": stranger,
}
# Status of each page for each person: list, new, review, publish; then detail, edit, agree, return, intent.
EXPECTED = {
    "operator": (200, 200, 403, 403, 200, 200, 403, 403, 403),
    "finance": (200, 403, 403, 403, 200, 403, 403, 403, 403),
    "neighbour": (200, 200, 403, 403, 404, 404, 404, 404, 404),
    "catalogue": (200, 403, 200, 200, 200, 403, 200, 200, 403),
    "supervisor": (200, 403, 403, 403, 200, 403, 403, 403, 403),
    "auditor": (200, 403, 403, 403, 200, 403, 403, 403, 403),
    "stranger": (403, 403, 403, 403, 404, 404, 404, 404, 404),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_every_role_at_every_address(client, who):
    item = plan_item(ItemStatus.SUBMITTED)
    login(client, PEOPLE[who]())
    urls = [address(name) for name in OFFICE_PAGES]
    urls += [address(f"plan-item-{name}", item.code) for name in ITEM_PAGES]
    assert tuple(client.get(url).status_code for url in urls) == EXPECTED[who]


def test_a_draft_is_not_the_bureaus_affair(client):
    item = plan_item()
    login(client, catalogue_officer())
    assert list(client.get(address("plan-item-list")).context["page_obj"].object_list) == []
    assert client.get(item.get_absolute_url()).status_code == 404


def test_nobody_signed_in_is_sent_to_sign_in(client):
    item = plan_item()
    for url in (address("plan-item-list"), item.get_absolute_url(), address("plan-review")):
        assert client.get(url).url.startswith("/accounts/login/")


@pytest.mark.parametrize("rows", [1, 12])
def test_the_list_takes_a_fixed_number_of_queries(client, rows, django_assert_max_num_queries):
    for _ in range(rows):
        plan_item(ItemStatus.SUBMITTED)
    login(client, catalogue_officer())
    for name in ("plan-item-list", "plan-review"):
        with django_assert_max_num_queries(15):
            client.get(address(name))


def test_next_years_plan_is_made_under_next_years_catalogue(client):
    """In December only the coming year's catalogue may be out, and it names what the old one did not."""
    rows = [*TREE, {"code": "A0499", "name": "明年新增的服务", "parent": "A04"}]
    published_catalogue(year=2027, rows=rows)
    author = operator()
    line = approved_line(organisation=organisation_of(author), year=2027)
    data = form_data(line, catalogue_item="A0499")

    refused = create(client, author, {**data, "year": "2026"})
    assert list(refused.context["form"].errors) == ["catalogue_item"]
    assert create(client, author, {**data, "year": "2027"}).status_code == 302
    assert PlanItem.objects.get().catalogue_item.version.year == 2027


def test_working_out_again_keeps_what_was_typed_and_saves_nothing(client):
    author = operator()
    line = approved_line("200000.00", organisation=organisation_of(author))
    data = form_data(line, unit_price="45", amount="", reckon="reckon", description="半句话")
    page = login(client, author).post(address("plan-item-create"), data)
    form, reckoning = page.context["form"], page.context["reckoning"]
    assert PlanItem.objects.count() == 0
    assert (form["description"].value(), form["amount"].value()) == ("半句话", Decimal("288000.00"))
    assert form["negative_FINANCING"].value() == "no"
    assert [row["line"].value() for row in form.fundings] == [line.code, None]
    assert reckoning["advice"]["follows"]
    assert (reckoning["years"]["rows"], reckoning["years"]["missing"]) == (
        [(2026, Decimal("288000.00"))],
        Decimal("0.00"),
    )
    assert "没有保存" in page.content.decode()


def test_working_out_again_says_what_the_amount_asks_for(client):
    author = operator()
    line = approved_line(organisation=organisation_of(author))
    data = form_data(line, unit_price="", amount="1960000", sme_reserved="on", reckon="reckon", title="")
    page = login(client, author).post(address("plan-item-create"), data)
    reckoning = page.context["reckoning"]
    assert page.context["form"]["unit_price"].value() == Decimal("306.25")
    assert not reckoning["advice"]["follows"]
    assert (reckoning["reserve"]["whole"], reckoning["reserve"]["reserved"]) == (True, Decimal("1960000.00"))
    assert "社会组织、农村集体经济组织、农民专业合作社、公益性服务机构" in reckoning["kinds"]["shut"]
    assert page.context["form"].errors == {}


def test_unreadable_numbers_are_shown_again_and_not_worked_with(client):
    author = operator()
    line = approved_line(organisation=organisation_of(author))
    data = form_data(line, unit_price="四十五", amount="", quantity="", reckon="reckon")
    page = login(client, author).post(address("plan-item-create"), data)
    assert page.context["form"]["unit_price"].value() == "四十五"
    assert page.context["reckoning"]["advice"] is None


def test_an_entry_brings_its_unit_and_targets(client):
    author = operator()
    line = approved_line(organisation=organisation_of(author))
    row = {
        "name": "上门次数",
        "tier": "OUTPUT",
        "kind": "POSITIVE",
        "weight": "100",
        "target": "6400",
        "unit": "次",
    }
    type(entry()).objects.filter(pk=entry().pk).update(indicators=[row], unit="人次", resident_facing=False)
    data = form_data(line, reckon="entry")
    form = login(client, author).post(address("plan-item-create"), data).context["form"]
    assert (form["unit"].value(), form["resident_facing"].value()) == ("人次", False)
    assert [one["name"].value() for one in form.targets][:2] == ["上门次数", None]


def test_a_price_that_does_not_multiply_stands_beside_the_amount(client):
    author = operator()
    line = approved_line(organisation=organisation_of(author))
    response = create(client, author, form_data(line, unit_price="50"))
    assert list(response.context["form"].errors) == ["amount"]
    response = create(client, author, form_data(line, amount="", unit_price=""))
    assert list(response.context["form"].errors) == ["unit_price"]


def test_the_villages_of_the_own_division_are_ticked(client):
    author = operator()
    home = organisation_of(author)
    home.division_code = "420923101"
    home.save()
    for number in (1, 2):
        Village.objects.create(code=f"42092310120{number}", division_code="420923101", name=f"{number}号村")
    Village.objects.create(code="420923999201", division_code="420923999", name="别处村")
    line = approved_line(organisation=home)
    page = login(client, author).get(address("plan-item-create"))
    assert [
        [box.choice_label for box in group["boxes"]] for group in page.context["form"].village_groups
    ] == [["1号村", "2号村"]]
    refused = create(client, author, form_data(line, villages=["420923999201"]))
    assert list(refused.context["form"].errors) == ["villages"]
    create(client, author, form_data(line, villages=["420923101202"]))
    item = PlanItem.objects.get()
    assert [one.name for one in item.villages.all()] == ["2号村"]
    data = form_data(line, revision=str(item.revision), all_villages="on")
    client.post(address("plan-item-edit", item.code), data)
    assert item.villages.count() == 2


def test_last_years_item_is_drafted_anew_from_its_page(client):
    author = operator()
    item = plan_item(ItemStatus.CLOSED, author=author, price_reason="偏远村多")
    line = approved_line(organisation=organisation_of(author), year=2027)
    type(line).objects.filter(pk=line.pk).update(project_name=item.fundings.get().line.project_name)
    page = login(client, author).get(item.get_absolute_url())
    assert page.context["may_reuse"]
    page = client.get(address("plan-item-create") + f"?from={item.code}")
    form = page.context["form"]
    assert (form["year"].value(), form["continues"].value(), form["title"].value()) == (
        2027,
        item.code,
        item.title,
    )
    assert form["price_reason"].value() == "偏远村多"
    assert [row["line"].value() for row in form.fundings][0] == line.code
    assert [row["name"].value() for row in form.targets][:4] == [row.name for row in item.indicators.all()]
    assert form["negative_FINANCING"].value() is None
    assert page.context["reckoning"]["earlier"]["result"].recommendation == "KEEP"
    stranger_page = login(client, operator(township("下辛店镇"))).get(
        address("plan-item-create") + f"?from={item.code}"
    )
    assert stranger_page.status_code == 404


def test_the_second_person_checks_the_words_on_a_page(client):
    item = plan_item(ItemStatus.SUBMITTED, description="不含垫资", word_screen_reason="文中是禁止垫资的要求")
    url = address("plan-item-words", item.code)
    reviewer = person(item.organisation, Office.REVIEWER)
    page = login(client, reviewer).get(item.get_absolute_url())
    assert page.context["may_confirm"]
    assert "文中是禁止垫资的要求" in client.get(url).content.decode()
    assert client.post(url, {"revision": item.revision}).url == item.get_absolute_url()
    page = client.get(item.get_absolute_url())
    assert (page.context["words_wait"], page.context["may_confirm"]) == (False, False)
    assert list(client.post(url, {"revision": item.revision}).context["form"].non_field_errors()) == [
        "已经复核过了。"
    ]
    assert login(client, operator(item.organisation)).get(url).status_code == 403
    assert login(client, stranger()).get(url).status_code == 404


def test_words_that_changed_a_second_ago_are_not_agreed_with(client):
    item = plan_item(ItemStatus.DRAFT, description="不含垫资", word_screen_reason="文中是禁止垫资的要求")
    url = address("plan-item-words", item.code)
    seen = (
        login(client, person(item.organisation, Office.REVIEWER)).get(url).context["form"]["revision"].value()
    )
    services.edit_item(item=item, description="由承接单位垫资", actor=operator(item.organisation), at=AT)
    again = client.post(url, {"revision": seen})
    assert "不是最新内容" in again.context["form"].non_field_errors()[0]
    assert "由承接单位垫资" in again.content.decode()
    assert item.screening.confirmed_at is None
    assert client.post(url, {"revision": again.context["form"]["revision"].value()}).status_code == 302


@pytest.mark.parametrize("villages", [1, 30])
def test_a_departments_form_takes_a_fixed_number_of_queries(client, villages, django_assert_max_num_queries):
    clerk = person(existing(OrganisationKind.COUNTY_DEPARTMENT, "云梦县民政局"), Office.OPERATOR)
    Village.objects.bulk_create(
        Village(code=f"420923101{n:03}", division_code="420923101", name=f"{n}号村") for n in range(villages)
    )
    published_catalogue()
    login(client, clerk)
    with django_assert_max_num_queries(30):
        assert client.get(address("plan-item-create")).status_code == 200


def test_the_list_is_filtered_and_sorted_by_what_comes_first(client):
    home = township("义堂镇")
    ordinary = plan_item(home=home)
    first = plan_item(home=home, priority=Priority.LIVELIHOOD)
    login(client, operator(home))
    rows = client.get(address("plan-item-list"), {"sort": "priority"}).context["page_obj"].object_list
    assert [row.code for row in rows] == [first.code, ordinary.code]
    rows = client.get(address("plan-item-list"), {"priority": "1"}).context["page_obj"].object_list
    assert [row.code for row in rows] == [first.code]


@pytest.mark.parametrize(
    ("field", "typed"),
    [("people_served", "9223372036854775807"), ("people_served", "10000001"), ("term_months", "999999")],
)
def test_numbers_that_only_a_slip_can_mean_are_refused(client, field, typed):
    author = operator()
    item = plan_item(author=author)
    login(client, author)
    page = client.post(address("plan-item-edit", item.code), {field: typed})
    assert field in page.context["form"].errors
    with pytest.raises(DomainError) as refused:
        services.edit_item(item=item, actor=author, at=AT, **{field: int(typed)})
    assert refused.value.field == field


def test_a_hundred_thousand_rows_are_not_read(client):
    author = operator()
    item = plan_item(author=author)
    sent = {"targets-TOTAL_FORMS": "100000", "targets-INITIAL_FORMS": "0"}
    page = login(client, author).post(address("plan-item-edit", item.code), sent)
    assert len(page.context["form"].targets.forms) == 60
