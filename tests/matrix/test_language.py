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
    for part in page.body.descendants:
        if isinstance(part, Tag):
            for name in SPOKEN:
                if part.get(name):
                    yield f"{name}={part[name]}", _language(part)
        elif not isinstance(part, Comment) and part.parent.name not in SILENT and part.strip():
            yield " ".join(part.split()), _language(part.parent)


def _language(element: Tag) -> str:
    marked = element if element.get("lang") else element.find_parent(attrs={"lang": True})
    return str(marked["lang"]).lower() if marked else ""


def complaints(said: set[tuple[str, str]], language: str) -> set[str]:
    """Return what is wrong with what a page says."""
    found = set()
    for text, marked in said:
        if CODE.search(text) or (language == "zh-hans" and KEY.fullmatch(text) and text not in NAMES):
            found.add(f"code: {text}")
        if language == "en" and HAN.search(text) and not marked.startswith("zh"):
            found.add(f"not English and not marked: {text}")
    return found


def is_page(response: Any) -> bool:
    """Tell a drawn page from a file and from a way to another page."""
    html = response.headers["Content-Type"].startswith("text/html")
    return html and not response.streaming and bool(response.content)


def said_to(browser: Client, path: str) -> set[tuple[str, str]] | str:
    """Return what the page says, or what is wrong with the answer; nothing for a file."""
    response = browser.get(path)
    if response.streaming:
        response.getvalue()
    if response.status_code >= 400:
        return f"answered {response.status_code}"
    return set(texts(BeautifulSoup(response.content, "html.parser"))) if is_page(response) else set()


@pytest.mark.parametrize("name", [name for name in ANSWERS if name not in DRAWN])
def test_a_page_speaks_one_language(world: World, asked, name: str):
    """Chinese is asked for where the English page has said something that no role before was told."""
    scene, path = asked[name][0], reverse(name.split("#")[0], kwargs=asked[name][1])
    known: dict[str, set[tuple[str, str]]] = {"en": set(), "zh-hans": set()}
    found = set()
    for role in sorted(role for role in ALL if ANSWERS[name].to(role) == 200):
        actor = world.who(role, scene)
        browser = Client() if actor.is_anonymous else people.login(Client(), actor)
        for language, heard in known.items():
            said = said_to(browser, f"{LANGUAGES[language]}{path}")
            if isinstance(said, str):
                found.add(f"{role} is {said}")
                continue
            if said <= heard:
                break
            found |= complaints(said - heard, language)
            heard |= said
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
