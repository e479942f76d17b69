"""WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver

from procurement.core.language import in_one_catalogue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "procurement.config.settings.demo")
application = get_wsgi_application()
# Every view is read before the first connection is taken: otherwise whoever comes first to a new worker waits over a
# second for it, and in the last minute before a deadline four come first at once.
get_resolver().url_patterns  # noqa: B018 - a cached property
in_one_catalogue()
# Processes that are forked from this one must not share a connection.
connections.close_all()
# What is loaded now stays: the collector need not look at it again with every tenth request.
gc.collect()
gc.freeze()
