"""Every page of every room as everybody who may open it: English says nothing in unmarked Chinese.

What the platform says is translated; what people wrote stays as written and is marked as Chinese (WCAG 3.1.2).
Texts that a translator's placeholder fell out of, or a name of the code, are no words in either language.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup, Comment, Tag
from django.test import Client
from django.urls import reverse

from procurement.core.models import AuditEntry
from procurement.workspace.selectors.trail import in_words
from tests.factories import accounts as people

from .addresses import arguments
from .expected import ANSWERS
from .roles import ALL
from .test_urls import DRAWN
from .world import World

pytestmark = pytest.mark.django_db

HAN = re.compile(r"[\u3400-\u9fff]")
# A placeholder that nobody filled, a lazy text or an object that was printed as the code sees it.
CODE = re.compile(r"%\(\w+\)[sd]|\{\{|\{%|__proxy__|<lambda|object at 0x|Decimal\(|datetime\.")
# A key of the code where a word should stand: said by a reader of Chinese, it is no word.
KEY = re.compile(r"None|True|False|[a-z]+(_[a-z]+)*")
# Names that are no words of ours: a classification scheme's own, and what the world of the matrix wrote.
NAMES = frozenset({"x", "memory"})
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-label")
SILENT = frozenset({"script", "style", "textarea", "code"})
LANGUAGES = {"zh-hans": "", "en": "/en"}


@pytest.fixture(scope="package")
def asked(world: World) -> dict[str, tuple[str, dict[str, Any]]]:
    return arguments(world)


def texts(page: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """Yield every text that is read or spoken, with the language it is marked in."""
    for text in page.body.find_all(string=True):
        if not isinstance(text, Comment) and text.parent.name not in SILENT and text.strip():
            yield " ".join(text.split()), _language(text.parent)
    for name in SPOKEN:
        for element in page.body.find_all(attrs={name: True}):
            yield f"{name}={element[name]}", _language(element)


def _language(element: Tag) -> str:
    marked = element if element.get("lang") else element.find_parent(attrs={"lang": True})
    return str(marked["lang"]).lower() if marked else ""


def complaints(page: str, language: str) -> set[str]:
    """Return what is wrong with the words of a page."""
    found = set()
    for text, marked in texts(BeautifulSoup(page, "html.parser")):
        if CODE.search(text) or (language == "zh-hans" and KEY.fullmatch(text) and text not in NAMES):
            found.add(f"code: {text}")
        if language == "en" and HAN.search(text) and not marked.startswith("zh"):
            found.add(f"not English and not marked: {text}")
    return found


def is_page(response: Any) -> bool:
    """Tell a drawn page from a file and from a way to another page."""
    html = response.headers["Content-Type"].startswith("text/html")
    return html and not response.streaming and bool(response.content)


@pytest.mark.parametrize("name", [name for name in ANSWERS if name not in DRAWN])
def test_a_page_speaks_one_language(world: World, asked, name: str):
    scene, path = asked[name][0], reverse(name.split("#")[0], kwargs=asked[name][1])
    found = set()
    for role in sorted(role for role in ALL if ANSWERS[name].to(role) == 200):
        actor = world.who(role, scene)
        browser = Client() if actor.is_anonymous else people.login(Client(), actor)
        for language, start in LANGUAGES.items():
            response = browser.get(f"{start}{path}")
            if response.status_code >= 400:
                found.add(f"{role} is answered {response.status_code}")
            if is_page(response):
                found |= complaints(response.content.decode(), language)
            if response.streaming:
                response.getvalue()
    assert found == set()


def test_every_entry_of_the_trail_is_said_in_words(world: World):
    """Subject, act and states of all that has happened have names, so that an auditor reads no code."""
    each = {(entry.subject_kind, entry.action): entry for entry in AuditEntry.objects.all()}
    said = {
        str(word)
        for step in in_words(each.values())
        for word in (step.subject, step.act, step.source, step.target)
        if word
    }
    assert {word for word in said if not HAN.search(word)} == set()
