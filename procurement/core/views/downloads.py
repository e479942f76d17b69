"""Giving attachments out."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from .. import attachments
from ..models import Attachment
from .base import ActorMixin


class AttachmentView(ActorMixin):
    """Gives an attachment to whom its owner's room lets read it; to anybody else it does not exist."""

    http_method_names = ["get", "head"]

    def load(self) -> None:
        super().load()
        found = Attachment.objects.filter(code=self.kwargs["code"]).first()
        if found is None or not attachments.may_read(self.actor, found):
            raise Http404(_("没有这个文件。"))
        self.attachment = found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = FileResponse(
            attachments.open_attachment(self.attachment),
            as_attachment=True,
            filename=self.attachment.name,
            content_type=self.attachment.content_type,
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response
