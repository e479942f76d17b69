"""What a bidder takes along before sealing: its form as PDF, and the manifest."""

from typing import IO, Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from procurement.core.documents import Key
from procurement.core.views import DocumentView, ObjectView

from .. import permissions
from ..models import BidDraft
from ..selectors import bidding
from ..services import bid_copies
from .bids import RoundMixin


class WrittenMixin(RoundMixin):
    """A round in which the actor's own supplier has written something; there is nothing to take along before."""

    view_permission = staticmethod(permissions.bid)
    row: BidDraft

    def load(self) -> None:
        super().load()
        found = bidding.draft_row(self.object, self.actor.organisation_id)
        if found is None:
            raise Http404
        self.row = found


class BidCopy(WrittenMixin, DocumentView):
    """The draft as PDF: for its own bidders, and only while it is a draft."""

    def document_key(self) -> Key:
        return bid_copies.key_of(self.row)

    def document_home(self) -> str:
        return self.page_url

    def drawn(self, key: Key) -> tuple[IO[bytes], str] | None:
        found = bid_copies.read_copy(self.row, key)
        return None if found is None else (found, f"bid-{self.object.code}.pdf")

    def order(self, key: Key) -> None:
        bid_copies.order_copy(round=self.object, actor=self.actor, at=self.at)


class BidManifest(WrittenMixin, ObjectView):
    """``bid-manifest/1``: what would be sealed, with the hash of the form and of each file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = bid_copies.manifest(round=self.object, actor=self.actor, at=self.at)
        response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1})
        response["Content-Disposition"] = f'attachment; filename="bid-{self.object.code}.json"'
        response["Cache-Control"] = "private, no-store"
        return response
