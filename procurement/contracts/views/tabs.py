"""The other parts of a contract's page: yearly money, service ledger, acceptances, invoices."""

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.permissions import Verdict

from .. import permissions
from ..enums import ContractStatus
from ..forms import LogAnswerForm, LogForm
from ..models import Contract, ServiceLogEntry
from ..selectors import payment_position
from ..selectors.content import slices_of
from ..selectors.ledger import log_sums, waiting_entries
from ..selectors.money import refundable
from ..services import answer_log, log_service
from .base import TONES, ContractAction, ContractPage
from .explanations import ceiling_explanation

LOG_PER_PAGE = 25
# So many entries are answered at once.
LOG_PER_ANSWER = 50


class ContractMoney(ContractPage):
    """What each year's budget carries, and how far it is paid."""

    here = "contract-money"
    template_name = "contracts/contract_money.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contract = self.object
        position = payment_position(contract)
        return super().get_context_data(
            slices=slices_of(contract),
            left=contract.amount - contract.paid,
            explanation=ceiling_explanation(position),
            **kwargs,
        )


class ContractLog(ContractPage):
    """The service ledger, newest first."""

    here = "contract-log"
    template_name = "contracts/contract_log.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contract = self.object
        page = Paginator(contract.log.select_related("answer"), LOG_PER_PAGE).get_page(
            self.request.GET.get("page")
        )
        in_force = contract.status in ContractStatus.in_force()
        return super().get_context_data(
            page_obj=page,
            page_range=page.paginator.get_elided_page_range(page.number),
            sums=log_sums(contract),
            waiting=waiting_entries(contract).count(),
            may_answer=permissions.answer_log(self.actor, contract),
            may_log=in_force and permissions.deliver(self.actor, contract),
            **kwargs,
        )


class LogService(ContractAction):
    """Add an entry to the ledger; after saving, the next one is a tap away."""

    title = gettext_lazy("登记服务")
    form_class = LogForm
    one_time = True
    success_message = gettext_lazy("已登记。")

    def permission(self, actor: Actor, obj: Contract) -> Verdict:
        return permissions.deliver(actor, obj)

    def get_initial(self) -> dict[str, Any]:
        last = self.object.log.first()
        repeated = {"what": last.what, "unit": last.unit} if last else {"unit": self.object.item.unit}
        return {"day": local_date(self.at), **repeated}

    def run(self, form: LogForm) -> ServiceLogEntry:
        return log_service(contract=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("contracts:contract-log", args=[self.object.code])


class AnswerLog(ContractAction):
    """Confirm what the supplier entered, or object with the reason."""

    title = gettext_lazy("确认服务台账")
    form_class = LogAnswerForm
    success_message = gettext_lazy("已答复。确认的数量计入验收。")

    def permission(self, actor: Actor, obj: Contract) -> Verdict:
        return permissions.answer_log(actor, obj)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "waiting": waiting_entries(self.object)[:LOG_PER_ANSWER]}

    def run(self, form: LogAnswerForm) -> int:
        return answer_log(
            contract=self.object,
            entries=[int(one) for one in form.cleaned_data["entries"]],
            confirms=form.cleaned_data["answer"] == "confirm",
            reason=form.cleaned_data["reason"],
            actor=self.actor,
            at=self.at,
        )

    def get_success_url(self) -> str:
        return reverse("contracts:contract-log", args=[self.object.code])


class ContractAcceptances(ContractPage):
    """The acceptances of a contract."""

    here = "contract-acceptances"
    template_name = "contracts/contract_acceptances.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contract = self.object
        in_force = contract.status in ContractStatus.in_force()
        return super().get_context_data(
            acceptances=contract.acceptances.all(),
            tones=TONES,
            may_accept=in_force and permissions.accept(self.actor, contract),
            **kwargs,
        )


class ContractInvoices(ContractPage):
    """Invoices and payments; above them why at most so much may be paid now."""

    here = "contract-invoices"
    template_name = "contracts/contract_invoices.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contract = self.object
        position = payment_position(contract)
        return super().get_context_data(
            invoices=contract.invoices.prefetch_related("payments__slice__line"),
            position=position,
            explanation=ceiling_explanation(position),
            tones=TONES,
            may_enter=permissions.enter_invoice(self.actor, contract),
            refunds=contract.refunds.all(),
            refundable=refundable(contract),
            may_refund=permissions.enter_refund(self.actor, contract),
            **kwargs,
        )
