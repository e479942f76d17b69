"""The home page: its welcome from Wagtail, its figures from the rooms."""

from typing import Any

from django.views.generic import TemplateView

from procurement.core.views import ActorMixin
from procurement.publications.enums import PublicationKind

from . import selectors
from .models import HomePage


class Home(ActorMixin, TemplateView):
    """The front door. ``page`` comes from Wagtail, which has found and permitted it."""

    template_name = "cms/home_page.html"
    page: HomePage | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest = selectors.newest_notices()
        labels = dict(PublicationKind.choices)
        return super().get_context_data(
            page=self.page,
            figures=selectors.highlights(self.at),
            newest=[{**row, "kind_label": labels[row["kind"]]} for row in newest],
            **kwargs,
        )
