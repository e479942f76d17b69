"""Each procedure has its own law: which article says a thing of it, and which of several citations bind it.

Tenders follow order 87, negotiation and single source 74, consultation 财库〔2014〕214号, frameworks 110. Where the
procedure's own order is silent, the Law or its Regulations are cited if they say it; else nothing is.
"""

import re
from collections.abc import Mapping

from procurement.regulations.basis import CITATIONS
from procurement.regulations.citations import BETWEEN
from procurement.regulations.methods import (
    COMPETITIVE_CONSULTATION,
    COMPETITIVE_NEGOTIATION,
    FRAMEWORK,
    INVITED_TENDER,
    OPEN_TENDER,
    SINGLE_SOURCE,
    TENDERS,
)

# topic: (tender, negotiation, consultation). The two others have no article 28 of their own: what keeps the
# takers of documents secret there is the duty to keep the whole procedure strictly confidential.
TOPICS: Mapping[str, tuple[str, str, str]] = {
    "notice": ("87号令第十三条", "74号令第十一条", "214号第九条"),
    "supply": ("87号令第十八条", "", "214号第十条"),
    "invitation": ("87号令第十四条", "74号令第十二条", "214号第六条"),
    "days": ("87号令第八十五条", "", ""),
    "late": ("87号令第三十三条", "74号令第十五条", "214号第十三条"),
    # Order 74 lets a supplier withdraw in so many words only in an inquiry; a bond that is kept for a withdrawal
    # after the deadline (art. 20) says the same of a negotiation.
    "change": ("87号令第三十四条", "74号令第十五条、第二十条", "214号第十三条"),
    "secret": ("87号令第二十八条", "74号令第六条、第十五条", "214号第五条、第十三条"),
    "evaluation": ("87号令第六十六条", "采购法第三十八条、74号令第六条、第二十五条", "214号第五条、第十五条"),
    "names": ("87号令第四十七条、198号第二十条", "198号第二十条", "198号第二十条"),
    # Who may not sit: the agency's staff, and who supervises.
    "outsiders": (
        "87号令第四十七条、198号第十六条",
        "74号令第七条、198号第十六条",
        "214号第十四条、198号第十六条",
    ),
    "panel": (
        "87号令第四十七条、第四十八条、条例第三十九条",
        "74号令第七条、条例第三十九条",
        "214号第十四条、条例第三十九条",
    ),
    "head": ("87号令第四十五条", "", ""),
    "replaced": ("87号令第四十九条", "198号第十七条", "198号第十七条"),
    "opening": ("87号令第三十九条", "74号令第十五条", "214号第九条、第十三条"),
    "change_confirmed": ("", "74号令第三十二条", "214号第二十条"),
    "final_offers": ("", "74号令第三十三条", "214号第二十一条"),
    "group": ("87号令第六十六条", "74号令第三十一条", "214号第十九条"),
    "scoring": ("87号令第五十五条、第五十七条", "74号令第三十五条", "214号第二十四条、第二十五条"),
    "low_price": ("财库〔2026〕2号、87号令第六十条", "财库〔2026〕2号", "财库〔2026〕2号"),
    "lowest": ("87号令第五十四条、第五十六条", "74号令第三十五条", ""),
    "rescoring": ("87号令第六十四条", "74号令第二十一条", "214号第三十二条"),
    "result": ("87号令第六十九条", "74号令第十八条", "214号第二十九条"),
    # What a loser is told, and that nobody is told of the others.
    "own_result": ("87号令第六十九条", "采购法第三十八条、74号令第二十五条", "214号第十五条"),
    "signing": ("87号令第六十一条", "74号令第十七条", "214号第二十七条"),
    "alone": ("87号令第六十二条", "74号令第六条", "214号第十六条"),
    "too_few": ("87号令第四十一条、第四十三条", "74号令第三十七条", "214号第三十四条"),
    "few_qualify": ("87号令第四十四条", "74号令第三十七条", "214号第三十四条"),
    "few_conform": ("采购法第三十六条", "74号令第三十七条", "214号第三十四条"),
    "failed_papers": ("87号令第四十四条、第五十条", "74号令第三十条", "214号第十六条"),
    "called_off": ("87号令第二十九条", "74号令第二十三条", "214号第三十五条"),
    "procure_again": ("采购法第三十七条", "74号令第三十七条", "214号第三十四条"),
    # Why a package fails, ground by ground.
    "too_few_left": ("采购法第三十六条第一款第一项", "74号令第三十七条第三项", "214号第三十四条第三项"),
    "illegal_acts": ("采购法第三十六条第一款第二项", "74号令第三十七条第二项", "214号第三十四条第二项"),
    "over_budget": ("采购法第三十六条第一款第三项", "74号令第三十七条第三项", "214号第三十四条第三项"),
    "task_cancelled": ("采购法第三十六条第一款第四项", "74号令第二十三条", "214号第三十五条"),
    # What keeps a bid from being sealed, by the rule that finds it.
    "response": ("87号令第三十二条、第六十三条", "74号令第十三条、第三十条", "214号第十一条、第十六条"),
    "arithmetic": ("87号令第五十九条", "74号令第十六条", "214号第十八条"),
    "ceiling": ("87号令第六十三条", "74号令第三十七条", "214号第三十四条"),
    "correction": ("87号令第二十七条", "74号令第二十九条", "214号第十条"),
    # Only order 87 says that an amendment leaves the subject as it is; the platform keeps to it everywhere (D-14).
    "subject": ("87号令第二十七条", "", ""),
    # Non-core parts only, never twice: order 87, or what holds for every purchase of services (RULES A-20).
    "subcontract": (
        "87号令第三十五条",
        "采购法第四十八条、102号令第二十六条",
        "采购法第四十八条、102号令第二十六条",
    ),
    # Only in a tender bonds out of one account are collusion by themselves; elsewhere they are a sign of it.
    "collusion": ("87号令第三十七条", "条例第七十四条", "条例第七十四条"),
    "bond": ("条例第三十三条", "74号令第十四条、条例第三十三条", "214号第十二条"),
    "bond_ended": ("87号令第二十九条", "74号令第二十条", "214号第三十一条"),
    "bond_back": ("87号令第三十八条", "74号令第二十条", "214号第三十一条"),
}
# A closed framework is called for as by an open tender, unless order 110 says otherwise (110 art. 9).
_FRAMEWORK: Mapping[str, str] = {
    "notice": "110号令第二十二条",
    "days": "110号令第四十九条",
    "response": "110号令第二十四条",
    "ceiling": "110号令第十三条",
    "scoring": "110号令第二十五条",
    "lowest": "110号令第二十五条",
    "too_few": "110号令第二十七条",
    "few_qualify": "110号令第二十七条",
    "few_conform": "110号令第二十七条",
    "too_few_left": "110号令第二十七条",
    "procure_again": "110号令第九条、采购法第三十七条",
    "result": "110号令第二十八条",
}
_AS_A_TENDER = "110号令第九条"
# Rule ids whose article in the rule book is the tender's: every procedure has its own, under this topic.
_TOPIC_OF_RULE: Mapping[str, str] = {
    "A-20": "subcontract",
    "B-10": "ceiling",
    "D-15": "opening",
    "D-16": "late",
    "D-28": "bond",
    "E4": "arithmetic",
    "E7": "low_price",
    "E-22": "scoring",
    "E-60": "response",
    "E-61": "few_conform",
    "E-62": "collusion",
}
# Of order 74, what is for every procedure in it, and its chapter on the single source.
_SINGLE_SOURCE: Mapping[str, str] = {
    "called_off": "74号令第二十三条",
    "evaluation": "74号令第六条、第二十五条",
    "result": "74号令第十八条",
    "ceiling": "74号令第四十三条",
}
_COLUMN = {OPEN_TENDER: 0, INVITED_TENDER: 0, COMPETITIVE_NEGOTIATION: 1, COMPETITIVE_CONSULTATION: 2}

# Whom an order binds, and whom those articles of the Law bind that are of one procedure only.
_ORDERS: Mapping[str, tuple[str, ...]] = {
    "87": (*TENDERS, FRAMEWORK),
    "74": (COMPETITIVE_NEGOTIATION, SINGLE_SOURCE),
    "214": (COMPETITIVE_CONSULTATION,),
    "110": (FRAMEWORK,),
}
_OF_THE_LAW: Mapping[str, tuple[str, ...]] = {
    "三十四": (INVITED_TENDER,),
    "三十五": (*TENDERS, FRAMEWORK),
    "三十六": (*TENDERS, FRAMEWORK),
    "三十七": (*TENDERS, FRAMEWORK),
    "三十八": (COMPETITIVE_NEGOTIATION,),
    "三十九": (SINGLE_SOURCE,),
}
_ORDER = re.compile(r"(?:财政部令第)?(\d+)号令?第|财库〔2014〕(214)号")
_ARTICLE = re.compile(r"《?(?:政府)?采购法》?第([一二三四五六七八九十]+)条")
_RULE = re.compile(r"[A-Z]-?\d+[a-f]?")


def own_articles(method: str) -> dict[str, str]:
    """Return the article of every topic for a procedure; "" where neither its order nor the Law says it."""
    if method == FRAMEWORK:
        return {topic: _FRAMEWORK.get(topic) or _as_a_tender(row[0]) for topic, row in TOPICS.items()}
    if method in _COLUMN:
        return {topic: row[_COLUMN[method]] for topic, row in TOPICS.items()}
    only = _SINGLE_SOURCE if method == SINGLE_SOURCE else {}
    return {topic: only.get(topic, "") for topic in TOPICS}


def own_citations(basis: str, method: str) -> str:
    """Return of a basis (rule ids, then articles) what binds a procedure: ids stay beside an article of its own.

    N-13 87号令第四十四条、214号第十六条 of a consultation is N-13 214号第十六条. A basis of rule ids alone stays
    as it is where they name no other procedure's order; else the articles behind them are looked through. "" where
    nothing of it binds the procedure. A small purchase follows no order (RULES N-14).
    """
    words = basis.split()
    ids = [word for word in words if _RULE.fullmatch(word)]
    named = " ".join(word for word in words if word not in ids)
    if named:
        kept = _own(named, method)
        return " ".join([*ids, "、".join(kept)]) if kept else ""
    if len(ids) == 1 and ids[0] in _TOPIC_OF_RULE:
        return own_articles(method)[_TOPIC_OF_RULE[ids[0]]]
    behind = [
        article for rule in ids if rule in CITATIONS for article in BETWEEN.split(CITATIONS[rule].article)
    ]
    kept = [article for article in behind if binds(article, method)]
    return basis if kept == behind else "、".join(dict.fromkeys(kept))


def binds(citation: str, method: str) -> bool:
    """Tell whether one citation is of the Law for everybody, or of the procedure's own order."""
    order = _ORDER.match(citation)
    if order:
        return method in _ORDERS.get(order[1] or order[2], (method,))
    article = _ARTICLE.match(citation)
    return article is None or method in _OF_THE_LAW.get(article[1], (method,))


def _own(named: str, method: str) -> list[str]:
    return [part for part in BETWEEN.split(named) if binds(part, method)]


def _as_a_tender(article: str) -> str:
    return f"{_AS_A_TENDER}、{article}" if "87号令" in article or "采购法" in article else article


__all__ = ["TOPICS", "binds", "own_articles", "own_citations"]
