"""The language of record and the reader's: what is frozen is Chinese; what is only shown is in the reader's words."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.utils import translation
from django.utils.translation import trans_real

from procurement.regulations.basis import CITATIONS
from procurement.regulations.citations import in_english

RECORD = "zh-hans"

P = ParamSpec("P")
R = TypeVar("R")


def in_language_of_record(function: Callable[P, R]) -> Callable[P, R]:
    """Run a function that writes a record with the language of record active."""

    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        with translation.override(RECORD):
            return function(*args, **kwargs)

    return wrapped


def in_one_catalogue(language: str = RECORD) -> None:
    """Put what all installed applications say in a language into one catalogue. For processes that draw pages.

    A Chinese text of ours stands in no catalogue: it is its own translation. Before it was shown, Django asked some
    thirty for it, one application after the other; a page asks two hundred times.
    """
    found: Any = trans_real.translation(language)
    layers: list[Mapping[Any, Any]] = []
    link: Any = found
    while link is not None:
        catalogue = getattr(link, "_catalog", {})
        layers += getattr(catalogue, "_catalogs", [catalogue])
        link = link._fallback
    whole = {key: text for layer in reversed(layers) for key, text in layer.items()}
    found._catalog._catalogs = [whole]
    found._catalog._plurals = found._catalog._plurals[:1]
    found._fallback = None


def is_english() -> bool:
    """Say whether the reader reads English; outside of a request nobody does."""
    return (translation.get_language() or RECORD).startswith("en")


def either(zh: str, en: str) -> str:
    """Return the one of two texts that is in the reader's language."""
    return en if is_english() else zh


def cited(citation: str | None) -> str:
    """Return a citation of the law in the reader's language: 87号令第二十七条 or Order 87 art. 27.

    Rule ids (``D-24``) beside an article are for code and tests: they are left out.
    """
    words = str(citation or "").split()
    text = " ".join([word for word in words if word not in CITATIONS] or words)
    return in_english(text) if is_english() else text


def listed(words: Iterable[object]) -> str:
    """Return words as a list in one line, with the reader's comma: 甲、乙 or A, B."""
    return either("、", ", ").join(str(word) for word in words)


def labelled(label: object, text: object) -> str:
    """Return a text behind its label, with the reader's colon: 通过：同意 or Passed: agreed."""
    return f"{label}{either('：', ': ')}{text}"


def bracketed(text: object, aside: object) -> str:
    """Return a text with an aside in the reader's brackets: 甲（乙） or A (B)."""
    return either(f"{text}（{aside}）", f"{text} ({aside})")


def aside(sentence: object, article: str) -> str:
    """Return a sentence with the article that says so before its full stop; without one, just the sentence."""
    text = str(sentence)
    if not article:
        return text
    return f"{bracketed(text.rstrip('。.'), article)}{either('。', '.')}"


def together(sentences: Iterable[object]) -> str:
    """Return sentence parts as one text, with the reader's semicolon: 甲；乙 or A; B."""
    return either("；", "; ").join(str(part) for part in sentences)


def is_visible(text: str) -> bool:
    """Tell whether a name hides nothing: no control or format characters (such as right-to-left override),
    none that are private or unassigned, no line and paragraph separators.
    """
    hidden = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
    return not any(unicodedata.category(char) in hidden for char in text)
