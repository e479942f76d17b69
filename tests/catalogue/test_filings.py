"""Off-catalogue filings and the word screen: requested, examined by another, filed or refused, taken up later."""

from decimal import Decimal

import pytest
from django.urls import reverse

from catalogue import services
from catalogue.enums import FilingStatus, VersionStatus
from catalogue.models import OffCatalogueFiling
from catalogue.selectors import entries_to_choose, proposals, todos
from catalogue.selectors.checks import problems
from procurement.accounts.enums import Office
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import AuditEntry
from tests.factories.accounts import AT, auditor, bureau, login, organisation_of, person, stranger, township
from tests.factories.catalogue import (
    NO,
    catalogue_officer,
    department,
    draft_catalogue,
    entry,
    filing,
    operator,
    plan_item,
    published_catalogue,
)

pytestmark = pytest.mark.django_db
TOWN = "义堂镇"


def address(name, *args):
    return reverse(f"catalogue:{name}", args=args)


def filed(**changed):
    return services.file_filing(filing=filing(township(TOWN), **changed), actor=catalogue_officer(), at=AT)


def blocked(item):
    return [problem.rule for problem in problems(item, AT) if problem.field == "catalogue_item"]


def test_an_entry_without_provincial_basis_needs_a_filing():
    item = plan_item(home=township(TOWN), catalogue_item=entry("B0101"))
    assert blocked(item) == ["A-11"]
    asked = filing(township(TOWN), code="B0101")
    assert (asked.kind, blocked(item)) == ("UNBASED", ["A-11"])
    done = services.file_filing(filing=asked, actor=catalogue_officer(), at=AT)
    assert (done.status, done.number, blocked(item)) == ("FILED", "云财购备〔2026〕1号", [])
    other = plan_item(home=township("下辛店镇"), catalogue_item=entry("B0101"))
    assert blocked(other) == ["A-11"]


def test_a_class_is_chosen_only_with_a_filing_of_ones_own():
    home = township(TOWN)
    published_catalogue()
    codes = [item.code for item in entries_to_choose(AT.date(), 2026, home.pk)]
    filed()
    assert sorted({item.code for item in entries_to_choose(AT.date(), 2026, home.pk)} - set(codes)) == ["A04"]
    assert "A04" not in {item.code for item in entries_to_choose(AT.date(), 2026, department().pk)}
    assert blocked(plan_item(home=home, catalogue_item=entry("A04"))) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code": "A0402"}, "entry"),
        ({"negative_answers": {**NO, "FINANCING": True}}, "negative_answers"),
        ({"negative_answers": {}}, "negative_answers"),
        ({"description": "含厕所改建"}, "word_screen_reason"),
        ({"amount": Decimal("0")}, "amount"),
        ({"amount": "1.234"}, "amount"),
        ({"title": ""}, "title"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_request_that_breaks_a_rule_is_not_made(changed, field):
    with pytest.raises(DomainError) as refusal:
        filing(**changed)
    assert (refusal.value.field, OffCatalogueFiling.objects.count()) == (field, 0)


def test_listed_words_with_a_reason_may_be_asked_for():
    asked = filing(description="不含厕所改建", word_screen_reason="只管日常管护")
    assert asked.status == FilingStatus.REQUESTED


def test_a_request_waits_for_the_catalogue_office_and_is_refused_with_a_reason():
    asked, officer = filing(), catalogue_officer()
    assert [todo.subject_code for todo in todos(officer, AT) if todo.rule == "A-15"] == [asked.code]
    with pytest.raises(DomainError, match="理由"):
        services.refuse_filing(filing=asked, reason=" ", actor=officer, at=AT)
    services.refuse_filing(filing=asked, reason="属于工程", actor=officer, at=AT)
    assert (asked.status, asked.opinion, asked.number) == ("REFUSED", "属于工程", "")
    with pytest.raises(WrongState):
        services.file_filing(filing=asked, actor=officer, at=AT)
    assert [todo for todo in todos(officer, AT) if todo.rule == "A-15"] == []


@pytest.mark.parametrize("who", [bureau, auditor, stranger, lambda: operator(township(TOWN))])
def test_only_the_catalogue_office_examines(who):
    asked = filing(township(TOWN))
    actor = who()
    with pytest.raises(NotAllowed):
        services.file_filing(filing=asked, actor=actor, at=AT)
    with pytest.raises(NotAllowed):
        services.refuse_filing(filing=asked, reason="x", actor=actor, at=AT)


def test_nobody_examines_their_own_request_or_asks_for_another():
    both = bureau(Office.BUREAU_CATALOGUE, Office.OPERATOR)
    values = {
        "entry": entry("A04"), "title": "甲", "description": "乙", "reason": "丙",
        "amount": Decimal("1.00"), "negative_answers": dict(NO), "year": 2026,
    }  # fmt: skip
    own = services.request_filing(organisation=organisation_of(both), actor=both, at=AT, **values)
    with pytest.raises(NotAllowed, match="另一人"):
        services.file_filing(filing=own, actor=both, at=AT)
    for actor in (both, person(township(TOWN), Office.LEADER), stranger()):
        with pytest.raises(NotAllowed):
            services.request_filing(organisation=township(TOWN), actor=actor, at=AT, **values)
    with pytest.raises(NotAllowed):
        services.withdraw_filing(filing=own, actor=operator(township(TOWN)), at=AT)
    assert services.withdraw_filing(filing=own, actor=both, at=AT).status == "WITHDRAWN"


def test_what_is_on_file_is_proposed_and_taken_up():
    done, officer = filed(), catalogue_officer()
    assert list(proposals()) == [done]
    version = draft_catalogue(2027)
    made = services.take_up_filing(filing=done, version=version, code="A0409", actor=officer, at=AT)
    assert (made.parent.code, made.name, made.provenance) == (
        "A04",
        "公益墓地看护",
        "目录外备案云财购备〔2026〕1号",
    )
    assert (done.taken_into, list(proposals())) == (version, [])
    with pytest.raises(WrongState):
        services.take_up_filing(filing=done, version=version, code="A0410", actor=officer, at=AT)
    with pytest.raises(DomainError, match="没有类别"):
        services.take_up_filing(
            filing=filed(), version=draft_catalogue(2028, []), code="A0409", actor=officer, at=AT
        )


def test_a_township_asks_and_the_bureau_files_by_their_pages(client):
    clerk = operator(township(TOWN))
    place = entry("A04")
    login(client, clerk)
    url = address("filing-create")
    page = client.get(url)
    token = page.context["form"].fields["form_token"].initial
    data = {
        "year": "2026", "entry": str(place.pk), "title": "公益墓地看护", "description": "看护", "reason": "需要",
        "amount": "6万元", "form_token": token, **{f"negative_{code}": "no" for code in NO},
    }  # fmt: skip
    assert list(client.post(url, data).context["form"].errors) == ["amount"]
    answer = client.post(url, {**data, "amount": "６００００"})
    asked = OffCatalogueFiling.objects.get()
    assert (answer.url, asked.amount) == (asked.get_absolute_url(), Decimal("60000.00"))
    assert [row.code for row in client.get(address("filing-list")).context["page_obj"]] == [asked.code]
    login(client, operator(township("下辛店镇")))
    assert client.get(asked.get_absolute_url()).status_code == 404
    login(client, catalogue_officer())
    assert asked.get_absolute_url() in client.get("/workspace/").content.decode()
    assert client.post(address("filing-transition", asked.code, "file")).url == asked.get_absolute_url()
    assert "下一版目录的建议" in client.get(address("filing-list")).content.decode()
    version = draft_catalogue(2027)
    url = address("filing-take-up", asked.code)
    page = client.post(url, {"version": version.code, "code": "A04"})
    assert list(page.context["form"].errors) == ["code"]
    assert client.post(url, {"version": version.code, "code": "A0409"}).url == asked.get_absolute_url()
    assert version.items.filter(code="A0409").exists()


def worded(year=2027):
    version = draft_catalogue(year)
    services.edit_entry(
        entry=version.items.get(code="A0402"), explanation="不含改建", actor=catalogue_officer(), at=AT
    )
    return version


def consult(version, actor):
    return services.consult_departments(
        version=version, organisations=[department()], until=AT.date().replace(day=28), actor=actor, at=AT
    )


def test_listed_words_need_a_reason_and_a_second_person():
    version, officer = worded(), catalogue_officer()
    with pytest.raises(GuardRefused, match="1 个条目有负面清单词语（例如 A0402 基本养老服务：改建）"):
        consult(version, officer)
    item = version.items.get(code="A0402")
    with pytest.raises(DomainError, match="请写明为什么"):
        services.explain_words(entry=item, reason=" ", actor=officer, at=AT)
    row = services.explain_words(entry=item, reason="只管维护", actor=officer, at=AT)
    with pytest.raises(NotAllowed, match="不能自己复核"):
        services.confirm_words(screening=row, actor=officer, at=AT)
    for actor in (auditor(), stranger(), operator(township(TOWN)), bureau()):
        with pytest.raises(NotAllowed):
            services.confirm_words(screening=row, actor=actor, at=AT)
    with pytest.raises(GuardRefused):
        consult(version, officer)
    services.confirm_words(screening=row, actor=bureau(Office.REVIEWER), at=AT)
    with pytest.raises(WrongState, match="复核过"):
        services.confirm_words(screening=row, actor=catalogue_officer(), at=AT)
    assert consult(version, officer).status == VersionStatus.CONSULTING
    actions = AuditEntry.objects.filter(subject_code=version.code, action__endswith="words")
    assert sorted(actions.values_list("action", flat=True)) == ["confirm-words", "explain-words"]


def test_another_word_opens_the_question_again():
    version, officer = worded(), catalogue_officer()
    item = version.items.get(code="A0402")
    row = services.explain_words(entry=item, reason="只管维护", actor=officer, at=AT)
    services.confirm_words(screening=row, actor=bureau(Office.REVIEWER), at=AT)
    services.edit_entry(entry=item, explanation="不含改建、垫资", actor=officer, at=AT)
    with pytest.raises(GuardRefused, match="改建、垫资"):
        consult(version, officer)
    with pytest.raises(WrongState, match="没有敏感词"):
        services.explain_words(entry=version.items.get(code="A04"), reason="x", actor=officer, at=AT)


def test_words_are_settled_by_their_page(client):
    version = worded()
    url = address("draft-words", version.code)
    login(client, catalogue_officer())
    assert "还没有说明" in client.get(url).content.decode()
    explain, check = (address(name, version.code, "A0402") for name in ("words-explain", "words-confirm"))
    assert list(client.post(explain, {"reason": ""}).context["form"].errors) == ["reason"]
    assert client.post(explain, {"reason": "只管维护"}).url == url
    assert check not in client.get(url).content.decode()
    assert client.post(check).status_code == 403
    login(client, bureau(Office.REVIEWER))
    assert check in client.get(url).content.decode()
    assert client.post(check).url == url
    assert "待复核" not in client.get(url).content.decode()
    login(client, operator(township(TOWN)))
    assert [client.get(one).status_code for one in (url, explain, check)] == [404, 404, 404]


def test_who_agrees_with_words_agrees_with_what_was_shown(client):
    version, officer = worded(), catalogue_officer()
    item = version.items.get(code="A0402")
    services.explain_words(entry=item, reason="只管维护", actor=officer, at=AT)
    url = address("words-confirm", version.code, "A0402")
    page = login(client, bureau(Office.REVIEWER)).get(url)
    assert "只管维护" in page.content.decode()
    assert "改建" in page.content.decode()
    seen = page.context["form"]["seen"].value()
    services.explain_words(entry=item, reason="什么都做", actor=officer, at=AT)
    again = client.post(url, {"seen": seen})
    assert "不是最新内容" in again.context["form"].non_field_errors()[0]
    assert "什么都做" in again.content.decode()
    assert version.screenings.get().confirmed_at is None
    assert client.post(url, {"seen": again.context["form"]["seen"].value()}).status_code == 302
    assert version.screenings.get().confirmed_at is not None


def test_another_text_with_the_same_word_has_to_be_agreed_with_again():
    version, officer = worded(), catalogue_officer()
    item = version.items.get(code="A0402")

    def settle():
        row = services.explain_words(entry=item, reason="只管维护", actor=officer, at=AT)
        services.confirm_words(screening=row, actor=bureau(Office.REVIEWER), at=AT)

    settle()
    services.edit_entry(entry=item, price_basis="市场调查", actor=officer, at=AT)
    assert version.screenings.get().confirmed_at is not None
    services.edit_entry(entry=item, explanation="改建房屋", actor=officer, at=AT)
    assert version.screenings.get().confirmed_at is None
    settle()
    rows = [{"code": "A0402", "explanation": "改建大楼"}]
    services.import_table(version=version, rows=rows, actor=officer, at=AT)
    assert version.screenings.get().confirmed_at is None
