"""The county's numbers and the law's articles, in the form that screens and sentences want them."""

import re
from datetime import date

from procurement.core import parameters
from procurement.regulations.basis import cite
from procurement.regulations.parameters import Overrides

_TITLES = (
    (r"^采购法实施条例", "《政府采购法实施条例》"),
    (r"^采购法(?=第)", "《政府采购法》"),
    (r"^预算法(?=第)", "《预算法》"),
)


def overrides_on(day: date) -> Overrides:
    """Return the values in force on ``day`` as the functions of ``regulations`` take them (one query)."""
    return {
        key: {"value": row.value, "source": row.source, "confirmed": row.confirmed}
        for key, row in parameters.in_force(day).items()
    }


def article(rule: str) -> str:
    """Return the article behind a rule as a sentence cites it, e.g. 《政府采购法》第三十五条."""
    parts = [part.strip() for part in cite(rule).article.split(";")]
    return "、".join(_titled(part) for part in parts)


def _titled(text: str) -> str:
    for pattern, title in _TITLES:
        text = re.sub(pattern, title, text)
    return text
