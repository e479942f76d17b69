"""The size of an enterprise by industry (工信部联企业〔2011〕300号第四条): at, below and above each line."""

from decimal import Decimal

import pytest

from procurement.regulations import enterprise_size as law
from procurement.regulations.errors import RegulationError


def size(industry, **figures):
    given = {name.upper(): Decimal(str(value)) for name, value in figures.items()}
    return law.classify(industry, given).size


@pytest.mark.parametrize(
    ("industry", "figures", "expected"),
    [
        ("AGRICULTURE", {"revenue": "49.99"}, law.MICRO),
        ("AGRICULTURE", {"revenue": 50}, law.SMALL),
        ("AGRICULTURE", {"revenue": 500}, law.MEDIUM),
        ("AGRICULTURE", {"revenue": "19999.99"}, law.MEDIUM),
        ("AGRICULTURE", {"revenue": 20000}, law.LARGE),
        # Both measures must reach a class: 1,000 staff with little revenue are no large enterprise.
        ("INDUSTRY", {"staff": 1000, "revenue": 40000}, law.LARGE),
        ("INDUSTRY", {"staff": 1000, "revenue": "39999.99"}, law.MEDIUM),
        ("INDUSTRY", {"staff": 299, "revenue": 50000}, law.SMALL),
        ("INDUSTRY", {"staff": 19, "revenue": 50000}, law.MICRO),
        ("CONSTRUCTION", {"revenue": 6000, "assets": 4999}, law.SMALL),
        ("REAL_ESTATE", {"revenue": 100, "assets": 1999}, law.MICRO),
        ("PROPERTY", {"staff": 300, "revenue": 1000}, law.MEDIUM),
        ("PROPERTY", {"staff": 99, "revenue": 9000}, law.MICRO),
        ("LEASING", {"staff": 100, "assets": 8000}, law.MEDIUM),
        ("SOFTWARE", {"staff": 10, "revenue": 50}, law.SMALL),
        ("OTHER", {"staff": 9}, law.MICRO),
        ("OTHER", {"staff": 10}, law.SMALL),
        ("OTHER", {"staff": 100}, law.MEDIUM),
        ("OTHER", {"staff": 300}, law.LARGE),
    ],
)
def test_where_the_lines_are(industry, figures, expected):
    assert size(industry, **figures) == expected


def test_the_lowest_measure_decides_and_says_by_which_line():
    found = law.classify("PROPERTY", {"STAFF": Decimal(120), "REVENUE": Decimal(2000)})
    assert found.size == law.SMALL
    assert (found.deciding.measure, found.deciding.passed, found.deciding.missed) == ("STAFF", 100, 300)
    assert found.industry.article == "工信部联企业〔2011〕300号第四条（十四）"
    assert not found.industry.confirmed


def test_every_industry_has_rising_lines_and_its_own_article():
    rows = law.industries().values()
    assert len(rows) == len({row.article for row in rows}) == 16
    assert all(0 < line.small < line.medium < line.large for row in rows for line in row.lines)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("其他未列明行业", "OTHER"),
        ("物业管理", "PROPERTY"),
        ("物业管理业", "PROPERTY"),
        (" 租赁和商务服务业 ", "LEASING"),
        ("养老", None),
    ],
)
def test_documents_name_the_industry_in_words(text, code):
    found = law.industry_named(text)
    assert (found.code if found else None) == code


@pytest.mark.parametrize("figures", [{}, {"STAFF": Decimal(-1)}, {"STAFF": Decimal("NaN")}])
def test_a_figure_that_is_none_is_refused(figures):
    with pytest.raises(RegulationError) as refused:
        law.classify("OTHER", figures)
    assert refused.value.field == "staff"
