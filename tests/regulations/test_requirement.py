"""Article 11 of 财库〔2021〕22号 and article 15 of the 条例, case by case."""

from datetime import date
from decimal import Decimal

import pytest

from procurement.regulations.requirement import (
    Project,
    consultation_grounds,
    still_valid,
    survey_grounds,
)

ON = date(2026, 9, 21)


def project(**facts):
    return Project(**{"amount": Decimal("600000"), "public_service": False, **facts})


@pytest.mark.parametrize(
    ("facts", "cases"),
    [
        ({}, []),
        ({"amount": Decimal("9999999.99")}, []),
        ({"amount": Decimal("10000000")}, ["（一）"]),
        ({"public_service": True}, ["（二）"]),
        ({"watched": True}, ["（二）"]),
        ({"public_service": True, "watched": True}, ["（二）"]),
        ({"difficult": True}, ["（三）"]),
        ({"wanted": True}, ["（四）"]),
        (
            {"amount": Decimal("10000000"), "public_service": True, "difficult": True},
            ["（一）", "（二）", "（三）"],
        ),
        ({"public_service": True, "small": True, "wanted": True}, []),
    ],
)
def test_the_cases_of_article_11(facts, cases):
    found = survey_grounds(project(**facts), on=ON)
    assert [finding.text_zh[5:8] for finding in found] == cases
    assert {finding.rule for finding in found} <= {"G-10"}


def test_the_amount_is_the_bureaus_to_set():
    given = {"requirement_survey_amount": {"value": "500000", "source": "县财政局", "confirmed": True}}
    found = survey_grounds(project(), on=ON, parameters=given)
    assert found[0].text_zh == "第十一条第（一）项：预算金额达到50万元，应当开展需求调查"


@pytest.mark.parametrize(
    ("facts", "must"),
    [({"public_service": True}, True), ({}, False), ({"public_service": True, "small": True}, False)],
)
def test_the_public_is_heard_on_public_services(facts, must):
    assert bool(consultation_grounds(project(**facts))) is must


@pytest.mark.parametrize(
    ("ended", "valid"),
    [
        (date(2026, 9, 21), True),
        (date(2025, 9, 21), True),
        (date(2025, 9, 20), False),
        (date(2026, 9, 22), False),
    ],
)
def test_a_survey_holds_for_a_year(ended, valid):
    assert still_valid(ended, on=ON) is valid


def test_a_survey_of_a_leap_day_holds_until_the_last_of_february():
    assert still_valid(date(2024, 2, 29), on=date(2025, 2, 28))
    assert not still_valid(date(2024, 2, 29), on=date(2025, 3, 1))
