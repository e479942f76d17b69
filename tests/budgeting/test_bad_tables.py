"""What the budget's import says of tables that people really send: nothing is written, each bad cell is named."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from procurement.budgeting.models import AllotmentBatch, BudgetLine
from tests.factories.accounts import login, township
from tests.factories.budgeting import budget_officer

from .test_imports import HEADS, URL, changed, told, upload

pytestmark = pytest.mark.django_db


def sent(client, file):
    """Upload a file as it is; returns the answer."""
    url = reverse(URL)
    token = login(client, budget_officer()).get(url).context["form"].fields["form_token"].initial
    return client.post(url, {"file": file, "form_token": token})


def saved(book):
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile("指标.xlsx", content.getvalue())


def book_of(*rows):
    book = Workbook()
    for row in (HEADS, *rows):
        book.active.append(list(row))
    return book


def test_a_merged_cell_is_named(client):
    township()
    book = book_of(changed(number="P1"), changed(number="P2", owner=None))
    book.active.merge_cells("A2:A3")
    address = sent(client, saved(book))["Location"]
    assert [place for place, _why in told(client, address)] == ["A2", "A3"]
    assert all("合并的单元格" in why for _place, why in told(client, address))


def test_a_formula_is_not_read_as_an_amount(client):
    township()
    address = upload(client, budget_officer(), changed(amount="=1000+200"))
    assert told(client, address) == [("I3", "这一格是公式，读不到确定的数。")]


def test_full_width_digits_are_digits(client):
    township()
    address = upload(client, budget_officer(), changed(year="２０２６", amount="１，２３４．５０"))
    assert told(client, address) == []


def test_a_date_where_a_year_is_asked_is_named(client):
    township()
    address = upload(client, budget_officer(), changed(year="二〇二六年三月"))
    assert [place for place, _why in told(client, address)] == ["B3"]


def test_the_right_sheet_is_found_behind_a_wrong_one(client):
    township()
    book = book_of(changed())
    book.create_sheet("填表说明", 0).append(["请按说明填写"])
    assert told(client, sent(client, saved(book))["Location"]) == []


def test_large_files_and_bombs_stop_at_the_door(client):
    large = SimpleUploadedFile("大.xlsx", b"PK\x03\x04" + b"0" * (50 * 1024 * 1024))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "0" * (60 * 1024 * 1024))
    for file in (large, SimpleUploadedFile("弹.xlsx", packed.getvalue())):
        response = sent(client, file)
        assert response.status_code == 200
        assert list(response.context["form"].errors) == ["file"]
    assert (AllotmentBatch.objects.count(), BudgetLine.objects.count()) == (0, 0)
