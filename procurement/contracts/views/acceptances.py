"""Acceptances: list, page, calling the team, opinions, conclusion, publication."""

from typing import Any

from django.db import models
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.enums import Office
from procurement.accounts.selectors import members_holding
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict, allow_if
from procurement.core.views import ActionView, FilteredListView, ObjectView, TransitionView

from .. import permissions
from ..enums import AcceptanceStatus
from ..filters import AcceptanceFilter
from ..forms import AcceptanceForm, ConcludeForm, SignForm
from ..models import Acceptance, AcceptanceMember, Contract
from ..selectors import acceptances_visible
from ..selectors.ledger import log_sums, waiting_entries
from ..services import conclude_acceptance, open_acceptance, publish_acceptance, sign_acceptance
from .base import TONES, ContractAction

ACCEPTANCES = Acceptance.objects.select_related(
    "contract__purchaser", "contract__supplier", "contract__item__catalogue_item"
)


class AcceptanceList(FilteredListView):
    """Acceptances of one's organisation, and those on whose team one sits."""

    sign_in_required = True
    template_name = "contracts/acceptance_list.html"
    filterset_class = AcceptanceFilter
    sorts = {"code": "code", "claimed": "claimed", "accepted": "accepted", "status": "status"}
    default_sort = "-code"

    def get_queryset(self) -> models.QuerySet:
        self.queryset = acceptances_visible(self.actor)
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heads = (
            {"label": _("合同与阶段"), "field": "code"},
            {"label": _("申请（元）"), "field": "claimed", "numeric": True},
            {"label": _("验收（元）"), "field": "accepted", "numeric": True},
            {"label": _("结论")},
            {"label": _("状态"), "field": "status"},
        )
        return super().get_context_data(heads=heads, tones=TONES, **kwargs)


class AcceptanceDetail(ObjectView):
    """What is accepted, by whom, with whose opinion."""

    sign_in_required = True
    queryset = ACCEPTANCES

    def view_permission(self, actor: Actor, obj: Acceptance) -> Verdict:
        return permissions.view_acceptance(actor, obj)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        acceptance = self.object
        organises = bool(permissions.accept(self.actor, acceptance))
        return super().get_context_data(
            tone=TONES[acceptance.status],
            contract=acceptance.contract,
            members=[self._member(row, organises) for row in acceptance.members.all()],
            log=acceptance.contract.log.filter(answer__confirms=True)[:10],
            sums=log_sums(acceptance.contract),
            unanswered=waiting_entries(acceptance.contract).count(),
            may_see_contract=permissions.view(self.actor, acceptance.contract),
            **kwargs,
        )

    def _member(self, member: AcceptanceMember, organises: bool) -> dict[str, Any]:
        open_now = member.signed_at is None and self.object.status == AcceptanceStatus.OPEN
        own = bool(member.user_code) and member.user_code == self.actor.code
        entered = organises and not member.user_code
        return {"row": member, "may_sign": open_now and (own or entered), "own": own}


class AcceptanceOpen(ContractAction):
    """Call the team together."""

    title = gettext_lazy("组织验收")
    template_name = "contracts/acceptance_form.html"
    form_class = AcceptanceForm
    one_time = True
    success_message = gettext_lazy("验收组已成立，请成员签署意见。")

    def permission(self, actor: Actor, obj: Contract) -> Verdict:
        return permissions.accept(actor, obj)

    def get_form_kwargs(self) -> dict[str, Any]:
        offices = (Office.ACCEPTOR, Office.REPRESENTATIVE, Office.DISCIPLINE, Office.REVIEWER, Office.LEADER)
        people = members_holding(self.object.purchaser, *offices).exclude(code=self.object.author_code)
        return {**super().get_form_kwargs(), "staff": people, "unit": self.object.purchaser.name}

    def get_initial(self) -> dict[str, Any]:
        left = self.object.amount - self.object.accepted
        return {"claimed": left, "person_1": self.actor.code, "user_2": True}

    def run(self, form: AcceptanceForm) -> Acceptance:
        return open_acceptance(
            contract=self.object,
            period=form.cleaned_data["period"],
            claimed=form.cleaned_data["claimed"],
            members=form.members(),
            actor=self.actor,
            at=self.at,
        )

    def get_success_url(self) -> str:
        return (self.result or self.object).get_absolute_url()


class AcceptanceAction(ActionView):
    """What is done to one acceptance and leads back to its page."""

    queryset = ACCEPTANCES
    template_name = "contracts/contract_form.html"
    title: Any = ""

    def view_permission(self, actor: Actor, obj: Acceptance) -> Verdict:
        return permissions.view_acceptance(actor, obj)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.title,
            cancel_url=self.object.get_absolute_url(),
            contract=self.object.contract,
            **kwargs,
        )


class AcceptanceSign(AcceptanceAction):
    """One member's opinion; the organiser enters it for a service user without an account."""

    title = gettext_lazy("签署验收意见")
    form_class = SignForm
    success_message = gettext_lazy("意见已签署。")

    def load(self) -> None:
        super().load()
        self.member = self.object.members.filter(pk=self.kwargs["number"]).first()
        if self.member is None:
            raise Http404

    def permission(self, actor: Actor, obj: Acceptance) -> Verdict:
        own = bool(self.member.user_code) and self.member.user_code == actor.code
        entered = not self.member.user_code and bool(permissions.accept(actor, obj))
        return allow_if(own or entered, _("验收意见由成员本人签署；没有账户的服务对象由验收组织人代为登记。"))

    def run(self, form: SignForm) -> None:
        sign_acceptance(member=self.member, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(member=self.member, **kwargs)


class AcceptanceConclude(AcceptanceAction):
    """The conclusion of the team."""

    title = gettext_lazy("形成验收意见")
    form_class = ConcludeForm
    transition = "conclude"
    success_message = gettext_lazy("验收意见已形成，请公告结果。")

    def get_initial(self) -> dict[str, Any]:
        return {"accepted": self.object.claimed}

    def run(self, form: ConcludeForm) -> None:
        conclude_acceptance(acceptance=self.object, actor=self.actor, at=self.at, **form.cleaned_data)


class AcceptanceTransition(TransitionView):
    """Publication of the result."""

    queryset = ACCEPTANCES
    argument = "acceptance"
    services = {"publish": publish_acceptance}

    def view_permission(self, actor: Actor, obj: Acceptance) -> Verdict:
        return permissions.view_acceptance(actor, obj)

    def get_success_url(self) -> str:
        return reverse("contracts:acceptance-detail", args=[self.object.code])
