"""Reading challenges: until when one may challenge, who took part, lists, what waits."""

from .lists import challenges_visible
from .periods import RULES, challenge_until, open_grounds, took_part
from .remedies import outlooks
from .todos import todos

__all__ = [
    "RULES",
    "challenge_until",
    "challenges_visible",
    "open_grounds",
    "outlooks",
    "todos",
    "took_part",
]
