"""What the law's functions found, said in the reader's language."""

from collections.abc import Iterable

from procurement.regulations.basis import Basis, Finding, cite

from .language import cited, either, together


def sentence(finding: Finding) -> str:
    """Return one finding with its article, in the language of the request (Chinese outside of one)."""
    return _with_article(meaning(finding), finding.basis)


def sentences(findings: Iterable[Finding]) -> str:
    """Return several findings as one text, empty if there are none."""
    return together(sentence(finding) for finding in findings)


def meaning(stated: Basis | Finding) -> str:
    """Return what a rule or a finding says, without its article."""
    return either(stated.text_zh, stated.text_en)


def article(rule: str) -> str:
    """Return the article behind a rule; raises UnknownRule."""
    return cited(cite(rule).article)


def explained(basis: Basis) -> str:
    """Return what a rule says, with its article."""
    return _with_article(meaning(basis), basis)


def _with_article(text: str, basis: Basis) -> str:
    return either(f"{text}（{basis.article}）", f"{text} ({cited(basis.article)})")
