"""The law's articles, in the form that sentences cite them."""

import re

from procurement.core.language import cited
from procurement.regulations.basis import cite
from procurement.regulations.citations import BETWEEN
from procurement.regulations.procedures import own_citations

_TITLES = (
    (r"^采购法实施条例", "《政府采购法实施条例》"),
    (r"^采购法(?=第)", "《政府采购法》"),
    (r"^预算法(?=第)", "《预算法》"),
)


def article(rule: str, method: str = "") -> str:
    """Return the article behind a rule as a sentence cites it, e.g. 《政府采购法》第三十五条; by method, its own."""
    own = own_citations(rule, method) if method else ""
    parts = BETWEEN.split(own) if own and own != rule else cite(rule).article.split("; ")
    return cited("、".join(_titled(part) for part in parts))


def _titled(text: str) -> str:
    for pattern, title in _TITLES:
        text = re.sub(pattern, title, text)
    return text
