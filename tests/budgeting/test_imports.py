"""Allotments from the budget system's export: looked at cell by cell, entered whole, approved by another."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from procurement.accounts.enums import Office
from procurement.budgeting import services
from procurement.budgeting.models import AllotmentBatch, BudgetLine, ColumnMapping
from procurement.budgeting.selectors import todos
from procurement.core.errors import DomainError, NotAllowed, WrongState
from tests.factories.accounts import AT, bureau, login, person, township
from tests.factories.budgeting import (
    allotment_batch,
    approved_line,
    budget_officer,
    midterm_line,
    township_budget,
)

pytestmark = pytest.mark.django_db
HEADS = [
    "单位名称",
    "年度",
    "项目名称",
    "指标编号",
    "指标文号",
    "资金性质",
    "功能分类",
    "经济分类",
    "金额（元）",
]
ROW = [
    *("下辛店镇", 2026, "道路养护", "42092326P1", "云财预〔2026〕12号"),
    *("一般公共预算", "2120501 城乡社区环境卫生", "50205", "１，２００.5"),
]
URL = "budgeting:line-import"


def sheet(*rows, heads=HEADS):
    book = Workbook()
    book.active.append(["2026年指标下达情况表"])
    for row in (heads, *rows):
        book.active.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile("指标.xlsx", content.getvalue())


def changed(**cells):
    names = ("owner", "year", "project", "number", "document", "source", "function", "economy", "amount")
    return [cells.get(name, value) for name, value in zip(names, ROW, strict=True)]


def upload(client, actor, *rows, heads=HEADS):
    url = reverse(URL)
    token = login(client, actor).get(url).context["form"].fields["form_token"].initial
    response = client.post(url, {"file": sheet(*rows, heads=heads), "form_token": token})
    assert response.status_code == 302
    return response["Location"]


def confirm(client, address):
    form = {field.html_name: field.value() for field in client.get(address).context["form"]}
    return client.post(address, form)


def told(client, address):
    return [(error.place, error.why) for error in client.get(address).context["errors"]]


def test_rows_become_lines_that_a_second_person_approves_together(client):
    home, officer, other = township(), budget_officer(), budget_officer()
    township_budget(home)
    address = upload(client, officer, ROW, changed(number="42092326P2", project="管护", amount=800))
    assert BudgetLine.objects.count() == 0
    response = confirm(client, address)
    batch = AllotmentBatch.objects.get()
    assert (response.url, batch.total) == (batch.get_absolute_url(), Decimal("2000.50"))
    line = BudgetLine.objects.get(system_number="42092326P1")
    assert (line.organisation, line.status, line.proposed, line.functional_class, line.fund_source) == (
        home,
        "DRAFT",
        Decimal("1200.50"),
        "2120501",
        "DEPARTMENT_BUDGET",
    )
    assert [todo.subject_code for todo in todos(other, AT)] == [batch.code]
    url = reverse("budgeting:batch-approve", args=[batch.code])
    assert client.get(url).status_code == 403
    assert list(login(client, other).post(url, {"document": " "}).context["form"].errors) == ["document"]
    assert client.post(url, {"document": "云财预〔2026〕12号"}).url == batch.get_absolute_url()
    assert set(BudgetLine.objects.values_list("status", flat=True)) == {"APPROVED"}
    again = client.get(url, follow=True)
    assert again.redirect_chain == [(batch.get_absolute_url(), 302)]
    assert "这批指标已经批准" in again.content.decode()


def test_every_bad_cell_is_named_and_nothing_written(client):
    township()
    township("下辛店乡")
    taken = approved_line(system_number="OLD-1")
    address = upload(
        client,
        budget_officer(),
        changed(owner="下辛店"),
        changed(number="P2", year=2035),
        changed(number="OLD-1"),
        changed(number="P4", amount="28.8万元", function="养老"),
        changed(number="P5", source="贷款", owner="下新店镇"),
        changed(number="P2", project="重复"),
    )
    assert told(client, address) == [
        ("A3", "平台上没有“下辛店”这个购买主体。"),
        ("B4", "年度应在 2025 至 2029 之间。"),
        ("D5", f"这个编号已经登记在指标 {taken.code} 上。"),
        ("G6", "科目编码是 3、5、7 位数字。"),
        ("I6", "这里以“元”为单位，格里写的是“万元”。"),
        ("A7", "平台上没有“下新店镇”这个购买主体。"),
        ("F7", "不认识“贷款”。"),
        ("D8", "与第 4 行重复。"),
    ]
    right = client.get(address).context["errors"][0].right
    assert right.startswith("是不是：下辛店")
    confirm(client, address)
    assert (AllotmentBatch.objects.count(), BudgetLine.objects.count()) == (0, 1)


def test_columns_are_named_once_and_remembered(client):
    township()
    officer = budget_officer()
    heads = ["预算单位", "年份", "项目", "编号", "文号", "资金性质", "功能", "经济", "下达数(万元)"]
    address = upload(client, officer, changed(amount=0.12), heads=heads)
    page = client.get(address)
    assert page.context["problem"].startswith("没有找到需要的列")
    columns = page.context["columns_url"]
    form = client.get(columns).context["form"]
    assert form.fields["fund_source"].initial == "资金性质"
    wrong = {"owner": "编号", "system_number": "编号", "year": "年份", "project_name": "项目"}
    data = {
        **wrong,
        "owner": "预算单位",
        "fund_source": "资金性质",
        "proposed": "下达数(万元)",
        "in_wan": "1",
    }
    refused = client.post(columns, {**data, "owner": "编号"})
    assert refused.context["form"].non_field_errors() == ["同一列不能对应两项内容。"]
    assert client.post(columns, data).status_code == 302
    assert client.get(address).context["preview"].rows[0].values["proposed"] == Decimal("1200.00")
    again = upload(client, officer, changed(amount=3), heads=heads)
    assert client.get(again).context["preview"].ok is True
    assert ColumnMapping.objects.get().organisation_id == officer.organisation_id


def test_a_unit_that_contradicts_the_head_is_told(client):
    township()
    address = upload(client, budget_officer(), ROW, heads=[*HEADS[:-1], "金额（万元）"])
    assert told(client, address) == [("I3", "表头写的是“金额（万元）”，和选定的金额单位不一致。")]


def test_a_planned_year_gets_its_figure(client):
    line = midterm_line("500.00", organisation=township(), project_name="道路养护")
    address = upload(client, budget_officer(), changed(year=2027, amount=400))
    confirm(client, address)
    line.refresh_from_db()
    assert (line.status, line.proposed, line.system_number) == ("MIDTERM", Decimal("400.00"), "42092326P1")
    batch = AllotmentBatch.objects.get()
    services.approve_batch(batch=batch, document="文", actor=budget_officer(), at=AT)
    line.refresh_from_db()
    assert (line.status, line.approved) == ("APPROVED", Decimal("400.00"))


def test_a_batch_whose_figures_changed_since_is_not_approved_unseen(client):
    line = midterm_line("500.00", organisation=township(), project_name="道路养护")
    confirm(client, upload(client, budget_officer(), changed(year=2027, amount=400)))
    batch = AllotmentBatch.objects.get()
    more = {"proposed": Decimal("450.00"), "system_number": "42092326P1"}
    services.propose_year(line=line, actor=budget_officer(), at=AT, **more)
    with pytest.raises(WrongState, match="合计 400.00 元，现在 450.00 元"):
        services.approve_batch(batch=batch, document="文", actor=budget_officer(), at=AT)
    batch.refresh_from_db()
    line.refresh_from_db()
    assert (batch.status, line.status, line.approved) == ("ENTERED", "MIDTERM", Decimal("0.00"))


def test_a_finance_office_brings_its_own_only(client):
    home = township()
    township("义堂镇")
    finance = person(home, Office.FINANCE)
    address = upload(client, finance, ROW, changed(owner="义堂镇", number="P2"))
    assert told(client, address) == [("A4", "“义堂镇”不是本单位：只能导入本单位的指标。")]


def test_wrong_people_and_states():
    home = township()
    finance = person(home, Office.FINANCE)
    batch = allotment_batch(finance, home)
    for actor in (finance, bureau(), person(home, Office.OPERATOR)):
        with pytest.raises(NotAllowed):
            services.approve_batch(batch=batch, document="文", actor=actor, at=AT)
    with pytest.raises(NotAllowed):
        allotment_batch(bureau(), home)
    with pytest.raises(NotAllowed):
        services.remember_columns(
            organisation=township("义堂镇"), mapping={}, in_wan=False, actor=finance, at=AT
        )
    with pytest.raises(DomainError):
        services.approve_batch(batch=batch, document="", actor=budget_officer(), at=AT)
    services.approve_batch(batch=batch, document="文", actor=budget_officer(), at=AT)
    with pytest.raises(WrongState):
        services.approve_batch(batch=batch, document="文", actor=budget_officer(), at=AT)


def test_another_organisations_import_does_not_exist(client):
    home = township()
    batch = allotment_batch(person(home, Office.FINANCE), home)
    stranger = person(township("义堂镇"), Office.FINANCE)
    assert login(client, stranger).get(batch.get_absolute_url()).status_code == 404
    assert client.get(reverse("budgeting:import-columns"), {"file": "X"}).status_code == 404
