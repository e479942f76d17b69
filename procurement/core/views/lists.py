"""Lists: filters that survive in the address, a whitelist of orders, pages, a count, and export."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.views.generic import ListView

from .base import ActorMixin
from .exports import as_csv, as_xlsx

PER_PAGE = 25
# So many rows of an export are in memory at a time.
EXPORT_CHUNK = 500
_NOT_FILTERS = ("page", "export")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an export: its head and where the value comes from (``a__b`` or a function)."""

    label: "str | Promise"
    value: str | Callable[[Any], Any]

    def of(self, row: Any) -> Any:
        if callable(self.value):
            return self.value(row)
        found = row
        for part in self.value.split("__"):
            found = getattr(found, part, None)
        return found() if callable(found) else found


class KeyPaginator(Paginator):
    """Pages of rows that are looked up by the page's keys, in one query.

    Sorted and skipped are bare keys: with whole rows and what they name, the last page of thousands took four
    times as long as the first.
    """

    def page(self, number: Any) -> Page:
        page = super().page(number)
        rows: Any = page.object_list
        whole: Any = self.object_list
        known = isinstance(rows, models.QuerySet) and isinstance(whole, models.QuerySet)
        if known and not (rows.query.distinct or rows.query.combinator):
            page.object_list = whole.filter(pk__in=rows.values("pk"))
        return page


class FilteredListView(ActorMixin, ListView):
    """A list with a fixed number of queries: count, page, and whatever ``prefetch_related`` adds.

    ``sorts`` maps the word in the address (``?sort=name``, ``?sort=-name``) to the fields it orders by;
    anything else is ignored. ``columns`` allows ``?export=csv`` and ``?export=xlsx``. htmx gets
    ``partial_template_name`` where one is given. ``tones`` gives each row the tone of its status's badge.
    """

    paginate_by = PER_PAGE
    paginator_class = KeyPaginator
    filterset_class: Any = None
    sorts: Mapping[str, str | tuple[str, ...]] = {}
    default_sort = ""
    columns: tuple[Column, ...] = ()
    export_name = "export"
    tones: Mapping[str, str] = {}
    partial_template_name = ""
    filterset: Any = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        kind = request.GET.get("export", "")
        if self.columns and kind in ("csv", "xlsx"):
            return self.export(kind)
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> models.QuerySet:
        rows = super().get_queryset()
        if self.filterset_class is not None:
            self.filterset = self.filterset_class(self.request.GET, queryset=rows, request=self.request)
            rows = self.filterset.qs
        return self._sorted(rows)

    def _sorted(self, rows: models.QuerySet) -> models.QuerySet:
        fields = self.sorts.get(self.sort.removeprefix("-"), ())
        if not fields:
            return rows if rows.ordered else rows.order_by("pk")
        fields = (fields,) if isinstance(fields, str) else fields
        if self.sort.startswith("-"):
            fields = tuple(_reversed(field) for field in fields)
        # The key makes the order total: equal rows must not change places between two pages.
        return rows.order_by(*fields, "pk")

    @property
    def sort(self) -> str:
        """The order asked for, if it is on the whitelist; else the default."""
        asked = self.request.GET.get("sort", "")
        return asked if asked.removeprefix("-") in self.sorts else self.default_sort

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple:
        """Answer a page that does not exist (any more) with the nearest one."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get(self.page_kwarg))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_template_names(self) -> list[str]:
        if self.partial_template_name and getattr(self.request, "htmx", False):
            return [self.partial_template_name]
        return super().get_template_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        paginator = context["paginator"]
        for row in context["page_obj"].object_list if self.tones else ():
            row.tone = self.tones[row.status]
        return {
            **context,
            "filter": self.filterset,
            "filtered": bool(self.filterset and _is_filtered(self.filterset)),
            "count": paginator.count if paginator else len(context["object_list"]),
            "sort": self.sort,
            "sorts": list(self.sorts),
            "query": self._query(),
            "exports": ("csv", "xlsx") if self.columns else (),
            "page_range": _page_range(context["page_obj"]),
        }

    def _query(self) -> str:
        """Return the filters and the order for the links to other pages, without ``page`` and ``export``."""
        kept = self.request.GET.copy()
        for name in _NOT_FILTERS:
            kept.pop(name, None)
        return kept.urlencode()

    def export(self, kind: str) -> HttpResponseBase:
        """Return every filtered row as a file; memory does not grow with their number."""
        heads = [str(column.label) for column in self.columns]
        lines = ([column.of(row) for column in self.columns] for row in self._exported())
        write = as_csv if kind == "csv" else as_xlsx
        return write(f"{self.export_name}-{self.at:%Y%m%d}", heads, lines)

    def _exported(self) -> Iterator[Any]:
        rows = self.get_queryset().iterator(chunk_size=EXPORT_CHUNK)
        while chunk := list(islice(rows, EXPORT_CHUNK)):
            self.complete_export(chunk)
            yield from chunk

    def complete_export(self, rows: list[Any]) -> None:
        """Attach to some rows of an export what only the columns need; asked for each EXPORT_CHUNK rows."""


def _reversed(field: str) -> str:
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"


def _is_filtered(filterset: Any) -> bool:
    values = getattr(filterset.form, "cleaned_data", {}).values()
    return any(value not in (None, "", [], ()) for value in values)


def _page_range(page: Any) -> list[Any]:
    if page is None:
        return []
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
