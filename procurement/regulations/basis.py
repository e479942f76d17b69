"""What every rule id stands for: its article, one plain sentence in Chinese and English, how sure we are.

Code, tests and screens cite a rule by its id; `cite("D-24").article` is what a notice prints.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from procurement.regulations.errors import UnknownRule

EVIDENCE = {"V": "article read", "C": "second source agrees", "M": "from memory, to be confirmed"}


@dataclass(frozen=True)
class Basis:
    """One rule: `article` in Chinese, a sentence in both languages.

    `evidence` is V (the article was read), C (a second source agrees) or M (from memory, the bureau must
    confirm); `confidence` is sure, likely, unsure, seed (the municipal opinion) or choice (the platform's).
    """

    rule: str
    article: str
    text_zh: str
    text_en: str
    evidence: str
    confidence: str

    @property
    def confirmed(self) -> bool:
        """Whether a source outside our memory stands behind the rule."""
        return self.evidence != "M"


@dataclass(frozen=True)
class Finding:
    """Why something may not be done, or needs a look: the rule, and the sentence in both languages."""

    rule: str
    text_zh: str
    text_en: str

    @property
    def basis(self) -> Basis:
        """The rule behind the finding."""
        return cite(self.rule)


@cache
def _citations() -> Mapping[str, Basis]:
    text = resources.files(__package__).joinpath("data/citations.json").read_text(encoding="utf-8")
    return MappingProxyType({row["rule"]: Basis(**row) for row in json.loads(text)})


CITATIONS: Mapping[str, Basis] = _citations()
"""Every rule id of the platform, in the order of the rule book."""


def cite(rule: str) -> Basis:
    """The basis of a rule; a part (D-29a, D-32c) has the basis of its rule. Raises UnknownRule."""
    found = CITATIONS.get(rule) or CITATIONS.get(rule.rstrip("abcdef"))
    if found is None:
        raise UnknownRule("rule", "basis", f"there is no rule {rule!r}")
    return found
