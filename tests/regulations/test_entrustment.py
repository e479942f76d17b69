"""What an agreement with an agency must say (采购法第二十条; 财库〔2018〕2号第十三条、第十五条)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from procurement.regulations import entrustment as law

ON = date(2026, 9, 21)
WHOLE = law.Terms(
    scope="本项目的采购代理",
    powers=("DOCUMENTS", "NOTICES"),
    starts_on=ON,
    ends_on=date(2027, 9, 20),
    fee_payer=law.PURCHASER,
    fee_standard="定额",
    fee_amount=Decimal("500000.00"),
    fee_reason="",
    ending_terms="移交后终止",
    liability="依法承担",
)


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, []),
        ({"scope": " "}, [("scope", law.NO_SCOPE)]),
        ({"powers": ()}, [("powers", law.NO_POWER)]),
        ({"powers": ("AWARD",)}, [("powers", law.UNKNOWN_POWER)]),
        ({"ends_on": ON}, []),
        ({"ends_on": date(2026, 9, 20)}, [("ends_on", law.PERIOD)]),
        (
            {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 9, 20)},
            [("ends_on", law.PAST)],
        ),
        ({"fee_standard": ""}, [("fee_standard", law.NO_FEE)]),
        ({"fee_amount": Decimal("500000.01")}, [("fee_reason", law.FEE_REASON)]),
        ({"fee_amount": Decimal("500000.01"), "fee_reason": "财政补助项目"}, []),
        ({"fee_amount": Decimal("500000.01"), "fee_payer": law.SUPPLIER}, []),
        (
            {"ending_terms": "", "liability": ""},
            [("ending_terms", law.NO_ENDING), ("liability", law.NO_LIABILITY)],
        ),
    ],
)
def test_what_an_agreement_lacks(changed, found):
    assert list(law.problems(replace(WHOLE, **changed), on=ON)) == found
