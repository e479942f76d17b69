"""Suppliers at their browsers: real HTTP over connections kept alive, the requests that the pages make.

What the page's script does after a lost connection is done here (static/js/uploads.js): ask what has arrived, go on
from there. What a person does who finds an error page is done too: after two seconds the button is pressed again.
"""

import hashlib
import http.client
import json
import os
import re
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
_HIDDEN = re.compile(rb'name="(submission_key|version)" value="([^"]*)"')
_IN_ONE = re.compile(rb'data-in-one="(\d+)"')
_ALERT = re.compile(rb'role="alert">(.{0,600})', re.DOTALL)
_RECEIPT = re.compile(r"/workspace/bids/receipts/([A-Z0-9-]+)/")
FORM = "application/x-www-form-urlencoded"
PATIENCE = 90.0
# A person looks at an error page for so long before trying again.
PERSON = 2.0
TIMEOUT = 60.0


class Refused(Exception):
    """The platform said no in words of its own."""


@dataclass
class Answer:
    status: int
    body: bytes
    location: str = ""


class Browser:
    """One person's browser: cookies, one connection, and how often it had to ask again."""

    def __init__(self, address: str, cookies: dict[str, str]) -> None:
        self.host = urlsplit(address).netloc
        self.cookies = dict(cookies)
        self.again = 0
        self._connection: http.client.HTTPConnection | None = None
        self._fresh = True

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        """Send one request; a kept connection that the server had closed meanwhile is replaced, as browsers do."""
        sent = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Referer": f"http://{self.host}{path}",
            **(headers or {}),
        }
        try:
            return self._send(method, path, body, sent)
        except (http.client.HTTPException, OSError):
            stale = not self._fresh
            self.close()
            if not stale:
                raise
            return self._send(method, path, body, sent)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection, self._fresh = None, True

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        if self._connection is None:
            self._connection, self._fresh = http.client.HTTPConnection(self.host, timeout=TIMEOUT), True
        self._connection.request(method, path, body or None, headers | {"Content-Length": str(len(body))})
        response = self._connection.getresponse()
        content = response.read()
        self._fresh = False
        for cookie in response.msg.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, content, response.headers.get("Location", ""))

    def insist(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        """Ask until the platform answers for itself: after an error page or none at all once more."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                answer = self.ask(method, path, body, headers)
                if answer.status < 500:
                    return answer
                told: Any = f"{answer.status} at {path}"
            except (http.client.HTTPException, OSError) as error:
                self.close()
                told = error
            self.again += 1
            if time.monotonic() > until:
                raise TimeoutError(f"no answer for {PATIENCE:.0f} s: {told}")
            time.sleep(PERSON)

    def submit(self, path: str, fields: dict[str, str]) -> Answer:
        return self.insist("POST", path, urlencode(fields).encode(), {"Content-Type": FORM})


@dataclass
class Bidder:
    """One supplier: what it sends, what it got, and how long that took."""

    number: int
    name: str
    round: str
    cookies: dict[str, str]
    size: int
    receipt: str = ""
    refusal: str = ""
    error: str = ""
    sealing: float = 0.0
    uploading: float = 0.0
    began: float = 0.0
    ended: float = 0.0
    again: int = 0
    sha256: str = ""
    _token: str = field(default="", repr=False)
    _in_one: int = 0
    _sealing: dict[str, str] = field(default_factory=dict, repr=False)

    def content(self) -> bytes:
        """Return the attachment: a PDF to whoever looks at its two ends, and no two alike.

        All but the beginning is the same: the clients stand on the platform's own cores, and what they work out
        there is taken from it.
        """
        body = b"%PDF-1.7\n" + f"bidder {self.number}\n".encode() + _noise(self.size) + b"\n%%EOF\n"
        self.sha256 = hashlib.sha256(body).hexdigest()
        return body

    def bid(self, address: str) -> None:
        """Upload the attachment, look at everything once more, seal, and see the receipt."""
        self.began = time.monotonic()
        self.steps(address, "upload", "look", "press")

    def steps(self, address: str, *names: str) -> None:
        """Do one or more of ``open_form``, ``upload``, ``look``, ``press``; after a failure nothing more."""
        if self.error or self.refusal:
            return
        browser = Browser(address, self.cookies)
        try:
            for name in names:
                getattr(self, name)(browser)
        except Refused as refusal:
            self.refusal = str(refusal)
        except Exception as error:
            self.error = f"{type(error).__name__}: {error}"
        finally:
            self.ended, self.again = time.monotonic(), self.again + browser.again
            self.cookies = browser.cookies
            browser.close()

    def open_form(self, browser: Browser) -> None:
        """Have the page with the attachments open, as somebody who still writes has."""
        page = browser.insist("GET", f"/workspace/bids/{self.round}/")
        self._token = token_of(page)
        found = _IN_ONE.search(page.body)
        self._in_one = int(found[1]) if found else 0

    def upload(self, browser: Browser) -> None:
        began = time.monotonic()
        content = self.content()
        if not self._token:
            self.open_form(browser)
        go = self._go_in_one if len(content) <= self._in_one else self._go_in_pieces
        known: dict[str, Any] = {}
        wait = 1.0
        while True:
            try:
                go(browser, content, known)
                break
            except _Gone:
                known.clear()
            except (http.client.HTTPException, OSError, _Unwell) as error:
                browser.close()
                browser.again += 1
                if time.monotonic() - began > PATIENCE:
                    raise TimeoutError(f"uploading for {PATIENCE:.0f} s: {error}") from error
                time.sleep(wait)
                wait = min(wait * 2, 15.0)
        self.uploading = time.monotonic() - began

    def _go_in_one(self, browser: Browser, content: bytes, known: dict[str, Any]) -> None:
        body, kind = _multipart(
            {"csrfmiddlewaretoken": self._token, "purpose": "PLAN"}, f"方案{self.number}.pdf", content
        )
        place = f"/workspace/bids/{self.round}/files/?part=files"
        answer = browser.ask("POST", place, body, {"Content-Type": kind})
        if answer.status != 200:
            _told(answer)
            raise _Unwell(str(answer.status))
        if b'id="files"' not in answer.body:
            raise Refused(_said(answer))

    def _go_in_pieces(self, browser: Browser, content: bytes, known: dict[str, Any]) -> None:
        received, piece = self._begin(browser, content, known)
        while received < len(content):
            told = self._piece(browser, known, content[received : received + piece], received)
            received = told["received"]
        self._piece(browser, known, b"", len(content))
        # The script fetches the list of attachments as it is now.
        browser.insist("GET", f"/workspace/bids/{self.round}/?part=files")

    def _begin(self, browser: Browser, content: bytes, known: dict[str, Any]) -> tuple[int, int]:
        if known:
            told = browser.ask("GET", known["url"])
            if told.status == 200:
                state = json.loads(told.body)
                return state["received"], state["piece"]
            if told.status >= 500:
                raise _Unwell(str(told.status))
        fields = {"name": f"方案{self.number}.pdf", "size": str(len(content)), "purpose": "PLAN"}
        body = urlencode(fields | {"csrfmiddlewaretoken": self._token}).encode()
        start = f"/workspace/bids/{self.round}/uploads/"
        begun = _told(browser.ask("POST", start, body, {"Content-Type": FORM}))
        known |= {"url": f"{start}{begun['upload']}/", "key": os.urandom(32).hex()}
        return begun["received"], begun["piece"]

    def _piece(self, browser: Browser, known: dict[str, Any], piece: bytes, offset: int) -> dict[str, Any]:
        headers = {
            "Content-Type": "application/octet-stream",
            "X-CSRFToken": self._token,
            "X-Upload-Key": known["key"],
            "X-Upload-Offset": str(offset),
        }
        answer = browser.ask("POST", known["url"], piece, headers)
        if answer.status == 404:
            raise _Gone
        return _told(answer)

    def look(self, browser: Browser) -> None:
        """Open the page of the last look, and keep what its button sends."""
        page = browser.insist("GET", f"/workspace/bids/{self.round}/seal/")
        hidden = {name.decode(): value.decode() for name, value in _HIDDEN.findall(page.body)}
        if "submission_key" not in hidden:
            raise Refused(_said(page))
        self._sealing = hidden | {"csrfmiddlewaretoken": token_of(page)}

    def press(self, browser: Browser) -> None:
        """Press the button; the time runs until the receipt is on the screen."""
        path = f"/workspace/bids/{self.round}/seal/"
        began = time.monotonic()
        answer = browser.submit(path, self._sealing)
        if answer.status != 302:
            raise Refused(_said(answer))
        found = _RECEIPT.search(answer.location)
        if found is None:
            raise Refused(f"sent to {answer.location}")
        shown = browser.insist("GET", answer.location)
        self.sealing = time.monotonic() - began
        if shown.status != 200 or found[1].encode() not in shown.body:
            raise RuntimeError(f"no receipt at {answer.location}: {shown.status}")
        self.receipt = found[1]


@cache
def _noise(size: int) -> bytes:
    """Return bytes that no compression shortens."""
    return hashlib.shake_128(b"last minute").digest(size)


class _Unwell(Exception):
    """The server is asked again later."""


class _Gone(Exception):
    """The upload is there no more: the answer that it was finished got lost. It begins anew."""


def _told(answer: Answer) -> dict[str, Any]:
    """Return what an upload's answer says: 400 was cut off on its way, 5xx is asked again, the rest is a refusal."""
    if answer.status >= 500:
        raise _Unwell(str(answer.status))
    try:
        told: dict[str, Any] = json.loads(answer.body)
    except ValueError:
        told = {}
    if answer.status < 300 or answer.status == 400:
        return told
    raise Refused(f"{answer.status} {told.get('error', '')}")


def _multipart(fields: dict[str, str], name: str, content: bytes) -> tuple[bytes, str]:
    """Return a form with one file as browsers send it, and its content type."""
    edge = os.urandom(16).hex()
    head = "".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in fields.items()
    )
    head += f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    head += "Content-Type: application/pdf\r\n\r\n"
    return head.encode() + content + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


def token_of(page: Answer) -> str:
    found = _TOKEN.search(page.body)
    if found is None:
        raise Refused(_said(page))
    return found[1].decode()


def _said(page: Answer) -> str:
    """Return what a page says where it should have done something."""
    found = _ALERT.search(page.body)
    words = re.sub(r"<[^>]*>|\s+", " ", found[1].decode(errors="replace")) if found else ""
    return f"{page.status} {' '.join(words.split())[:160]}"
