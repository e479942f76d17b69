"""Policy parameters: shown to all, edited by the bureau."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from .. import policies, selectors
from ..actors import Actor
from ..clock import local_date
from ..forms import ConfirmForm, ParameterForm
from ..models import CalendarYear, PolicyParameter
from ..permissions import Verdict
from .actions import ActionView
from .base import ActorMixin


class ParameterListView(ActorMixin, TemplateView):
    """Every number that policy may change, confirmed or not, with its source and history."""

    template_name = "core/policyparameter_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = self.request.GET.get("q", "")[:100]
        unconfirmed = self.request.GET.get("unconfirmed") == "1"
        lines = selectors.parameter_lines(local_date(self.at), text=text, unconfirmed=unconfirmed)
        return super().get_context_data(
            lines=lines,
            q=text,
            unconfirmed=unconfirmed,
            may_set=bool(policies.may_set(self.actor)),
            years=CalendarYear.objects.all(),
            **kwargs,
        )


class ParameterDetailView(ActorMixin, TemplateView):
    """One parameter with every value it had, has and will have."""

    template_name = "core/policyparameter_detail.html"

    def load(self) -> None:
        super().load()
        found = selectors.parameter_line(self.kwargs["key"], local_date(self.at))
        if found is None:
            raise Http404
        self.line = found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(line=self.line, may_set=bool(policies.may_set(self.actor)), **kwargs)


class BureauAction(ActionView):
    """What only the finance bureau's officers may do."""

    template_name = "core/policy_form.html"
    title: Any = ""

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return policies.may_set(actor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=self.title, cancel_url=self.get_success_url(), **kwargs)


class ParameterSetView(BureauAction):
    """Puts a new value in force from a day on."""

    form_class = ParameterForm
    success_message = _("新值已登记。")

    def load(self) -> None:
        found = selectors.parameter_line(self.kwargs["key"], local_date(self.at))
        if found is None:
            raise Http404
        self.line = found
        self.title = found.label

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "words": self.line.unit == "words"}

    def get_initial(self) -> dict[str, Any]:
        current = self.line.current
        if current is None:
            return {}
        value = "\n".join(current.value) if isinstance(current.value, list) else current.value
        return {"value": value, "effective_from": local_date(self.at)}

    def run(self, form: forms.Form) -> PolicyParameter:
        return policies.set_parameter(key=self.line.key, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("core:parameter-detail", kwargs={"key": self.kwargs["key"]})


class ParameterConfirmView(BureauAction):
    """Confirms a value against its source."""

    form_class = ConfirmForm
    success_message = _("已确认。")
    title = _("对照来源文件确认")

    def load(self) -> None:
        found = PolicyParameter.objects.filter(
            key=self.kwargs["key"], effective_from=self.kwargs["day"]
        ).first()
        if found is None:
            raise Http404
        self.row = found

    def get_initial(self) -> dict[str, Any]:
        return {"source": self.row.source}

    def run(self, form: forms.Form) -> PolicyParameter:
        return policies.confirm_parameter(
            key=self.row.key,
            effective_from=self.row.effective_from,
            actor=self.actor,
            at=self.at,
            **form.cleaned_data,
        )

    def get_success_url(self) -> str:
        return reverse("core:parameter-detail", kwargs={"key": self.kwargs["key"]})
