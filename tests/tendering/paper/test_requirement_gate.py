"""No implementation plan and no documents before the requirement is surveyed and heard (G-09, G-10)."""

import pytest
from django.urls import reverse

from procurement.core.errors import GuardRefused
from procurement.tendering.enums import ImplementationPlanStatus, TenderStatus
from procurement.tendering.services.planning import file_implementation_plan
from procurement.tendering.services.release import release
from tests.factories import accounts, requirement, seals
from tests.factories import tendering as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make.town()


def test_the_plan_waits_for_survey_and_residents(home):
    item = make.published_item(home, settled=False)
    plan = make.implementation_plan(home, item, filed=False)
    with pytest.raises(GuardRefused, match="还没有开展需求调查.*第十一条"):
        file_implementation_plan(plan=plan, actor=home.operator, at=make.AT)
    requirement.survey(item, home.operator, at=make.INTENT_AT)
    with pytest.raises(GuardRefused, match="还没有就采购需求征求社会公众的意见.*第十五条"):
        file_implementation_plan(plan=plan, actor=home.operator, at=make.AT)
    requirement.consultation(item, home.operator, at=make.INTENT_AT, state="OPEN", voices=0)
    with pytest.raises(GuardRefused, match="正在征求"):
        file_implementation_plan(plan=plan, actor=home.operator, at=make.AT)


def test_a_settled_requirement_lets_it_pass(home):
    plan = make.implementation_plan(home)
    assert plan.status == ImplementationPlanStatus.FILED


def test_an_auxiliary_service_passes_without(home):
    item = make.published_item(home, auxiliary=True)
    assert (item.surveys.count(), item.consultations.count()) == (0, 0)
    assert make.implementation_plan(home, item).status == ImplementationPlanStatus.FILED


def test_asking_again_after_the_plan_holds_the_documents_back(home):
    seals.enrolled_custodians(home.organisation)
    tender = make.reviewed_tender(home)
    requirement.consultation(tender.item, home.operator, at=make.AT, state="OPEN", voices=0)
    with pytest.raises(GuardRefused, match="正在征求"):
        release(tender=tender, actor=home.operator, at=make.RELEASED_AT)
    tender.refresh_from_db()
    assert tender.status == TenderStatus.REVIEWED


def test_the_plan_leads_to_where_the_requirement_is_settled(home, client):
    item = make.published_item(home, settled=False)
    plan = make.implementation_plan(home, item, filed=False)
    accounts.login(client, home.operator)
    desk = f'href="{reverse("catalogue:requirement", args=[item.code])}"'
    assert desk in client.get(plan.get_absolute_url()).content.decode()
    settled = make.implementation_plan(home)
    done = f'href="{reverse("catalogue:requirement", args=[settled.item.code])}"'
    assert done not in client.get(settled.get_absolute_url()).content.decode()
