"""How often somebody without an account may write: the browser first, the address with more room."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory, override_settings

from procurement.core import rates

pytestmark = pytest.mark.django_db
LIMITS = {"session": (1, 600), "address": (2, 3600)}


def request(address="10.0.0.1"):
    made = RequestFactory().post("/", REMOTE_ADDR=address)
    made.session = SessionStore()
    return made


@override_settings(WRITING_LIMITS=LIMITS)
def test_a_browser_has_its_turns():
    one = request()
    rates.check(one, "voice")
    rates.count(one, "voice")
    with pytest.raises(rates.TooOften, match="10分钟"):
        rates.check(one, "voice")
    rates.check(one, "other")


@override_settings(WRITING_LIMITS=LIMITS)
def test_an_address_has_more_of_them():
    for _turn in range(2):
        browser = request()
        rates.check(browser, "voice")
        rates.count(browser, "voice")
    with pytest.raises(rates.TooOften, match="60分钟"):
        rates.check(request(), "voice")
    rates.check(request("10.0.0.2"), "voice")
