"""Forgetting the cache leaves the rest of Redis alone."""

import pytest
from django.conf import settings
from django.core.cache import cache


@pytest.mark.skipif(not settings.REDIS_URL, reason="a run with REDIS_URL asks this")
def test_clearing_leaves_what_others_keep():
    client = cache._cache.get_client(write=True)
    try:
        client.set("celery-of-a-test", "queued")
        cache.set("page", "drawn")
        assert cache.get("page") == "drawn"
        cache.clear()
        assert (cache.get("page"), client.get("celery-of-a-test")) == (None, b"queued")
    finally:
        client.delete("celery-of-a-test")
