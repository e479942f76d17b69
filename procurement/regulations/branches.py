"""A branch (分支机构) supplies under its head office's authorisation (采购法 art. 22(1), RULES H-10).

It cannot answer for itself in civil law, so that without a letter in force it lacks the first condition of
the article. The letter is a paper: it is judged at the date the documents name (RULES N-04).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

RULE = "H-10"
MISSING, EXPIRED, IN_FORCE = "MISSING", "EXPIRED", "IN_FORCE"
"""No letter at all; only letters that have run out by the day; one that holds on the day."""

_ANYWHERE = ("分公司", "支公司", "分所")
_AT_THE_END = ("分社", "分店", "分行", "支行", "营业部", "办事处", "代表处")


@dataclass(frozen=True)
class Authorisation:
    """How a branch stands on a day. `until`: the last day of the letter that lasts longest; none if unlimited."""

    state: str
    until: date | None = None


def named_as_branch(name: str) -> bool:
    """Whether a registered name is a branch's; the credit code (91, 31, 93) does not tell."""
    return any(word in name for word in _ANYWHERE) or name.strip().endswith(_AT_THE_END)


def authorisation(letters: Iterable[date | None], on: date) -> Authorisation:
    """How letters that last until these days (none: without limit) leave a branch on a day."""
    held = list(letters)
    if not held:
        return Authorisation(MISSING)
    if None in held:
        return Authorisation(IN_FORCE)
    until = max(day for day in held if day is not None)
    return Authorisation(IN_FORCE if until >= on else EXPIRED, until)
