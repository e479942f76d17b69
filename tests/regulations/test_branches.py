"""A branch and its head office's letter (采购法 art. 22(1), RULES H-10, N-04)."""

from datetime import date

import pytest

from procurement.regulations.branches import (
    EXPIRED,
    IN_FORCE,
    MISSING,
    Authorisation,
    authorisation,
    named_as_branch,
)

DAY = date(2026, 10, 8)


@pytest.mark.parametrize(
    ("name", "branch"),
    [
        ("测试保洁有限公司云梦分公司", True),
        ("测试保险股份有限公司云梦支公司", True),
        ("湖北测试律师事务所云梦分所", True),
        ("湖北测试律师事务所（云梦分所）", True),
        ("测试银行云梦支行", True),
        ("测试旅行社城关营业部", True),
        ("云梦县测试合作社分社 ", True),
        ("云梦县分行业研究有限公司", False),
        ("云梦县总公司", False),
        ("", False),
    ],
)
def test_a_name_tells_a_branch(name, branch):
    assert named_as_branch(name) is branch


@pytest.mark.parametrize(
    ("letters", "told"),
    [
        ([], Authorisation(MISSING)),
        ([None], Authorisation(IN_FORCE)),
        ([date(2026, 10, 7)], Authorisation(EXPIRED, date(2026, 10, 7))),
        ([DAY], Authorisation(IN_FORCE, DAY)),
        ([date(2025, 1, 1), date(2026, 12, 31)], Authorisation(IN_FORCE, date(2026, 12, 31))),
        ([date(2025, 1, 1), None], Authorisation(IN_FORCE)),
    ],
)
def test_a_letter_is_judged_at_its_day(letters, told):
    assert authorisation(letters, DAY) == told
