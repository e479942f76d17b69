"""Ways to invite suppliers (RULES C-06, N-16; 87 art. 14, 74 art. 12, 214 art. 6)."""

import pytest

from procurement.regulations import invitation
from procurement.regulations.invitation import BY_EXPERT, BY_PURCHASER, FROM_POOL, Candidate

NEGOTIATION, CONSULTATION, INVITED, OPEN = (
    "COMPETITIVE_NEGOTIATION",
    "COMPETITIVE_CONSULTATION",
    "INVITED_TENDER",
    "OPEN_TENDER",
)


def listed(origins, invited=99, opinion="有同类经验"):
    return [
        Candidate(str(number), origin, number < invited, opinion) for number, origin in enumerate(origins)
    ]


POOL = [FROM_POOL] * 3
HALVES = [BY_PURCHASER, BY_EXPERT, BY_PURCHASER, BY_EXPERT]


@pytest.mark.parametrize(
    ("method", "way", "names", "watchers", "record", "wrong"),
    [
        (OPEN, "NOTICE", [], 0, False, ""),
        (OPEN, "POOL", listed(POOL), 0, True, invitation.WAY),
        (INVITED, "NOTICE", [], 0, False, invitation.WAY),
        (CONSULTATION, "NOTICE", [], 0, False, ""),
        (CONSULTATION, "POOL", listed(POOL), 0, True, ""),
        (CONSULTATION, "POOL", listed(POOL), 0, False, invitation.NO_RECORD),
        (CONSULTATION, "POOL", listed(POOL[:2]), 0, True, invitation.TOO_FEW),
        (CONSULTATION, "POOL", listed([FROM_POOL, FROM_POOL, BY_EXPERT]), 0, True, invitation.WRONG_ORIGIN),
        (NEGOTIATION, "RECOMMENDATION", listed(HALVES), 0, False, ""),
        (NEGOTIATION, "RECOMMENDATION", listed(HALVES[:3]), 0, False, invitation.TOO_MANY_OWN),
        (NEGOTIATION, "RECOMMENDATION", listed([BY_EXPERT] * 3), 0, False, ""),
        (NEGOTIATION, "RECOMMENDATION", listed([BY_PURCHASER] * 3), 0, False, invitation.NO_EXPERT),
        (NEGOTIATION, "RECOMMENDATION", listed(HALVES, opinion=" "), 0, False, invitation.NO_OPINION),
        (INVITED, "POOL", listed([FROM_POOL] * 6, invited=3), 2, True, ""),
        (INVITED, "POOL", listed([FROM_POOL] * 5, invited=3), 2, True, invitation.SHORT_LIST),
        (INVITED, "POOL", listed([FROM_POOL] * 6, invited=3), 1, True, invitation.NO_WATCHERS),
        (INVITED, "RECOMMENDATION", listed([BY_PURCHASER] * 6, invited=3), 2, True, ""),
        (INVITED, "RECOMMENDATION", listed([BY_PURCHASER] * 6, invited=2), 2, True, invitation.TOO_FEW),
    ],
)
def test_what_each_way_asks_for(method, way, names, watchers, record, wrong):
    assert invitation.wrong(method, way, names, watchers=watchers, record=record) == wrong


def test_nobody_stands_on_the_list_twice():
    twice = [*listed(POOL), Candidate("0", FROM_POOL)]
    assert invitation.wrong(CONSULTATION, "POOL", twice, watchers=0, record=True) == invitation.TWICE
