"""Purchase intents proposed together: which are due by when, a drafted text for each, published at once."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView
from procurement.regulations.basis import cite

from .. import permissions
from ..forms import IntentBatchForm
from ..models import PurchaseIntent
from ..selectors import starts
from ..services import publish_intents
from .items import HOME, PLAN, decorate
from .steps import MONTHS, month_after


class IntentBatch(ActionView):
    """The operator's intents: the earliest due first, month by month."""

    form_class = IntentBatchForm
    template_name = "catalogue/purchaseintent_batch.html"
    one_time = True
    title = gettext_lazy("采购意向")

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.may_draft(actor)

    def load(self) -> None:
        super().load()
        self.today = clock.local_date(self.at)
        self.items = list(starts.items_wanting_intent(self.actor.organisation_id, self.today.year))
        self.days = starts.lead_days(self.today)

    def get_form_kwargs(self) -> dict[str, Any]:
        first = starts.start_after(self.today).replace(day=1)
        return {
            **super().get_form_kwargs(),
            "items": self.items,
            "texts": {item.code: starts.intent_text(item) for item in self.items},
            "months": [month_after(first, count) for count in range(MONTHS)],
        }

    def run(self, form: IntentBatchForm) -> list[PurchaseIntent]:
        return publish_intents(drafts=form.drafts(), actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        return reverse("catalogue:intent-batch")

    def get_success_message(self) -> str:
        count = len(self.result)
        return ngettext("已公开 %(count)d 份采购意向。", "已公开 %(count)d 份采购意向。", count) % {
            "count": count
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        return {
            **context,
            "months": list(self._months(form)),
            "rule": cite("D-01"),
            "breadcrumbs": [HOME, PLAN, {"label": _("采购意向")}],
        }

    def _months(self, form: IntentBatchForm) -> Iterator[dict[str, Any]]:
        rows = [self._row(form, item) for item in self.items]
        rows.sort(key=lambda row: (row["due"], row["item"].code))
        for month, group in groupby(rows, key=lambda row: row["due"].replace(day=1)):
            yield {"month": month, "rows": list(group)}

    def _row(self, form: IntentBatchForm, item: Any) -> dict[str, Any]:
        due: date = starts.intent_due(item, self.days)
        names = ("tick", "summary", "expected_month")
        fields = {name: form[f"{name}_{item.code}"] for name in names}
        return {"item": decorate(item), "due": due, "late": due < self.today, **fields}
