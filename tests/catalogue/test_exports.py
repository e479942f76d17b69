"""The plan as a table: what it says of an item, who may take which items, and at what cost."""

import csv
import io
import tracemalloc
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from catalogue.enums import ItemStatus
from catalogue.models import PlanItem, PlanItemFunding
from procurement.accounts.enums import Office
from tests.factories.accounts import bureau, login, person, stranger, township
from tests.factories.budgeting import approved_line
from tests.factories.catalogue import plan_item

pytestmark = pytest.mark.django_db
HEADS = [
    *(
        "项目编号",
        "年度",
        "购买主体",
        "项目名称",
        "目录编码",
        "目录条目",
        "服务对象",
        "受益人数",
        "数量",
        "计量单位",
        "单价（元）",
    ),
    *(
        "预算金额（元）",
        "分年资金（元）",
        "预计采购月份",
        "服务期（月）",
        "采购方式",
        "组织形式",
        "专门面向中小企业",
        "预留给中小企业的份额（%）",
        "其中预留给小微企业的比例（%）",
    ),
    "优先安排",
    "状态",
]


def as_rows(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def copies(item: PlanItem, number: int) -> None:
    """Fill the plan with copies of an item: only the export's own columns matter here."""
    fields = {
        field.attname: getattr(item, field.attname)
        for field in PlanItem._meta.concrete_fields
        if not field.primary_key
    }
    have = PlanItem.objects.count()
    codes = [f"420923-2026-C{index:05d}" for index in range(have, have + number)]
    made = PlanItem.objects.bulk_create(
        (PlanItem(**{**fields, "code": code}) for code in codes), batch_size=500
    )
    PlanItemFunding.objects.bulk_create(
        (
            PlanItemFunding(item=one, line_id=part.line_id, amount=part.amount)
            for one in made
            for part in item.fundings.all()
        ),
        batch_size=500,
    )


def test_the_public_table_says_all_that_is_public_of_an_item(client):
    home = township("义堂镇")
    item = plan_item(
        ItemStatus.PUBLISHED,
        home=home,
        slices=[
            (approved_line("88000.00", organisation=home), Decimal("88000.00")),
            (approved_line("200000.00", organisation=home), Decimal("200000.00")),
        ],
    )
    plan_item(ItemStatus.AGREED, home=home, title="还没公布的项目")
    heads, *rows = as_rows(client.get(reverse("catalogue:plan"), {"export": "csv"}))
    assert heads == HEADS
    assert rows == [
        [item.code, "2026", home.name, "居家养老上门服务", "A0402", "基本养老服务", "失能老人", "160"]
        + [
            "6400.00",
            "小时",
            "45.00",
            "288000.00",
            "2026：288000.00",
            "11",
            "12",
            "小额采购",
            "限额以下小额采购",
        ]
        + ["否", "", "", "一般项目", "已公布"]
    ]


def test_a_township_takes_its_own_items_and_the_bureau_what_it_sees(client):
    home = township("义堂镇")
    own = plan_item(ItemStatus.DRAFT, home=home)
    other = plan_item(ItemStatus.SUBMITTED, home=township("沙河乡"))
    url = reverse("catalogue:plan-item-list")
    rows = as_rows(login(client, person(home, Office.OPERATOR)).get(url, {"export": "csv"}))
    assert [row[0] for row in rows[1:]] == [own.code]
    rows = as_rows(login(client, bureau()).get(url, {"export": "csv"}))
    assert [row[0] for row in rows[1:]] == [other.code]
    assert login(client, stranger()).get(url, {"export": "csv"}).status_code == 403


def test_excel_gets_amounts_as_numbers(client):
    item = plan_item(ItemStatus.PUBLISHED)
    response = client.get(reverse("catalogue:plan"), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(response.getvalue())).active
    row = next(sheet.iter_rows(min_row=2, values_only=True))
    assert (row[0], row[11]) == (item.code, 288000)


@pytest.mark.parametrize("count", [1, 30])
def test_an_export_takes_the_same_queries_for_one_and_thirty(client, count, django_assert_num_queries):
    item = plan_item(ItemStatus.PUBLISHED)
    copies(item, count - 1)
    client.get(reverse("catalogue:plan"))
    with django_assert_num_queries(4):
        assert len(as_rows(client.get(reverse("catalogue:plan"), {"export": "csv"}))) == count + 1


def test_memory_does_not_grow_with_the_plan(client):
    item = plan_item(ItemStatus.PUBLISHED)
    url = reverse("catalogue:plan")
    b"".join(client.get(url, {"export": "csv"}).streaming_content)
    peaks = []
    for more in (1100, 1100):
        copies(item, more)
        tracemalloc.start()
        for _line in client.get(url, {"export": "csv"}).streaming_content:
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # 1,100 rows are more than are fetched at a time: twice as many need no more.
    assert peaks[1] < peaks[0] * 1.2
