"""What may be bought as a service at all: negative list, word screens, contract term (A-08, A-09, A-18, A-19)."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from procurement.regulations import parameters as policy
from procurement.regulations.basis import Finding
from procurement.regulations.errors import RegulationError

ARTICLE = "财政部令第102号第十条"
EXCERPT = 8
WORD_LISTS = {"A-09": "negative_words", "B-07": "debt_words", "E-26": "forbidden_document_words"}
"""Which policy parameter holds the words that a rule looks for; a hit asks for a look, it refuses nothing."""


@dataclass(frozen=True)
class Question:
    """One question of the negative list; YES forbids the purchase."""

    code: str
    text_zh: str
    text_en: str
    article: str = ARTICLE


NEGATIVE_QUESTIONS = (
    Question(
        "NOT_GOVERNMENT_DUTY",
        "该事项不属于政府职责范围吗？",
        "Is the matter outside the duties of government?",
    ),
    Question(
        "DIRECT_GOVERNMENT_ACT",
        "该事项应当由政府直接履职吗（如行政许可、处罚、强制决定）？",
        "Must government itself perform it (such as permits, penalties, compulsion)?",
    ),
    Question(
        "GOODS_OR_WORKS",
        "是货物、工程，或者工程和服务打包的项目吗？",
        "Is it goods, works, or works bundled with services?",
    ),
    Question("FINANCING", "是融资行为吗？", "Is it financing?"),
    Question(
        "OWN_HIRING",
        "是购买主体的人员招聘、劳务派遣、聘用或者公益性岗位吗？",
        "Is it the purchaser's own hiring, labour dispatch or public-welfare posts?",
    ),
    Question(
        "FORBIDDEN_BY_LAW",
        "是法律、行政法规或者国务院规定不得购买的其他事项吗？",
        "Is it otherwise forbidden by law, administrative regulation or the State Council?",
    ),
)
"""The six questions of A-08, in the order of the article."""


def answers_block(answers: Mapping[str, bool]) -> tuple[Finding, ...]:
    """The questions answered YES, each of which forbids the purchase (A-08); empty: it may go on.

    Raises RegulationError for a question left open or one that is not on the list.
    """
    codes = [question.code for question in NEGATIVE_QUESTIONS]
    for code in (*codes, *answers):
        if code not in codes or not isinstance(answers.get(code), bool):
            raise RegulationError(
                f"answers.{code}", "A-08", "must be answered true or false, all six and no other"
            )
    return tuple(
        Finding("A-08", f"负面清单：{question.text_zh}", f"Negative list: {question.text_en}")
        for question in NEGATIVE_QUESTIONS
        if answers[question.code]
    )


@dataclass(frozen=True)
class WordHit:
    """A listed word found in a text: where (in the normalised text), and what stands around it."""

    word: str
    start: int
    excerpt: str


def screen_words(text: str, words: Iterable[str]) -> tuple[WordHit, ...]:
    """Every place where a listed word stands in a text, in reading order, whatever width or case it has.

    Blanks and marks that stand inside a word do not hide it.
    """
    plain = _folded(text)
    hits = []
    for word in dict.fromkeys(_folded_word(word) for word in words):
        start = plain.find(word) if word else -1
        while start >= 0:
            end = start + len(word)
            hits.append(WordHit(word, start, plain[max(0, start - EXCERPT) : end + EXCERPT]))
            start = plain.find(word, end)
    return tuple(sorted(hits, key=lambda hit: (hit.start, hit.word)))


def screen_texts(texts: Sequence[str], words: Iterable[str]) -> dict[int, tuple[WordHit, ...]]:
    """The hits of ``screen_words`` in those of many texts that have one, by the text's place: thousands at once."""
    folded = [_folded_word(word) for word in words]
    listed = re.compile("|".join(re.escape(word) for word in folded if word) or r"(?!)")
    # Folded in one go: two texts are kept apart by what no text has and no folding joins.
    plain = _folded("\0".join(text.replace("\0", "\n") for text in texts)).split("\0")
    return {at: screen_words(texts[at], folded) for at, text in enumerate(plain) if listed.search(text)}


_HAN = r"[\u3400-\u9fff]"
# What no reader takes for the end of a word: blanks, invisible marks, dots, dashes, quotes. A comma or a new line may
# end one: 合同成立，满足条件 says nothing of 成立满.
_MARKS = r" \t\u00ad\u200b-\u200f\u2060\ufeff\u00b7\u2022\u2027\u30fb\-\u2010-\u2015_*~^`'\"\u201c\u201d\u2018\u2019"
_INSIDE = re.compile(rf"(?<={_HAN})[{_MARKS}]+(?={_HAN})")
_SPELLED = re.compile(rf"(?:{_HAN}[,.;:!?，。、；：！？/|+&#@]){{2,}}{_HAN}")
"""A word that is spelled with a mark behind every sign: 注、册、资、本."""


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = _INSIDE.sub("", plain)
    return _SPELLED.sub(lambda found: re.sub(rf"(?!{_HAN}).", "", found[0]), plain)


@lru_cache(maxsize=1024)
def _folded_word(word: str) -> str:
    # A list of words is asked of thousands of texts.
    return _folded(word)


def screen(
    rule: str, text: str, *, on: date, parameters: policy.Overrides | None = None
) -> tuple[WordHit, ...]:
    """Screen a text with the word list of a rule (A-09, B-07, E-26) in force on a day."""
    if rule not in WORD_LISTS:
        raise RegulationError("rule", rule, "has no word list")
    return screen_words(text, policy.words(WORD_LISTS[rule], on, parameters))


LONG_TERM_CONDITIONS = {
    "BUDGET_ASSURED": "预算资金有保障",
    "CONTENT_FIXED": "购买内容相对固定",
    "CONTINUOUS": "连续性强",
    "FUNDING_STABLE": "经费来源稳定",
    "PRICE_STABLE": "价格变化幅度小",
}
"""The five conditions that allow a contract of more than one year (A-18): code → sentence."""

LONG_TERM_CONDITIONS_EN = {
    "BUDGET_ASSURED": "The budget funds are assured",
    "CONTENT_FIXED": "What is bought stays much the same",
    "CONTINUOUS": "The service is strongly continuous",
    "FUNDING_STABLE": "The source of funds is stable",
    "PRICE_STABLE": "Prices change little",
}


def contract_term_check(
    months: int,
    conditions: Collection[str],
    *,
    on: date,
    ends_on: date | None = None,
    plan_horizon: date | None = None,
    parameters: policy.Overrides | None = None,
) -> tuple[Finding, ...]:
    """What forbids a contract of so many months (A-18), or one that ends behind the mid-term plan (A-19).

    `conditions`: the codes of `LONG_TERM_CONDITIONS` that hold. Raises RegulationError for an unknown one.
    """
    unknown = set(conditions) - set(LONG_TERM_CONDITIONS)
    if unknown:
        raise RegulationError("conditions", "A-18", f"unknown: {', '.join(sorted(unknown))}")
    if months < 1:
        raise RegulationError("months", "A-18", "a term has at least one month")
    found = _term_faults(months, conditions, on, parameters)
    if ends_on and plan_horizon and ends_on > plan_horizon:
        zh = f"合同期满日{ends_on}超出中期财政规划期限{plan_horizon}"
        found.append(Finding("A-19", zh, f"ends on {ends_on}, behind the plan's horizon {plan_horizon}"))
    return tuple(found)


def _term_faults(
    months: int, conditions: Collection[str], on: date, parameters: policy.Overrides | None
) -> list[Finding]:
    normal = policy.whole("contract_term_normal", on, parameters)
    longest = policy.whole("contract_term_max", on, parameters)
    missing = [text for code, text in LONG_TERM_CONDITIONS.items() if code not in conditions]
    if months > longest:
        zh, en = f"合同期限{months}个月，超过{longest}个月", f"{months} months, at most {longest} are lawful"
        return [Finding("A-18", zh, en)]
    if months > normal and missing:
        zh = f"合同期限超过{normal}个月，还须符合：{'、'.join(missing)}"
        return [Finding("A-18", zh, f"above {normal} months all five conditions must hold")]
    return []
