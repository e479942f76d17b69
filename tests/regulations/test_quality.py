"""110 art. 25 worked through: what is a factor of quality, and what the members' sheets add up to."""

import json
import subprocess
import sys
from decimal import Decimal as D

import pytest

from procurement.regulations.admission import admit, read_call
from procurement.regulations.errors import RegulationError
from procurement.regulations.quality import add_up, check_factor, differing, read_scores
from procurement.regulations.scoring_templates import all_templates, counted_rows


def bundle(points, **changed):
    """Return the sheets of three members who agree: response → points of T1 and C1."""
    members = ("E1", "E2", "E3")
    call = {
        "format": "framework-scores/1",
        "package": "420923-2026-0007-1",
        "factors": [{"code": "T1", "max": "60"}, {"code": "C1", "max": "40"}],
        "responses": [
            {"code": code, "scores": {one: {"T1": first, "C1": second} for one in members}}
            for code, (first, second) in points.items()
        ],
    }
    return {**call, **changed}


EXAMPLE = {"A": ("40", "40"), "B": ("60", "30"), "C": ("20", "40"), "D": ("60", "0"), "E": ("60", "20")}


@pytest.mark.parametrize(
    ("name", "objective", "fits"),
    [
        ("同类服务经验", True, True),
        ("价格评估业务经验", True, True),
        ("服务实施方案", False, False),
        ("投标报价", True, False),
        ("价格分", True, False),
        ("单价", True, False),
    ],
)
def test_only_what_can_be_counted_is_scored_and_never_the_price(name, objective, fits):
    found = check_factor(name, objective=objective)
    assert (found is None) is fits
    assert found is None or found.basis.article == "财政部令第110号第二十五条"


def test_every_template_has_something_to_count_and_makes_100():
    for template in all_templates().values():
        rows = counted_rows(template, D(100))
        assert sum(row.maximum for row in rows) == 100
        assert all(check_factor(row.name, objective=row.objective) is None for row in rows)


def test_the_worked_example_from_the_sheets_to_who_enters():
    """Five stand: A and E have 80, B 90, C and D 60. A fifth leaves, of C and D: a draw says who."""
    scores = read_scores(bundle(EXAMPLE))
    assert differing(scores) == []
    result = add_up(scores)
    ranking = result["ranking"]
    assert [(row["rank"], row["bid"], row["total"]) for row in ranking] == [
        (1, "B", "90.00"),
        (2, "A", "80.00"),
        (2, "E", "80.00"),
        (4, "C", "60.00"),
        (4, "D", "60.00"),
    ]
    assert ranking[0]["factor_scores"] == {"T1": "60.00", "C1": "30.00"}
    totals = {row["bid"]: row["total"] for row in ranking}
    call = {
        "format": "framework-admission/1",
        "framework": "KJ-2026-0001",
        "method": "QUALITY_FIRST",
        "published_on": "2026-09-18",
        "ceiling": "45.00",
        "knock_out": "20",
        "most_admitted": None,
        "responses": [
            {"code": code, "price": "45.00", "quality": totals[code], "qualified": True, "conforms": True}
            for code in EXAMPLE
        ],
    }
    first = admit(read_call(call))
    assert (first["outcome"], first["draw_needed"]) == ("DRAW_NEEDED", ["C", "D"])
    drawn = admit(read_call({**call, "drawn": ["D", "C"]}))
    assert [row["response"] for row in drawn["ranking"] if row["admitted"]] == ["B", "A", "E", "D"]


def test_members_who_differ_are_named():
    call = bundle(EXAMPLE)
    call["responses"][1]["scores"]["E2"]["C1"] = "20"
    assert differing(read_scores(call)) == [("B", "C1")]


def _spoiled(place, value):
    call = bundle(EXAMPLE)
    target = call
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value
    return call


@pytest.mark.parametrize(
    ("place", "value", "field"),
    [
        (("format",), "framework-scores/2", "format"),
        (("package",), "", "package"),
        (("factors", 0, "max"), "50", "factors"),
        (("factors", 1, "code"), "T1", "factors"),
        (("responses", 1, "code"), "A", "responses"),
        (("responses", 0, "scores"), {}, "responses[0].scores"),
        (("responses", 0, "scores"), {"E1": {"T1": "1", "C1": "1"}}, "responses"),
        (("responses", 0, "scores", "E1", "T1"), "60.01", "responses[0].scores.E1.T1"),
        (("responses", 0, "scores", "E1", "T1"), "-1", "responses[0].scores.E1.T1"),
        (("responses", 0, "scores", "E1", "T1"), 60, "responses[0].scores.E1.T1"),
        (("responses", 0, "scores", "E1"), {"T1": "1"}, "responses[0].scores.E1.C1"),
    ],
)
def test_a_bad_bundle_names_its_field(place, value, field):
    with pytest.raises(RegulationError) as caught:
        read_scores(_spoiled(place, value))
    assert caught.value.field == field


def _command(tmp_path, call):
    path = tmp_path / "scores.json"
    path.write_text(json.dumps(call), encoding="utf-8")
    command = [sys.executable, "-m", "procurement.regulations.quality", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_prints_what_the_function_says(tmp_path):
    done = _command(tmp_path, bundle(EXAMPLE))
    assert (done.returncode, json.loads(done.stdout)) == (0, add_up(read_scores(bundle(EXAMPLE))))
    differ = _command(tmp_path, _spoiled(("responses", 0, "scores", "E1", "T1"), "20"))
    assert (differ.returncode, differ.stdout) == (2, "")
    assert "responses A: scores of T1" in differ.stderr and "E-10" in differ.stderr
