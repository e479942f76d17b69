"""A page that is only read asks for the county's rules once; what writes asks each time."""

from datetime import date

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from procurement.core import calendars, parameters
from procurement.core.middleware import OnePage
from procurement.core.models import PolicyParameter
from procurement.core.once import one_page

pytestmark = pytest.mark.django_db

DAY = date(2026, 9, 21)


def _newer(days: str) -> PolicyParameter:
    return PolicyParameter.objects.create(
        key="once-more", value=days, effective_from=date(2026, 1, 1), source="测试"
    )


def test_a_page_reads_the_rules_once(django_assert_num_queries):
    with one_page(), django_assert_num_queries(3):
        for _ in range(3):
            parameters.changed(DAY)
            parameters.overrides(DAY)
            calendars.working_calendar()


def test_another_day_is_another_reading():
    row = _newer("3")
    PolicyParameter.objects.filter(pk=row.pk).update(effective_to=DAY)
    with one_page():
        assert "once-more" in parameters.in_force(DAY)
        assert "once-more" not in parameters.in_force(date(2026, 9, 22))


def test_outside_a_page_each_reading_is_new():
    assert "once-more" not in parameters.in_force(DAY)
    _newer("3")
    assert parameters.in_force(DAY)["once-more"].integer == 3


@pytest.mark.parametrize(("method", "seen"), [("get", False), ("head", False), ("post", True)])
def test_what_writes_goes_by_what_holds_at_that_moment(method: str, seen: bool):
    found = []

    def view(_request: HttpRequest) -> HttpResponse:
        parameters.in_force(DAY)
        _newer("3")
        found.append("once-more" in parameters.in_force(DAY))
        return HttpResponse()

    OnePage(view)(getattr(RequestFactory(), method)("/"))
    assert found == [seen]
    assert "once-more" in parameters.in_force(DAY)


def test_the_next_page_reads_anew():
    with one_page():
        assert "once-more" not in parameters.in_force(DAY)
    _newer("3")
    with one_page():
        assert "once-more" in parameters.in_force(DAY)
