"""What a bid form must say; each slip of a bookkeeper answered plainly."""

from decimal import Decimal

import pytest

from procurement.core.errors import DomainError
from procurement.tendering.enums import Method
from procurement.tendering.services import bid_forms
from tests.factories import seals as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("288000", "288000.00"),
        ("288,000.5", "288000.50"),
        ("２８８０００", "288000.00"),
        ("¥288 000元", "288000.00"),
        ("288000\u200b.00\u202c", "288000.00"),
    ],
)
def test_amounts_as_people_write_them(text, yuan):
    assert bid_forms.amount(text=text, field="offer", what="总报价") == Decimal(yuan)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "请填写总报价"),
        ("0", "必须大于零"),
        ("-5", "必须大于零"),
        ("1e99", "科学计数法"),
        ("28,8", "不是数字"),
        ("28.8万", "以“元”为单位"),
        ("28.8万元", "以“元”为单位"),
        ("贰拾捌万捌仟元整", "以“元”为单位"),
        ("288000.001", "最多两位小数"),
        ("NaN", "不是数字"),
        ("Infinity", "不是数字"),
        ("9" * 30, "过大"),
        ("abc", "不是数字"),
        ("²", "必须|不是"),
    ],
)
def test_amounts_that_are_none(text, sentence):
    if text == "²":
        assert bid_forms.amount(text=text, field="offer", what="总报价") == Decimal("2.00")
        return
    with pytest.raises(DomainError, match=sentence):
        bid_forms.amount(text=text, field="offer", what="总报价")


DECLARED = {"article22": True, "no_collusion": True}
SIZES = [("employees", "E-40"), ("revenue", "E-40"), ("assets", "E-40")]


def told(round, **fields):
    form = bid_forms.clean(form=make.form(**fields), round=round)
    return [(problem.field, problem.rule) for problem in bid_forms.problems(form=form, round=round)]


def test_a_whole_form_has_no_problem():
    round, _custodians = make.receiving()
    assert told(round) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"offer": "255000.00"}, [("offer", "E4")]),
        ({"unit_price": "40.005"}, [("unit_price_1", "E4")]),
        ({"scale": ""}, [("scale", "E-41")]),
        ({"scale": "HUGE"}, [("scale", "E-41")]),
        ({"small_share": "40"}, [("subs-0-name", "E-43")]),
        ({"responses": []}, [("stance_1", "E-60")]),
        ({"responses": [{"position": 1, "stance": "EXCEEDS", "text": " "}]}, [("response_1", "E-60")]),
        ({"size": {"employees": "3.5", "assets": "一百"}}, SIZES),
        ({"size": {}}, SIZES),
        ({"size": {"new_firm": True}}, []),
        ({"scale": "MEDIUM", "size": {}, "statements": DECLARED}, []),
        ({"answers": []}, [("condition_q1", "E-60"), ("factor_plan", "E-60")]),
        ({"statements": {}}, [("sme_letter", "E-40"), ("article22", "H-01"), ("no_collusion", "E-62")]),
        ({"offer": "64.00", "unit_price": "0.01"}, [("offer", "E7")]),
    ],
)
def test_each_slip_is_told_beside_its_field(fields, expected):
    round, _custodians = make.receiving()
    assert told(round, **fields) == expected


def test_a_price_that_is_really_so_low_may_be_confirmed():
    round, _custodians = make.receiving()
    statements = {**DECLARED, "sme_letter": True, "unit_confirmed": True}
    assert told(round, offer="64.00", unit_price="0.01", statements=statements) == []


def test_above_the_ceiling_stops_a_tender_and_warns_a_first_response():
    high = {"offer": "288064.00", "unit_price": "45.01"}
    tender, _custodians = make.receiving(Method.OPEN_TENDER)
    assert told(tender, **high) == [("offer", "B-10")]
    consultation, _custodians = make.receiving()
    assert told(consultation, **high) == []
    form = bid_forms.clean(form=make.form(**high), round=consultation)
    assert [
        (warning.rule, warning.message) for warning in bid_forms.warnings(form=form, round=consultation)
    ] == [
        (
            "B-10",
            "首次报价288,064.00元超过最高限价288,000.00元。"
            "首次报价不因此无效；最后报价仍超过的，将作无效处理。",
        )
    ]


def test_a_deviation_is_told_and_stops_nothing():
    round, _custodians = make.receiving()
    form = make.form(responses=[{"position": 1, "stance": "DEVIATES", "text": "每周一次"}])
    form = bid_forms.clean(form=form, round=round)
    assert bid_forms.problems(form=form, round=round) == []
    assert [(one.field, one.rule) for one in bid_forms.warnings(form=form, round=round)] == [
        ("stance_1", "E-60")
    ]


def test_a_draft_of_the_first_format_opens_and_says_what_is_new():
    round, _custodians = make.receiving()
    old = {
        "format": "bid-form/1",
        "offer": "256000.00",
        "prices": [{"position": 1, "unit_price": "40.00", "quantity": "6400", "total": "256000.00"}],
        "scale": "SMALL",
        "small_share": "40.00",
        "statements": {"article22": True, "no_collusion": True, "unit_confirmed": False},
        "answers": make.form()["answers"],
        "team": "护理员12名",
    }
    form = bid_forms.clean(form=old, round=round)
    assert (form["format"], form["offer"], form["own_scale"], form["team"]) == (
        "bid-form/2",
        "256000.00",
        "SMALL",
        "护理员12名",
    )
    fields = [problem.field for problem in bid_forms.problems(form=form, round=round)]
    assert fields == ["stance_1", "subs-0-name", "employees", "revenue", "assets", "sme_letter"]
    assert bid_forms.clean(form=form, round=round) == form


def test_a_bond_is_proven_where_the_documents_ask_for_one():
    round, _custodians = make.receiving(Method.OPEN_TENDER, bond_percent="2")
    expected = ["bond_kind", "bond_institution", "bond_number", "bond_amount", "file"]
    assert [field for field, _rule in told(round)] == expected
    bond = {"kind": "GUARANTEE", "institution": "演示银行", "number": "BH-1", "amount": "5759.99"}
    assert told(round, bond=bond)[:2] == [("bond_amount", "E-60"), ("bond_valid_until", "D-28")]
    bond |= {"amount": "5760", "valid_until": "2026-10-07"}
    assert told(round, bond=bond) == [("bond_valid_until", "E-60"), ("file", "E-60")]
    bond["valid_until"] = "2026-10-08"
    form = bid_forms.clean(form=make.form(bond=bond), round=round)
    assert bid_forms.problems(form=form, round=round, files=[{"purpose": "BOND"}]) == []
    # Paying over the net stands in the order on negotiation only.
    assert told(round, bond={**bond, "kind": "E_BANK"})[0] == ("bond_kind", "D-28")


def test_a_package_reserved_for_small_and_medium_enterprises():
    tender, _custodians = make.receiving(Method.OPEN_TENDER, reserved_for_sme=True)
    assert told(tender, scale="LARGE") == [("scale", "E-46")]


def test_totals_are_worked_out_and_rounded_half_up():
    round, _custodians = make.receiving()
    round.package.requirements.update(quantity="0.5")
    form = bid_forms.clean(form=make.form(unit_price="0.05"), round=round)
    assert form["prices"] == [{"position": 1, "unit_price": "0.05", "quantity": "0.5", "total": "0.03"}]


def test_of_a_share_only_the_marked_package_is_for_small_and_medium_enterprises():
    tender, _custodians = make.receiving(Method.OPEN_TENDER)
    assert told(tender, scale="LARGE") == []
    tender.package.sme_package = True
    assert told(tender, scale="LARGE") == [("scale", "E-46")]
    tender.package.small_micro_only = True
    assert told(tender, scale="MEDIUM") == [("scale", "E-46")]
    assert told(tender, scale="SMALL") == []
