"""An attachment in pieces, for the script beside the form: answers are small JSON, refusals a sentence."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.views.generic.base import View

from procurement.core import clock
from procurement.core.errors import DomainError, NotAllowed

from .. import permissions
from ..models import BidUpload
from ..selectors.bidding import unfinished_uploads
from ..services import uploads
from .bids import REFUSED, RoundMixin

KEY_HEADER, OFFSET_HEADER = "X-Upload-Key", "X-Upload-Offset"
CUT_OFF = 400


class UploadMixin(RoundMixin, View):
    """Only bidders of the round; what a service refuses is told as ``{"error": …}``."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self._turned_away():
            verdict = permissions.bid(self.actor, self.object)
            if not verdict:
                raise NotAllowed(verdict.reason)
        try:
            return super().dispatch(request, *args, **kwargs)
        except DomainError as error:
            return JsonResponse({"error": str(error)}, status=REFUSED)


class UploadStart(UploadMixin):
    """Begin: name, size and purpose; the answer says where the pieces go and how large they are."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        upload = uploads.start_upload(
            round=self.object,
            name=request.POST.get("name", ""),
            size=_whole(request.POST.get("size", "")),
            purpose=request.POST.get("purpose", ""),
            actor=self.actor,
            at=self.at,
        )
        return JsonResponse({"upload": upload.code, "received": 0, "piece": uploads.PIECE}, status=201)


class UploadPiece(UploadMixin):
    """GET says how much has arrived; POST brings the next piece, and an empty body says that all was sent."""

    http_method_names = ["get", "post"]
    upload: BidUpload

    def load(self) -> None:
        super().load()
        mine = unfinished_uploads(self.object, self.actor)
        found = mine.filter(code=self.kwargs["upload"]).first()
        if found is None:
            raise Http404
        self.upload = found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._told(self.upload.received)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        content = self._body()
        if content is None:
            return JsonResponse({"received": self.upload.received}, status=CUT_OFF)
        # The last byte has arrived: this is the moment that counts, before any lock.
        at, key = clock.now(), request.headers.get(KEY_HEADER, "")
        if content:
            offset = _whole(request.headers.get(OFFSET_HEADER, ""))
            received = uploads.take_piece(
                upload=self.upload, offset=offset, content=content, key=key, actor=self.actor, at=at
            )
            return self._told(received)
        uploads.finish_upload(upload=self.upload, key=key, actor=self.actor, at=at)
        return JsonResponse({"done": True})

    def _body(self) -> bytes | None:
        """Return the body; None where the connection was lost on the way: a piece counts whole or not at all."""
        wanted = _whole(self.request.headers.get("Content-Length") or "0")
        try:
            content = self.request.read(uploads.PIECE + 1)
        except UnreadablePostError:
            return None
        return content if len(content) == min(wanted, uploads.PIECE + 1) else None

    def _told(self, received: int) -> JsonResponse:
        return JsonResponse({"received": received, "size": self.upload.size, "piece": uploads.PIECE})


def _whole(text: str) -> int:
    """Return a whole number as the script writes it; -1 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1
