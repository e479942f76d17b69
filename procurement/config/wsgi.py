"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "procurement.config.settings.demo")
application = get_wsgi_application()
# Every view is read before the first connection is taken: otherwise whoever comes first to a new worker waits over a
# second for it, and in the last minute before a deadline four come first at once.
get_resolver().url_patterns  # noqa: B018 - a cached property
