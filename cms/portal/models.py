"""The pages of the Wagtail tree. Every text stands twice, in Chinese and in English, on the same page."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from .blocks import GuideBlocks
from .enums import Audience


def in_english() -> bool:
    """Tell whether the page is read in English."""
    return (get_language() or "").startswith("en")


class TwoLanguagePage(Page):
    """A page with a heading in both languages; what is missing in English is shown in Chinese."""

    title_en = models.CharField(_("英文标题"), max_length=200, blank=True)
    intro = models.TextField(_("导语"), blank=True)
    intro_en = models.TextField(_("英文导语"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("title_en"),
        FieldPanel("intro"),
        FieldPanel("intro_en"),
    ]

    class Meta:
        abstract = True

    def spoken(self, name: str) -> Any:
        """Return the field ``name`` in the reader's language."""
        return (getattr(self, f"{name}_en") or getattr(self, name)) if in_english() else getattr(self, name)

    @property
    def heading(self) -> str:
        return self.spoken("title")

    @property
    def lead(self) -> str:
        return self.spoken("intro")


class HomePage(TwoLanguagePage):
    """The front door; its figures come from ``selectors.highlights``, its welcome from the editor."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.GuideIndexPage"]

    class Meta:
        verbose_name = _("首页")


class GuideIndexPage(TwoLanguagePage):
    """All guides, by whom they are for."""

    max_count = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.GuidePage"]

    class Meta:
        verbose_name = _("办事指南")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        guides = list(GuidePage.objects.child_of(self).live().order_by("path").defer_streamfields())
        groups = [
            {
                "key": audience.value.lower(),
                "label": audience.label,
                "guides": [guide for guide in guides if guide.audience == audience],
            }
            for audience in Audience
        ]
        context = super().get_context(request, *args, **kwargs)
        return {**context, "groups": [group for group in groups if group["guides"]]}


class GuidePage(TwoLanguagePage):
    """One guide: how something is done, for one kind of reader."""

    audience = models.CharField(_("读者"), max_length=20, choices=Audience.choices)
    body = StreamField(GuideBlocks(), verbose_name=_("正文"))
    body_en = StreamField(GuideBlocks(), verbose_name=_("英文正文"), blank=True)

    parent_page_types = ["cms.GuideIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *TwoLanguagePage.content_panels,
        FieldPanel("audience"),
        MultiFieldPanel([FieldPanel("body")], heading=_("中文")),
        MultiFieldPanel([FieldPanel("body_en")], heading=_("英文")),
    ]

    class Meta:
        verbose_name = _("指南")

    @property
    def content(self) -> Any:
        return self.spoken("body")

    @property
    def address(self) -> str:
        """Return the path for ``wagtail_serve``, which puts the reader's language before it."""
        return f"guides/{self.slug}/"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        others = (
            GuidePage.objects.sibling_of(self, inclusive=False)
            .live()
            .filter(audience=self.audience)
            .order_by("path")
            .defer_streamfields()
        )
        context = super().get_context(request, *args, **kwargs)
        breadcrumbs = [
            {"label": _("首页"), "url": reverse("wagtail_serve", args=[""])},
            {"label": _("指南"), "url": reverse("wagtail_serve", args=["guides/"])},
            {"label": self.heading},
        ]
        return {**context, "others": list(others), "breadcrumbs": breadcrumbs}
