"""Forgetting the cache leaves the rest of Redis alone: the queue of mails is kept in the same database."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

import pytest
from django.conf import settings

from procurement.core.caches import OwnKeysCache

OTHERS = "celery-of-a-test"


class Keys:
    """Keys and values under the few verbs of a Redis client that the cache uses, where no Redis runs."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get_client(self, *_key: object, write: bool = False) -> "Keys":
        return self

    def set(self, key: str, value: object, timeout: object = None) -> None:
        self.kept[key] = value if isinstance(value, bytes) else str(value).encode()

    def get(self, key: str, default: object = None) -> object:
        found = self.kept.get(key)
        return default if found is None else found

    def scan_iter(self, match: str, count: int) -> Iterator[str]:
        return (key for key in list(self.kept) if fnmatchcase(key, match))

    def delete(self, key: str) -> None:
        self.kept.pop(key, None)


@pytest.fixture
def cache() -> OwnKeysCache:
    """The cache of the installation where there is Redis, and the same class over a dictionary where there is none."""
    made = OwnKeysCache(
        settings.REDIS_URL or "redis://127.0.0.1:1/0", {"KEY_PREFIX": "procurement-of-a-test"}
    )
    if not settings.REDIS_URL:
        made.__dict__["_cache"] = Keys()
    return made


def test_clearing_leaves_what_others_keep(cache):
    client = cache._cache.get_client(write=True)
    try:
        client.set(OTHERS, "queued")
        cache.set("page", b"drawn")
        assert cache.get("page") == b"drawn"
        cache.clear()
        assert (cache.get("page"), client.get(OTHERS)) == (None, b"queued")
    finally:
        client.delete(OTHERS)
