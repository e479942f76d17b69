"""Lists of excluded bodies brought in as a table: looked at first, matched now or when the body registers."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from procurement.core.models import Notification
from procurement.suppliers.models import Exclusion
from procurement.suppliers.selectors import may_bid
from procurement.suppliers.services import lift_exclusion
from tests.factories import accounts as people
from tests.factories import suppliers as make

pytestmark = pytest.mark.django_db
URL = "/workspace/suppliers/lists/import/"
HEADS = ["统一社会信用代码", "名称", "名单", "自", "至", "查询来源"]
TODAY = people.AT.date()


def sheet(*rows):
    book = Workbook()
    for row in (HEADS, *rows):
        book.active.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile("名单.xlsx", content.getvalue())


def entry(code, until="2028-12-31", kind="失信被执行人"):
    return [code, "某公司", kind, "2026-01-01", until, "信用中国，2026-09-21"]


def look(client, file):
    token = client.get(URL).context["form"]["form_token"].value()
    return client.post(URL, {"file": file, "form_token": token})


def bring(client, *rows):
    address = look(client, sheet(*rows)).url
    token = client.get(address).context["form"]["form_token"].value()
    return client.post(address, {"form_token": token})


@pytest.fixture
def officer(client):
    people.login(client, people.bureau())
    return client


def test_known_and_unknown_bodies_are_kept_out(officer):
    supplier, _admin = make.supplier()
    later = make.credit_code()
    assert bring(officer, entry(supplier.organisation.credit_code), entry(later)).status_code == 302
    assert not may_bid(supplier.organisation, TODAY)
    newcomer, _admin = make.supplier(credit_code=later)
    assert not may_bid(newcomer.organisation, TODAY)
    assert may_bid(newcomer.organisation, date(2029, 1, 1))


def test_a_body_that_is_registered_is_told_once_and_again_when_the_end_moves(officer):
    supplier, admin = make.supplier()
    code = supplier.organisation.credit_code
    for until in ("2028-12-31", "2028-12-31", "2029-12-31"):
        bring(officer, entry(code, until=until), entry(make.credit_code()))
    told = Notification.objects.filter(recipient_code=admin.code)
    assert list(told.values_list("event", flat=True)) == ["supplier_excluded"] * 2
    lift_exclusion(
        entry=supplier.exclusions.get(), reason="移出", actor=people.bureau(), at=people.AT, on=TODAY
    )
    assert told.filter(event="supplier_exclusion_lifted").count() == 1


def test_a_list_saved_by_an_old_spreadsheet_in_gbk_is_read(officer):
    code = make.credit_code()
    lines = [HEADS, [cell.replace(",", "，") for cell in entry(code)]]
    text = "\r\n".join(",".join(line) for line in lines)
    address = look(officer, SimpleUploadedFile("名单.csv", text.encode("gbk"))).url
    token = officer.get(address).context["form"]["form_token"].value()
    assert officer.post(address, {"form_token": token}).status_code == 302
    assert Exclusion.objects.get().credit_code == code


def test_the_same_list_twice_writes_nothing_twice_and_a_new_end_moves(officer):
    code = make.credit_code()
    bring(officer, entry(code))
    bring(officer, entry(code))
    bring(officer, entry(code, until="2029-12-31"))
    assert [row.ends_on for row in Exclusion.objects.all()] == [date(2029, 12, 31)]


def test_bad_cells_are_told_and_nothing_is_written(officer):
    address = look(
        officer, sheet(entry("91420922MA480001XX"), entry(make.credit_code(), until="2025-12-31"))
    ).url
    page = officer.get(address)
    assert [error.head for error in page.context["errors"]] == ["统一社会信用代码", "至"]
    token = page.context["form"]["form_token"].value()
    assert officer.post(address, {"form_token": token}).status_code == 200
    assert Exclusion.objects.count() == 0


@pytest.mark.parametrize("file", [("list.xlsx", b""), ("list.exe", b"MZ"), ("list.xlsx", b"no workbook")])
def test_what_is_no_table_is_told_beside_the_field(officer, file):
    page = look(officer, SimpleUploadedFile(*file))
    assert list(page.context["form"].errors) == ["file"]


def test_it_is_supervisions_alone(client):
    _supplier, admin = make.supplier()
    for actor in (admin, people.auditor(), people.bureau("BUREAU_BUDGET")):
        assert people.login(client, actor).get(URL).status_code == 403


def test_the_preview_says_which_rows_are_registered_here_and_where_the_name_differs(officer):
    supplier, _admin = make.supplier("云梦测试保洁有限公司")
    other, _other_admin = make.supplier("云梦测试养老服务中心")
    rows = [
        entry(supplier.organisation.credit_code),
        [
            other.organisation.credit_code,
            "云梦测试养老 服务中心",
            "失信被执行人",
            "2026-01-01",
            "",
            "信用中国",
        ],
        entry(make.credit_code()),
    ]
    shown = officer.get(look(officer, sheet(*rows)).url)
    found = [(row["supplier"], row["other_name"], row["known"]) for row in shown.context["matches"]]
    assert found == [(supplier, True, False), (other, False, False)]
    text = shown.content.decode()
    assert ("名称不同" in text, supplier.get_absolute_url() in text, "另有1行的单位没有注册" in text) == (
        True,
        True,
        True,
    )
    bring(officer, *rows)
    again = officer.get(look(officer, sheet(*rows)).url)
    assert [row["known"] for row in again.context["matches"]] == [True, True]
    nobody = officer.get(look(officer, sheet(entry(make.credit_code()))).url).content.decode()
    assert "这张表里没有本平台已注册的供应商" in nobody
