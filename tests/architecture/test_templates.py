"""Templates show; under a strict Content-Security-Policy they carry neither script nor style."""

import re

import pytest

from .walls import ROOT, tracked

TEMPLATES = [
    ROOT / name
    for name in tracked()
    if name.endswith(".html") and (name.startswith("templates/") or "/templates/" in name)
]
FORBIDDEN = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*\btype=\"application/json\")[^>]*>", re.I),
    "style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=\s*[\"']", re.I),
    "javascript address": re.compile(r"(href|src|action)\s*=\s*[\"']?\s*javascript:", re.I),
    "address of another host": re.compile(
        r"<(script|link|img|iframe)\b[^>]*\b(src|href)=[\"'](https?:)?//", re.I
    ),
    "role test": re.compile(r"\bis_superuser\b|\bis_staff\b|\bperms\.|\.groups\b"),
    # Django's own help texts are lists in HTML, written by programmers; all other text is escaped.
    "text marked safe": re.compile(r"(?<!\.help_text)\|\s*safe\b|\{%\s*autoescape\s+off"),
}


def offenders(name: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1}"
        for path in TEMPLATES
        for text in [path.read_text(encoding="utf-8")]
        for match in FORBIDDEN[name].finditer(text)
    ]


@pytest.mark.parametrize("name", FORBIDDEN)
def test_no_template_has(name):
    assert offenders(name) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("inline script", "<script>x()</script>"),
        ("style attribute", '<p class="a" style="color:red">'),
        ("style element", "<style>p{}</style>"),
        ("event attribute", '<a href="/" onclick="x()">'),
        ("javascript address", '<a href="javascript:x()">'),
        ("address of another host", '<script src="https://cdn.example/x.js">'),
        ("role test", "{% if user.is_superuser %}"),
        ("text marked safe", "{{ text|safe }}"),
    ],
)
def test_the_patterns_find_what_they_name(name, text):
    assert FORBIDDEN[name].search(text)
