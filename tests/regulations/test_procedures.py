"""Each procedure cites its own law, topic by topic; of a basis that names several orders, its own is left."""

import pytest

from procurement.regulations.citations import in_english
from procurement.regulations.methods import (
    COMPETITIVE_CONSULTATION,
    COMPETITIVE_NEGOTIATION,
    FRAMEWORK,
    INVITED_TENDER,
    METHODS,
    OPEN_TENDER,
    SINGLE_SOURCE,
    SMALL_PURCHASE,
)
from procurement.regulations.procedures import TOPICS, own_articles, own_citations

ORDERS = ("87号令", "74号令", "214号", "110号令")
OWN = {
    OPEN_TENDER: {"87号令"},
    INVITED_TENDER: {"87号令"},
    COMPETITIVE_NEGOTIATION: {"74号令"},
    COMPETITIVE_CONSULTATION: {"214号"},
    SINGLE_SOURCE: {"74号令"},
    # 110 art. 9: as an open tender where it says nothing itself.
    FRAMEWORK: {"87号令", "110号令"},
    SMALL_PURCHASE: set(),
}


def test_no_topic_of_a_method_cites_the_law_of_another():
    named = {
        method: {order for text in own_articles(method).values() for order in ORDERS if order in text}
        for method in METHODS
    }
    assert named == OWN
    assert [set(own_articles(method)) for method in METHODS] == [set(TOPICS)] * len(METHODS)


def test_every_article_can_be_said_in_english():
    texts = [text for method in METHODS for text in own_articles(method).values() if text]
    assert [text for text in texts if not in_english(text).isascii()] == []


@pytest.mark.parametrize(
    ("topic", "method", "article"),
    [
        ("subcontract", COMPETITIVE_NEGOTIATION, "采购法第四十八条、102号令第二十六条"),
        ("collusion", OPEN_TENDER, "87号令第三十七条"),
        ("collusion", COMPETITIVE_CONSULTATION, "条例第七十四条"),
        ("bond_back", COMPETITIVE_CONSULTATION, "214号第三十一条"),
        ("days", COMPETITIVE_NEGOTIATION, ""),
        ("days", FRAMEWORK, "110号令第四十九条"),
        ("too_few", FRAMEWORK, "110号令第二十七条"),
        ("late", FRAMEWORK, "110号令第九条、87号令第三十三条"),
        ("called_off", SINGLE_SOURCE, "74号令第二十三条"),
        ("called_off", SMALL_PURCHASE, ""),
    ],
)
def test_where_the_order_is_silent_the_law_is_cited_or_nothing(topic, method, article):
    assert own_articles(method)[topic] == article


EXAMINATION = "N-13 87号令第四十四条、第五十条、74号令第三十条、214号第十六条"


@pytest.mark.parametrize(
    ("basis", "method", "own"),
    [
        (EXAMINATION, OPEN_TENDER, "N-13 87号令第四十四条、第五十条"),
        (EXAMINATION, COMPETITIVE_NEGOTIATION, "N-13 74号令第三十条"),
        (EXAMINATION, COMPETITIVE_CONSULTATION, "N-13 214号第十六条"),
        (EXAMINATION, FRAMEWORK, "N-13 87号令第四十四条、第五十条"),
        (EXAMINATION, SMALL_PURCHASE, ""),
        # Articles of the Law on tenders bind no consultation; other laws and other orders bind everybody.
        (
            "E-61 采购法第三十六条、第三十七条；214号第三十四条",
            COMPETITIVE_CONSULTATION,
            "E-61 214号第三十四条",
        ),
        ("《政府采购法》第三十七条、财政部令第87号第二十九条", COMPETITIVE_NEGOTIATION, ""),
        (
            "采购法第二十条、财预〔2017〕87号第五条",
            COMPETITIVE_CONSULTATION,
            "采购法第二十条、财预〔2017〕87号第五条",
        ),
        ("D-45 94号令第十六条", COMPETITIVE_NEGOTIATION, "D-45 94号令第十六条"),
        # Rule ids alone: what stands behind them.
        ("E-60", COMPETITIVE_NEGOTIATION, "74号令第十三条、第三十条"),
        ("E-65", COMPETITIVE_CONSULTATION, "采购法第二十四条、采购法实施条例第二十二条"),
        ("E-40", COMPETITIVE_CONSULTATION, "E-40"),
        ("N-12", OPEN_TENDER, "N-12"),
        ("", OPEN_TENDER, ""),
    ],
)
def test_of_several_orders_the_procedures_own_is_left(basis, method, own):
    assert own_citations(basis, method) == own
