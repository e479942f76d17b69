"""A unit's yearly reserve for small and medium enterprises over all its projects (财库〔2020〕46号 art. 6 to 8)."""

from datetime import date
from decimal import Decimal

import pytest

from procurement.regulations import reserves
from procurement.regulations.reserves import Project, year_of

ON = date(2026, 12, 31)


def project(amount, reserved="0", small=None, reason="", code="P"):
    part = None if small is None else Decimal(small)
    return Project(code, Decimal(amount), Decimal(reserved), part, reason)


@pytest.mark.parametrize(
    ("projects", "found"),
    [
        # 30 % of what is suited, over all: one reserves all, the other nothing.
        (
            [project("3000000", "3000000", "1800000"), project("4000000")],
            ("7000000", "3000000", "2100000.00", "0.00", "1800000.00", "0.00"),
        ),
        # A reason of art. 6 takes a project out of what is suited; no reason, or one that is none, does not.
        (
            [project("3000000", "900000", "540000"), project("9000000", reason="ONLY_OTHERS")],
            ("3000000", "900000", "900000.00", "0.00", "540000.00", "0.00"),
        ),
        (
            [project("3000000", "900000", "539999.99"), project("2000000.01", reason="不想")],
            ("5000000.01", "900000", "1500000.00", "600000.00", "900000.00", "360000.01"),
        ),
        # Exactly the limit is not above it; of more than the least, 60 % of what is reserved.
        ([project("2000000", "2000000")], ("0", "0", "0.00", "0.00", "0.00", "0.00")),
        (
            [project("4000000", "4000000", "1200000")],
            ("4000000", "4000000", "1200000.00", "0.00", "2400000.00", "1200000.00"),
        ),
        ([], ("0", "0", "0.00", "0.00", "0.00", "0.00")),
    ],
)
def test_above_the_limit_shares_count_over_all_projects(projects, found):
    sums = year_of(projects, on=ON).above
    assert (
        sums.suited,
        sums.reserved,
        sums.due,
        sums.missing,
        sums.small_due,
        sums.small_missing,
    ) == tuple(Decimal(one) for one in found)


@pytest.mark.parametrize(
    ("projects", "missing"),
    [
        ([project("500000", "500000"), project("2000000")], "2000000"),
        ([project("500000", reason="NO_COMPETITION")], "0"),
        ([project("500000", "200000")], "300000"),
        ([project("500000", "200000", reason="NO_COMPETITION")], "0"),
        # Below the procurement threshold nothing is asked.
        ([project("499999.99")], "0"),
        ([project("500000")], "500000"),
    ],
)
def test_up_to_the_limit_the_whole_is_due(projects, missing):
    assert year_of(projects, on=ON).up_to.missing == Decimal(missing)


def test_what_nobody_said_of_small_and_micro_is_named_and_counts_as_nothing():
    sums = year_of(
        [project("3000000", "900000", code="A"), project("3000000", "900000", "0", code="B")], on=ON
    )
    assert (sums.above.unsaid, sums.above.small, sums.above.small_share) == (("A",), 0, 0)
    assert (sums.above.share, reserves.percent(Decimal(1), Decimal(0))) == (Decimal("30.00"), None)


def test_the_shares_are_parameters_with_dates():
    given = {"sme_reserve_share": {"value": "40", "source": "鄂财采〔2026〕1号", "confirmed": True}}
    assert year_of([project("3000000")], on=ON, parameters=given).above.due == Decimal("1200000.00")
