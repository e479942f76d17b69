"""A supplier's own page of whom it authorised for one tender."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from procurement.accounts.models import Organisation
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict, allow_if
from procurement.core.views import ActionView

from .. import permissions
from ..forms.bids import AgentForm
from ..models import BidAgent, Tender
from ..selectors.agents import agents_of, candidates
from ..services.agents import authorise_agent, end_agent


class _AgentAction(ActionView):
    """What a supplier's administrator does about agents in a released tender."""

    queryset = Tender.objects.select_related("purchaser").exclude(released_at=None)

    def view_permission(self, actor: Actor, obj: Tender) -> Verdict:
        return allow_if(True, "")

    def permission(self, actor: Actor, obj: Tender) -> Verdict:
        return permissions.authorise(actor, obj)

    @cached_property
    def supplier(self) -> Organisation:
        """Return the supplier that the person acts for."""
        return Organisation.objects.get(pk=self.actor.organisation_id)

    def get_success_url(self) -> str:
        return reverse("tendering:agent-list", args=[self.object.code])


class AgentList(_AgentAction):
    """Whom we authorised here; authorise one more."""

    form_class = AgentForm
    template_name = "tendering/bidagent_list.html"
    one_time = True
    success_message = gettext_lazy("授权委托书已签署，对方现在可以办理本项目的投标（响应）。")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "people": candidates(self.supplier)}

    def run(self, form: AgentForm) -> BidAgent:
        return authorise_agent(
            tender=self.object, person=form.cleaned_data["person"], actor=self.actor, at=self.at
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            agents=agents_of(self.object, self.supplier),
            people_url=reverse("accounts:organisation-detail", args=[self.supplier.code]),
            **kwargs,
        )


class AgentEnd(_AgentAction):
    """End an authorisation."""

    form_class = forms.Form
    template_name = "tendering/bidagent_end.html"
    success_message = gettext_lazy("授权已终止，立即生效。")

    @cached_property
    def agent(self) -> BidAgent:
        """Return the supplier's own authorisation named in the address."""
        found = agents_of(self.object, self.supplier).filter(code=self.kwargs["agent"]).first()
        if found is None:
            raise Http404
        return found

    def run(self, form: forms.Form) -> BidAgent:
        return end_agent(agent=self.agent, actor=self.actor, at=self.at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(agent=self.agent, cancel_url=self.get_success_url(), **kwargs)
