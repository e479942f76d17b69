"""Grades are kept with the supplier, once, and never changed."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from procurement.core.actors import SYSTEM
from procurement.suppliers.models import SupplierGrade
from procurement.suppliers.selectors import grades_of
from procurement.suppliers.services import record_grade
from tests.factories import accounts as people
from tests.factories import suppliers as make

pytestmark = pytest.mark.django_db


def graded(supplier):
    return record_grade(
        supplier=supplier,
        contract_code="HT-1",
        plan_item_code="420923-2026-0001",
        title="21村保洁与垃圾收集",
        grade="EXCELLENT",
        total=Decimal("95.71"),
        satisfaction=Decimal("86.40"),
        published_at=people.AT,
        actor=SYSTEM,
        at=people.AT,
    )


def test_recording_twice_keeps_one():
    supplier, _admin = make.supplier()
    assert graded(supplier) == graded(supplier)
    row = grades_of(supplier.organisation).get()
    assert (row.grade, row.total, row.satisfaction) == ("EXCELLENT", Decimal("95.71"), Decimal("86.40"))


def test_a_grade_is_never_changed():
    supplier, _admin = make.supplier()
    graded(supplier)
    with pytest.raises(DatabaseError), transaction.atomic():
        SupplierGrade.objects.update(grade="POOR")
    with pytest.raises(DatabaseError), transaction.atomic():
        SupplierGrade.objects.all().delete()


@pytest.mark.parametrize(("prefix", "word"), [("", "优"), ("/en", "Excellent")])
def test_the_page_says_the_grade_in_a_word(client, prefix, word):
    supplier, _admin = make.supplier()
    graded(supplier)
    text = client.get(f"{prefix}/suppliers/{supplier.code}/").content.decode()
    assert (f">{word}</td>" in text, "EXCELLENT" in text) == (True, False)
