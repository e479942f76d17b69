"""Bringing a table in: looked at before it is written, by whom it was uploaded."""

import io
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from procurement.core.models import Attachment

from .sample import Case
from .test_views import acting, as_, pages  # noqa: F401  their fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.urls")]
ADDRESS = "/cases/import/"


def sheet(*rows, name="案件.xlsx"):
    book = Workbook()
    for row in (["名称", "金额（元）"], *rows):
        book.active.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile(name, content.getvalue())


def uploaded(client, *rows):
    response = client.post(ADDRESS, {"file": sheet(*rows)})
    assert response.status_code == 302
    return response["Location"]


def titles():
    return sorted(Case.objects.values_list("title", flat=True))


def test_nothing_is_written_before_it_is_confirmed(client, writer):
    as_(writer)
    address = uploaded(client, ["甲", 1], ["乙", "２"])

    page = client.get(address)
    assert (page.status_code, titles()) == (200, [])
    assert page.context["sample"][1] == {
        "number": 3,
        "cells": [{"text": "乙", "bad": False}, {"text": "２", "bad": False}],
        "bad": False,
    }
    form = {field.html_name: field.value() for field in page.context["form"]}
    response = client.post(address, form)
    assert (response.status_code, response["Location"], titles()) == (302, "/cases/", ["乙", "甲"])
    again = client.post(address, form)
    assert (again.status_code, titles()) == (302, ["乙", "甲"])


def test_bad_cells_are_named_and_confirming_is_refused(client, writer):
    as_(writer)
    address = uploaded(client, ["甲", "一"], ["甲", 1], ["禁", 2])

    page = client.get(address)
    assert [(error.place, error.why) for error in page.context["errors"]] == [
        ("B2", "这里要填数字。"),
        ("A3", "与第 2 行重复。"),
        ("A4", "不许叫这个名字。"),
    ]
    refused = client.post(address, {field.html_name: field.value() for field in page.context["form"]})
    assert (refused.status_code, titles()) == (200, [])
    assert refused.context["form"].non_field_errors() == ["表格里还有问题，没有写入。请改好后重新上传。"]


def test_files_that_are_no_tables_stand_beside_the_field(client, writer):
    as_(writer)
    response = client.post(ADDRESS, {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    assert response.context["form"].errors == {"file": ["这里只接受 XLSX、CSV 文件。"]}
    assert client.post(ADDRESS, {}).context["form"].errors == {"file": ["请填写这一项。"]}
    other = client.post(ADDRESS, {"file": SimpleUploadedFile("a.csv", "姓名\n张三\n".encode())})
    page = client.get(other["Location"])
    assert page.context["problem"].startswith("没有找到需要的列：名称。")
    assert Attachment.objects.count() == 1


def test_another_persons_file_does_not_exist(client, writer, decider):
    as_(writer)
    address = uploaded(client, ["甲", 1])
    [code] = parse_qs(urlsplit(address).query)["file"]

    as_(decider)
    assert client.get(ADDRESS).status_code == 403
    as_(replace(writer, code="P-OTHER"))
    assert (client.get(ADDRESS).status_code, client.get(f"{ADDRESS}?file={code}").status_code) == (200, 404)


def test_the_empty_table_has_the_heads(client, writer):
    as_(writer)
    response = client.get(f"{ADDRESS}?template=1")
    page = load_workbook(io.BytesIO(response.getvalue())).active
    assert list(page.values) == [("名称", "金额（元）")]
    assert response["Content-Disposition"] == 'attachment; filename="case-import-template.xlsx"'
