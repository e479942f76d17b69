"""Drafting and editing: fields, money, targets, and two people at once."""

from datetime import timedelta
from decimal import Decimal

import pytest

from catalogue import services
from catalogue.enums import ItemStatus
from catalogue.services import StaleEdit, Target
from procurement.accounts.enums import Office
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.models import AuditEntry
from tests.factories.accounts import AT, bureau, organisation_of, person, stranger, township
from tests.factories.budgeting import approved_line, midterm_line
from tests.factories.catalogue import catalogue_officer, entry, fields, operator, plan_item, targets

pytestmark = pytest.mark.django_db


def test_a_draft_has_a_code_an_author_and_no_money():
    author = operator()
    item = services.create_item(
        organisation=organisation_of(author), year=2026, actor=author, at=AT, **fields()
    )
    assert item.code == "420923-2026-0001"
    assert (item.status, item.author_code, item.revision) == (ItemStatus.DRAFT, author.code, 1)
    assert item.fundings.count() == 0


@pytest.mark.parametrize("who", ["other", "finance", "bureau", "stranger"])
def test_only_an_operator_drafts_and_only_for_the_own_organisation(who):
    home = township("义堂镇")
    actor = {
        "other": lambda: operator(township("下辛店镇")),
        "finance": lambda: person(home, Office.FINANCE),
        "bureau": catalogue_officer,
        "stranger": stranger,
    }[who]()
    with pytest.raises(NotAllowed):
        services.create_item(organisation=home, year=2026, actor=actor, at=AT, **fields())


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"amount": Decimal("0")}, "amount"),
        ({"amount": Decimal("1.234")}, "amount"),
        ({"title": ""}, "title"),
        ({"description": ""}, "description"),
        ({"organisation_form": "GIFT"}, "organisation_form"),
        ({"matching_amount": Decimal("-1")}, "matching_amount"),
    ],
)
def test_bad_input_is_named_beside_its_field(changed, field):
    with pytest.raises(DomainError) as caught:
        plan_item(**changed)
    assert caught.value.field == field


def test_an_edit_says_what_changed():
    author = operator()
    item = plan_item(author=author)
    services.edit_item(item=item, title="居家养老服务", actor=author, at=AT)
    change = AuditEntry.objects.filter(subject_code=item.code, action="edit").get().changes
    assert change == {"title": ["居家养老上门服务", "居家养老服务"], "revision": "4"}
    assert (item.title, item.revision) == ("居家养老服务", 4)


def test_saving_the_same_again_writes_nothing():
    author = operator()
    item = plan_item(author=author)
    revision, entries = item.revision, AuditEntry.objects.count()
    services.save_item(
        item=item,
        organisation=item.organisation,
        year=2026,
        fields=fields(),
        slices=[(row.line, row.amount) for row in item.fundings.select_related("line")],
        targets=targets(),
        actor=author,
        at=AT,
        revision=revision,
    )
    assert (item.revision, AuditEntry.objects.count()) == (revision, entries)


def test_the_second_editor_is_told_who_changed_what():
    first, second = operator(), operator()
    item = plan_item(author=first)
    seen = item.revision
    services.edit_item(
        item=item, revision=seen, title="新名称", unit="人", actor=first, at=AT + timedelta(minutes=5)
    )
    with pytest.raises(StaleEdit) as caught:
        services.edit_item(
            item=item, revision=seen, title="另一名称", actor=second, at=AT + timedelta(minutes=9)
        )
    assert str(caught.value).startswith(
        f"{first.name} 在 09:05 已经保存过这个项目，改动了：项目名称、计量单位。"
    )
    services.edit_item(item=item, revision=caught.value.revision, title="另一名称", actor=second, at=AT)
    item.refresh_from_db()
    assert (item.title, item.unit) == ("另一名称", "人")


@pytest.mark.parametrize("state", [ItemStatus.SUBMITTED, ItemStatus.AGREED, ItemStatus.PUBLISHED])
def test_what_is_under_review_is_not_edited(state):
    author = operator()
    item = plan_item(state, author=author)
    with pytest.raises(WrongState):
        services.edit_item(item=item, title="别的", actor=author, at=AT)
    with pytest.raises(WrongState):
        services.set_indicators(item=item, targets=[], actor=author, at=AT)
    with pytest.raises(WrongState):
        services.set_villages(item=item, villages=[], actor=author, at=AT)
    # An agreed wish still gets its lines (N-11); under review and reserved it does not.
    if state != ItemStatus.AGREED:
        with pytest.raises(WrongState):
            services.set_fundings(item=item, slices=[], actor=author, at=AT)


@pytest.mark.parametrize("make", [lambda: operator(township("下辛店镇")), bureau, stranger])
def test_others_do_not_edit(make):
    with pytest.raises(NotAllowed):
        services.edit_item(item=plan_item(), title="别的", actor=make(), at=AT)


def test_a_line_must_be_ones_own_approved_and_of_the_years():
    author = operator()
    home = organisation_of(author)
    item = plan_item(author=author)
    wrong = (
        approved_line(organisation=township("下辛店镇")),
        approved_line(organisation=home, year=2025),
        midterm_line(organisation=home, year=2028),
    )
    for line in wrong:
        with pytest.raises(DomainError) as caught:
            services.set_fundings(item=item, slices=[(line, item.amount)], actor=author, at=AT)
        assert (caught.value.field, caught.value.rule) == ("fundings", "B-01")


def test_one_line_stands_once():
    author = operator()
    item = plan_item(author=author)
    line = item.fundings.get().line
    with pytest.raises(DomainError, match="只填一行"):
        services.set_fundings(item=item, slices=[(line, 1), (line, 2)], actor=author, at=AT)


@pytest.mark.parametrize(
    "target",
    [
        Target("", "OUTPUT", "POSITIVE", Decimal(10), Decimal(1)),
        Target("名", "OUTPUT", "POSITIVE", Decimal(0), Decimal(1)),
        Target("名", "WISH", "POSITIVE", Decimal(10), Decimal(1)),
        Target("名", "OUTPUT", "MAYBE", Decimal(10), Decimal(1)),
    ],
)
def test_a_target_has_name_tier_kind_and_weight(target):
    author = operator()
    item = plan_item(author=author)
    with pytest.raises(DomainError) as caught:
        services.set_indicators(item=item, targets=[target], actor=author, at=AT)
    assert caught.value.field == "indicators"


def test_the_satisfaction_weight_is_kept_with_the_item():
    item = plan_item(indicators=targets(satisfaction=15))
    assert item.satisfaction_weight == 15


def test_an_unknown_field_is_a_mistake_of_the_caller():
    with pytest.raises(TypeError):
        services.create_item(
            organisation=township(), year=2026, actor=operator(township()), at=AT, **fields(), status="AGREED"
        )
    assert entry().code == "A0402"
