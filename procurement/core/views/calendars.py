"""A year's working days: shown to all, entered by one officer of the bureau, confirmed by another."""

from datetime import MAXYEAR, MINYEAR, date
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from .. import calendars, policies
from ..actors import Actor
from ..errors import DomainError
from ..forms import CalendarForm, SeenForm
from ..models import CalendarDay, CalendarProposal, CalendarYear
from ..permissions import Verdict
from .base import ActorMixin
from .parameters import BureauAction


def require_year(year: int) -> None:
    """Raise Http404 for a year that no date can have: a database may not be asked for it."""
    if not MINYEAR <= year <= MAXYEAR:
        raise Http404


class CalendarView(ActorMixin, TemplateView):
    """A year's holidays and make-up working days, as a calendar and as a list, and where they are from."""

    template_name = "core/calendaryear_detail.html"

    def load(self) -> None:
        super().load()
        require_year(self.kwargs["year"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year = self.kwargs["year"]
        days = list(CalendarDay.objects.filter(date__year=year))
        may_set = bool(policies.may_set(self.actor))
        return super().get_context_data(
            calendar=CalendarYear.objects.filter(year=year).first(),
            days=days,
            months=calendars.year_sheet(year, {row.date: row.kind for row in days}) if days else [],
            may_set=may_set,
            proposal=CalendarProposal.objects.filter(year=year).first() if may_set else None,
            **kwargs,
        )


class CalendarSetView(BureauAction):
    """Enters a year before or after the State Council's notice; in force once another officer confirms it."""

    form_class = CalendarForm
    success_message = _("已录入，由另一人核对后生效。")
    title = _("登记工作日历")

    def load(self) -> None:
        """There is nothing to load: the year may not be there yet."""
        require_year(self.kwargs["year"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "year": self.kwargs["year"]}

    def run(self, form: forms.Form) -> CalendarProposal:
        return policies.propose_calendar_year(
            year=self.kwargs["year"], actor=self.actor, at=self.at, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        name = "core:calendar-confirm" if self.result else "core:calendar"
        return reverse(name, kwargs={"year": self.kwargs["year"]})


class CalendarConfirmView(BureauAction):
    """Shows what one officer entered, what it changes and which deadlines it touches; another confirms it."""

    form_class = SeenForm
    template_name = "core/calendar_confirm.html"
    success_message = _("工作日历已生效。")
    title = _("核对工作日历")

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return policies.may_set(actor)

    def load(self) -> None:
        require_year(self.kwargs["year"])
        found = CalendarProposal.objects.filter(year=self.kwargs["year"]).first()
        if found is None:
            raise Http404
        self.proposal = found

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.proposal.entered_at.isoformat()}

    def run(self, form: SeenForm) -> CalendarYear:
        return policies.confirm_calendar_year(
            proposal=self.proposal, actor=self.actor, at=self.at, **form.cleaned_data
        )

    def refuse(self, form: Any, error: DomainError) -> Any:
        """The next attempt confirms what the page shows now."""
        form.data = form.data.copy()
        form.data.update(self.get_initial())
        return super().refuse(form, error)

    def get_success_url(self) -> str:
        return reverse("core:calendar", kwargs={"year": self.kwargs["year"]})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changes = calendars.differences(self.proposal)
        verdict = policies.may_confirm_calendar(self.actor, self.proposal)
        return super().get_context_data(
            proposal=self.proposal,
            year=self.proposal.year,
            months=calendars.year_sheet(self.proposal.year, calendars.proposed_kinds(self.proposal)),
            changes=changes,
            touched=calendars.deadlines_touched(changes, at=self.at),
            listed=[
                {"day": date.fromisoformat(day), "kind": kind, "name": name}
                for day, kind, name in self.proposal.days
            ],
            may_confirm=bool(verdict),
            why_not=verdict.reason,
            **kwargs,
        )
