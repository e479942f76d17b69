"""Words joined and law cited in the reader's language."""

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import trans_real

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


def test_one_catalogue_says_what_the_many_said(monkeypatch):
    many, one = trans_real.DjangoTranslation("zh-hans"), trans_real.DjangoTranslation("zh-hans")
    monkeypatch.setitem(trans_real._translations, "zh-hans", one)
    language.in_one_catalogue()
    texts = {key for layer in _layers(many) for key in layer}
    assert len(texts) > 1000
    for text in texts:
        if isinstance(text, tuple):
            assert one.ngettext(text[0], text[0], 2) == many.ngettext(text[0], text[0], 2)
        else:
            assert one.gettext(text) == many.gettext(text)
    assert one.gettext("采购人") == many.gettext("采购人") == "采购人"
    assert len(list(_layers(one))) == 1 < len(list(_layers(many)))


def _layers(link):
    while link is not None:
        catalogue = getattr(link, "_catalog", {})
        yield from getattr(catalogue, "_catalogs", [catalogue])
        link = link._fallback
