"""Bringing a table in: upload, look at every row and every bad cell, confirm. Nothing is written before."""

from typing import Any

from django import forms
from django.core.files import File
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import attachments
from ..errors import DomainError
from ..models import Attachment
from ..spreadsheets import TABLE_BYTES, Field, Preview, empty_table, read_table
from .actions import ActionView
from .exports import filed_xlsx

SAMPLE_ROWS = 50
SHOWN_ERRORS = 200


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("表格文件"),
        help_text=gettext_lazy(".xlsx 或 .csv，不超过 10 MB。先给您看每一行和每一处问题，确认以后才会写入。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class ConfirmUploadForm(forms.Form):
    """Nothing to fill in: what was looked at is what is brought in."""


class TableImportView(ActionView):
    """One address: GET asks for a file, ``?file=CODE`` shows what it would bring, POST there brings it in.

    A room gives ``fields``, ``title``, ``permission``, ``check(preview)`` (what only the room knows: blames
    cells) and ``bring_in(preview, source)``, which calls its one service. The kept file belongs to whom it
    was uploaded by; it is read and checked again when it is confirmed, so that nothing old is believed.
    ``?template=1`` gives the empty table.
    """

    template_name = "core/table_import.html"
    fields: tuple[Field, ...] = ()
    # Names the kept files in private storage; also the downloads' name.
    import_kind = "table-import"
    title: Any = ""
    one_time = True
    source: Attachment | None = None
    preview: Preview | None = None
    problem = ""

    def get_fields(self) -> tuple[Field, ...]:
        """Return the columns wanted; override where they depend on the request."""
        return self.fields

    def get_mapping(self) -> dict[str, str]:
        """Return which head stands for which field, where people have said so."""
        return {}

    def check(self, preview: Preview) -> None:
        """Blame the cells that only the room can judge."""

    def bring_in(self, preview: Preview, source: Attachment) -> Any:
        """Call the one service that writes; ``preview.ok`` is true."""
        raise NotImplementedError

    def load(self) -> None:
        super().load()
        if code := self.request.GET.get("file"):
            kept = Attachment.objects.filter(
                code=code, owner_kind=self.import_kind, stored_by=self.actor.code
            ).first()
            if kept is None:
                raise Http404
            self.source = kept

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        if request.GET.get("template"):
            return self.template_file()
        return super().get(request, *args, **kwargs)

    def look(self) -> None:
        """Read the kept file, if there is one; what makes it unreadable is kept as ``problem``."""
        if self.source is None:
            return
        try:
            with attachments.open_attachment(self.source) as content:
                file = File(content, name=self.source.name)
                file.size = self.source.size
                self.preview = read_table(file=file, fields=self.get_fields(), mapping=self.get_mapping())
            self.check(self.preview)
        except DomainError as error:
            self.preview, self.problem = None, str(error)

    def get_form_class(self) -> type[forms.BaseForm]:
        return ConfirmUploadForm if self.source else UploadForm

    def form_valid(self, form: Any) -> HttpResponse:
        return super().form_valid(form) if self.source else self.keep(form)

    def keep(self, form: Any) -> HttpResponse:
        """Keep the uploaded file and go on to looking at it."""
        try:
            kept = attachments.store(
                file=form.cleaned_data["file"],
                purpose="import",
                owner_kind=self.import_kind,
                owner_code=self.object.code if self.object else self.actor.code,
                actor=self.actor,
                at=self.at,
                allowed=attachments.TABLES,
                max_bytes=TABLE_BYTES,
            )
        except DomainError as error:
            return self.refuse(form, error)
        return self.leave_to(f"{self.request.path}?{urlencode({'file': kept.code})}")

    def run(self, form: Any) -> Any:
        self.look()
        if self.preview is None or not self.preview.ok or self.source is None:
            raise DomainError(self.problem or _("表格里还有问题，没有写入。请改好后重新上传。"))
        return self.bring_in(self.preview, self.source)

    def template_file(self) -> FileResponse:
        """Return the empty table with the heads that are read."""
        return filed_xlsx(
            f"{self.import_kind}-template",
            lambda target: empty_table(target, self.get_fields(), title=str(self.title)),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.preview is None and not self.problem:
            self.look()
        preview = self.preview
        columns = list(preview.columns) if preview else []
        return super().get_context_data(
            title=self.title,
            preview=preview,
            problem=self.problem,
            source=self.source,
            heads=[preview.heads[name] for name in columns] if preview else [],
            sample=[_shown(row, columns) for row in preview.rows[:SAMPLE_ROWS]] if preview else [],
            errors=preview.sorted_errors()[:SHOWN_ERRORS] if preview else [],
            **kwargs,
        )


def _shown(row: Any, columns: list[str]) -> dict[str, Any]:
    cells = [{"text": row.raw.get(name, ""), "bad": name in row.bad} for name in columns]
    return {"number": row.number, "cells": cells, "bad": bool(row.bad)}
