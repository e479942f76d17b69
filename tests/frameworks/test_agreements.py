"""The agreement with one supplier as a document: read before the signature, the same ever after, for its parties."""

from decimal import Decimal

import pytest
from django.urls import reverse

from procurement.core import documents
from procurement.core.documents import Key
from procurement.frameworks.enums import AGREEMENT
from procurement.frameworks.services.entries import lower_price, sign_entry
from tests.factories import accounts, closed
from tests.factories import frameworks as make

pytestmark = pytest.mark.django_db


def address(entry):
    return reverse("frameworks:entry-agreement", args=[entry.code])


def test_it_is_read_before_it_is_signed_and_ordered_with_the_signature(client):
    made = closed.Closed().announced()
    entry, supplier = made.entries()[0]
    accounts.login(client, supplier)
    page = client.get(address(entry)).content.decode()
    # 110 art. 14: parties, need, price, way, users, payment, contract text, term, exit, duties.
    for words in (
        *("待签", entry.supplier.name, made.home.organisation.name, "880.00元／件", "24个月"),
        *("直接选定", "清退和补充规则", "资金支付", "采购合同文本", "双方的权利和义务", entry.notice_code),
    ):
        assert words in page
    assert client.post(address(entry)).status_code == 404
    sign_entry(entry=entry, actor=supplier, at=closed.LATER)
    assert documents.waiting(Key(AGREEMENT, entry.code)) is not None
    assert "待签" not in client.get(address(entry), {"as": "print"}).content.decode()


def test_it_says_the_price_that_was_signed_even_after_it_was_lowered():
    made = closed.Closed().in_force()
    entry, supplier = made.entries()[0]
    lower_price(entry=entry, price=Decimal("800"), actor=supplier, at=closed.LATER)
    lower_price(entry=entry, price=Decimal("700"), actor=supplier, at=closed.LATER)
    page = documents.as_page(Key(AGREEMENT, entry.code))
    assert ("880.00元／件" in page, "700.00元／件" in page) == (True, False)


def test_strangers_read_none_and_an_open_framework_says_how_it_was_signed(client):
    home = make.organiser()
    entry, supplier = make.admitted(make.in_force(home), home)
    assert "第四十一条" in documents.as_page(Key(AGREEMENT, entry.code))
    assert documents.waiting(Key(AGREEMENT, entry.code)) is not None
    accounts.login(client, accounts.stranger())
    assert client.get(address(entry)).status_code == 404
    applied, _actor = make.applied(entry.framework)
    accounts.login(client, home.operator)
    assert client.get(address(entry), {"as": "print"}).status_code == 200
    assert client.get(address(applied)).status_code == 404
