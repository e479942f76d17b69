"""The dates of a tender: proposed with their articles, previewed before they are kept."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from procurement.core import clock
from procurement.core.errors import DomainError
from procurement.core.views import ActionView
from procurement.regulations.errors import NoCalendar

from .. import permissions
from ..forms.process import DatesForm
from ..models import Tender
from ..selectors.dates import no_calendar, propose_dates
from ..selectors.schedule import Days, Line, schedule, shifted
from ..services.dates import set_dates
from .frame import TENDERS, TenderFrame


class Dates(TenderFrame, ActionView):
    """The dates, each proposed with its article; an unlawful one is refused with the earliest lawful day.

    Asked to preview, it moves what depends on what was changed and shows it: nothing is kept before it is saved.
    """

    tab = "dates"
    queryset = TENDERS
    form_class = DatesForm
    template_name = "tendering/tender_dates.html"
    success_message = gettext_lazy("日期已保存。")
    permission = staticmethod(permissions.view_tender)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        typed = form.days()
        if typed is None:
            return self.form_invalid(form)
        try:
            moved = shifted(self.object, typed, clock.local_date(self.at))
        except NoCalendar as missing:
            form.add_error("documents_from", no_calendar(missing, "documents_from").text)
            return self.form_invalid(form)
        form = DatesForm(initial={**form.typed(), **form.initial_of(moved)})
        return self.render_to_response(
            self.get_context_data(form=form, lines=self._lines(moved, typed), preview=True)
        )

    def get_initial(self) -> dict[str, Any]:
        tender = self.object
        if tender.deadline is None:
            proposed = self._proposed()
            days = Days(*(proposed[name].day for name in DatesForm.DAYS)) if proposed else None
            return {**(DatesForm.initial_of(days) if days else {}), "deadline_time": "09:00"}
        local = tender.deadline.astimezone(clock.SHANGHAI)
        days = Days(tender.documents_from, tender.documents_until, local.date())
        return {
            **DatesForm.initial_of(days),
            "deadline_time": local.time(),
            "opening_place": tender.opening_place,
        }

    def _proposed(self) -> dict[str, Any]:
        try:
            return propose_dates(self.object, clock.local_date(self.at))
        except (NoCalendar, KeyError):
            return {}

    def _lines(self, days: Days, typed: Days) -> list[Line]:
        try:
            return schedule(self.object, days, typed, clock.local_date(self.at))
        except (NoCalendar, KeyError):
            return []

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
        context = super().get_context_data(
            may_write=bool(permissions.set_dates(self.actor, self.object)),
            **kwargs,
        )
        if "lines" not in context:
            days = context["form"].days()
            context["lines"] = self._lines(days, days) if days else []
        return context
