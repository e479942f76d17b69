"""The catalogue as a table: read cell by cell, brought in at once, taken out and brought in again."""

import csv
import io
import time
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from catalogue import services
from catalogue.documents import catalogue_document
from catalogue.forms.sheet import fields, line_of
from catalogue.models import CatalogueItem
from catalogue.selectors import whole_entries
from procurement.accounts.enums import Office
from procurement.core.models import AuditEntry, DocumentOrder
from tests.factories.accounts import auditor, bureau, login, organisation_of, person, stranger
from tests.factories.catalogue import (
    TREE,
    catalogue_officer,
    department,
    draft_catalogue,
    published_catalogue,
)

pytestmark = pytest.mark.django_db
HEADS = [str(field.label) for field in fields()]
ROOT = {"目录编码": "A", "条目名称": "公共服务", "类别": "公共服务"}
CLASS = {"目录编码": "A04", "上级编码": "A", "条目名称": "社会保障服务"}
ENTRY = {"目录编码": "A0403", "上级编码": "A04", "条目名称": "社会救助服务"}


def xlsx(*rows, prepare=None, sheet="目录"):
    book = Workbook()
    page = book.active
    page.title = sheet
    page.append(HEADS)
    for row in rows:
        page.append([row.get(head) for head in HEADS])
    if prepare:
        prepare(book)
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile("目录.xlsx", content.getvalue())


def comma(*rows, encoding="utf-8"):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADS)
    writer.writerows([[row.get(head, "") for head in HEADS] for row in rows])
    return SimpleUploadedFile("目录.csv", text.getvalue().encode(encoding))


def address(version):
    return reverse("catalogue:draft-import", args=[version.code])


def upload(client, version, file):
    """Hand a file in and return the page that shows what it would bring."""
    url = address(version)
    token = client.get(url).context["form"].fields["form_token"].initial
    answer = client.post(url, {"file": file, "form_token": token})
    return client.get(answer.url) if answer.status_code == 302 else answer


def confirm(client, page):
    request = page.wsgi_request
    token = page.context["form"].fields["form_token"].initial
    return client.post(request.get_full_path(), {"form_token": token})


def bad(page):
    return [(error.place, error.why) for error in page.context["errors"]]


@pytest.fixture
def officer(client):
    actor = catalogue_officer()
    login(client, actor)
    return actor


@pytest.mark.parametrize("encoding", ["xlsx", "utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_looked_at_and_then_brought_in(client, officer, encoding):
    services.load_national_items()
    version = draft_catalogue()
    facts = {
        **ENTRY,
        "说明": "低保、临时救助的辅助工作",
        "责任单位": "云梦县民政局、县残联",
        "承接主体类型": "企业、社会服务机构",
        "计量单位": "人次",
        "价格标准下限（元）": "４０",
        "价格标准上限（元）": "1,055.50",
        "默认绩效指标": "服务完成率/产出/越高越好/95/%/80；满意度/满意度/越高越好/90/%/20",
        "常用采购方式": "小额采购",
        "直接面向群众": "是",
        "对应品目": "C05010200",
    }
    department()
    rows = ({"目录编码": "a0402", "条目名称": "养老服务", "省级目录编码": "420402"}, facts)
    page = upload(client, version, xlsx(*rows) if encoding == "xlsx" else comma(*rows, encoding=encoding))
    assert bad(page) == []
    assert version.items.count() == len(TREE)
    answer = confirm(client, page)
    assert answer.url == reverse("catalogue:draft-detail", args=[version.code])
    entry = version.items.get(code="A0403")
    assert (entry.parent.code, entry.level, entry.service_class) == ("A04", 3, "PUBLIC")
    assert (entry.price_from, entry.price_to) == (Decimal("40.00"), Decimal("1055.50"))
    assert (entry.supplier_kinds, entry.methods) == (
        ["ENTERPRISE", "SOCIAL_SERVICE_INSTITUTION"],
        ["SMALL_PURCHASE"],
    )
    assert [row["weight"] for row in entry.indicators] == ["80", "20"]
    assert (entry.resident_facing, entry.national_item.code) == (True, "C05010200")
    assert ([one.name for one in entry.responsible.all()], entry.responsible_other) == (
        ["云梦县民政局"],
        "县残联",
    )
    assert version.items.get(code="A0402").name == "养老服务"
    last = AuditEntry.objects.filter(subject_kind="catalogue-version", subject_code=version.code).latest(
        "seq"
    )
    assert (last.action, last.changes["items"], last.changes["changed"]) == ("import", "1", "1")
    assert len(last.changes["sha256"]) == 64


def test_a_column_that_is_not_there_changes_nothing(client, officer):
    version = draft_catalogue()
    file = SimpleUploadedFile("目录.csv", "目录编码,条目名称,说明\nA0402,养老服务,上门\n".encode())
    assert confirm(client, upload(client, version, file)).status_code == 302
    entry = version.items.get(code="A0402")
    assert (entry.name, entry.explanation) == ("养老服务", "上门")
    assert (entry.provincial_code, entry.provenance) == ("420402", "memory")


@pytest.mark.parametrize(
    ("rows", "place", "word"),
    [
        ([{**ENTRY, "目录编码": "甲"}], "A2", "目录编码只用"),
        ([{**ENTRY, "条目名称": ""}], "C2", "不能空"),
        ([ENTRY, ENTRY], "A3", "与第 2 行重复"),
        ([{**ENTRY, "上级编码": "A99"}], "B2", "既不在表格里"),
        ([{**ENTRY, "目录编码": "A0503"}], "A2", "例如 A0401"),
        ([{**ENTRY, "目录编码": "A04031", "上级编码": "A0402"}], "A2", "只有3级"),
        ([{"目录编码": "C", "条目名称": "其他"}], "D2", "要写明类别"),
        ([{**ENTRY, "类别": "政府履职辅助性服务"}], "D2", "类别不同"),
        ([{**ENTRY, "类别": "公共"}], "D2", "不认识"),
        ([{**ENTRY, "承接主体类型": "企业、公益一类事业单位"}], "H2", "不认识"),
        ([{**ENTRY, "价格标准下限（元）": "4万", "计量单位": "项"}], "J2", "万元"),
        (
            [{**ENTRY, "价格标准下限（元）": "5", "价格标准上限（元）": "4", "计量单位": "项"}],
            "K2",
            "不能低于下限",
        ),
        ([{**ENTRY, "价格标准下限（元）": "5"}], "I2", "计量单位"),
        ([{**ENTRY, "默认绩效指标": "完成率/产出/95"}], "N2", "不是六个部分"),
        ([{**ENTRY, "默认绩效指标": "完成率/运气/越高越好/95/%/100"}], "N2", "层级或方向不对"),
        ([{**ENTRY, "默认绩效指标": "完成率/产出/越高越好/95/%/90"}], "N2", "权重合计 90"),
        ([{**ENTRY, "常用采购方式": "询价"}], "O2", "不认识"),
        ([{**ENTRY, "对应品目": "C99999999"}], "Q2", "没有这个品目"),
        ([{**ENTRY, "已确认": "是"}], "S2", "省级目录编码"),
        ([{"目录编码": "A0402", "上级编码": "A06", "条目名称": "养老"}], "B2", "不能移动"),
        (
            [
                {**CLASS, "目录编码": "A07", "上级编码": "A08"},
                {**CLASS, "目录编码": "A08", "上级编码": "A07"},
            ],
            "B2",
            "互为上级",
        ),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_written(client, officer, rows, place, word):
    version = draft_catalogue()
    page = upload(client, version, xlsx(*rows))
    found = dict(bad(page))
    assert word in found[place], found
    assert "确认导入" not in page.content.decode()
    assert "还有问题" in confirm(client, page).context["form"].non_field_errors()[0]
    assert version.items.count() == len(TREE)


def test_merged_cells_formulas_and_the_wrong_sheet_are_said_plainly(client, officer):
    version = draft_catalogue()
    merged = xlsx(ENTRY, ENTRY, prepare=lambda book: book.active.merge_cells("C2:C3"))
    assert any("合并的单元格" in why for _place, why in bad(upload(client, version, merged)))
    computed = xlsx({**ENTRY, "价格标准下限（元）": "=1+1", "计量单位": "项"})
    assert ("J2", "这一格是公式，读不到确定的数。") in bad(upload(client, version, computed))

    def behind(book):
        book.create_sheet("说明", 0).append(["填表说明"])

    assert bad(upload(client, version, xlsx(ENTRY, prepare=behind))) == []
    other = SimpleUploadedFile("表.csv", "姓名,年龄\n甲,1\n".encode())
    assert upload(client, version, other).context["problem"] != ""


def test_a_large_file_and_a_bomb_are_refused_at_the_door(client, officer):
    version = draft_catalogue()
    large = SimpleUploadedFile("大.xlsx", b"PK\x03\x04" + b"0" * (50 * 1024 * 1024))
    assert list(upload(client, version, large).context["form"].errors) == ["file"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "0" * (60 * 1024 * 1024))
    bomb = SimpleUploadedFile("弹.xlsx", packed.getvalue())
    assert list(upload(client, version, bomb).context["form"].errors) == ["file"]


def test_what_was_taken_out_can_be_brought_in_again(client, officer):
    source = published_catalogue(rows=TREE[:5])
    before = [line_of(entry) for entry in whole_entries(source)]
    for year, kind in ((2027, "xlsx"), (2028, "csv")):
        answer = client.get(reverse("catalogue:version-export", args=[source.code, kind]))
        version = draft_catalogue(year, [])
        file = SimpleUploadedFile(f"目录.{kind}", b"".join(answer.streaming_content))
        page = upload(client, version, file)
        assert bad(page) == []
        assert confirm(client, page).status_code == 302
        assert [line_of(entry) for entry in whole_entries(version)] == before


def test_an_export_opens_clean_in_chinese_excel(client):
    services.load_national_items()
    version = published_catalogue(rows=services.shipped_tree())
    url = reverse("catalogue:version-export", args=[version.code, "xlsx"])
    book = load_workbook(io.BytesIO(b"".join(client.get(url).streaming_content)))
    lines = list(book.active.iter_rows(values_only=True))
    assert (lines[0][0], list(lines[1])) == (version.title, HEADS)
    assert len(lines) == 2 + 145
    english = client.get("/en" + reverse("catalogue:version-export", args=[version.code, "csv"]))
    text = b"".join(english.streaming_content).decode()
    assert text.startswith("\ufeff目录编码,上级编码,条目名称")
    assert client.get(reverse("catalogue:version-export", args=[version.code, "doc"])).status_code == 404


def test_five_thousand_rows_in_under_ten_seconds(client, officer):
    rows = [ROOT, CLASS] + [
        {"目录编码": f"A{n:02d}", "上级编码": "A", "条目名称": f"类别{n}"} for n in range(5, 99)
    ]
    rows += [
        {
            **ENTRY,
            "目录编码": f"A{group:02d}{n:02d}",
            "上级编码": f"A{group:02d}",
            "条目名称": f"条目{group}-{n}",
        }
        for group in range(5, 59)
        for n in range(91)
    ]
    version = draft_catalogue(rows=[])
    page = upload(client, version, comma(*rows[:5000]))
    assert bad(page) == []
    began = time.process_time()
    assert confirm(client, page).status_code == 302
    assert time.process_time() - began < 10
    assert version.items.count() == 5000


@pytest.mark.parametrize("count", [30, 300])
def test_an_export_costs_the_same_for_large_catalogues(django_assert_num_queries, count):
    rows = [TREE[0], {"code": "A01", "name": "类", "parent": "A"}]
    rows += [{"code": f"A01{n:03d}", "name": f"条目{n}", "parent": "A01"} for n in range(count)]
    version = draft_catalogue(rows=rows)
    with django_assert_num_queries(2):
        assert len([line_of(entry) for entry in whole_entries(version)]) == count + 2


@pytest.mark.parametrize(
    ("who", "status"),
    [(bureau, 403), (auditor, 403), (stranger, 404), (lambda: person(department(), Office.LEADER), 404)],
)
def test_only_the_catalogue_office_brings_in(client, who, status):
    version = draft_catalogue()
    login(client, who())
    assert client.get(address(version)).status_code == status
    assert client.post(address(version), {"file": xlsx(ENTRY)}).status_code == status
    assert client.get(reverse("catalogue:version-export", args=[version.code, "csv"])).status_code == (
        200 if status == 403 else 404
    )


def test_a_published_one_takes_no_table(client, officer):
    version = published_catalogue()
    assert client.get(address(version)).status_code == 403
    assert CatalogueItem.objects.count() == len(TREE)


def test_the_empty_table_can_be_filled_in(client, officer):
    version = draft_catalogue()
    answer = client.get(address(version), {"template": "1"})
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert [cell.value for cell in book.active[1]] == HEADS


def test_a_published_catalogue_is_ordered_as_a_document(client):
    version = published_catalogue()
    order = DocumentOrder.objects.get(kind="catalogue", code=version.code)
    sheet = catalogue_document(order.code, order.version)
    rows = [
        (one["root"].code, [row["entry"].code for row in one["rows"]]) for one in sheet.context["classes"]
    ]
    assert rows == [("A", ["A04", "A0402", "A06", "A0607"]), ("B", ["B0101"])]
    assert (sheet.context["sha256"] != "", sheet.context["unbased"]) == (True, True)
    page = client.get(reverse("catalogue:version-document", args=[version.code]), {"as": "print"})
    text = page.content.decode()
    assert ("云财购〔2026〕1号" in text, "标＊的条目需要省级依据" in text) == (True, True)
    draft = draft_catalogue(2027)
    url = reverse("catalogue:version-document", args=[draft.code])
    assert client.get(url).status_code == 404
    login(client, catalogue_officer())
    assert "草案，尚未公布" in client.get(url).content.decode()
    assert client.post(url).status_code == 404
    assert organisation_of(bureau()).name in client.get(url).content.decode()
