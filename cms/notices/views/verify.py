"""Is it genuine? One box for every code and hash that the platform prints, and the list of checkpoints."""

from typing import Any

from django.views.generic import ListView, TemplateView

from procurement.core.models import AuditCheckpoint
from procurement.core.views import ActorMixin

from ..selectors import proofs


class Verify(ActorMixin, TemplateView):
    """Say what a code or hash is. What is unknown and what is not public look the same."""

    template_name = "cms/verify.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = (self.request.GET.get("q") or self.request.GET.get("code") or "").strip()
        found = proofs.find(asked) if asked else []
        return super().get_context_data(asked=asked[: proofs.MAX_LENGTH], found=found, **kwargs)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> Any:
        response = super().render_to_response(context, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response


class CheckpointList(ActorMixin, ListView):
    """Every day's public root, newest first."""

    template_name = "cms/checkpoint_list.html"
    queryset = AuditCheckpoint.objects.only("date", "root", "made_at").order_by("-date")
    paginate_by = 31
