"""Real processes at once on a plan: one hands it in, agrees, reserves; the others get a plain sentence."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from catalogue import services
from catalogue.enums import AnnualStatus, ItemStatus
from catalogue.models import AnnualPlan, PlanItem
from procurement.budgeting.models import BudgetLine
from procurement.budgeting.selectors import mismatches
from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.models import Attachment
from procurement.publications.models import Publication
from tests.factories.accounts import AT, organisation_of
from tests.factories.budgeting import approved_line
from tests.factories.catalogue import catalogue_officer, decision, minutes, operator, plan_item, plan_of
from tests.tendering.test_seal_concurrency import at_once

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def job(act: Callable[[], object]) -> Callable[[], str]:
    """Return a job that answers done, or the sentence it was refused with."""

    def once() -> str:
        try:
            act()
        except DomainError as error:
            return str(error)
        return "done"

    return once


def handing_in(code: str, actor: Actor) -> Callable[[], str]:
    return job(
        lambda: services.submit_plan(
            plan=AnnualPlan.objects.get(code=code),
            decision=decision(),
            minutes=minutes(),
            actor=actor,
            at=AT,
        )
    )


def test_four_colleagues_hand_the_plan_in_at_once():
    author = operator()
    item = plan_item(author=author)
    code = plan_of(item).code

    answers = at_once([handing_in(code, operator()) for _ in range(4)])

    assert answers.count("done") == 1
    assert all("现在的状态是“待财政审核”" in answer for answer in answers if answer != "done")
    assert PlanItem.objects.get().status == ItemStatus.SUBMITTED
    # What the others uploaded is not kept.
    assert Attachment.objects.filter(purpose="minutes").count() == 1


def test_two_officers_agree_at_once():
    item = plan_item(ItemStatus.SUBMITTED)
    code = plan_of(item).code

    def agreeing(officer: Actor) -> Callable[[], str]:
        return job(lambda: services.agree_plan(plan=AnnualPlan.objects.get(code=code), actor=officer, at=AT))

    answers = at_once([agreeing(catalogue_officer()) for _ in range(3)])

    assert answers.count("done") == 1
    assert AnnualPlan.objects.get().status == AnnualStatus.AGREED


def test_two_officers_reserve_different_wishes_on_one_line_at_once():
    author = operator()
    line = approved_line("300000.00", organisation=organisation_of(author))
    items = [plan_item(ItemStatus.AGREED, author=author, line=line) for _ in range(3)]

    def reserving(code: str, officer: Actor) -> Callable[[], str]:
        return job(
            lambda: services.publish_plan(
                items=[PlanItem.objects.get(code=code)], reason="年度中新增", actor=officer, at=AT
            )
        )

    answers = at_once([reserving(item.code, catalogue_officer()) for item in items])

    # 288,000 of 300,000 yuan: one fits, and nobody else's item was made public without money.
    assert answers.count("done") == 1
    assert all("只剩 12,000.00 元可用" in answer for answer in answers if answer != "done")
    assert BudgetLine.objects.get().reserved == Decimal("288000.00")
    assert PlanItem.objects.filter(status=ItemStatus.PUBLISHED).count() == 1
    assert Publication.objects.filter(kind="PURCHASE_PLAN").count() == 1
    assert mismatches() == []
