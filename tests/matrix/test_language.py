"""Every page of every room as everybody who may open it: English says nothing in unmarked Chinese.

What the platform says is translated; what people wrote stays as written and is marked as Chinese (WCAG 3.1.2).
Texts that a translator's placeholder fell out of, or a name of the code, are no words in either language.
"""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from procurement.core.models import AuditEntry
from procurement.workspace.selectors.trail import in_words

from .addresses import arguments
from .expected import ANSWERS
from .roles import ALL, SIGNED_IN, who
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
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
LANGUAGES = {"zh-hans": "", "en": "/en"}
# One of each kind of person: enough for a page that is open to everybody, whose words hardly differ.
KINDS = who("anonymous operator catalogue supplier expert auditor custodian superuser")


@pytest.fixture(scope="package")
def asked(world: World) -> dict[str, tuple[str, dict[str, Any]]]:
    return arguments(world)


class Reader(HTMLParser):
    """Gathers every text of a page's body that is read or spoken, with the language it is marked in.

    A tree of the page costs five times as much, for three thousand pages.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: set[tuple[str, str]] = set()
        self.open: list[tuple[str, str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        language = (given.get("lang") or (self.open[-1][1] if self.open else "")).lower()
        if self.inside:
            self.said |= {(f"{name}={given[name]}", language) for name in SPOKEN if given.get(name)}
        self.inside = self.inside or tag == "body"
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth][0] == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        if self.inside and self.open and self.open[-1][0] not in SILENT and data.strip():
            self.said.add((" ".join(data.split()), self.open[-1][1]))


def texts(page: str) -> set[tuple[str, str]]:
    """Return every text that is read or spoken, with the language it is marked in."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader.said


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
    return texts(response.content.decode()) if is_page(response) else set()


@pytest.mark.parametrize("name", [name for name in ANSWERS if name not in DRAWN])
def test_a_page_speaks_one_language(world: World, browsers: dict[str, Client], asked, name: str):
    """Chinese is asked for where the English page has said something that no role before was told."""
    scene, path = asked[name][0], reverse(name.split("#")[0], kwargs=asked[name][1])
    known: dict[str, set[tuple[str, str]]] = {"en": set(), "zh-hans": set()}
    found = set()
    admitted = {role for role in ALL if ANSWERS[name].to(role) == 200}
    for role in sorted(admitted & KINDS if admitted >= SIGNED_IN else admitted):
        actor = world.who(role, scene)
        browser = browsers["" if actor.is_anonymous else actor.code]
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
