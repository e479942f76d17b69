"""A payload as a notice: nothing of it is left out, everything has a name."""

import pytest
from django.utils import translation
from django.utils.translation import gettext

from cms.notices.documents import sheet_of
from cms.notices.documents.layouts import layout_of

RESULT = {
    "format": "result-notice/1",
    "tender": "420923-2026-0001",
    "amount": "256000.00",
    "supplier": {"name": "云梦县孝心养老服务中心", "address": "城关镇"},
    "subject": [{"what": "上门服务", "quantity": "6400"}],
    "experts": [{"name": "张三", "representative": True}],
    "period_ends": "2026-10-12",
    "surprise": "kept",
}


def lines(sheet):
    waiting, found = list(sheet.sections), []
    while waiting:
        section = waiting.pop(0)
        found += [(line.label, line.value) for line in section.lines]
        waiting = [*section.parts, *waiting]
    return found


def test_a_result_notice_follows_the_form():
    titles = [section.title for section in sheet_of(RESULT).sections]
    assert titles == [
        "一、项目编号",
        "三、成交信息",
        "四、主要标的信息",
        "五、评审专家名单",
        "六、公告期限",
        "其他",
    ]


def test_amounts_days_and_answers_are_written_out():
    said = dict(lines(sheet_of(RESULT)))
    assert said["金额"] == "256,000.00 元"
    assert said["公告期限届满"] == "2026年10月12日（周一）"
    table = sheet_of(RESULT).sections[3].tables[0]
    assert [cell.value for cell in table.rows[0]] == ["张三", "是"]


def test_numbers_lose_the_zeros_of_their_column():
    sheet = sheet_of({"format": "result-notice/1", "subject": [{"what": "服务", "quantity": "6400.00"}]})
    assert [cell.value for cell in sheet.sections[0].tables[0].rows[0]] == ["服务", "6,400"]


def test_what_no_heading_names_stands_at_the_end():
    assert lines(sheet_of(RESULT))[-1] == ("surprise", "kept")


def test_half_named_keys_keep_their_other_half():
    sheet = sheet_of({"format": "performance-notice/1", "case": {"indicators": [], "parameters": "p"}})
    assert ("parameters", "p") in lines(sheet)


def test_frozen_sections_are_taken_over_as_written():
    sheet = sheet_of(
        {"sections": [{"title": "一", "rows": [{"label": "编号", "value": "1"}]}], "facts": {"a": 1}}
    )
    assert (sheet.sections[0].title, lines(sheet)) == ("一", [("编号", "1")])


def test_frozen_headings_and_labels_are_said_in_english_and_what_was_written_stays():
    row = {"label": "项目名称", "value": "村庄保洁"}
    payload = {"sections": [{"title": "一、项目基本情况", "text": "公告内容。", "rows": [row]}]}
    with translation.override("en"):
        sheet = sheet_of(payload)
        heading, label = gettext("一、项目基本情况"), gettext("项目名称")

    section = sheet.sections[0]
    assert (section.title, section.text) == (heading, "公告内容。")
    assert lines(sheet) == [(label, "村庄保洁")]


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-30",
        "2026-13-01T10:00",
        "<script>",
        "",
        None,
        True,
        [],
        ["a", "b"],
        [{}],
        {"a": {}},
        "9" * 500,
    ],
)
def test_no_value_breaks_a_notice(value):
    sheet_of({"format": "contract-notice/1", "amount": value, "deadline": value, "x": value})


def test_every_layout_is_found_by_its_format():
    assert all(layout_of(name, "") for name in ("result-notice/1", "contract-notice/1", "tender-documents/1"))
