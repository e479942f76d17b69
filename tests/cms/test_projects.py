"""A project's page: the story so far, what comes, and nothing that is not public."""

import pytest

from cms.notices.selectors import projects, story
from procurement.publications.enums import PublicationKind
from tests.factories import catalogue
from tests.factories.publications import notice

pytestmark = pytest.mark.django_db


def told(item, at):
    facts = projects.facts_of(item)
    return [(moment.label, moment.state) for moment in story.story(facts, at)]


def test_a_published_project_shows_its_plan_and_what_comes(client, at):
    item = catalogue.plan_item("PUBLISHED")
    assert told(item, at) == [
        ("年度购买服务计划", "past"),
        ("小额采购", "present"),
        ("绩效结果公开", "future"),
    ]
    page = client.get(f"/projects/{item.code}/").content.decode()
    assert item.title in page and "288,000.00" in page


@pytest.mark.parametrize("state", ["DRAFT", "SUBMITTED", "RETURNED", "AGREED", "WITHDRAWN"])
def test_what_is_not_published_does_not_exist(client, state):
    item = catalogue.plan_item(state)
    assert client.get(f"/projects/{item.code}/").status_code == 404
    assert item.title not in client.get("/projects/").content.decode()


def test_a_result_is_followed_by_signing_with_its_date(at):
    item = catalogue.plan_item("PUBLISHED")
    notice("结果公告", kind=PublicationKind.RESULT, project_code=item.code)
    facts = projects.facts_of(item)
    signing = [m for m in story.story(facts, at) if m.label == "签订合同"]
    assert [(m.date.isoformat(), bool(m.basis)) for m in signing] == [("2026-10-21", True)]


def test_after_an_annulment_the_way_begins_again(at):
    item = catalogue.plan_item(
        "PUBLISHED",
        method="COMPETITIVE_CONSULTATION",
        organisation_form="SELF_RUN",
        method_reason="购买服务",
        sme_reserved=True,
        amount="600000.00",
    )
    notice(kind=PublicationKind.CONSULTATION_NOTICE, project_code=item.code)
    notice(kind=PublicationKind.ANNULMENT, project_code=item.code)
    assert [stage.state for stage in story.stages(projects.facts_of(item))][:3] == [
        "past",
        "present",
        "future",
    ]


def test_the_story_costs_the_same_for_one_and_thirty(queries):
    item = catalogue.plan_item("PUBLISHED")
    notice(kind=PublicationKind.CLARIFICATION, project_code=item.code)
    one = queries(f"/projects/{item.code}/")
    for number in range(29):
        notice(f"澄清{number}", kind=PublicationKind.CLARIFICATION, project_code=item.code)
    assert (queries(f"/projects/{item.code}/"), one <= 20) == (one, True)
