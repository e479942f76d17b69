"""The cache in a Redis that is not ours alone: the same database holds Celery's queue and other processes' keys."""

from django.core.cache.backends.redis import RedisCache

KEYS_AT_ONCE = 1000


class OwnKeysCache(RedisCache):
    """Redis as a cache that forgets only what stands under its own ``KEY_PREFIX``."""

    def clear(self) -> None:
        """Delete the keys of this prefix. Django's own would empty the database, queued mails with it."""
        client = self._cache.get_client(write=True)
        found = client.scan_iter(match=f"{self.key_prefix}:*", count=KEYS_AT_ONCE)
        for key in list(found):
            client.delete(key)
