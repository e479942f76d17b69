"""What an item's checks ask beyond the draft: price, villages, years, delegation, words, last year's advice."""

from datetime import timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from catalogue import services
from catalogue.enums import ItemStatus, OrganisationForm
from catalogue.forms.entry import EntryForm
from catalogue.forms.item import PlanItemForm
from catalogue.models import CatalogueItem, ItemScreening, PlanItem
from catalogue.selectors import todos
from catalogue.selectors.checks import Reading, problems, warnings, words_settled
from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Village
from procurement.accounts.services import import_villages
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import AuditEntry
from procurement.regulations import methods, scope
from tests.factories.accounts import AT, bureau, existing, organisation_of, person, stranger, township
from tests.factories.budgeting import approved_line
from tests.factories.catalogue import catalogue_officer, entry, operator, plan_item

pytestmark = pytest.mark.django_db
FIVE = dict.fromkeys(scope.LONG_TERM_CONDITIONS, True)
WORDS = {"description": "不含垫资", "word_screen_reason": "文中是禁止垫资的要求"}
VILLAGES = (
    {"code": "420923101201", "name": "王畈村", "parent": "420923101"},
    {"code": "420923101202", "name": "李畈村", "parent": "420923101"},
    {"code": "420923999201", "name": "别处村", "parent": "420923999"},
)


def found(item):
    return [(problem.rule, problem.field) for problem in problems(item, AT)]


def standard(low="40.00", high="55.00", unit="小时", **facts):
    """Give the entry a price standard; a published one is the factory's, never edited by a service."""
    CatalogueItem.objects.filter(pk=entry().pk).update(price_from=low, price_to=high, unit=unit, **facts)


# Quantity and price ---------------------------------------------------------------------------------------------


def test_of_amount_and_price_one_is_enough():
    author = operator()
    item = plan_item(author=author)
    assert (item.unit_price, item.amount) == (Decimal("45.00"), Decimal("288000.00"))
    services.edit_item(item=item, unit_price=Decimal("50.00"), actor=author, at=AT)
    assert (item.unit_price, item.amount) == (Decimal("50.00"), Decimal("320000.00"))
    services.edit_item(item=item, amount=Decimal("64000.00"), actor=author, at=AT)
    assert (item.unit_price, item.amount) == (Decimal("10.00"), Decimal("64000.00"))
    change = AuditEntry.objects.filter(subject_code=item.code, action="edit").order_by("-seq")[0].changes
    assert change["unit_price"] == ["50.00", "10.00"]


def test_what_does_not_multiply_is_refused_beside_the_amount():
    with pytest.raises(DomainError, match="= 288,000.00 元，与预算金额 300,000.00 元不一致") as caught:
        plan_item(unit_price=Decimal("45.00"), amount=Decimal("300000.00"))
    assert (caught.value.field, caught.value.rule) == ("amount", "A-02")
    with pytest.raises(DomainError) as caught:
        plan_item(quantity=Decimal(0))
    assert caught.value.field == "quantity"


def test_a_price_outside_the_standard_needs_a_reason():
    author = operator()
    item = plan_item(author=author)
    standard()
    assert found(services.edit_item(item=item, unit="小时", actor=author, at=AT)) == []
    standard(low="46.00")
    item.refresh_from_db()
    assert found(item) == [("A-02", "price_reason")]
    assert "低于目录价格标准（46.00–55.00 元/小时）" in problems(item, AT)[0].sentence
    services.edit_item(item=item, price_reason="志愿者承担三成工时", actor=author, at=AT)
    assert found(item) == []
    standard(unit="人次")
    services.edit_item(item=item, price_reason=" ", actor=author, at=AT)
    assert "单位不同，无法比较" in problems(item, AT)[0].sentence


# Villages -------------------------------------------------------------------------------------------------------


def test_a_township_serves_its_own_villages_and_a_department_any():
    import_villages(rows=VILLAGES, actor=SYSTEM, at=AT)
    town = township("义堂镇")
    town.division_code = "420923101"
    town.save()
    author = operator(town)
    item = plan_item(author=author)
    own, strange = Village.objects.filter(division_code="420923101"), Village.objects.all()
    services.set_villages(item=item, villages=own, actor=author, at=AT)
    assert [one.name for one in item.villages.all()] == ["王畈村", "李畈村"]
    with pytest.raises(DomainError, match="别处村") as caught:
        services.set_villages(item=item, villages=strange, actor=author, at=AT)
    assert caught.value.field == "villages"
    clerk = person(existing(OrganisationKind.COUNTY_DEPARTMENT, "云梦县民政局"), Office.OPERATOR)
    wide = plan_item(author=clerk)
    assert services.set_villages(item=wide, villages=strange, actor=clerk, at=AT).villages.count() == 3


def test_who_is_served_is_an_edit_like_any_other():
    import_villages(rows=VILLAGES, actor=SYSTEM, at=AT)
    clerk = person(existing(OrganisationKind.COUNTY_DEPARTMENT, "云梦县民政局"), Office.OPERATOR)
    item = plan_item(author=clerk)
    seen = item.revision
    services.set_villages(item=item, villages=Village.objects.all(), actor=clerk, at=AT)
    with pytest.raises(services.StaleEdit, match="受益村（社区）"):
        services.edit_item(item=item, title="别的", revision=seen, actor=clerk, at=AT + timedelta(minutes=1))
    for actor in (stranger(), operator(township("下辛店镇"))):
        with pytest.raises(NotAllowed):
            services.set_villages(item=item, villages=[], actor=actor, at=AT)


# Years, form, delegation ----------------------------------------------------------------------------------------


def test_a_second_year_needs_its_slice():
    home = township("义堂镇")
    lines = [approved_line("288000.00", organisation=home, year=year) for year in (2026, 2027)]
    two = {"home": home, "term_months": 24, "term_conditions": FIVE}
    short = plan_item(**two, slices=[(lines[0], Decimal("288000.00"))])
    assert found(short) == [("B-06", "fundings")]
    assert "至少分 2 个年度安排，现在只有 1 个年度" in problems(short, AT)[0].sentence
    halves = [(line, Decimal("144000.00")) for line in lines]
    assert found(plan_item(**two, slices=halves)) == []


def test_what_is_on_the_centralised_list_goes_to_the_central_agency():
    plan = {"method": methods.OPEN_TENDER, "organisation_form": OrganisationForm.ENTRUSTED}
    item = plan_item(**plan)
    assert found(item) == []
    standard(low=None, high=None, unit="", centralised=True)
    item.refresh_from_db()
    assert found(item) == [("N-06", "organisation_form")]
    assert "必须委托集中采购机构代理" in problems(item, AT)[0].sentence
    item.organisation_form = OrganisationForm.DEPARTMENT_CENTRALISED
    assert found(item) == [("N-06", "organisation_form")]
    item.organisation.kind = OrganisationKind.COUNTY_DEPARTMENT
    assert found(item) == []
    item.organisation_form = OrganisationForm.CENTRALISED
    assert found(item) == []


def test_a_small_purchase_is_none_on_the_centralised_list():
    item = plan_item()
    standard(low=None, high=None, unit="", centralised=True)
    item.refresh_from_db()
    assert ("C-01", "method") in found(item)


def test_a_delegated_task_names_who_delegated_it_and_its_money():
    author = operator()
    item = plan_item(author=author, delegated=True)
    assert found(item) == [("B-16", "delegated_by")]
    services.edit_item(item=item, delegated_by="县民政局，云民发〔2026〕8号", actor=author, at=AT)
    assert found(item) == []
    assert [(one.rule, one.field) for one in warnings(item, AT)] == [("B-16", "delegated_line")]
    services.edit_item(item=item, delegated_line=item.fundings.get().line, actor=author, at=AT)
    assert warnings(item, AT) == []
    strange = approved_line(organisation=township("下辛店镇"))
    with pytest.raises(DomainError) as caught:
        services.edit_item(item=item, delegated_line=strange, actor=author, at=AT)
    assert caught.value.field == "delegated_line"


# Words ----------------------------------------------------------------------------------------------------------


def test_a_second_person_agrees_before_the_bureau_does():
    author, officer = operator(), catalogue_officer()
    item = plan_item(ItemStatus.SUBMITTED, author=author, **WORDS)
    with pytest.raises(GuardRefused, match="还没有经另一人复核"):
        services.agree_item(item=item, actor=officer, at=AT)
    reviewer = person(item.organisation, Office.REVIEWER)
    services.confirm_item_words(item=item, actor=reviewer, at=AT)
    with pytest.raises(WrongState, match="已经复核过了"):
        services.confirm_item_words(item=item, actor=officer, at=AT)
    services.agree_item(item=item, actor=officer, at=AT)
    assert item.status == ItemStatus.AGREED
    row = ItemScreening.objects.get()
    assert (row.words, row.explained_code, row.confirmed_code) == (["垫资"], author.code, reviewer.code)


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("author", False),
        ("colleague", False),
        ("reviewer", True),
        ("officer", True),
        ("bureau reviewer", True),
        ("supervisor", False),
        ("other town", False),
        ("stranger", False),
    ],
)
def test_who_may_be_the_second_person(who, allowed):
    author = person(township("义堂镇"), Office.OPERATOR, Office.REVIEWER)
    item = plan_item(ItemStatus.SUBMITTED, author=author, **WORDS)
    actor = {
        "author": lambda: author,
        "colleague": lambda: operator(item.organisation),
        "reviewer": lambda: person(item.organisation, Office.REVIEWER),
        "officer": catalogue_officer,
        "bureau reviewer": lambda: bureau(Office.REVIEWER),
        "supervisor": bureau,
        "other town": lambda: person(township("下辛店镇"), Office.REVIEWER),
        "stranger": stranger,
    }[who]()
    if allowed:
        services.confirm_item_words(item=item, actor=actor, at=AT)
        assert list(words_settled(item, Reading([item], AT))) == []
    else:
        with pytest.raises(NotAllowed):
            services.confirm_item_words(item=item, actor=actor, at=AT)


def test_a_changed_text_has_to_be_agreed_with_again():
    author = operator()
    item = plan_item(author=author, **WORDS)
    reviewer = person(item.organisation, Office.REVIEWER)
    services.confirm_item_words(item=item, actor=reviewer, at=AT)
    services.edit_item(item=item, unit="人次", actor=author, at=AT)
    assert list(words_settled(item, Reading([item], AT))) == []
    services.edit_item(item=item, description="严禁任何垫资", actor=author, at=AT)
    item.refresh_from_db()
    assert [problem.rule for problem in words_settled(item, Reading([item], AT))] == ["B-07"]
    services.edit_item(item=item, description="日常照护", actor=author, at=AT)
    assert ItemScreening.objects.count() == 0
    with pytest.raises(WrongState, match="没有需要复核"):
        services.confirm_item_words(item=item, actor=reviewer, at=AT)


def test_an_item_from_before_the_screenings_is_its_authors_explanation():
    author = operator()
    item = plan_item(ItemStatus.SUBMITTED, author=author, **WORDS)
    ItemScreening.objects.all().delete()
    services.confirm_item_words(item=item, actor=catalogue_officer(), at=AT)
    assert ItemScreening.objects.get().explained_code == author.code


@pytest.mark.parametrize("state", [ItemStatus.AGREED, ItemStatus.PUBLISHED, ItemStatus.WITHDRAWN])
def test_nothing_is_checked_once_it_is_decided(state):
    item = plan_item(state)
    with pytest.raises(WrongState):
        services.confirm_item_words(item=item, actor=catalogue_officer(), at=AT)


# Last year ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("advice", "amount", "asked"),
    [
        ("STOP", "100000.00", True),
        ("CUT", "288000.00", True),
        ("CUT", "280000.00", False),
        ("KEEP", "300000.00", True),
        ("KEEP", "288000.00", False),
        ("RAISE", "280000.00", True),
        ("RAISE", "300000.00", False),
    ],
)
def test_going_against_last_years_result_needs_a_reason(advice, amount, asked):
    author = operator()
    home = organisation_of(author)
    last = plan_item(ItemStatus.CLOSED, author=author)
    last.result.recommendation = advice
    last.result.save()
    line = approved_line(amount, organisation=home, year=2027)
    item = plan_item(
        author=author,
        continues=last,
        amount=Decimal(amount),
        year=2027,
        slices=[(line, Decimal(amount))],
    )
    expected = [("G-07", "continuation_reason")] if asked else []
    assert [one for one in found(item) if one[0] == "G-07"] == expected
    services.edit_item(item=item, continuation_reason="县里新增了服务对象", actor=author, at=AT)
    assert [one for one in found(item) if one[0] == "G-07"] == []


def test_the_second_person_finds_the_words_among_what_waits():
    author = operator()
    item = plan_item(ItemStatus.SUBMITTED, author=author, **WORDS)
    people = {
        "reviewer": person(item.organisation, Office.REVIEWER),
        "officer": catalogue_officer(),
        "author": author,
        "other town": person(township("下辛店镇"), Office.REVIEWER),
    }

    def waits(actor):
        return [one.subject_code for one in todos(actor, AT) if one.rule == "A-09"]

    assert {who: waits(actor) for who, actor in people.items()} == {
        "reviewer": [item.code],
        "officer": [item.code],
        "author": [],
        "other town": [],
    }
    services.confirm_item_words(item=item, actor=people["reviewer"], at=AT)
    assert waits(people["officer"]) == []


def test_older_items_get_the_price_their_amount_comes_to():
    item, lot = plan_item(amount=Decimal("100.00"), quantity=Decimal(3)), plan_item(amount=Decimal("7.00"))
    PlanItem.objects.update(unit_price=0)
    PlanItem.objects.filter(pk=lot.pk).update(quantity=0)
    import_module("catalogue.migrations.0007_unit_prices").state_unit_prices(apps, None)
    rows = PlanItem.objects.order_by("code").values_list("quantity", "unit_price", "amount")
    assert list(rows) == [
        (Decimal(3), Decimal("33.33"), Decimal("100.00")),
        (Decimal(1), Decimal("7.00"), Decimal("7.00")),
    ]
    item.refresh_from_db()
    assert found(item) == []


@pytest.mark.parametrize(
    ("field", "most"),
    [
        (PlanItemForm.base_fields["description"], 4000),
        (PlanItemForm.base_fields["method_reason"], 1000),
        (EntryForm.base_fields["explanation"], 2000),
        (EntryForm.base_fields["service_standard"], 4000),
    ],
)
def test_a_text_is_as_long_as_the_table_takes_it_back(field, most):
    assert field.clean("字" * most) == "字" * most
    with pytest.raises(ValidationError):
        field.clean("字" * (most + 1))
