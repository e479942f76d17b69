"""Who sits on a panel: known to who drew it and to its members; to everybody else with the result notice (E-05)."""

import pytest
from django.test import Client
from django.urls import reverse

from procurement.awarding.permissions import names_are_public, view_panel
from procurement.awarding.services import confirm_award, publish_result
from procurement.tendering.services.ending import annul
from tests.factories import accounts
from tests.factories.awarding import later


def names_on(actor, url, stage):
    """Return the members whose names the page tells this person, with its status."""
    page = accounts.login(Client(), actor).get(url)
    text = page.content.decode()
    return page.status_code, [member.name for member in stage.members if member.name in text]


@pytest.fixture
def overseers():
    return [accounts.bureau(), accounts.auditor()]


def test_overseers_learn_the_names_with_the_notice_and_no_earlier(stage, overseers):
    made = stage.signed()
    panel, progress = made.panel.get_absolute_url(), f"/workspace/packages/{made.package.code}/"
    talks = reverse("awarding:negotiation-detail", args=[made.package.code])
    everybody = [member.name for member in made.members]
    for actor in overseers:
        assert names_on(actor, panel, made) == (404, [])
        assert names_on(actor, progress, made) == (200, [])
        assert names_on(actor, talks, made) == (200, [])
    assert "198号第二十条" in accounts.login(Client(), overseers[0]).get(progress).content.decode()
    assert names_on(made.operator, panel, made) == (200, everybody)
    assert names_on(made.experts[0], panel, made) == (200, everybody)
    assert names_on(made.bidders[0], panel, made) == (404, [])

    confirm_award(award=made.package.awards.get(), actor=made.leader, at=later(5))
    assert [bool(view_panel(actor, made.panel)) for actor in overseers] == [False, False]
    publish_result(award=made.package.awards.get(), actor=made.operator, at=later(6))
    for actor in overseers:
        assert names_on(actor, panel, made) == (200, everybody)
    assert names_on(made.bidders[0], panel, made) == (404, [])


def test_without_a_result_the_overseers_read_once_it_is_over(stage, overseers):
    made = stage.confirmed()
    assert not names_are_public(made.package)
    reason = "出现影响采购公正的违法、违规行为。"
    annul(
        package=made.package,
        reason=reason,
        basis="采购法第三十六条第一款第二项",
        actor=made.operator,
        at=later(1),
    )
    made.again()
    assert [bool(view_panel(actor, made.package)) for actor in overseers] == [True, True]


def test_the_draws_time_is_written_as_people_write_it(stage):
    made = stage.form()
    page = accounts.login(Client(), made.operator).get(made.panel.get_absolute_url()).content.decode()
    assert "2026年10月7日（周三）15:00" in page
    assert "2026-10-07T" not in page
