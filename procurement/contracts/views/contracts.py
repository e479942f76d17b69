"""Contracts: list, page, draft, the steps, the document."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.awarding.models import Award
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.documents import Key, as_page
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, Column, DocumentView, FilteredListView, TransitionView
from procurement.frameworks.models import CallOff
from procurement.tendering.enums import Method
from procurement.tendering.models import SingleSourceDeal, SmallPurchase
from procurement.tendering.selectors.holds import holds_in_force

from .. import permissions
from ..enums import CONTRACT, ContractStatus
from ..filters import ContractFilter
from ..forms import ADVANCE, ContractForm, PublishForm
from ..models import Contract
from ..selectors import contracts_visible, origin_code, to_contract
from ..selectors.content import advance_sentence, slices_of
from ..selectors.sources import (
    ORIGINS,
    Source,
    amount_of,
    lines_of,
    months_of,
    propose_slices,
    proposed_advance,
    proposed_terms,
    source_of,
    supplier_of,
    title_of,
)
from ..selectors.todos import RULES, draft_address, file_by, publish_by, sign_by
from ..services import (
    complete_contract,
    draft_contract,
    edit_contract,
    file_contract,
    offer_contract,
    publish_contract,
    sign_contract,
    take_back_contract,
)
from ..services.drafting import ALL_OF_IT, last_day
from .base import CONTRACTS, TONES, ContractAction, ContractPage, deadline


class ContractList(FilteredListView):
    """The contracts of one's organisation; above them, for the operator, what waits for a contract."""

    sign_in_required = True
    template_name = "contracts/contract_list.html"
    filterset_class = ContractFilter
    sorts = {"code": "code", "amount": "amount", "paid": "paid", "ends": "ends_on", "status": "status"}
    default_sort = "-code"
    columns = (
        Column(gettext_lazy("合同编号"), "code"),
        Column(gettext_lazy("合同名称"), "title"),
        Column(gettext_lazy("采购人"), "purchaser__name"),
        Column(gettext_lazy("供应商"), "supplier__name"),
        Column(gettext_lazy("合同金额（元）"), "amount"),
        Column(gettext_lazy("已验收（元）"), "accepted"),
        Column(gettext_lazy("已支付（元）"), "paid"),
        Column(gettext_lazy("开始日期"), "starts_on"),
        Column(gettext_lazy("结束日期"), "ends_on"),
        Column(gettext_lazy("状态"), "get_status_display"),
    )
    export_name = "contracts"

    def get_queryset(self) -> models.QuerySet:
        self.queryset = contracts_visible(self.actor)
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heads = (
            {"label": _("合同名称"), "field": "code"},
            {"label": _("对方")},
            {"label": _("金额（元）"), "field": "amount", "numeric": True},
            {"label": _("已支付（元）"), "field": "paid", "numeric": True},
            {"label": _("结束日期"), "field": "ends"},
            {"label": _("状态"), "field": "status"},
        )
        waiting = [_waiting(source) for source in to_contract(self.actor)]
        return super().get_context_data(heads=heads, waiting=waiting, tones=TONES, **kwargs)


def _waiting(source: Source) -> dict[str, Any]:
    return {
        "title": title_of(source),
        "supplier": supplier_of(source).name,
        "amount": amount_of(source),
        "url": draft_address(source),
        "due": sign_by(source),
    }


class ContractDetail(ContractPage):
    """Terms, parties, signatures, and the dated duties that follow from the signature."""

    here = "contract-detail"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contract = self.object
        tender = contract.award.package.tender if contract.award else None
        return super().get_context_data(
            facts=_facts(contract),
            duties=[duty for duty in _duties(contract) if duty],
            holds=holds_in_force(tender, self.at) if tender else [],
            may_edit=contract.status == ContractStatus.DRAFT and permissions.edit(self.actor, contract),
            **kwargs,
        )


def _facts(contract: Contract) -> list[dict[str, Any]]:
    rows = (
        (_("合同编号"), contract.code),
        (_("来源"), origin_code(contract)),
        (_("采购方式"), Method(contract.method).label),
        (_("采购人（甲方）"), contract.purchaser.name),
        (_("供应商（乙方）"), contract.supplier.name),
        (_("预付款"), advance_sentence(contract)),
        (_("甲方签署人"), contract.signed_purchaser),
        (_("乙方签署人"), contract.signed_supplier),
        (_("备案号"), contract.filing_number),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


def _duties(contract: Contract) -> list[dict[str, Any] | None]:
    if contract.status == ContractStatus.LAPSED:
        return []
    signed = contract.signed_at is not None
    duties = [deadline("D-24", _("签订合同"), sign_by(contract), met=signed)]
    if signed:
        duties += [
            deadline("D-25", _("公告合同"), publish_by(contract), met=contract.published_at is not None),
            deadline("D-26", _("合同备案"), file_by(contract), met=contract.filed_at is not None),
        ]
    return duties


class ContractDraft(ActionView):
    """Draft the contract that a procurement leads to: parties and amount stand."""

    template_name = "contracts/contract_draft.html"
    form_class = ContractForm
    one_time = True
    success_message = gettext_lazy("合同已起草。请负责人审核签署。")

    def load(self) -> None:
        super().load()
        self.source = self._source()
        if self.source is None or not permissions.draft(self.actor, self.source):
            raise Http404

    def _source(self) -> Source | None:
        code = self.kwargs["source"]
        if self.kwargs["origin"] == "call":
            calls = CallOff.objects.select_related("item", "purchaser", "entry__supplier", "framework")
            return calls.filter(code=code).first()
        if self.kwargs["origin"] == "single":
            deals = SingleSourceDeal.objects.select_related("plan__item__organisation", "supplier")
            return deals.filter(code=code).first()
        if self.kwargs["origin"] == "small":
            rows = SmallPurchase.objects.select_related("item", "purchaser", "chosen__supplier")
            purchase = rows.filter(code=code, chosen__isnull=False).first()
            return purchase
        rows = Award.objects.select_related("package__tender__item", "supplier")
        return rows.filter(code=code).first()

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.draft(actor, self.source)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the contract where there is one already: links to the draft's form stay behind on other pages."""
        drafted: Contract | None = getattr(self.source, "contract", None)
        return super().get(request, *args, **kwargs) if drafted is None else redirect(drafted)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "lines": lines_of(self.source)}

    def get_initial(self) -> dict[str, Any]:
        today = local_date(self.at)
        slices = {f"slice_{line.code}": amount for line, amount in propose_slices(self.source)}
        return {
            "starts_on": today,
            "ends_on": last_day(today, months_of(self.source)),
            "terms": proposed_terms(self.source),
            "advance_percent": proposed_advance(self.source),
            "offset_percent": ALL_OF_IT,
            **slices,
        }

    def run(self, form: ContractForm) -> Contract:
        return draft_contract(
            **{ORIGINS[type(self.source)]: self.source},
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            terms=form.cleaned_data["terms"],
            slices=form.slices(),
            **form.advance(),
            actor=self.actor,
            at=self.at,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            subject=title_of(self.source),
            supplier=supplier_of(self.source),
            amount=amount_of(self.source),
            rule=RULES[type(self.source)],
            **kwargs,
        )


class ContractEdit(ContractAction):
    """Change a draft."""

    title = gettext_lazy("修改合同草稿")
    form_class = ContractForm
    success_message = gettext_lazy("已保存。")

    def permission(self, actor: Actor, obj: Contract) -> Verdict:
        return permissions.edit(actor, obj)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "lines": lines_of(source_of(self.object))}

    def get_initial(self) -> dict[str, Any]:
        contract = self.object
        slices = {f"slice_{part.line.code}": part.amount for part in slices_of(contract)}
        kept = {name: getattr(contract, name) for name in ("starts_on", "ends_on", "terms", *ADVANCE)}
        return {**kept, **slices}

    def run(self, form: ContractForm) -> Contract:
        return edit_contract(
            contract=self.object,
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            terms=form.cleaned_data["terms"],
            slices=form.slices(),
            **form.advance(),
            actor=self.actor,
            at=self.at,
        )


class ContractPublish(ContractAction):
    """Publish the contract (D-25)."""

    title = gettext_lazy("公告合同")
    form_class = PublishForm
    transition = "publish"
    success_message = gettext_lazy("合同已公告。")

    def run(self, form: PublishForm) -> Contract:
        return publish_contract(
            contract=self.object, actor=self.actor, at=self.at, medium_url=form.cleaned_data["medium_url"]
        )


class ContractTransition(TransitionView):
    """The plain steps: both signatures, taking back, filing, completing."""

    queryset = CONTRACTS
    template_name = "contracts/contract_step.html"
    argument = "contract"
    services = {
        "offer": offer_contract,
        "take_back": take_back_contract,
        "sign": sign_contract,
        "file": file_contract,
        "complete": complete_contract,
    }
    reasons = {"take_back": True}

    def view_permission(self, actor: Actor, obj: Contract) -> Verdict:
        return permissions.view(actor, obj)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            facts=_facts(self.object), slices=slices_of(self.object), tone=TONES[self.object.status], **kwargs
        )


class ContractDocument(DocumentView):
    """The signed contract as PDF, for whoever may see the contract; a draft is a page to print."""

    queryset = CONTRACTS
    sign_in_required = True
    view_permission = staticmethod(permissions.view)

    def document_key(self) -> Key:
        return Key(CONTRACT, self.object.code, self.object.sha256)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.object.signed_at is None:
            return HttpResponse(as_page(self.document_key()))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.signed_at is None:
            raise Http404
        return super().post(request, *args, **kwargs)
