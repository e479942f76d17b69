"""The plan as a table: drafts brought in cell by cell, own drafts changed, taken out and brought in again."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from catalogue import services
from catalogue.enums import ItemStatus, OrganisationForm
from catalogue.forms.plan_sheet import plan_fields
from catalogue.models import AnnualPlan, PlanItem
from procurement.accounts.enums import Office
from procurement.core.models import AuditEntry
from procurement.regulations import methods
from tests.factories.accounts import AT, login, organisation_of, person, stranger, township
from tests.factories.budgeting import approved_line
from tests.factories.catalogue import operator, plan_item, published_catalogue

pytestmark = pytest.mark.django_db
HEADS = [str(field.label) for field in plan_fields()]
ADDRESS = "/workspace/plan/import/"
ROW = {
    "年度": 2026,
    "项目名称": "村庄保洁",
    "目录编码": "A0607",
    "服务内容": "每日清扫",
    "数量": 12,
    "计量单位": "月",
    "单价（元）": "4500",
    "预计采购月份": 11,
}


@pytest.fixture
def clerk():
    published_catalogue()
    return operator()


@pytest.fixture
def desk(client, clerk):
    login(client, clerk)
    return client


def xlsx(*rows, heads=HEADS):
    book = Workbook()
    book.active.append(heads)
    for row in rows:
        book.active.append([row.get(head) for head in heads])
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile("计划.xlsx", content.getvalue())


def upload(client, file):
    token = client.get(ADDRESS).context["form"].fields["form_token"].initial
    answer = client.post(ADDRESS, {"file": file, "form_token": token})
    return client.get(answer.url) if answer.status_code == 302 else answer


def confirm(client, looked):
    token = looked.context["form"].fields["form_token"].initial
    return client.post(looked.wsgi_request.get_full_path(), {"form_token": token})


def bad(looked):
    return [(error.head, error.why) for error in looked.context["errors"]]


def test_nothing_is_written_before_it_is_confirmed_and_then_all_of_it(desk, clerk):
    looked = upload(desk, xlsx(ROW, {**ROW, "项目名称": "公厕管护"}))
    assert bad(looked) == []
    assert PlanItem.objects.count() == 0
    assert confirm(desk, looked).status_code == 302
    found = PlanItem.objects.order_by("code")
    assert [(item.title, item.amount, item.unit_price, item.status) for item in found] == [
        ("村庄保洁", Decimal("54000.00"), Decimal("4500.00"), ItemStatus.DRAFT),
        ("公厕管护", Decimal("54000.00"), Decimal("4500.00"), ItemStatus.DRAFT),
    ]
    assert [item.author_code for item in found] == [clerk.code, clerk.code]
    assert AnnualPlan.objects.get().organisation == organisation_of(clerk)
    assert AuditEntry.objects.filter(subject_kind="plan-item", action="create").count() == 2


def test_what_a_row_leaves_open_is_proposed_by_law_and_catalogue(desk):
    confirm(desk, upload(desk, xlsx(ROW, {**ROW, "项目名称": "全镇保洁", "单价（元）": "100000"})))
    small, big = PlanItem.objects.order_by("code")
    assert (small.method, small.organisation_form) == (methods.SMALL_PURCHASE, OrganisationForm.INTERNAL)
    assert big.amount == Decimal("1200000.00")
    assert (big.method, big.organisation_form) == (
        methods.COMPETITIVE_CONSULTATION,
        OrganisationForm.SELF_RUN,
    )
    assert small.negative_answers == {}


def test_money_villages_and_targets_come_with_the_row(desk, clerk):
    line = approved_line("54000.00", organisation=organisation_of(clerk), at=AT)
    row = {
        **ROW,
        "资金安排": f"{line.code}=54000.00",
        "绩效指标": "清扫率/产出/越高越好/95/%/80；群众满意度/满意度/越高越好/90/%/20",
    }
    assert confirm(desk, upload(desk, xlsx(row))).status_code == 302
    item = PlanItem.objects.get()
    assert [(part.line, part.amount) for part in item.fundings.all()] == [(line, Decimal("54000.00"))]
    assert [(row.name, row.weight, row.target) for row in item.indicators.all()] == [
        ("清扫率", Decimal("80.00"), Decimal("95.00")),
        ("群众满意度", Decimal("20.00"), Decimal("90.00")),
    ]


@pytest.mark.parametrize(
    ("changed", "head", "why"),
    [
        ({"目录编码": "A9999"}, "目录编码", "2026年度计划适用的目录里没有可以购买的条目 A9999。"),
        ({"目录编码": "A06"}, "目录编码", "2026年度计划适用的目录里没有可以购买的条目 A06。"),
        ({"年度": 2031}, "年度", "现在编不了这个年度的计划。"),
        ({"预算金额（元）": 60000}, "预算金额（元）", "数量 × 单价 = 54,000.00 元，与预算金额不一致。"),
        ({"单价（元）": None}, "预算金额（元）", "单价和预算金额至少填一个。"),
        ({"资金安排": "ZB-1=54000"}, "资金安排", "本单位没有可用的预算指标 ZB-1。"),
        ({"资金安排": "ZB-1"}, "资金安排", "“ZB-1”没有写明哪笔指标出多少钱。"),
        ({"受益村（社区）": "不存在村"}, "受益村（社区）", "“不存在村”不在本单位的区划内，或者有重名。"),
        ({"项目编号": "420923-2026-0999"}, "项目编号", "本单位没有编号 420923-2026-0999 的项目。"),
        ({"绩效指标": "清扫率/产出/越高越好/95/%/80"}, "绩效指标", "绩效指标的权重合计 80，应为 100。"),
    ],
)
def test_each_bad_cell_is_named_and_nothing_is_written(desk, changed, head, why):
    looked = upload(desk, xlsx(ROW, {**ROW, **changed}))
    assert bad(looked) == [(head, why)]
    assert confirm(desk, looked).status_code == 200
    assert PlanItem.objects.count() == 0


def test_another_organisations_line_and_item_are_unknown(desk, clerk):
    other = plan_item(home=township("伍洛镇"))
    line = other.fundings.get().line
    looked = upload(desk, xlsx({**ROW, "项目编号": other.code, "资金安排": f"{line.code}=54000.00"}))
    assert [head for head, _why in bad(looked)] == ["项目编号", "资金安排"]
    assert other.title not in looked.content.decode()


def test_a_submitted_item_is_not_changed_by_a_table(desk, clerk):
    item = plan_item(ItemStatus.SUBMITTED, author=clerk)
    looked = upload(desk, xlsx({**ROW, "项目编号": item.code}))
    assert bad(looked) == [("项目编号", "项目的状态是“待财政审核”，不能用表格修改。")]


def test_a_plan_taken_out_comes_in_again_unchanged(desk, clerk):
    item = plan_item(author=clerk)
    plan = AnnualPlan.objects.get()
    out = desk.get(reverse("catalogue:annual-export", args=[plan.code, "xlsx"]))
    content = b"".join(out.streaming_content)
    rows = list(load_workbook(io.BytesIO(content)).active.values)
    assert HEADS in [list(row) for row in rows]
    before = AuditEntry.objects.filter(subject_code=item.code).count()
    looked = upload(desk, SimpleUploadedFile("计划.xlsx", content))
    assert bad(looked) == []
    assert confirm(desk, looked).status_code == 302
    again = PlanItem.objects.get()
    assert (again.revision, again.amount, again.title) == (item.revision, item.amount, item.title)
    assert AuditEntry.objects.filter(subject_code=item.code).count() == before


def test_a_colleagues_change_since_the_table_was_taken_out_is_not_overwritten(desk, clerk):
    item = plan_item(author=clerk)
    seen = item.revision
    colleague = person(organisation_of(clerk), Office.OPERATOR)
    services.edit_item(item=item, people_served=200, actor=colleague, at=AT)
    looked = upload(desk, xlsx({**ROW, "项目名称": "新的"}, {**ROW, "项目编号": item.code, "修订号": seen}))
    answer = confirm(desk, looked)
    assert answer.status_code == 200
    assert "第3行" in answer.content.decode() and colleague.name in answer.content.decode()
    item.refresh_from_db()
    assert (item.title, item.people_served) == ("居家养老上门服务", 200)
    assert PlanItem.objects.count() == 1


def test_a_column_that_is_not_there_changes_nothing(desk, clerk):
    item = plan_item(author=clerk, beneficiaries="失能老人")
    heads = ["项目编号", "年度", "项目名称", "目录编码", "服务内容", "数量", "单价（元）", "预计采购月份"]
    row = {**ROW, "项目编号": item.code, "项目名称": "改名", "目录编码": "A0402"}
    assert confirm(desk, upload(desk, xlsx(row, heads=heads))).status_code == 302
    item.refresh_from_db()
    assert (item.title, item.beneficiaries, item.amount) == ("改名", "失能老人", Decimal("54000.00"))
    assert item.fundings.count() == 1


def test_confirming_twice_brings_the_table_in_once(desk):
    looked = upload(desk, xlsx(ROW))
    token = looked.context["form"].fields["form_token"].initial
    address = looked.wsgi_request.get_full_path()
    first, second = (desk.post(address, {"form_token": token}) for _time in range(2))
    assert (first.status_code, PlanItem.objects.count()) == (302, 1)
    assert second.status_code in (200, 302)


def test_the_empty_table_has_the_heads_that_are_read(desk):
    content = b"".join(desk.get(f"{ADDRESS}?template=1").streaming_content)
    assert HEADS in [list(row) for row in load_workbook(io.BytesIO(content)).active.values]


@pytest.mark.parametrize("office", [Office.FINANCE, Office.LEADER, Office.ACCEPTOR])
def test_only_an_operator_brings_a_table_in(client, office):
    login(client, person(township("义堂镇"), office))
    assert client.get(ADDRESS).status_code == 403


def test_a_stranger_signs_in_first_and_other_towns_do_not_see_the_plan(client):
    assert client.get(ADDRESS).status_code == 302
    item = plan_item(home=township("伍洛镇"))
    plan = AnnualPlan.objects.get(organisation=item.organisation)
    address = reverse("catalogue:annual-export", args=[plan.code, "csv"])
    login(client, operator(township("义堂镇")))
    assert client.get(address).status_code == 404
    login(client, stranger())
    assert client.get(address).status_code == 404


def test_an_export_takes_as_many_queries_for_thirty_items(desk, clerk, django_assert_num_queries):
    plan_item(author=clerk)
    plan = AnnualPlan.objects.get()
    address = reverse("catalogue:annual-export", args=[plan.code, "csv"])
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    for _number in range(14):
        plan_item(author=clerk)
    with django_assert_num_queries(len(few)):
        assert desk.get(address).status_code == 200
