"""Debian's Chromium against a live server of this process. A complaint of the browser fails the test."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from ..journeys.conftest import county
from .walking import Walk

# The county of the journeys through services serves the journeys through a browser too.
__all__ = ["county"]

# Playwright's loop runs in this thread; the fixtures that prepare data are ordinary synchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
KEPT = ("locale", "timezone_id")
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Use the machine's own browser: nothing is downloaded, and it asks nobody outside."""
    return {**browser_type_launch_args, "executable_path": "/usr/bin/chromium", "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture(scope="session")
def base_url(live_server) -> str:
    """Let ``page.goto("/verify/")`` find this test's server."""
    return live_server.url


@pytest.fixture(autouse=True)
def complaints(page: Page) -> Iterator[list[str]]:
    """Collect what the browser complains of (a refused script, an exception) and fail on it at the end."""
    found: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # A 4xx answer is a journey's own business; it is asserted where it is expected.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            found.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: found.append(str(error)))
    yield found
    assert found == []


@pytest.fixture
def walk(browser: Browser, base_url: str, browser_context_args: dict) -> Iterator[Walk]:
    """A journey with many people, each in a browser window of their own; nothing may be left to complain of."""
    journey = Walk(browser, base_url, **{k: v for k, v in browser_context_args.items() if k in KEPT})
    yield journey
    journey.close()
    assert journey.found == []
