"""Ways to invite suppliers (RULES C-06, N-16; 87 art. 14, 74 art. 12, 214 art. 6)."""

from datetime import date

import pytest

from procurement.regulations import invitation
from procurement.regulations.invitation import (
    BIDDER,
    BY_EXPERT,
    BY_PURCHASER,
    FROM_POOL,
    QUALIFIED,
    Candidate,
    Collection,
)

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
        (NEGOTIATION, "LAST_TWO", listed([BIDDER] * 2), 0, False, ""),
        (NEGOTIATION, "LAST_TWO", listed([BIDDER]), 0, False, invitation.TOO_FEW),
        (NEGOTIATION, "LAST_TWO", listed([BIDDER, FROM_POOL]), 0, False, invitation.WRONG_ORIGIN),
        (NEGOTIATION, "POOL", listed(POOL[:2]), 0, True, invitation.TOO_FEW),
        (CONSULTATION, "LAST_TWO", listed([BIDDER] * 2), 0, False, invitation.WAY),
    ],
)
def test_what_each_way_asks_for(method, way, names, watchers, record, wrong):
    assert invitation.wrong(method, way, names, watchers=watchers, record=record) == wrong


def test_nobody_stands_on_the_list_twice():
    twice = [*listed(POOL), Candidate("0", FROM_POOL)]
    assert invitation.wrong(CONSULTATION, "POOL", twice, watchers=0, record=True) == invitation.TWICE


NOTICED, FIRST_END = date(2026, 9, 18), date(2026, 9, 28)
COLLECTED = Collection("资格预审2026-15号", NOTICED, FIRST_END, FIRST_END)


@pytest.mark.parametrize(
    ("method", "names", "collection", "wrong"),
    [
        (INVITED, listed([QUALIFIED] * 3), COLLECTED, ""),
        (INVITED, listed([QUALIFIED] * 5, invited=3), COLLECTED, ""),
        (INVITED, listed([QUALIFIED] * 2), COLLECTED, invitation.TOO_FEW),
        (INVITED, listed([QUALIFIED, QUALIFIED, FROM_POOL]), COLLECTED, invitation.WRONG_ORIGIN),
        (INVITED, listed([QUALIFIED] * 3), None, invitation.NOT_COLLECTED),
        (
            INVITED,
            listed([QUALIFIED] * 3),
            Collection(" ", NOTICED, FIRST_END, FIRST_END),
            invitation.NOT_COLLECTED,
        ),
        (
            INVITED,
            listed([QUALIFIED] * 3),
            Collection("甲", NOTICED, None, FIRST_END),
            invitation.NOT_COLLECTED,
        ),
        (
            INVITED,
            listed([QUALIFIED] * 3),
            Collection("甲", NOTICED, date(2026, 9, 27), FIRST_END),
            invitation.COLLECTED_SHORT,
        ),
        (CONSULTATION, listed([QUALIFIED] * 3), COLLECTED, invitation.WAY),
    ],
)
def test_a_prequalification_is_open_to_everybody_for_its_days_and_three_are_drawn(
    method, names, collection, wrong
):
    found = invitation.wrong(
        method, "PREQUALIFICATION", names, watchers=2, record=True, collection=collection
    )
    assert found == wrong


@pytest.mark.parametrize(
    ("watchers", "record", "wrong"), [(1, True, invitation.NO_WATCHERS), (2, False, invitation.NO_RECORD)]
)
def test_the_draw_among_the_qualified_is_watched_by_two_and_on_file(watchers, record, wrong):
    found = invitation.wrong(
        INVITED,
        "PREQUALIFICATION",
        listed([QUALIFIED] * 5, invited=3),
        watchers=watchers,
        record=record,
        collection=COLLECTED,
    )
    assert found == wrong
