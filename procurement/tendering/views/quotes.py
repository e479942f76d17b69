"""Prices of a small purchase: entered by who asked for them, or given by the supplier itself."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.views import ActionView

from .. import permissions
from ..enums import SmallPurchaseStatus
from ..forms.small import AskQuoteForm, GiveQuoteForm, QuoteForm
from ..models import Quote, QuoteRequest
from ..selectors.notices import contact
from ..services.quotes import add_quotes, ask_for_quotes, give_quote
from .small import SmallFrame


class QuoteAdd(SmallFrame, ActionView):
    """Enter what suppliers wrote or said, up to three at once."""

    form_class = QuoteForm
    template_name = "tendering/quote_form.html"
    permission = staticmethod(permissions.quote)
    title: Any = gettext_lazy("登记报价")
    submit: Any = gettext_lazy("登记")
    success_message = gettext_lazy("报价已登记。")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "purchase": self.object}

    def run(self, form: QuoteForm) -> Sequence[Quote | QuoteRequest]:
        return add_quotes(purchase=self.object, rows=form.quotes(), actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=self.title, submit=self.submit, **kwargs)


class QuoteAsk(QuoteAdd):
    """Ask a supplier on the platform: it is told, and gives its price itself."""

    form_class = AskQuoteForm
    title = gettext_lazy("向供应商询价")
    submit = gettext_lazy("发出询价")
    success_message = gettext_lazy("已询价，供应商会收到通知。")

    def run(self, form: AskQuoteForm) -> Sequence[QuoteRequest]:
        return ask_for_quotes(
            purchase=self.object,
            suppliers=form.asked(),
            until=form.until(),
            actor=self.actor,
            at=self.at,
        )


class QuoteGive(ActionView):
    """The asked supplier reads what is wanted and gives its price, once."""

    queryset = QuoteRequest.objects.select_related(
        "purchase__purchaser", "purchase__item", "quote", "supplier"
    )
    form_class = GiveQuoteForm
    template_name = "tendering/quote_give.html"
    one_time = True
    success_message = gettext_lazy("报价已送达购买主体。")
    view_permission = staticmethod(permissions.view_request)
    permission = staticmethod(permissions.give_quote)

    def run(self, form: GiveQuoteForm) -> Quote:
        return give_quote(request=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.object
        wanted = asked.purchase.status == SmallPurchaseStatus.QUOTING
        return super().get_context_data(
            asked=asked,
            purchase=asked.purchase,
            quote=asked.quote,
            facts=_facts(asked),
            open=wanted and asked.quote is None and self.at <= asked.until,
            **kwargs,
        )


def _facts(asked: QuoteRequest) -> list[dict[str, Any]]:
    purchase = asked.purchase
    return [
        {"label": _("购买主体"), "value": purchase.purchaser.name},
        {"label": _("服务要求"), "value": purchase.requirement},
        {"label": _("预算金额（元）"), "value": f"{purchase.ceiling:,.2f}"},
        {"label": _("联系方式"), "value": contact(purchase.purchaser)},
    ]
