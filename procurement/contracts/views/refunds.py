"""What a supplier paid back: entered by finance staff, confirmed by the head."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.permissions import Verdict
from procurement.core.templatetags.formats import day
from procurement.core.views import ObjectView, TransitionView

from .. import permissions
from ..forms import RefundForm
from ..models import Contract, Refund
from ..selectors import payment_position
from ..selectors.money import refundable
from ..services import confirm_refund, discard_refund, enter_refund
from .base import TONES, ContractAction
from .explanations import ceiling_explanation

REFUNDS = Refund.objects.select_related("contract__purchaser", "contract__supplier")


class RefundEnter(ContractAction):
    """Enter what came back; the form opens with all that may come back."""

    title = gettext_lazy("登记供应商退款")
    form_class = RefundForm
    one_time = True
    success_message = gettext_lazy("退款已登记，等待负责人核对；核对以前没有改动预算。")

    def permission(self, actor: Actor, obj: Contract) -> Verdict:
        return permissions.enter_refund(actor, obj)

    def get_initial(self) -> dict[str, Any]:
        return {"amount": refundable(self.object) or None, "received_on": local_date(self.at)}

    def run(self, form: RefundForm) -> Refund:
        return enter_refund(contract=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_url(self) -> str:
        return (self.result or self.object).get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        explanation = ceiling_explanation(payment_position(self.object))
        return super().get_context_data(explanation=explanation, **kwargs)


class _OneRefund:
    queryset = REFUNDS

    def view_permission(self, actor: Actor, obj: Refund) -> Verdict:
        return permissions.view(actor, obj)


class RefundDetail(_OneRefund, ObjectView):
    """Who entered it, when it came, on which paper, and what is still to be done."""

    sign_in_required = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refund = self.object
        rows = (
            (_("到账日期"), day(refund.received_on)),
            (_("退款凭证号"), refund.voucher),
            (_("供应商"), refund.contract.supplier.name),
            (_("登记人"), refund.entered_name),
            (_("核对人"), refund.confirmed_by),
        )
        return super().get_context_data(
            tone=TONES[refund.status],
            contract=refund.contract,
            facts=[{"label": label, "value": value} for label, value in rows if value],
            **kwargs,
        )


class RefundTransition(_OneRefund, TransitionView):
    """Confirmation by a second person, or dropping a wrong entry with the reason."""

    argument = "refund"
    services = {"confirm": confirm_refund, "discard": discard_refund}
    reasons = {"discard": True}

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()
