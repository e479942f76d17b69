"""Levels of a scoring factor and the tables to begin with (RULES E-22, E-25)."""

from datetime import date
from decimal import Decimal

import pytest

from procurement.regulations import intervals, scope, scoring_templates
from procurement.regulations.intervals import BAND, MISSING, NEGATIVE, ONE_LEVEL, OVERLAP, TOP


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("优40分，良30分，一般20分", "优 40\n良 30\n一般 20"),
        ("优 40 方案完整\n良：30分\n一般 20 有缺项", "优 40 方案完整\n良 30\n一般 20 有缺项"),
        ("针对性强得28至35分；较完整得18至27分；一般得0至17分", "针对性强 28-35\n较完整 18-27\n一般 0-17"),
        ("一般 20\n优 34-40 完整\n良 25-33", "优 34-40 完整\n良 25-33\n一般 20"),
        ("30分钟内到场 5\n60分钟内到场 3\n其他 0", "30分钟内到场 5\n60分钟内到场 3\n其他 0"),
        ("每份10分，最多2份", "每份 10 最多 2"),
        ("per case 10 max 2", "每case 10 最多 2"),
        ("提供近三年同类服务合同，每份5分，最多10分", "每份 5 最多 2"),
        ("每个合同 6.75 最多 2", "每个合同 6.75 最多 2"),
        ("优、良、差三档", ""),
        ("", ""),
    ],
)
def test_levels_are_read_as_a_clerk_writes_them_and_written_back(text, lines):
    found = intervals.parse(text)

    assert intervals.as_lines(found) == lines
    assert intervals.from_data(intervals.to_data(found)) == found


@pytest.mark.parametrize(
    ("text", "maximum", "objective", "wrong"),
    [
        ("优 40\n良 30\n差 0", "40", False, ""),
        ("优 34-40\n良 25-33", "40", False, ""),
        ("每份 10 最多 2", "20", True, ""),
        ("由专家酌情打分", "40", False, MISSING),
        ("有承诺书 5", "5", False, ONE_LEVEL),
        ("优 30-40\n良 20-30", "40", False, OVERLAP),
        ("优 40\n良 40", "40", False, OVERLAP),
        ("优 34-40\n良 25-33", "40", True, BAND),
        ("优 40\n良 30", "35", False, TOP),
        ("每份 10 最多 3", "20", True, TOP),
        ("每份 0 最多 3", "20", True, NEGATIVE),
        ("每份 3 最多 10分", "10", True, NEGATIVE),
    ],
)
def test_what_is_wrong_with_levels(text, maximum, objective, wrong):
    assert intervals.wrong(intervals.parse(text), Decimal(maximum), objective=objective) == wrong


@pytest.mark.parametrize(
    ("text", "given", "refused", "said"),
    [
        ("优 40\n良 30\n差 0", ("40", "30", "0"), ("39", "35.5", "41", "-1"), "40 / 30 / 0"),
        ("优 34-40\n良 25-33", ("40", "34", "36.5", "25", "0"), ("33.5", "24.99", "1"), "34-40 / 25-33 / 0"),
        ("每份 2.5 最多 2", ("0", "2.5", "5"), ("1", "2.49", "7.5", "-2.5"), "5 / 2.5 / 0"),
        ("每份 1 最多 9", ("9", "4"), ("4.5", "10"), "9 / 8 / … / 1 / 0"),
    ],
)
def test_points_are_those_of_a_level(text, given, refused, said):
    found = intervals.parse(text)
    assert [one for one in given if not intervals.allows(found, Decimal(one))] == []
    assert [one for one in refused if intervals.allows(found, Decimal(one))] == []
    assert intervals.allowed_text(found) == said
    assert intervals.allows(None, Decimal("12.34"))


@pytest.mark.parametrize("points", ["90", "85.5", "70", "100"])
def test_every_template_makes_its_points_with_lawful_levels(points):
    for template in scoring_templates.all_templates().values():
        rows = scoring_templates.rows_of(template, Decimal(points))
        assert sum(row.maximum for row in rows) == Decimal(points)
        assert [intervals.wrong(row.intervals, row.maximum, objective=row.objective) for row in rows] == [
            ""
        ] * len(rows)
        assert [intervals.parse(intervals.as_lines(row.intervals)) for row in rows] == [
            row.intervals for row in rows
        ]


def test_no_template_says_what_documents_may_not():
    texts = [
        f"{row['name']} {row['criteria']}"
        for template in scoring_templates.all_templates().values()
        for row in template.factors
    ]
    assert scope.screen("E-26", " ".join(texts), on=date(2026, 9, 18)) == ()


@pytest.mark.parametrize(
    ("code", "template"),
    [("A0607", "UPKEEP"), ("A0402", "SOCIAL"), ("A0407", "LEGAL"), ("B0301", "AUDIT"), ("A1801", "GENERAL")],
)
def test_a_catalogue_entry_leads_to_its_template(code, template):
    assert scoring_templates.template_for(code).code == template
