"""How often somebody without an account may write: per browser, and per address with more room.

A village may share one address (a mobile carrier's, the village office's), so the browser is held short and
the address only against floods. Counted in the cache, in real time; keys are hashes, no address is kept.
"""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from .errors import DomainError

MINUTE = 60
_SEEN = "may_write"


class TooOften(DomainError):
    """Written too often lately: when to try again."""


def check(request: HttpRequest, what: str) -> None:
    """Raise TooOften where browser or address has no turn left in ``settings.WRITING_LIMITS``."""
    for key, (most, seconds) in _keys(request, what).items():
        if cache.get(key, 0) >= most:
            minutes = -(-seconds // MINUTE)
            text = ngettext(
                "提交得太频繁了：请过%(minutes)d分钟再提交。您填写的内容还在，请先不要关闭页面。",
                "提交得太频繁了：请过%(minutes)d分钟再提交。您填写的内容还在，请先不要关闭页面。",
                minutes,
            )
            raise TooOften(text % {"minutes": minutes})


def count(request: HttpRequest, what: str) -> None:
    """Count one thing that was written."""
    for key, (_most, seconds) in _keys(request, what).items():
        cache.add(key, 0, timeout=seconds)
        cache.incr(key)


def _keys(request: HttpRequest, what: str) -> dict[str, tuple[int, int]]:
    # Something must stand in the session, or the browser would come with a new one each time.
    request.session.setdefault(_SEEN, True)
    if not request.session.session_key:
        request.session.save()
    sources = {
        "session": str(request.session.session_key),
        "address": str(get_adapter().get_client_ip(request)),
    }
    return {_key(what, source, value): settings.WRITING_LIMITS[source] for source, value in sources.items()}


def _key(what: str, source: str, value: str) -> str:
    digest = salted_hmac("procurement.core.rates", value).hexdigest()
    return f"rate:{what}:{source}:{digest}"
