"""After an open tender with two bids: a negotiation with these two, once finance has approved (C-07; 74 art. 27)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from procurement.core.errors import DomainError, GuardRefused
from procurement.tendering.enums import Method
from procurement.tendering.models import ImplementationPlan
from procurement.tendering.selectors.documents import problems
from procurement.tendering.selectors.invitation import is_invited
from procurement.tendering.selectors.rounds import needed
from procurement.tendering.services.invitation import set_invitation
from procurement.tendering.services.planning import (
    cancel_implementation_plan,
    draft_implementation_plan,
    file_implementation_plan,
)
from tests.factories import accounts, seals
from tests.factories import tendering as make

from .test_ending import bid, call_off, open_tender
from .test_paper_pages import done, rules_time, send

pytestmark = pytest.mark.django_db
__all__ = ["rules_time"]


@pytest.fixture
def home():
    return make.town()


def failed(home, count, ground="TOO_FEW"):
    tender = open_tender(home)
    bidders = bid(tender, count)
    package = call_off(tender, home.operator, ground)
    cancel_implementation_plan(
        plan=tender.plan,
        reason="改用竞争性谈判",
        actor=home.operator,
        at=tender.deadline + timedelta(hours=1),
    )
    return package, bidders


def planned(home, package, **changed):
    return draft_implementation_plan(
        **{
            "item": package.tender.item,
            "method": Method.COMPETITIVE_NEGOTIATION,
            "method_reason": "公开招标只有两家投标",
            "organisation_form": "SELF_RUN",
            "follows": package,
            "actor": home.operator,
            "at": make.AT,
            **changed,
        }
    )


def test_from_the_failed_package_to_documents_for_the_two_alone(home, client, rules_time):
    package, bidders = failed(home, 2)
    accounts.login(client, home.operator)
    page = client.get(reverse("tendering:package-next", args=[package.code]))
    step = next(row for row in page.context["steps"] if row["step"].name == "negotiate-with-two")
    form = client.get(step["url"]).context["form"]
    assert form["method"].value() == "COMPETITIVE_NEGOTIATION"
    assert package.tender.code in form["method_reason"].value()

    done(
        send(
            client,
            step["url"],
            method="COMPETITIVE_NEGOTIATION",
            method_reason=form["method_reason"].value(),
            organisation_form="SELF_RUN",
        )
    )

    plan = ImplementationPlan.objects.get(follows=package)
    with pytest.raises(GuardRefused, match="须先经本级财政部门批准"):
        file_implementation_plan(plan=plan, actor=home.operator, at=make.AT)
    make.approve(plan, home, authority="云梦县财政局")
    file_implementation_plan(plan=plan, actor=home.operator, at=make.AT)
    tender = make.drafted_tender(home, plan, award_rule="LOWEST_EVALUATED_PRICE")
    assert (tender.two_bidder_case, needed(tender.packages.get())) == (True, 2)
    everybody = [*bidders, seals.bidder()]
    assert [is_invited(tender, accounts.organisation_of(one).pk) for one in everybody] == [True, True, False]
    assert [found for found in problems(tender, make.AT) if found.field == "invitation_way"] == []
    for way in ("NOTICE", "LAST_TWO"):
        with pytest.raises(DomainError) as caught:
            set_invitation(tender=tender, way=way, actor=home.operator, at=make.AT)
        assert (caught.value.field, caught.value.rule) == ("way", "C-07")


@pytest.mark.parametrize(("count", "ground"), [(1, "TOO_FEW"), (2, "ILLEGAL_ACTS")])
def test_nobody_else_begins_with_two(home, client, rules_time, count, ground):
    package, _bidders = failed(home, count, ground)
    for changed in ({}, {"item": make.published_item(home)}):
        with pytest.raises(DomainError) as caught:
            planned(home, package, **changed)
        assert (caught.value.field, caught.value.rule) == ("method", "C-07")
    other = make.published_item(home)
    accounts.login(client, home.operator)
    address = reverse("tendering:plan-create", args=[other.code])
    assert client.get(f"{address}?follows={package.code}").status_code == 404


def test_the_two_are_negotiated_with_and_nothing_else(home):
    package, _bidders = failed(home, 2)
    with pytest.raises(DomainError, match="只能采用竞争性谈判") as caught:
        planned(home, package, method=Method.COMPETITIVE_CONSULTATION)
    assert caught.value.field == "method"
    with pytest.raises(DomainError, match="法定情形"):
        planned(home, package, follows=None)


def test_a_negotiation_that_follows_nothing_cannot_name_the_last_two(home):
    tender = make.drafted_tender(home)
    with pytest.raises(DomainError, match="废标的结果决定"):
        set_invitation(tender=tender, way="LAST_TWO", actor=home.operator, at=make.AT)
