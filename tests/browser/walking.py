"""People at their own browsers: each signs in once, walks by links and forms, and every page is held to axe.

A page is looked at once per view and window width; what it complains of (axe, the console) names the page.
"""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import resolve
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from procurement.core import clock, documents, due_events
from procurement.workspace.management.demo.people import PASSWORD

from . import english

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


class Walk:
    """One journey: who is signed in, what was already looked at, and what was found wrong on the way."""

    def __init__(self, browser: Browser, base_url: str, **context: object) -> None:
        self.browser = browser
        self.base_url = base_url
        self.context = context
        self.found: list[str] = []
        self.pressed = 0
        self.looked_at: set[tuple[str, str, int]] = set()
        self._people: dict[tuple[str, bool], Page] = {}
        self._contexts: list[BrowserContext] = []

    def person(self, username: str, *, phone: bool = False) -> Page:
        """Return the page of a person who is signed in; the first time the person signs in by the form."""
        key = (username, phone)
        if key not in self._people:
            page = self._people[key] = self.stranger(phone=phone)
            self.go(page, "/accounts/login/")
            page.fill("input[name=login]", username)
            page.fill("input[name=password]", PASSWORD)
            self.press(page, lambda: page.locator("main form button[type=submit]").first.click())
            if "/accounts/login/" in page.url:
                raise AssertionError(f"{username} could not sign in: {page.locator('main').inner_text()}")
        return self._people[key]

    def stranger(self, *, phone: bool = False) -> Page:
        """Return a page of somebody who is not signed in."""
        context = self.browser.new_context(
            base_url=self.base_url, viewport=PHONE if phone else DESK, **self.context
        )
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.found.append(f"{page.url}: {error}"))
        return page

    def go(self, page: Page, path: str, *, status: int = 200) -> Page:
        """Open an address as if typed; it answers with the expected status, and the page is looked at."""
        answer = page.goto(path)
        assert answer is not None and answer.status == status, f"{path}: {answer and answer.status}"
        self.look(page)
        return page

    def press(self, page: Page, act: Callable[[], None]) -> Page:
        """Do what leads to another page (a link, a form), wait for it and look at it."""
        self.pressed += 1
        with page.expect_navigation() as waiting:
            act()
        answer = waiting.value
        assert answer is None or answer.status < 400, f"{page.url}: {answer.status}"
        self.look(page)
        return page

    def look(self, page: Page) -> None:
        """Hold a page to axe, its own width and its language, once for each view, language and window."""
        width = (page.viewport_size or DESK)["width"]
        view, language = _view_of(urlsplit(page.url).path)
        if (view, language, width) in self.looked_at:
            return
        self.looked_at.add((view, language, width))
        for violation in Axe().run(page).response["violations"]:
            nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
            self.found.append(f"{page.url} at {width}: {violation['id']}: {nodes}")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            self.found.append(f"{page.url} at {width}: wider than the window")
        if language == "en":
            self.found += [f"{page.url}: {complaint}" for complaint in english.complaints(page)]

    def clock_to(self, moment: datetime) -> None:
        """Let the county's time pass, and everything that is due by then happen."""
        clock.move_to(moment)
        due_events.run_due(until=moment)

    def draw_documents(self) -> None:
        """Draw the documents that were ordered, as the scheduler does within seconds."""
        documents.draw_waiting()

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _note(self, message: ConsoleMessage) -> None:
        # An answer of 4xx is a journey's own business; ``go`` and ``press`` hold it to what is expected.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.found.append(f"{message.location.get('url')}: {message.text}")


def _view_of(path: str) -> tuple[str, str]:
    """Return the view that answers an address and the language it speaks; pages of the site by their address."""
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    with translation.override(language):
        view = resolve(path).view_name
    return path if view == "wagtail_serve" else view, language
