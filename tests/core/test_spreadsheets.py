"""Tables that people bring: each bad cell is named with what would be right, and no file can hurt us."""

import io
import os
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django.utils.translation import gettext_lazy
from openpyxl import Workbook, load_workbook

from procurement.core.clock import SHANGHAI
from procurement.core.errors import DomainError
from procurement.core.spreadsheets import (
    Field,
    cells,
    csv_lines,
    empty_table,
    fill_xlsx,
    heads_of,
    read_table,
    sheets,
)
from procurement.core.spreadsheets.cells import BadCell, Broken, Formula

FIELDS = (
    Field("code", "指标编号", cells.code(), heads=("指标文号", "编号"), example="YS-1"),
    Field("name", "项目名称", cells.text(10)),
    Field("amount", "金额（元）", cells.yuan(), heads=("预算数",), example=Decimal("288000.00")),
    Field("start", "开始日期", cells.day(), required=False),
)
HEADS = ["指标编号", "项目名称", "金额（元）", "开始日期"]


def upload(content, name="表.xlsx"):
    return SimpleUploadedFile(name, content)


def xlsx(*rows, sheet="数据", more=None, merge=(), change=None):
    book = Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for area in merge:
        page.merge_cells(area)
    for title, lines in (more or {}).items():
        other = book.create_sheet(title)
        for line in lines:
            other.append(list(line))
    if change:
        change(book)
    content = io.BytesIO()
    book.save(content)
    return upload(content.getvalue())


def table(text, encoding="utf-8", name="表.csv"):
    return upload(text.encode(encoding), name)


def read(*rows, **options):
    return read_table(file=xlsx(HEADS, *rows, **options), fields=FIELDS)


def told(preview):
    return [(error.place, error.why, error.right) for error in preview.sorted_errors()]


def refusal(file, fields=FIELDS):
    with pytest.raises(DomainError) as caught:
        read_table(file=file, fields=fields)
    assert caught.value.field == "file"
    return str(caught.value)


def test_reads_a_clean_table():
    preview = read(["A-1", "保洁", 288000, datetime(2026, 3, 1)], ["A-2", "养老", 0.5, None])

    assert (preview.ok, preview.sheet, preview.head_row, preview.errors) == (True, "数据", 1, [])
    assert [(row.number, row.values) for row in preview.rows] == [
        (
            2,
            {"code": "A-1", "name": "保洁", "amount": Decimal("288000.00"), "start": date(2026, 3, 1)},
        ),
        (3, {"code": "A-2", "name": "养老", "amount": Decimal("0.50"), "start": None}),
    ]


def test_finds_sheet_and_heads_below_titles_and_leaves_sums_out():
    file = xlsx(
        ["填报说明"],
        sheet="说明",
        more={
            "指标": [
                ["2026年预算指标"],
                [],
                ["单位：元"],
                ["序号", " 指标\n文号*", "项目名称", "预算数(元)"],
                [1, "A-1", "保洁", "１２３，０００．５"],
                [],
                ["合 计", None, None, 123000.5],
            ]
        },
    )
    preview = read_table(file=file, fields=FIELDS)

    assert (preview.sheet, preview.head_row, preview.skipped) == ("指标", 4, [7])
    assert (preview.other_sheets, preview.heads["code"]) == (["说明"], "指标\n文号*")
    assert [row.values["amount"] for row in preview.rows] == [Decimal("123000.50")]


def test_a_mapping_goes_before_the_known_heads():
    file = xlsx(["文号", "编号", "项目", "年初数"], ["财预1号", "A-1", "保洁", 100])
    mapping = {"name": "项目", "amount": "年初数", "code": "编号"}

    assert heads_of(file, FIELDS) == ["文号", "编号", "项目", "年初数"]
    assert read_table(file=file, fields=FIELDS, mapping=mapping).rows[0].values == {
        "code": "A-1",
        "name": "保洁",
        "amount": Decimal("100.00"),
        "start": None,
    }


def test_an_english_reader_brings_chinese_tables_too():
    fields = (Field("place", gettext_lazy("状态"), cells.text()),)
    for head in ("状态", "Status"):
        with translation.override("en"):
            preview = read_table(file=xlsx([head], ["甲"]), fields=fields)
        assert preview.rows[0].values == {"place": "甲"}


def test_names_each_bad_cell_with_what_would_be_right():
    preview = read(
        ["A 1!", "保洁", "28.8万元", "2026/13/1"],
        ["A-2", None, "=C2*2", "二月"],
        ["A-3", "一二三四五六七八九十一", 12.345, 46082],
        ["A-4", "养老", True, "2026年3月1日"],
        ["A-5", "养老", -1, "20260301"],
    )
    assert told(preview) == [
        ("A2", "这不是编码。", "例如 A0402。"),
        ("C2", "这里以“元”为单位，格里写的是“万元”。", "288000.00"),
        ("D2", "没有这一天。", "例如 2026-03-01。"),
        ("B3", "这一格不能空。", ""),
        ("C3", "这一格是公式，读不到确定的数。", "复制这一列，用“选择性粘贴 → 数值”贴回原处。"),
        ("D3", "这不是能看懂的日期。", "例如 2026-03-01。"),
        ("B4", "有 11 个字，最多 10 个字。", "请缩短。"),
        ("C4", "小数位太多，最多 2 位。", "12.34"),
        ("D4", "这不是能看懂的日期。", "把这一列设为日期格式；这个数相当于 2026-03-01。"),
        ("C5", "这里要填数字。", "请以“元”为单位只填数字，例如 288000.00。"),
        ("C6", "不能小于 0.01。", "请核对正负号和位数。"),
    ]
    assert (preview.ok, [row.number for row in preview.good_rows]) == (False, [])
    first = preview.sorted_errors()[1]
    assert (first.row, first.column, first.head, first.value) == (2, "C", "金额（元）", "28.8万元")


def test_merged_cells_are_named_where_they_matter():
    rows = (["A-1", "保洁", 1], [None, "养老", 2], ["A-3", "管护", 3])
    preview = read(*rows, merge=["A2:A3"])
    assert [(error.place, error.why) for error in preview.errors] == [
        ("A2", "这一行有合并的单元格（A2:A3），合并后只有第一格有内容。"),
        ("A3", "这一行有合并的单元格（A2:A3），合并后只有第一格有内容。"),
    ]
    titled = read_table(
        file=xlsx(["2026年预算指标"], HEADS, ["A-1", "保洁", 1], merge=["A1:D1"]), fields=FIELDS
    )
    assert titled.ok is True
    heads = read_table(file=xlsx(HEADS, ["A-1", "保洁", 1], merge=["D1:E1"]), fields=FIELDS)
    assert [(error.place, error.why) for error in heads.errors] == [("D1", "表头有合并的单元格。")]


def test_a_head_that_stands_twice_is_told():
    preview = read_table(file=xlsx([*HEADS, "金额(元)"], ["A-1", "保洁", 1, None, 2]), fields=FIELDS)
    assert told(preview) == [("E1", "这个表头出现了两次，分不清用哪一列。", "只保留 C 列，或给另一列改名。")]


def test_repeated_values_name_the_earlier_row():
    preview = read(["A-1", "甲", 1], ["A-2", "乙", 1], ["Ａ-1", "丙", 1])
    preview.refuse_repeated("code")
    assert told(preview) == [("A4", "与第 2 行重复。", "只保留一行，或改正编号。")]
    assert [row.number for row in preview.good_rows] == [2, 3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_reads_csv_in_either_encoding(encoding):
    text = '指标编号,项目名称,金额（元）,开始日期\r\nA-1,"保洁,\n二期","1,000.5",\r\n="0402",\'=养老,2,2026-3-1\r\n'
    preview = read_table(file=table(text, encoding), fields=FIELDS)

    assert [(row.number, row.values) for row in preview.rows] == [
        (2, {"code": "A-1", "name": "保洁, 二期", "amount": Decimal("1000.50"), "start": None}),
        (3, {"code": "0402", "name": "=养老", "amount": Decimal("2.00"), "start": date(2026, 3, 1)}),
    ]


def test_csv_with_tabs_formulas_and_broken_cells():
    text = "指标编号\t项目名称\t金额（元）\nA-1\t#REF!\t=A1+1\nA-2\t#A区\t3\n"
    assert [(error.place, error.why) for error in read_table(file=table(text), fields=FIELDS).errors] == [
        ("B2", "这一格是计算错误 #REF!。"),
        ("C2", "这一格是公式，读不到确定的数。"),
    ]


def test_a_wrong_sheet_is_told_with_what_is_missing():
    file = xlsx(["姓名", "电话"], ["张三", "1"], sheet="通讯录", more={"附件": [["项目名称", "备注"]]})
    assert refusal(file) == (
        "没有找到需要的列：指标编号、金额（元）。看过的工作表：通讯录、附件。请选对工作表，或下载空表对照表头。"
    )
    assert refusal(xlsx(HEADS)) == "工作表“数据”的表头下面没有数据。"
    assert refusal(xlsx()) == "表格里没有内容。"


def test_hidden_sheets_are_not_read():
    def hide(book):
        book["旧"].sheet_state = "hidden"

    file = xlsx(HEADS, ["A-1", "新", 1], more={"旧": [HEADS, ["A-9", "旧", 9]]}, change=hide)
    preview = read_table(file=file, fields=FIELDS)
    assert (preview.sheet, preview.other_sheets) == ("数据", [])


def test_files_that_are_no_tables_are_refused_plainly():
    whole = xlsx(HEADS, ["A-1", "保洁", 1]).read()
    assert refusal(upload(b"")) == "文件是空的。"
    assert refusal(upload(whole, "表.xls")).startswith("这是旧格式（.xls）。")
    assert refusal(upload(whole, "表.pdf")) == "这里只接受 XLSX、CSV 文件。"
    assert refusal(upload(whole[: len(whole) // 2])).startswith("文件不完整：内容在中途断了")
    big = SimpleUploadedFile("大.xlsx", whole)
    big.size = 50 * 1024 * 1024
    assert refusal(big) == (
        "文件有 50.0 MB，超过表格 10 MB 的上限。请只保留要导入的工作表，删去图片后再上传。"
    )


def replaced(content, part, data):
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, data if info.filename == part else old.read(info.filename))
    return made.getvalue()


def test_zip_bombs_and_entity_bombs_are_refused():
    whole = xlsx(HEADS, ["A-1", "保洁", 1]).read()
    bomb = replaced(whole, "xl/worksheets/sheet1.xml", b" " * (sheets._UNPACKED + 1))
    assert refusal(upload(bomb)).startswith(
        "压缩文件里的文件太多（最多2000个），或者解压后过大（最多500 MB）"
    )
    styles = replaced(whole, "xl/theme/theme1.xml", os.urandom(sheets._PART // 2 + 1).hex().encode())
    assert refusal(upload(styles)).startswith("表格展开后过大，不予接收。")
    entity = (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">&c;</worksheet>'
    )
    assert refusal(upload(replaced(whole, "xl/worksheets/sheet1.xml", entity))) == (
        "文件已损坏，无法打开。请在 Excel 中打开并另存一份后再上传。"
    )
    nothing = replaced(whole, "xl/workbook.xml", b"<nonsense/>")
    assert refusal(upload(nothing)) == "表格里没有内容。"


def test_long_deep_and_wide_tables_are_refused(monkeypatch):
    monkeypatch.setattr(sheets, "TABLE_ROWS", 3)
    assert refusal(xlsx(HEADS, *(["A-1", "保洁", 1] for _ in range(4)))) == (
        "表格超过 3 行。请分成几个文件，分次导入。"
    )
    monkeypatch.setattr(sheets, "SCANNED_ROWS", 5)
    assert refusal(xlsx(HEADS, *([] for _ in range(9)), ["A-1", "保洁", 1])).startswith(
        "表格一直排到第 5 行以后"
    )
    monkeypatch.setattr(sheets, "COLUMNS", 4)
    assert refusal(xlsx(HEADS, ["A-1", "保洁", 1, None, "x"])) == "第 2 行超过 4 列。请只保留要导入的列。"


@pytest.mark.parametrize(
    ("reader", "cell", "read"),
    [
        (cells.whole(), "１６０", 160),
        (cells.whole(), 160.0, 160),
        (cells.number(places=1), "12.5", Decimal("12.5")),
        (cells.yuan(), 0.1 + 0.2, Decimal("0.30")),
        (cells.yuan(), "¥1,234.5元", Decimal("1234.50")),
        (cells.yuan(in_wan=True), 28.8, Decimal("288000.00")),
        (cells.month(), "3月", 3),
        (cells.month(), "2026年11月", 11),
        (cells.month(), date(2026, 5, 1), 5),
        (cells.day(), "2026.3.1", date(2026, 3, 1)),
        (cells.yes_no(), "√", True),
        (cells.yes_no(), "否", False),
        (cells.choice({"部门预算": "D"}), "部 门预算", "D"),
        (cells.text(), " 一\n二 ", "一 二"),
        (cells.paragraph(), "一\r\n二", "一\n二"),
        (cells.code(), 2081002.0, "2081002"),
    ],
)
def test_readers_read(reader, cell, read):
    assert reader(cell) == read


@pytest.mark.parametrize(
    ("reader", "cell", "why", "right"),
    [
        (cells.whole(), 1.5, "要填整数。", "2"),
        (cells.whole(maximum=9), 10, "不能大于 9。", "请核对位数和单位。"),
        (cells.yuan(), "1e5", "这里要填数字。", "请以“元”为单位只填数字，例如 288000.00。"),
        (cells.yuan(), "几万", "这里以“元”为单位，格里写的是“万元”。", "例如 288000.00。"),
        (cells.yuan(), date(2026, 1, 1), "这里要填数字。", "请以“元”为单位只填数字，例如 288000.00。"),
        (cells.yuan(), "28,8", "这里要填数字。", "请以“元”为单位只填数字，例如 288000.00。"),
        (cells.yuan(), "9" * 20, "数字过大。", "请核对位数和单位。"),
        (cells.month(), "13", "这不是月份。", "填 1 至 12，例如 3 或 2026年3月。"),
        (
            cells.choice({"部门预算": 1, "专项资金": 2}),
            "专项资全",
            "不认识“专项资全”。",
            "只能填：专项资金。",
        ),
        (cells.choice({"甲": 1, "乙": 2}), "丙", "不认识“丙”。", "只能填：甲、乙。"),
        (cells.paragraph(2), "一二三", "有 3 个字，最多 2 个字。", "请缩短。"),
    ],
)
def test_readers_say_what_would_be_right(reader, cell, why, right):
    with pytest.raises(BadCell) as caught:
        reader(cell)
    assert (caught.value.why, caught.value.right) == (why, right)


@pytest.mark.parametrize("cell", [Formula("=1"), Broken("#N/A")])
def test_what_computes_is_read_by_nobody(cell):
    with pytest.raises(BadCell):
        cells.refuse_computed(cell)


def test_written_tables_open_clean_and_read_back():
    at = datetime(2026, 3, 1, 9, 30, tzinfo=SHANGHAI)
    lines = [["=1+1", Decimal("0.30"), date(2026, 3, 1), 7, None, at, "a\x00b"]]
    target = io.BytesIO()
    fill_xlsx(
        target,
        ["文字", "金额（元）", "日期", "数", "空", "时间", "控制符"],
        lines,
        title="表[1]",
        above=["题"],
    )

    page = load_workbook(io.BytesIO(target.getvalue())).active
    assert (page.title, page.freeze_panes, page["A1"].value) == ("表1", "A3", "题")
    written = [(cell.value, cell.data_type) for cell in page[3]]
    assert written == [
        ("=1+1", "s"),
        (0.3, "n"),
        (datetime(2026, 3, 1), "d"),
        (7, "n"),
        (None, "n"),
        ("2026-03-01 09:30", "s"),
        ("ab", "s"),
    ]
    assert (page["B3"].number_format, page["C3"].number_format) == ("#,##0.00", "yyyy-mm-dd")


def test_csv_has_a_bom_and_nothing_that_runs():
    assert "".join(csv_lines(["甲"], [["=1"], ["-2"], [Decimal("-2.00")], [None]])) == (
        "\ufeff甲\r\n'=1\r\n'-2\r\n-2.00\r\n\"\"\r\n"
    )


def test_the_empty_table_is_read_by_its_own_fields():
    target = io.BytesIO()
    empty_table(target, FIELDS, title="空表")
    page = load_workbook(io.BytesIO(target.getvalue())).active
    assert list(page.values) == [tuple(HEADS), ("YS-1", None, 288000, None)]
