"""Words joined and law cited in the reader's language."""

import pytest
from django.template import Context, Template
from django.utils import translation

from procurement.core import findings, language
from procurement.regulations.basis import Finding, cite


@pytest.mark.parametrize(
    ("reader", "words", "parts", "citation"),
    [
        ("zh-hans", "甲、乙", "甲；乙", "87号令第二十七条"),
        ("en", "甲, 乙", "甲; 乙", "Order 87 art. 27"),
    ],
)
def test_a_text_is_joined_and_cited_in_the_readers_language(reader, words, parts, citation):
    with translation.override(reader):
        assert language.listed(["甲", "乙"]) == words
        assert language.together(["甲", "乙"]) == parts
        assert language.cited("87号令第二十七条") == citation
        assert language.cited("D-14 87号令第二十七条") == citation


def test_outside_of_a_request_the_language_is_chinese():
    with translation.override(None):
        assert language.is_english() is False


def test_a_finding_brings_its_article_in_both_languages():
    finding = Finding("D-06", "太早", "too early")
    article = cite("D-06").article

    with translation.override("zh-hans"):
        assert findings.sentence(finding) == f"太早（{article}）"
    with translation.override("en"):
        assert findings.sentence(finding) == "too early (Government Procurement Law art. 35)"
        assert findings.article("D-06") == "Government Procurement Law art. 35"


def test_the_filters_speak_the_readers_language():
    page = Template("{% load ui %}{{ basis|cited }} / {{ words|listed }} / {{ rule|meaning }}")
    rule = cite("D-06")

    with translation.override("en"):
        text = page.render(Context({"basis": "94号令第十条", "words": ["A", "B"], "rule": rule}))

    assert text == f"Order 94 art. 10 / A, B / {rule.text_en}"


def test_a_citation_nobody_wrote_is_nothing():
    with translation.override("en"):
        assert Template("{% load ui %}{{ basis|cited }}").render(Context({"basis": None})) == ""
