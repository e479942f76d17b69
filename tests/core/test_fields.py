"""Money is exact: whole fen below, Decimal above."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Sum

from procurement.core.fields import MoneyField, NotYuan, YuanField, to_yuan

from .sample import Case


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0", "0.00"), ("12.3", "12.30"), (5, "5.00"), (Decimal("1E+2"), "100.00"), ("-0.01", "-0.01")],
)
def test_to_yuan(value, expected):
    assert str(to_yuan(value)) == expected


@pytest.mark.parametrize("value", [1.0, True, "1.234", "x", "", None, "NaN", "Infinity", "1E+20", []])
def test_what_is_no_money(value):
    with pytest.raises((ValueError, TypeError)):
        to_yuan(value)


@pytest.mark.django_db
class TestInTheDatabase:
    def test_fen_below_and_yuan_above(self, cases):
        Case.objects.create(code="A", title="a", amount="12345678.90", spent="0.00")
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT amount FROM {Case._meta.db_table}")
            assert cursor.fetchone() == (1234567890,)
        assert Case.objects.get().amount == Decimal("12345678.90")

    def test_twenty_thousand_times_ten_fen_is_two_thousand(self, cases):
        Case.objects.bulk_create(Case(code=f"A{n}", title="a", amount="0.10") for n in range(20_000))
        assert Case.objects.aggregate(total=Sum("amount"))["total"] == Decimal("2000.00")

    def test_compares_and_filters_in_yuan(self, cases):
        Case.objects.create(code="A", title="a", amount="10.00", spent="9.99")
        assert (
            Case.objects.filter(amount="10.00", amount__gte=Decimal("10"), spent__lt=F("amount")).count() == 1
        )
        assert Case.objects.annotate(free=F("amount") - F("spent")).get().free == Decimal("0.01")

    def test_the_constraint_holds_to_the_fen(self, cases):
        Case.objects.create(code="A", title="a", amount="0.30", spent="0.30")
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.create(code="B", title="b", amount="0.30", spent="0.31")

    @pytest.mark.parametrize("value", [0.1, "0.001", "x"])
    def test_floats_and_fractions_of_a_fen_are_refused(self, cases, value):
        with pytest.raises(ValueError):
            Case.objects.create(code="A", title="a", amount=value)


def test_forms_ask_for_yuan():
    field = MoneyField("金额").formfield()
    assert field.clean("288000.5") == Decimal("288000.5")
    with pytest.raises(ValidationError):
        field.clean("1.234")
    with pytest.raises(ValidationError):
        field.clean("-1")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("288000", "288000"),
        ("１２３", "123"),
        ("1,900,000.00", "1900000.00"),
        ("¥ 12.50元", "12.50"),
        ("12.50\u200b\u202c", "12.50"),
        ("1 200 000", "1200000"),
        ("9999999999999.99", "9999999999999.99"),
    ],
)
def test_an_amount_is_read_as_people_type_it(text, amount):
    assert YuanField().clean(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("28.8万元", "28.8万元写成288000.00"),
        ("1e5", "填写数字"),
        ("NaN", "填写数字"),
        ("一百", "填写数字"),
        ("28,8", "填写数字"),
        ("1,2,345", "填写数字"),
        ("1234,567", "填写数字"),
        ("1.005", "最多两位小数"),
        ("9" * 14, "请核对位数和单位"),
        ("9" * 20, "请核对位数和单位"),
    ],
)
def test_an_amount_that_is_none_is_told_in_plain_words(text, sentence):
    with pytest.raises(ValidationError, match=sentence):
        YuanField().clean(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("9" * 14, "金额过大，请核对位数和单位（元）。"),
        ("1.005", "最多两位小数（到分）。"),
        ("一百", "请填写金额"),
    ],
)
def test_services_and_columns_give_the_same_reason_as_forms(text, why):
    with pytest.raises(NotYuan) as caught:
        to_yuan(text)
    assert str(caught.value.why).startswith(why)
    with pytest.raises(ValidationError, match=why):
        MoneyField("金额").to_python(text)
