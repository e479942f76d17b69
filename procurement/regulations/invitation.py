"""Ways to invite suppliers, and what each asks for (RULES C-06, N-16; 87 art. 14, 74 art. 12, 214 art. 6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from procurement.regulations import methods

NOTICE, PREQUALIFICATION, POOL, RECOMMENDATION = "NOTICE", "PREQUALIFICATION", "POOL", "RECOMMENDATION"
"""By a public notice, by a prequalification notice, from the provincial pool, recommended in writing."""
LAST_TWO = "LAST_TWO"
"""The two whom an open tender left (74 art. 27): nobody chooses them."""
QUALIFIED, FROM_POOL, BY_PURCHASER, BY_EXPERT, BIDDER = "QUALIFIED", "POOL", "PURCHASER", "EXPERT", "BIDDER"

WAYS = {
    methods.OPEN_TENDER: (NOTICE,),
    methods.INVITED_TENDER: (PREQUALIFICATION, POOL, RECOMMENDATION),
    methods.COMPETITIVE_NEGOTIATION: (NOTICE, POOL, RECOMMENDATION, LAST_TWO),
    methods.COMPETITIVE_CONSULTATION: (NOTICE, POOL, RECOMMENDATION),
}
"""By method. A prequalification is run on the legal medium and recorded here, as the draw from the pool is."""
_ORIGINS = {POOL: (FROM_POOL,), PREQUALIFICATION: (QUALIFIED,), LAST_TWO: (BIDDER,)}
MINIMUM, TWO_LEFT = 3, 2
LEAST_WATCHERS = 2

(
    WAY,
    TOO_FEW,
    SHORT_LIST,
    TOO_MANY_OWN,
    NO_EXPERT,
    NO_OPINION,
    TWICE,
    NO_RECORD,
    NO_WATCHERS,
    WRONG_ORIGIN,
    NOT_COLLECTED,
    COLLECTED_SHORT,
) = (
    "WAY",
    "TOO_FEW",
    "SHORT_LIST",
    "TOO_MANY_OWN",
    "NO_EXPERT",
    "NO_OPINION",
    "TWICE",
    "NO_RECORD",
    "NO_WATCHERS",
    "WRONG_ORIGIN",
    "NOT_COLLECTED",
    "COLLECTED_SHORT",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One supplier on the list: where it comes from, whether it is invited, and who recommended it why."""

    credit_code: str
    origin: str
    invited: bool = True
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """A prequalification: where its notice stands, when it was published, until when suppliers applied.

    ``earliest``: the first lawful end of the period, counted from the notice (D-09).
    """

    notice: str
    published_on: date | None
    applied_until: date | None
    earliest: date | None


def draws(method: str, way: str) -> bool:
    """Tell whether those who are invited are drawn from a longer list (87 art. 14)."""
    return way == POOL or method == methods.INVITED_TENDER


def wrong(
    method: str,
    way: str,
    listed: Sequence[Candidate],
    *,
    watchers: int,
    record: bool,
    collection: Collection | None = None,
) -> str:
    """Return the first thing that is wrong with an invitation; empty: nothing.

    ``watchers``: staff of the purchaser who saw the draw; ``record``: its number, time and place are on file;
    ``collection``: the prequalification, where suppliers were collected by one.
    """
    if way not in WAYS.get(method, ()):
        return WAY
    if way == NOTICE:
        return ""
    return (
        (_of_the_collection(collection) if way == PREQUALIFICATION else "")
        or _of_the_list(method, way, listed)
        or _of_the_draw(method, way, listed, watchers, record)
    )


def _of_the_collection(collection: Collection | None) -> str:
    """A notice that everybody could answer for at least 5 working days (87 art. 14, 条例 art. 21)."""
    if collection is None or not (
        collection.notice.strip() and collection.published_on and collection.applied_until
    ):
        return NOT_COLLECTED
    return COLLECTED_SHORT if collection.earliest and collection.applied_until < collection.earliest else ""


def _of_the_list(method: str, way: str, listed: Sequence[Candidate]) -> str:
    if len({one.credit_code for one in listed}) != len(listed):
        return TWICE
    origins = {POOL: (FROM_POOL,), PREQUALIFICATION: (QUALIFIED,), LAST_TWO: (BIDDER,)}.get(
        way
    ) or _recommenders(method)
    if any(one.origin not in origins for one in listed):
        return WRONG_ORIGIN
    if sum(one.invited for one in listed) < (TWO_LEFT if way == LAST_TWO else MINIMUM):
        return TOO_FEW
    return _of_recommendations(listed) if BY_EXPERT in origins else ""


def _recommenders(method: str) -> tuple[str, ...]:
    """In a tender the purchaser alone recommends and a draw follows; elsewhere experts recommend as well."""
    return (BY_PURCHASER,) if method == methods.INVITED_TENDER else (BY_PURCHASER, BY_EXPERT)


def _of_recommendations(listed: Sequence[Candidate]) -> str:
    """Both recommend, each in writing; the purchaser no more than half (74 art. 12, 214 art. 6)."""
    own = sum(one.origin == BY_PURCHASER for one in listed)
    if own == len(listed):
        return NO_EXPERT
    if own * 2 > len(listed):
        return TOO_MANY_OWN
    return NO_OPINION if any(not one.opinion.strip() for one in listed) else ""


def _of_the_draw(method: str, way: str, listed: Sequence[Candidate], watchers: int, record: bool) -> str:
    if not draws(method, way):
        return ""
    # Of those who passed a prequalification the order asks no double number: everybody could apply.
    doubled = method == methods.INVITED_TENDER and way != PREQUALIFICATION
    if doubled and len(listed) < 2 * sum(one.invited for one in listed):
        return SHORT_LIST
    if not record:
        return NO_RECORD
    return NO_WATCHERS if method == methods.INVITED_TENDER and watchers < LEAST_WATCHERS else ""
