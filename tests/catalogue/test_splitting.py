"""The splitting watch (B-19): warned of below the threshold, blocked over it, excused by a confirmed paper."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from catalogue import services
from catalogue.enums import AnnualStatus, GroundKind, GroundStatus, ItemStatus, OrganisationForm
from catalogue.models import PlanItem, SplittingGround
from catalogue.selectors import splitting_watch, todos, watches_of
from catalogue.selectors.checks import problems
from catalogue.views.items import PlanReview
from procurement.accounts.enums import Office
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import Notification
from procurement.regulations import methods
from tests.factories.accounts import AT, bureau, login, organisation_of, person, township
from tests.factories.budgeting import approved_line
from tests.factories.catalogue import (
    agree,
    catalogue_officer,
    entry,
    ground,
    minutes,
    operator,
    plan_item,
    plan_of,
    submit,
)

pytestmark = pytest.mark.django_db
ON = AT.date()
CONSULTATION = {
    "method": methods.COMPETITIVE_CONSULTATION,
    "method_reason": "政府购买服务项目",
    "organisation_form": OrganisationForm.ENTRUSTED,
    "sme_reserved": True,
}


@pytest.fixture
def author():
    return operator()


@pytest.fixture
def line(author):
    return approved_line("9000000.00", organisation=organisation_of(author))


def bought(author, line, amount, state=ItemStatus.SUBMITTED, **changed):
    values = {**CONSULTATION, **changed}
    return plan_item(state, author=author, line=line, amount=Decimal(amount), **values)


def levels(author):
    found = splitting_watch(year=2026, on=ON, organisation_id=organisation_of(author).pk)
    return [(watch.level, watch.rule, watch.total) for watch in found]


def test_two_direct_purchases_of_499000_are_warned_of_and_go_on(author, line):
    small = {"method": methods.SMALL_PURCHASE, "organisation_form": OrganisationForm.INTERNAL}
    pair = [bought(author, line, "499000.00", **small) for _ in range(2)]
    plan_item(ItemStatus.SUBMITTED, home=township("下辛店镇"), amount=Decimal("499000.00"))
    assert levels(author) == [("SPLIT", "C-14", Decimal("998000.00"))]
    assert not splitting_watch(year=2026, on=ON, organisation_id=organisation_of(author).pk)[0].blocks
    for item in pair:
        assert agree(item=item, actor=catalogue_officer()).status == ItemStatus.AGREED


def test_exactly_the_threshold_is_no_splitting_but_near_it(author, line):
    bought(author, line, "1000000.00")
    second = bought(author, line, "1000000.00")
    assert second.status == ItemStatus.SUBMITTED
    assert levels(author) == [("NEAR", "B-19", Decimal("2000000.00"))]


def test_a_fen_over_the_threshold_is_blocked_with_article_and_sum(author, line):
    bought(author, line, "1000000.00")
    second = bought(author, line, "1000000.01", ItemStatus.DRAFT)
    assert [problem.rule for problem in problems(second, AT)] == ["B-19"]
    with pytest.raises(GuardRefused, match=r"合计 2,000,000.01 元.*超过.*2,000,000.00 元.*第二十八条"):
        submit(item=second, actor=author)
    assert [watch.blocks for watch in watches_of(second, ON)] == [True]
    # A draft is nobody else's trouble yet.
    assert levels(author) == []


def test_the_review_shows_the_biggest_groups_and_leads_to_all(client, author, line, monkeypatch):
    for amount, code in (("950000.00", "A0402"), ("1000000.00", "A0607")):
        for _ in range(2):
            bought(author, line, amount, catalogue_item=entry(code))
    url = reverse("catalogue:plan-review")
    login(client, catalogue_officer())
    assert [watch.total for watch in client.get(url).context["watches"]] == [
        Decimal("2000000.00"),
        Decimal("1900000.00"),
    ]
    monkeypatch.setattr(PlanReview, "SHOWN", 1)
    short = client.get(url)
    assert [watch.total for watch in short.context["watches"]] == [Decimal("2000000.00")]
    assert ('href="?show=watches"' in short.content.decode(), len(short.context["waiting"])) == (True, 4)
    whole = client.get(url, {"show": "watches"})
    assert len(whole.context["watches"]) == 2
    assert "待审核的项目</h2>" not in whole.content.decode()


def test_a_small_slice_of_another_project_does_not_hide_splitting(author, line):
    home = organisation_of(author)
    other = approved_line("100000.00", organisation=home, project_name="另一个预算项目")
    bought(author, line, "1000000.00")
    second = bought(author, line, "1000000.01", ItemStatus.DRAFT)
    for first, rest in ((other, line), (line, other)):
        slices = [(first, Decimal("0.01")), (rest, Decimal("1000000.00"))]
        if rest == other:
            slices = [(first, Decimal("900000.01")), (rest, Decimal("100000.00"))]
        services.set_fundings(item=second, slices=slices, actor=author, at=AT)
        assert [problem.rule for problem in problems(second, AT)] == ["B-19"]


def test_two_drafts_that_split_together_are_seen_before_either_is_handed_in(client, author, line):
    first, second = (bought(author, line, "1100000.00", ItemStatus.DRAFT) for _ in range(2))
    assert [watch.items for watch in watches_of(second, ON)] == [(first, second)]
    page = login(client, author).get(reverse("catalogue:plan-item-ground", args=[second.code]))
    assert [code for code, _words in page.context["form"].fields["items"].choices] == [
        first.code,
        second.code,
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"method": methods.OPEN_TENDER, "organisation_form": OrganisationForm.ENTRUSTED},
        {"line": "another project"},
        {"code": "A0607"},
    ],
)
def test_open_tender_another_project_or_another_service_is_no_splitting(author, line, changed):
    changed = dict(changed)
    if changed.pop("line", None):
        line = approved_line("9000000.00", organisation=organisation_of(author), project_name="另一个项目")
    if code := changed.pop("code", None):
        changed["catalogue_item"] = entry(code)
    home_line = approved_line("9000000.00", organisation=organisation_of(author))
    bought(author, home_line, "1500000.00")
    assert bought(author, line, "1500000.00", **changed).status == ItemStatus.SUBMITTED


def over(author, line):
    """Return two items over the threshold: the second came to be so by an edit of the first."""
    first = bought(author, line, "900000.00")
    second = bought(author, line, "900000.00")
    services.return_item(item=first, remarks="改金额", actor=catalogue_officer(), at=AT)
    services.edit_item(item=first, amount=Decimal("1200000.00"), actor=author, at=AT)
    services.set_fundings(item=first, slices=[(line, Decimal("1200000.00"))], actor=author, at=AT)
    return first, second


def test_agreeing_and_publishing_are_blocked_too(author, line):
    first, second = over(author, line)
    officer = catalogue_officer()
    with pytest.raises(GuardRefused, match="化整为零"):
        services.agree_item(item=second, actor=officer, at=AT)
    with pytest.raises(GuardRefused, match="“居家养老上门服务”：.*化整为零"):
        services.agree_plan(plan=plan_of(second), actor=officer, at=AT)
    assert plan_of(second).status == AnnualStatus.SUBMITTED
    agreed = PlanItem.objects.get(pk=first.pk)
    assert [problem.rule for problem in problems(agreed, AT)] == ["B-19"]


def test_a_confirmed_paper_excuses_what_it_names_and_nothing_else(author, line):
    first, second = over(author, line)
    paper = ground([second], author)
    with pytest.raises(GuardRefused, match="化整为零"):
        services.agree_item(item=second, actor=catalogue_officer(), at=AT)
    services.confirm_ground(ground=paper, actor=catalogue_officer(), at=AT)
    assert agree(item=second, actor=catalogue_officer()).status == ItemStatus.AGREED
    services.submit_item(item=first, actor=author, at=AT)
    # A third purchase of the same kind counts again, with the one that no paper names.
    third = bought(author, line, "900000.00", ItemStatus.DRAFT)
    assert [problem.rule for problem in problems(third, AT)] == ["B-19"]


def test_a_rejected_paper_excuses_nothing(author, line):
    _first, second = over(author, line)
    paper = ground([second], author, kind=GroundKind.BUDGET_ADJUSTMENT)
    with pytest.raises(DomainError) as unsaid:
        services.reject_ground(ground=paper, reason=" ", actor=catalogue_officer(), at=AT)
    assert unsaid.value.field == "reason"
    services.reject_ground(ground=paper, reason="文件没有写明项目", actor=catalogue_officer(), at=AT)
    assert paper.status == GroundStatus.REJECTED
    assert [problem.rule for problem in problems(second, AT)] == ["B-19"]
    with pytest.raises(WrongState):
        services.confirm_ground(ground=paper, actor=catalogue_officer(), at=AT)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "OTHER"}, "kind"),
        ({"document": " "}, "document"),
        ({"document_on": ON + timedelta(days=2)}, "document_on"),
        ({"file": minutes("批复.exe")}, "file"),
    ],
)
def test_what_a_paper_lacks_is_said_beside_its_field(author, line, changed, field):
    item = bought(author, line, "900000.00")
    with pytest.raises(DomainError) as refused:
        ground([item], author, **changed)
    assert (refused.value.field, SplittingGround.objects.count()) == (field, 0)


def test_who_enters_and_who_confirms(author, line):
    item = bought(author, line, "900000.00")
    for actor in (operator(township("下辛店镇")), person(item.organisation, Office.LEADER), bureau()):
        with pytest.raises(NotAllowed):
            ground([item], actor)
    officer = catalogue_officer()
    paper = ground([item], officer)
    for actor in (author, officer, bureau(Office.BUREAU_BUDGET)):
        with pytest.raises(NotAllowed):
            services.confirm_ground(ground=paper, actor=actor, at=AT)
    assert paper.get_absolute_url() in [todo.url for todo in todos(catalogue_officer(), AT)]
    assert paper.get_absolute_url() not in [todo.url for todo in todos(officer, AT)]
    reviewer = bureau(Office.REVIEWER)
    assert paper.get_absolute_url() in [todo.url for todo in todos(reviewer, AT)]
    assert paper.get_absolute_url() not in [todo.url for todo in todos(author, AT)]
    services.confirm_ground(ground=paper, actor=reviewer, at=AT)
    assert paper.get_absolute_url() not in [todo.url for todo in todos(reviewer, AT)]
    assert paper.status == GroundStatus.CONFIRMED


def test_everybody_who_may_confirm_a_paper_is_told_and_its_author_is_not(author, line):
    officer, reviewer = catalogue_officer(), bureau(Office.BUREAU_CATALOGUE, Office.REVIEWER)
    only_reviewer = bureau(Office.REVIEWER)
    ground([bought(author, line, "900000.00")], officer)
    told = list(
        Notification.objects.filter(event="splitting_ground_entered").values_list("recipient_code", flat=True)
    )
    assert {officer.code, author.code}.isdisjoint(told)
    assert (told.count(reviewer.code), told.count(only_reviewer.code)) == (1, 1)


def test_the_paper_is_filed_on_a_page_that_shows_the_arithmetic(client, author, line):
    first, second = over(author, line)
    url = reverse("catalogue:plan-item-ground", args=[second.code])
    page = login(client, author).get(url)
    assert "2,100,000.00" in page.content.decode()
    data = {
        "kind": GroundKind.METHOD_APPROVAL,
        "document": "孝财采批〔2026〕7号",
        "document_on": ON.isoformat(),
        "items": [first.code, second.code],
        "file": minutes("批复.pdf"),
        "form_token": page.context["form"].fields["form_token"].initial,
    }
    response = client.post(url, data)
    paper = SplittingGround.objects.get()
    assert response.url == paper.get_absolute_url()
    assert set(paper.items.all()) == {first, second}
    login(client, catalogue_officer())
    assert client.get(paper.get_absolute_url()).status_code == 200
    step = reverse("catalogue:splitting-ground-transition", args=[paper.code, "confirm"])
    assert client.post(step, {"reason": ""}).url == paper.get_absolute_url()
    for page in (second.get_absolute_url(), plan_of(second).get_absolute_url()):
        assert "孝财采批〔2026〕7号" in client.get(page).content.decode()
