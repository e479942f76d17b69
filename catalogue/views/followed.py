"""The public plan for programs: what a filter shows, as Atom feed and as calendar."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Abs
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.generic import View

from procurement.core import clock
from procurement.core.views import ActorMixin

from .. import feeds, selectors
from ..filters import PublicPlanFilter
from ..models import PlanItem

# A feed tells what is new and a calendar what is near; whoever wants all takes the table.
NEWEST, NEAREST = 100, 200
ATOM = "application/atom+xml"


def subscriptions(request: HttpRequest) -> list[dict[str, str]]:
    """Return the addresses under which the page's filter can be followed."""
    kept = request.GET.copy()
    for name in ("page", "sort", "export"):
        kept.pop(name, None)
    query = f"?{kept.urlencode()}" if kept else ""
    return [
        {"url": reverse("catalogue:plan-atom") + query, "label": _("订阅更新"), "icon": "feed", "type": ATOM},
        {
            "url": reverse("catalogue:plan-ics") + query,
            "label": _("加入日历"),
            "icon": "calendar",
            "type": "",
        },
    ]


def followed_note(count: int) -> str:
    """Say what feed and calendar leave out of so many items; nothing where they hold all."""
    if count <= NEWEST:
        return ""
    text = _("更新里是最新公布的%(newest)d个项目，日历里是离本月最近的%(nearest)d个；全部项目见下面的列表。")
    return text % {"newest": NEWEST, "nearest": NEAREST}


class PlanFeed(ActorMixin, View):
    """What a filter of the plan shows, to be asked for again and again by a reader's program."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        title = _("购买服务计划")
        absolute = request.build_absolute_uri
        if kind == "ics":
            body: Any = feeds.calendar(self._followed(self._nearest()), title=title, absolute=absolute)
            headers = {"Content-Disposition": content_disposition_header(True, "purchase-plan.ics")}
            return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
        page = absolute(reverse("catalogue:plan") + self._query())
        newest = self._plan().order_by("-published_at", "-pk")[:NEWEST]
        body = feeds.atom(
            self._followed(newest), title=title, page=page, itself=absolute(), absolute=absolute
        )
        return HttpResponse(body, content_type=f"{ATOM}; charset=utf-8")

    def _plan(self) -> QuerySet[PlanItem]:
        return PublicPlanFilter(self.request.GET, queryset=selectors.public_plan(), request=self.request).qs

    def _nearest(self) -> QuerySet[PlanItem]:
        """Return the items planned nearest to this month, before it or after."""
        today = clock.local_date(self.at)
        months = F("year") * 12 + F("start_month") - (today.year * 12 + today.month)
        return self._plan().order_by(Abs(months), "-published_at", "-pk")[:NEAREST]

    def _followed(self, plan: QuerySet[PlanItem]) -> Iterator[tuple[PlanItem, selectors.Progress]]:
        items = list(plan)
        progress = selectors.progress_of(items)
        return ((item, progress[item.code]) for item in items)

    def _query(self) -> str:
        query = self.request.GET.urlencode()
        return f"?{query}" if query else ""
