"""What the law's functions found, said in the reader's language."""

from collections.abc import Iterable

from django.utils.translation import get_language

from procurement.regulations.basis import Finding


def sentence(finding: Finding) -> str:
    """Return one finding with its article, in the language of the request (Chinese outside of one)."""
    english = (get_language() or "zh-hans").startswith("en")
    text = finding.text_en if english else finding.text_zh
    return f"{text} ({finding.basis.article})" if english else f"{text}（{finding.basis.article}）"


def sentences(findings: Iterable[Finding]) -> str:
    """Return several findings as one text, empty if there are none."""
    english = (get_language() or "zh-hans").startswith("en")
    return ("; " if english else "；").join(sentence(finding) for finding in findings)
