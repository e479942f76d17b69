"""The tabs on which the documents are built."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.errors import DomainError
from procurement.core.language import listed
from procurement.core.views import ObjectView

from .. import permissions
from ..enums import Level, Method
from ..forms.plans import CommercialForm, ContractForm, PackageForm, TermsForm
from ..models import Invitee, Package, Tender
from ..selectors.read_out import chosen
from ..selectors.reuse import look_again, source_of
from ..selectors.reviews import is_weighty
from ..selectors.tables import field_rows
from ..selectors.takeover import COMMERCIAL, commercial_start, indicator_rows
from ..selectors.terms import WEIGHT_CONSENT, is_scored, may_be_scored, points, scoring_sum
from ..services.commercial import COMMERCIAL_FIELDS, set_commercial
from ..services.documents import build_contract_draft
from ..services.drafting import PACKAGE_FIELDS, edit_package, edit_terms
from .frame import TENDERS, PackageAction, TenderAction, TenderFrame
from .seen import SeenMixin


class TabView(TenderFrame, ObjectView):
    """A tab that shows; each part has its own page to write on."""

    sign_in_required = True
    queryset = TENDERS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tender = self.tender
        return super().get_context_data(
            packages=tender.packages.prefetch_related("requirements", "conditions", "factors").order_by(
                "number"
            ),
            may_write=bool(permissions.write(self.actor, tender)),
            **kwargs,
        )


class Documents(TabView):
    """Terms, payment plan, contract draft, packages."""

    tab = "documents"
    template_name = "tendering/tender_documents.html"

    def _invitees(self) -> list[Invitee]:
        """Return the list for who runs the tender; nobody else learns who was invited before the deadline (I-03)."""
        return list(self.tender.invitees.all()) if permissions.operate(self.actor, self.tender) else []

    def _taken(self) -> dict[str, Any]:
        """Return what these documents began with, and what of it wants a look, while they are written."""
        source = source_of(self.tender) if self.tender.released_at is None else None
        if source is None:
            return {}
        packages = list(self.tender.packages.prefetch_related("requirements", "factors"))
        return {"source": source, "again": look_again(self.tender, source, packages)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        levels = dict(Level.choices)
        risks = [
            {**row, "likelihood": levels[row["likelihood"]], "impact": levels[row["impact"]]}
            for row in self.tender.risk_plan
        ]
        return super().get_context_data(
            facts=_term_facts(self.tender),
            commercial=_commercial(self.tender),
            invitees=self._invitees(),
            taken=self._taken(),
            risks=risks,
            wants_risks=is_weighty(self.tender),
            **kwargs,
        )


def _commercial(tender: Tender) -> list[dict[str, Any]]:
    given = tender.commercial
    return [{"label": label, "value": given[key]} for key, label in COMMERCIAL.items() if key in given]


def _term_facts(tender: Tender) -> list[dict[str, Any]]:
    yes, no = _("是"), _("否")
    rows = (
        (_("邀请方式"), tender.get_invitation_way_display()),
        (_("评审办法"), tender.get_award_rule_display()),
        (_("价格分权重"), points(tender.price_weight) if is_scored(tender) else ""),
        (_("合同履行期限（月）"), tender.term_months),
        (_("保证金比例（%）"), points(tender.bond_percent)),
        (_("接受联合体"), yes if tender.accepts_consortium else no),
        (_("专门面向中小企业"), yes if tender.reserved_for_sme else no),
        (_("不预留的理由"), tender.sme_reason),
        (_("开标时另外宣布的内容"), listed(chosen(tender))),
        (_("所属行业"), tender.industry),
        (_("小微企业价格扣除（%）"), points(tender.small_micro_deduction)),
        (_("联合体、分包价格扣除（%）"), points(tender.consortium_deduction)),
        *_low_facts(tender),
    )
    return [{"label": label, "value": value} for label, value in rows if value != ""]


def _low_facts(tender: Tender) -> list[tuple[Any, str]]:
    set_by_documents = tender.abnormal_low or {}
    labels = {name: TermsForm.base_fields[name].label for name in TermsForm.LOW}
    return [
        (label, points(set_by_documents[name])) for name, label in labels.items() if name in set_by_documents
    ]


class Requirements(TabView):
    tab = "requirements"
    template_name = "tendering/tender_requirements.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(indicators=indicator_rows(self.tender.item), **kwargs)


class Scoring(TabView):
    tab = "scoring"
    template_name = "tendering/tender_scoring.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        tender = self.tender
        tables = [
            {"package": package, "total": scoring_sum(tender, [row.maximum for row in package.factors.all()])}
            for package in context["packages"]
        ]
        return {**context, "tables": tables, "scored": is_scored(tender)}


class TermsEdit(SeenMixin, TenderAction):
    tab = "documents"
    title = gettext_lazy("修改条款")
    submit = gettext_lazy("保存条款")
    form_class = TermsForm
    permission = staticmethod(permissions.write)
    success_message = gettext_lazy("条款已保存。")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), **self._form_options()}

    def _form_options(self) -> dict[str, bool]:
        return {
            "low_limits": self.object.abnormal_low is not None,
            "reads_out": self.object.method in Method.with_public_opening(),
            "weighs": may_be_scored(self.object),
        }

    def get_initial(self) -> dict[str, Any]:
        tender = self.object
        plain = {name: getattr(tender, name) for name in TermsForm.base_fields if hasattr(tender, name)}
        return {
            **super().get_initial(),
            **plain,
            **(tender.abnormal_low or {}),
            "weight_consent": WEIGHT_CONSENT in tender.consents,
        }

    def kept_rows(self) -> list[Any]:
        written = TermsForm(**self._form_options()).written()
        return field_rows(self.object, written)

    def run(self, form: TermsForm) -> Tender:
        return edit_terms(
            tender=self.object,
            terms=form.terms(),
            seen=form.cleaned_data["seen"],
            actor=self.actor,
            at=self.at,
        )

    def refuse(self, form: TermsForm, error: DomainError) -> Any:
        error.field = (error.field or "").removeprefix("abnormal_low.")
        return super().refuse(form, error)


class CommercialEdit(SeenMixin, TenderAction):
    """The commercial terms part by part, begun from the plan and the law."""

    tab = "documents"
    title = gettext_lazy("商务条款")
    submit = gettext_lazy("保存商务条款")
    form_class = CommercialForm
    permission = staticmethod(permissions.write)
    success_message = gettext_lazy("商务条款已保存。")

    def get_initial(self) -> dict[str, Any]:
        tender = self.object
        given = super().get_initial()
        if tender.commercial:
            return {**given, **dict.fromkeys(COMMERCIAL, ""), **tender.commercial}
        # What was written as one text before stands under the last heading, so that nothing is lost.
        return {
            **given,
            **commercial_start(tender),
            **({"other": tender.commercial_terms} if tender.commercial_terms else {}),
        }

    def run(self, form: CommercialForm) -> Tender:
        seen, parts = form.cleaned_data["seen"], form.cleaned_data
        return set_commercial(tender=self.object, parts=parts, seen=seen, actor=self.actor, at=self.at)

    def kept_rows(self) -> list[Any]:
        return field_rows(self.object, COMMERCIAL_FIELDS)


class PackageEdit(SeenMixin, PackageAction):
    tab = "documents"
    title = gettext_lazy("修改采购包")
    submit = gettext_lazy("保存")
    form_class = PackageForm
    permission = staticmethod(permissions.write)
    success_message = gettext_lazy("采购包已保存。")

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **self.kept_rows()[0]}

    def kept_rows(self) -> list[Any]:
        return field_rows(self.object, PACKAGE_FIELDS)

    def run(self, form: PackageForm) -> Package:
        return edit_package(package=self.object, actor=self.actor, at=self.at, **form.cleaned_data)


class ContractEdit(SeenMixin, TenderAction):
    tab = "documents"
    title = gettext_lazy("合同草案")
    submit = gettext_lazy("保存合同草案")
    form_class = ContractForm
    permission = staticmethod(permissions.write)
    success_message = gettext_lazy("合同草案已保存。")

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **self.kept_rows()[0]}

    def kept_rows(self) -> list[Any]:
        return field_rows(self.object, ["contract_draft"])

    def run(self, form: ContractForm) -> Tender:
        given = dict(form.cleaned_data)
        seen = given.pop("seen")
        return edit_terms(tender=self.object, terms=given, seen=seen, actor=self.actor, at=self.at)


class ContractBuild(TenderAction):
    """Write the contract draft from what is entered; a button, so that nothing is overwritten by chance."""

    tab = "documents"
    title = gettext_lazy("按需求生成合同草案")
    submit = gettext_lazy("生成，替换现有草案")
    permission = staticmethod(permissions.write)
    success_message = gettext_lazy("合同草案已按需求、商务条款和付款安排生成。")

    def run(self, form: Any) -> Tender:
        return build_contract_draft(tender=self.object, actor=self.actor, at=self.at)
