"""Wagtail's pages; Django looks for models here."""

from .portal.models import GuideIndexPage, GuidePage, HomePage

__all__ = ["GuideIndexPage", "GuidePage", "HomePage"]
