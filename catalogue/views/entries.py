"""One entry of a catalogue in the making: added, mended, removed."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.forms import typed_rows
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, FindingView

from .. import permissions, selectors, services
from ..forms import EntryForm, NewEntryForm
from ..forms.entry import initial_of_entry
from ..models import CatalogueItem, CatalogueVersion
from .items import HOME
from .making import CATALOGUES, VERSIONS, address_of
from .stale import KnowinglyMixin


class EntryAdd(FindingView):
    """Add an entry to a draft, below the class it was asked for."""

    queryset = VERSIONS
    form_class = NewEntryForm
    template_name = "catalogue/catalogueitem_form.html"
    title = gettext_lazy("新增条目")

    def view_permission(self, actor: Actor, obj: CatalogueVersion) -> Verdict:
        return permissions.view_version(actor, obj)

    def permission(self, actor: Actor, obj: CatalogueVersion) -> Verdict:
        return permissions.edit_version(actor, obj)

    def get_initial(self) -> dict[str, Any]:
        return {"parent": self.request.GET.get("parent", "")[:20], "confirmed": "no"}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "national": selectors.national_items(),
            "departments": selectors.departments(),
            "entries": selectors.entries_of(self.object).filter(level__lt=self.object.scheme.depth),
            "rows": typed_rows(self.sent.indicators) if self.sent else (),
        }

    def run(self, form: NewEntryForm) -> CatalogueItem:
        return services.add_entry(
            version=self.object, actor=self.actor, at=self.at, **form.place(), **form.facts()
        )

    def get_success_url(self) -> str:
        return address_of(self.object)

    def get_success_message(self) -> str:
        return _("已增加条目：%(entry)s") % {"entry": self.result}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**_around(self.object, self.title), **kwargs)


class _Entry(ActionView):
    """What is done to one entry and leads back to the draft."""

    model = CatalogueItem
    context_object_name = "entry"
    title: Any = ""

    def get_queryset(self) -> models.QuerySet[CatalogueItem]:
        items = CatalogueItem.objects.select_related("version", "national_item", "parent")
        return items.filter(version__code=self.kwargs["version"])

    def view_permission(self, actor: Actor, obj: CatalogueItem) -> Verdict:
        return permissions.view_version(actor, obj.version)

    def permission(self, actor: Actor, obj: CatalogueItem) -> Verdict:
        return permissions.edit_version(actor, obj.version)

    def get_success_url(self) -> str:
        return address_of(self.object.version)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**_around(self.object.version, self.title), **kwargs)


class EntryEdit(KnowinglyMixin, FindingView, _Entry):
    """Mend an entry: name, basis in the province, national item."""

    form_class = EntryForm
    template_name = "catalogue/catalogueitem_form.html"
    title = gettext_lazy("修改条目")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "national": selectors.national_items(),
            "departments": selectors.departments(),
            "rows": typed_rows(self.sent.indicators) if self.sent else self.object.indicators,
        }

    def get_initial(self) -> dict[str, Any]:
        return initial_of_entry(self.object)

    def run(self, form: EntryForm) -> CatalogueItem:
        return services.edit_entry(
            entry=self.object,
            revision=form.cleaned_data["revision"],
            actor=self.actor,
            at=self.at,
            **form.facts(),
        )

    def get_success_message(self) -> str:
        return _("已保存：%(entry)s") % {"entry": self.result}


class EntryRemove(_Entry):
    """Take an entry out of a draft."""

    template_name = "catalogue/catalogueitem_remove.html"
    title = gettext_lazy("删除条目")

    def run(self, form: Any) -> CatalogueVersion:
        return services.remove_entry(entry=self.object, actor=self.actor, at=self.at)

    def get_success_message(self) -> str:
        return _("已删除条目：%(entry)s") % {"entry": self.object}


def _around(version: CatalogueVersion, title: Any) -> dict[str, Any]:
    address = address_of(version)
    return {
        "title": title,
        "cancel_url": address,
        "breadcrumbs": [HOME, CATALOGUES, {"label": version.title, "url": address}, {"label": title}],
    }
