"""Every mail of the platform, in both languages: a subject of one line, its times as people write them, a link."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import resolve
from django.utils import translation

from procurement.core import outbox

FOLDER = Path(settings.BASE_DIR) / "templates" / "emails"
EVENTS = sorted(path.name.removesuffix(".body.txt") for path in FOLDER.glob("*.body.txt"))
URL = "/workspace/"
DAY, MOMENT = "2026-10-08", "2026-10-08T01:30:00+00:00"
# What rooms hand over, whichever event it is: names as typed, times as the outbox keeps them.
FACTS = {
    **dict.fromkeys(("title", "tender", "supplier", "purchaser", "package", "item", "challenge"), "T-1"),
    **dict.fromkeys(("contract", "receipt", "number", "notice", "code", "text", "reason"), "T-1"),
    **dict.fromkeys(("reply_due", "complaint_until", "sign_by", "due"), DAY),
    **dict.fromkeys(("deadline",), MOMENT),
    "round": "投标（首次响应）",
    "moved": True,
}


def written(event: str, part: str, language: str) -> str:
    return outbox.rendered(event, part, context=FACTS, url=URL, language=language)


def test_every_event_has_both_parts():
    assert EVENTS
    assert {path.name for path in FOLDER.iterdir()} == {
        f"{event}.{part}.txt" for event in EVENTS for part in ("subject", "body")
    }


@pytest.mark.parametrize("event", EVENTS)
def test_in_chinese(event):
    subject, body = written(event, "subject", "zh-hans"), written(event, "body", "zh-hans")
    assert subject and "\n" not in subject
    assert f"{settings.BASE_URL}{URL}" in body
    assert not re.search(r"\d{4}-\d\d-\d\d", body)


@pytest.mark.parametrize("event", EVENTS)
def test_in_english_nothing_of_ours_stays_chinese(event):
    """The link leads to the English page; names and texts that people typed are not ours."""
    text = written(event, "subject", "en") + written(event, "body", "en")
    assert f"{settings.BASE_URL}/en{URL}" in text
    assert re.findall(r"[\u4e00-\u9fff]+", text) == []
    assert not re.search(r"\d{4}-\d\d-\d\d", text)


def test_times_are_the_countys_in_the_readers_words():
    assert "2026年10月8日（周四）09:30前密封提交" in written("final_offers", "body", "zh-hans")
    assert "8 Oct 2026, 09:30" in written("final_offers", "body", "en")


@pytest.mark.parametrize(
    ("made", "language", "address"),
    [
        ("/workspace/", "zh-hans", "/workspace/"),
        ("/workspace/", "en", "/en/workspace/"),
        ("/en/workspace/", "zh-hans", "/workspace/"),
        ("/en/workspace/", "en", "/en/workspace/"),
        ("/enterprise/", "zh-hans", "/enterprise/"),
    ],
)
def test_a_link_leads_to_the_readers_language_whatever_the_senders_was(made, language, address):
    assert outbox.address(made, language) == address


def test_both_addresses_are_pages():
    with translation.override("en"):
        assert resolve(outbox.address(URL, "en")).view_name == "workspace:home"
    with translation.override("zh-hans"):
        assert resolve(outbox.address("/en" + URL, "zh-hans")).view_name == "workspace:home"
