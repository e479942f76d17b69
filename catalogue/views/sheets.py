"""The catalogue as tables and as a document: brought in, taken out, printed."""

from typing import Any

from django.db import models
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from procurement.core.actors import Actor
from procurement.core.documents import Key, as_page
from procurement.core.language import RECORD
from procurement.core.models import Attachment
from procurement.core.permissions import Verdict
from procurement.core.spreadsheets import Field, Preview
from procurement.core.views import DocumentView, ObjectView, TableImportView
from procurement.core.views.exports import as_csv, as_xlsx

from .. import permissions, selectors, services
from ..enums import DOCUMENT
from ..forms.sheet import fields, line_of
from ..forms.sheet_checks import check_entries, rows_to_import
from ..models import CatalogueVersion
from .items import HOME
from .making import CATALOGUES, VERSIONS, address_of


class CatalogueImport(TableImportView):
    """Bring a table into a draft, after every bad cell was shown."""

    queryset = VERSIONS
    context_object_name = "version"
    import_kind = "catalogue-import"
    title = gettext_lazy("导入目录表格")

    def view_permission(self, actor: Actor, obj: CatalogueVersion) -> Verdict:
        return permissions.view_version(actor, obj)

    def permission(self, actor: Actor, obj: CatalogueVersion) -> Verdict:
        return permissions.edit_version(actor, obj)

    def get_fields(self) -> tuple[Field, ...]:
        return fields()

    def check(self, preview: Preview) -> None:
        check_entries(preview, self.object)

    def bring_in(self, preview: Preview, source: Attachment) -> tuple[int, int]:
        return services.import_table(
            version=self.object,
            rows=rows_to_import(preview),
            file_name=source.name,
            sha256=source.sha256,
            actor=self.actor,
            at=self.at,
        )

    def get_success_url(self) -> str:
        return address_of(self.object)

    def get_success_message(self) -> str:
        added, changed = self.result
        return _("已导入：新增%(added)d条，修改%(changed)d条。") % {"added": added, "changed": changed}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version, address = self.object, address_of(self.object)
        crumbs = [HOME, CATALOGUES, {"label": version.title, "url": address}, {"label": self.title}]
        return super().get_context_data(lead=version.title, cancel_url=address, breadcrumbs=crumbs, **kwargs)


class CatalogueExport(ObjectView):
    """A version as .xlsx or .csv, with the heads that can be brought in again."""

    slug_url_kwarg = "version"
    KINDS = ("csv", "xlsx")

    def get_queryset(self) -> models.QuerySet[CatalogueVersion]:
        return VERSIONS

    def view_permission(self, actor: Actor, obj: CatalogueVersion) -> Verdict:
        return permissions.view_version(actor, obj)

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.kwargs["kind"] not in self.KINDS:
            raise Http404
        version = self.object
        with override(RECORD):
            heads = [str(field.label) for field in fields()]
            # Made while the language of record is active; the answer is written after.
            lines = [line_of(entry) for entry in selectors.whole_entries(version)]
            if self.kwargs["kind"] == "csv":
                return as_csv(version.code, heads, lines)
            return as_xlsx(version.code, heads, lines, title=version.code, above=[version.title])


class CatalogueDocument(DocumentView):
    """A published version as PDF in the official form; one in the making as a page to print."""

    queryset = VERSIONS
    slug_url_kwarg = "version"
    document_kind = DOCUMENT

    def view_permission(self, actor: Actor, obj: CatalogueVersion) -> Verdict:
        return permissions.view_version(actor, obj)

    def document_key(self) -> Key:
        return Key(DOCUMENT, self.object.code, self.object.publication_code)

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.object.publication_code:
            return HttpResponse(as_page(self.document_key()))
        return super().get(request, *args, **kwargs)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.object.publication_code:
            raise Http404
        return super().post(request, *args, **kwargs)
