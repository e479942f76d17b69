"""The law's articles, in the form that sentences cite them."""

import re

from procurement.core.language import cited
from procurement.regulations.basis import cite

_TITLES = (
    (r"^采购法实施条例", "《政府采购法实施条例》"),
    (r"^采购法(?=第)", "《政府采购法》"),
    (r"^预算法(?=第)", "《预算法》"),
)


def article(rule: str) -> str:
    """Return the article behind a rule as a sentence cites it, e.g. 《政府采购法》第三十五条."""
    parts = [part.strip() for part in cite(rule).article.split(";")]
    return cited("、".join(_titled(part) for part in parts))


def _titled(text: str) -> str:
    for pattern, title in _TITLES:
        text = re.sub(pattern, title, text)
    return text
