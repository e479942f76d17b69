"""Performance (G-03 to G-06, G-11): the worked self-evaluation, each kind of indicator, weights, refusals."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from procurement.regulations.errors import RegulationError
from procurement.regulations.performance import (
    Indicator,
    check_department_weights,
    department_weights,
    evaluate,
    grade,
    points,
    self_evaluation_weights,
)

from .bundles import Json, case
from .conftest import Outcome

ON = date(2026, 9, 18)


def test_g_worked_self_evaluation(process: Callable[..., Outcome], tmp_path: Any) -> None:
    path = tmp_path / "案例.json"
    path.write_text(json.dumps(case()), encoding="utf-8")
    code, out, err = process("performance", str(path))
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "format": "performance-result/1",
        "scores": {
            "execution": "9.65",
            "visits": "20.00",
            "quality": "14.54",
            "in_time": "9.17",
            "cost": "5.00",
            "reach": "15.00",
            "satisfaction": "9.60",
            "effect": "12.75",
        },
        "total": "95.71",
        "grade": "EXCELLENT",
    }


@pytest.mark.parametrize(
    ("kind", "target", "actual", "expected"),
    [
        ("POSITIVE", "480000", "463000", "9.65"),
        ("POSITIVE", "100", "250", "10.00"),
        ("POSITIVE", "3", "0", "0.00"),
        ("POSITIVE", "8", "1.002", "1.25"),
        ("POSITIVE", "8", "1.004", "1.26"),
        ("NEGATIVE", "3", "6", "5.00"),
        ("NEGATIVE", "6", "3", "10.00"),
        ("NEGATIVE", "3", "0", "10.00"),
        ("NEGATIVE", "0", "0", "10.00"),
        ("NEGATIVE", "0", "1", "0.00"),
    ],
)
def test_g05_quantities(kind: str, target: str, actual: str, expected: str) -> None:
    one = Indicator("x", "OUTPUT", Decimal(10), kind, target=Decimal(target), actual=Decimal(actual))
    assert str(points(one)) == expected


def test_g05_qualities_take_their_band() -> None:
    for band, expected in (("0", "0.00"), ("85", "12.75"), ("33.3", "5.00"), ("100", "15.00")):
        one = Indicator("x", "BENEFIT", Decimal(15), "QUALITATIVE", band=Decimal(band))
        assert str(points(one)) == expected
    with pytest.raises(RegulationError, match="G-05"):
        points(Indicator("x", "OUTPUT", Decimal(10), "POSITIVE"))


@pytest.mark.parametrize(
    ("total", "name"),
    [
        ("100", "EXCELLENT"),
        ("90", "EXCELLENT"),
        ("89.99", "GOOD"),
        ("80", "GOOD"),
        ("79.99", "FAIR"),
        ("60", "FAIR"),
        ("59.99", "POOR"),
        ("0", "POOR"),
    ],
)
def test_g06_grades(total: str, name: str) -> None:
    assert grade(Decimal(total)) == name


def test_g06_the_bureaus_cuts_are_used() -> None:
    changed = {"grade_excellent": {"value": "96", "source": "x", "confirmed": True}}
    assert grade(Decimal("95.71"), changed) == "GOOD"
    assert evaluate({**case(), "parameters": changed})["grade"] == "GOOD"


Change = Callable[[Json], Any]
BAD: list[tuple[str, Change]] = [
    ("indicators: weights make 90, not 100 (G-03)", lambda c: c["indicators"].pop(0)),
    ("indicators: weights make 0", lambda c: c.update(indicators=[])),
    ("indicators: must be a list", lambda c: c.update(indicators={})),
    ("indicators[0].target: must be above zero (G-05)", lambda c: c["indicators"][0].update(target="0")),
    ("indicators[0].target: is missing", lambda c: c["indicators"][0].pop("target")),
    ("indicators[0].actual: must be a string", lambda c: c["indicators"][0].update(actual=463000)),
    ("indicators[0].actual: must be a string", lambda c: c["indicators"][0].update(actual="-1")),
    ("indicators[0].weight: must be a string", lambda c: c["indicators"][0].update(weight="1e1")),
    ("indicators[0].weight: must not be above 100", lambda c: c["indicators"][0].update(weight="101")),
    ("indicators[1].code: 'execution' stands twice", lambda c: c["indicators"][1].update(code="execution")),
    ("indicators[0].tier: must be one of", lambda c: c["indicators"][0].update(tier="RESULT")),
    ("indicators[0].kind: must be one of", lambda c: c["indicators"][0].update(kind=["POSITIVE"])),
    ("indicators[7].band: must not be above 100", lambda c: c["indicators"][7].update(band="100.01")),
    ("indicators[7].band: is missing", lambda c: c["indicators"][7].pop("band")),
    ("format: must be", lambda c: c.update(format="performance-case/2")),
]


@pytest.mark.parametrize(("says", "change"), BAD)
def test_a_bad_case_names_field_and_rule(
    says: str, change: Change, on_file: Callable[[str, object], Outcome]
) -> None:
    made = case()
    change(made)
    code, out, err = on_file("performance", made)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(says)


def test_g03_g11_satisfaction_takes_from_benefit() -> None:
    usual = {"EXECUTION": 10, "OUTPUT": 50, "BENEFIT": 30, "SATISFACTION": 10}
    assert self_evaluation_weights(on=ON, resident_facing=False) == usual
    residents = self_evaluation_weights(on=ON, resident_facing=True)
    assert residents == usual | {"BENEFIT": 20, "SATISFACTION": 20}
    for weight in ("9", "41"):
        changed = {"satisfaction_weight": {"value": weight, "source": "x", "confirmed": True}}
        with pytest.raises(RegulationError, match="G-11"):
            self_evaluation_weights(on=ON, resident_facing=True, parameters=changed)


def test_g04_output_and_benefit_weigh_at_least_sixty() -> None:
    weights = department_weights(on=ON)
    assert weights == {"DECISION": 20, "PROCESS": 20, "OUTPUT": 30, "BENEFIT": 20, "SATISFACTION": 10}
    check_department_weights(weights, on=ON)
    for bad in ({"PROCESS": Decimal(41), "OUTPUT": Decimal(59)}, {"OUTPUT": Decimal(99)}):
        with pytest.raises(RegulationError, match="G-04"):
            check_department_weights(bad, on=ON)
