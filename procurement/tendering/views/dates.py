"""The dates of a tender: proposed with their articles, previewed before they are kept."""

from typing import Any

from django.utils.translation import gettext_lazy

from procurement.core import clock
from procurement.core.errors import DomainError
from procurement.core.views import ActionView
from procurement.regulations.errors import NoCalendar

from .. import permissions
from ..forms.process import DatesForm
from ..models import Tender
from ..selectors.dates import propose_dates
from ..services.dates import set_dates
from .frame import TENDERS, TenderFrame


class Dates(TenderFrame, ActionView):
    """The dates, each proposed with its article; an unlawful one is refused with the earliest lawful day."""

    tab = "dates"
    queryset = TENDERS
    form_class = DatesForm
    template_name = "tendering/tender_dates.html"
    success_message = gettext_lazy("日期已保存。")
    permission = staticmethod(permissions.view_tender)

    def get_initial(self) -> dict[str, Any]:
        tender = self.object
        proposed = self._proposed()
        if tender.deadline is None:
            days = (
                {name: proposed[name].day for name in ("documents_from", "documents_until")}
                if proposed
                else {}
            )
            return {
                **days,
                "deadline_day": proposed["deadline"].day if proposed else None,
                "deadline_time": "09:00",
            }
        local = tender.deadline.astimezone(clock.SHANGHAI)
        return {
            "documents_from": tender.documents_from,
            "documents_until": tender.documents_until,
            "deadline_day": local.date(),
            "deadline_time": local.time(),
            "opening_place": tender.opening_place,
        }

    def _proposed(self) -> dict[str, Any]:
        try:
            return propose_dates(self.object, clock.local_date(self.at))
        except (NoCalendar, KeyError):
            return {}

    def run(self, form: DatesForm) -> Tender:
        data = form.cleaned_data
        return set_dates(
            tender=self.object,
            documents_from=data["documents_from"],
            documents_until=data["documents_until"],
            deadline=form.deadline(),
            opening_place=data["opening_place"],
            actor=self.actor,
            at=self.at,
        )

    def refuse(self, form: DatesForm, error: DomainError) -> Any:
        if error.field == "deadline":
            error.field = "deadline_day"
        return super().refuse(form, error)

    def get_success_url(self) -> str:
        return self._address("dates")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            proposed=list(self._proposed().values()),
            may_write=bool(permissions.set_dates(self.actor, self.object)),
            **kwargs,
        )
