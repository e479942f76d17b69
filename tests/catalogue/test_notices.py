"""Who is told what of a plan item: operators of the township, the bureau's catalogue office, nobody else."""

import pytest

from catalogue import services
from catalogue.enums import ItemStatus
from procurement.accounts.enums import Office
from procurement.accounts.selectors import members_holding
from procurement.core import outbox
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.models import Notification, OutboxMessage
from tests.factories.accounts import AT, bureau, organisation_of, person, township, user_of
from tests.factories.catalogue import catalogue_officer, operator, plan_item

pytestmark = pytest.mark.django_db
STEPS = {
    "plan_item_returned": (
        ItemStatus.SUBMITTED,
        lambda item, actor: services.return_item(item=item, remarks="请补充数量", actor=actor, at=AT),
    ),
    "plan_item_agreed": (
        ItemStatus.SUBMITTED,
        lambda item, actor: services.agree_item(item=item, actor=actor, at=AT),
    ),
    "plan_item_published": (
        ItemStatus.AGREED,
        lambda item, actor: services.publish_plan(items=[item], actor=actor, at=AT),
    ),
}


def told(event: str) -> set[str]:
    return set(Notification.objects.filter(event=event).values_list("recipient_code", flat=True))


@pytest.mark.parametrize("event", STEPS)
def test_the_townships_operators_are_told_and_nobody_else(event):
    state, act = STEPS[event]
    author, colleague = operator(), operator()
    person(township("义堂镇"), Office.LEADER)
    operator(township("下辛店镇"))
    item = plan_item(state, author=author)
    act(item, catalogue_officer())
    assert told(event) == {author.code, colleague.code}
    mails = OutboxMessage.objects.filter(event=event).values_list("email", flat=True)
    assert set(mails) == {user_of(author).email, user_of(colleague).email}


@pytest.mark.parametrize("event", STEPS)
def test_a_refused_step_tells_nobody(event):
    state, act = STEPS[event]
    item = plan_item(state)
    with pytest.raises(NotAllowed):
        act(item, bureau())
    assert told(event) == set()


def test_a_submitted_item_is_told_to_the_catalogue_office():
    author = operator()
    item = plan_item(author=author)
    other = bureau()
    catalogue_officer()
    plan_item(ItemStatus.SUBMITTED, author=author)
    Notification.objects.all().delete()
    services.submit_item(item=item, actor=author, at=AT)
    office = members_holding(organisation_of(other), Office.BUREAU_CATALOGUE)
    assert told("plan_item_submitted") == {one.code for one in office}
    assert other.code not in told("plan_item_submitted")
    note = Notification.objects.filter(event="plan_item_submitted")[0]
    assert (note.url, note.context["owner"]) == (item.get_absolute_url(), item.organisation.name)


def test_an_item_that_does_not_pass_its_checks_tells_nobody():
    author = operator()
    item = plan_item(author=author, indicators=[])
    with pytest.raises(DomainError):
        services.submit_item(item=item, actor=author, at=AT)
    assert told("plan_item_submitted") == set()


def test_the_batch_tells_each_owner_of_its_own_items_only():
    ours, theirs = operator(), operator(township("下辛店镇"))
    items = [plan_item(ItemStatus.AGREED, author=author) for author in (ours, theirs)]
    services.publish_plan(items=items, actor=catalogue_officer(), at=AT)
    rows = Notification.objects.filter(event="plan_item_published").values_list("recipient_code", "url")
    assert sorted(rows) == sorted(
        (author.code, item.get_absolute_url()) for author, item in zip((ours, theirs), items, strict=True)
    )


@pytest.mark.parametrize("event", ["plan_item_submitted", *STEPS])
def test_every_mail_says_which_item_and_where(event):
    item = plan_item(ItemStatus.AGREED)
    context = Notification.objects.filter(event="plan_item_agreed")[0].context
    context = {**context, "remarks": "请补充<数量>", "notice": "GG-1"}
    parts = [
        outbox.rendered(event, part, context=context, url=item.get_absolute_url(), language="zh-hans")
        for part in ("subject", "body")
    ]
    assert item.title in parts[0]
    assert all(word in parts[1] for word in (item.code, item.get_absolute_url()))
    assert ("请补充<数量>" in parts[1]) == (event == "plan_item_returned")
