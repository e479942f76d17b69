"""The tabs on which the documents are built."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core import clock
from procurement.core.errors import DomainError
from procurement.core.views import ActionView, ObjectView
from procurement.regulations.errors import NoCalendar

from .. import permissions
from ..enums import Level
from ..forms.plans import ContractForm, PackageForm, TermsForm
from ..forms.process import DatesForm
from ..forms.tables import ConditionTable, FactorTable, PaymentTable, RequirementTable, RiskTable, TableForm
from ..models import Package, Tender
from ..selectors.dates import propose_dates
from ..selectors.reviews import is_weighty
from ..selectors.risks import usual_risks
from ..selectors.terms import WEIGHT_CONSENT, is_scored, points, scoring_sum
from ..services.dates import set_dates
from ..services.documents import (
    build_contract_draft,
    set_conditions,
    set_factors,
    set_payment_plan,
    set_requirements,
    set_risks,
)
from ..services.drafting import edit_package, edit_terms
from .frame import PackageAction, TenderAction, TenderFrame

_TENDERS = Tender.objects.select_related("plan", "item__catalogue_item", "purchaser", "agency")


class TabView(TenderFrame, ObjectView):
    """A tab that shows; each part has its own page to write on."""

    sign_in_required = True
    queryset = _TENDERS

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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        levels = dict(Level.choices)
        risks = [
            {**row, "likelihood": levels[row["likelihood"]], "impact": levels[row["impact"]]}
            for row in self.tender.risk_plan
        ]
        return super().get_context_data(
            facts=_term_facts(self.tender), risks=risks, wants_risks=is_weighty(self.tender), **kwargs
        )


def _term_facts(tender: Tender) -> list[dict[str, Any]]:
    yes, no = _("是"), _("否")
    rows = (
        (_("评审办法"), tender.get_award_rule_display()),
        (_("价格分权重"), points(tender.price_weight)),
        (_("合同履行期限（月）"), tender.term_months),
        (_("保证金比例（%）"), points(tender.bond_percent)),
        (_("接受联合体"), yes if tender.accepts_consortium else no),
        (_("专门面向中小企业"), yes if tender.reserved_for_sme else no),
        (_("不预留的理由"), tender.sme_reason),
        (_("所属行业"), tender.industry),
        (_("小微企业价格扣除（%）"), points(tender.small_micro_deduction)),
        (_("联合体、分包价格扣除（%）"), points(tender.consortium_deduction)),
    )
    return [{"label": label, "value": value} for label, value in rows if value != ""]


class Requirements(TabView):
    tab = "requirements"
    template_name = "tendering/tender_requirements.html"


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


class TermsEdit(TenderAction):
    tab = "documents"
    title = gettext_lazy("修改条款")
    submit = gettext_lazy("保存条款")
    form_class = TermsForm
    permission = staticmethod(permissions.write)
    success_message = gettext_lazy("条款已保存。")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "low_limits": self.object.abnormal_low is not None}

    def get_initial(self) -> dict[str, Any]:
        tender = self.object
        plain = {name: getattr(tender, name) for name in TermsForm.base_fields if hasattr(tender, name)}
        return {**plain, **(tender.abnormal_low or {}), "weight_consent": WEIGHT_CONSENT in tender.consents}

    def run(self, form: TermsForm) -> Tender:
        return edit_terms(tender=self.object, terms=form.terms(), actor=self.actor, at=self.at)

    def refuse(self, form: TermsForm, error: DomainError) -> Any:
        if error.field == "abnormal_low":
            error.field = "of_mean"
        return super().refuse(form, error)


class PackageEdit(PackageAction):
    tab = "documents"
    title = gettext_lazy("修改采购包")
    submit = gettext_lazy("保存")
    form_class = PackageForm
    permission = staticmethod(permissions.write)
    success_message = gettext_lazy("采购包已保存。")

    def get_initial(self) -> dict[str, Any]:
        package = self.object
        return {name: getattr(package, name) for name in PackageForm.base_fields}

    def run(self, form: PackageForm) -> Package:
        return edit_package(package=self.object, actor=self.actor, at=self.at, **form.cleaned_data)


class TableEdit(TenderAction):
    """A table of the documents: the sum and the refusal stand beside it, nothing typed is lost."""

    template_name = "tendering/tender_table.html"
    permission = staticmethod(permissions.write)
    success_message = gettext_lazy("已保存。")
    submit = gettext_lazy("保存表格")
    hint: Any = ""

    def initial_rows(self) -> list[dict[str, Any]]:
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "rows": self.initial_rows()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save; asked for more rows, show the same words in a longer table (one that does not sum cannot be saved)."""
        if "more" not in request.POST:
            return super().post(request, *args, **kwargs)
        return self.render_to_response(self.get_context_data(form=self.get_form().longer()))

    def sums(self, form: TableForm) -> list[dict[str, Any]]:
        """Return what the table adds up to, as lines of label and value."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(hint=self.hint, **kwargs)
        return {**context, "sums": self.sums(context["form"])}


class PackageTable(TableEdit, PackageAction):
    related = ""
    fields: tuple[str, ...] = ()

    def initial_rows(self) -> list[dict[str, Any]]:
        rows = getattr(self.object, self.related).all()
        return [{name: getattr(row, name) for name in self.fields} for row in rows]


class RequirementsEdit(PackageTable):
    tab = "requirements"
    title = gettext_lazy("采购需求")
    hint = gettext_lazy("每行一项服务。清空一行即删除；空行不计。行不够时点“增加行”。")
    form_class = RequirementTable
    related = "requirements"
    fields = ("what", "quantity", "unit", "place", "standard", "by_when")

    def run(self, form: TableForm) -> Any:
        set_requirements(package=self.object, rows=form.rows, actor=self.actor, at=self.at)


class ConditionsEdit(PackageTable):
    tab = "requirements"
    title = gettext_lazy("资格条件")
    hint = gettext_lazy("不得以规模、地域、行业、所有制等条件限制供应商，也不得再作为评分因素。")
    form_class = ConditionTable
    related = "conditions"
    fields = ("text", "basis")

    def run(self, form: TableForm) -> Any:
        set_conditions(package=self.object, rows=form.rows, actor=self.actor, at=self.at)


class ScoringEdit(PackageTable):
    tab = "scoring"
    title = gettext_lazy("评分表")
    hint = gettext_lazy("价格分与各评分因素合计100分。评分标准要细化、量化，写明分档。")
    form_class = FactorTable
    related = "factors"
    fields = ("name", "kind", "maximum", "objective", "criteria")

    def run(self, form: TableForm) -> Any:
        set_factors(package=self.object, rows=form.rows, actor=self.actor, at=self.at)

    def sums(self, form: TableForm) -> list[dict[str, Any]]:
        weight, total = self.tender.price_weight, form.total
        return [
            {"label": _("价格分"), "value": points(weight)},
            {"label": _("评分因素"), "value": points(total)},
            {"label": _("合计"), "value": points(weight + total), "wrong": weight + total != 100},
        ]


class PaymentEdit(TableEdit):
    tab = "documents"
    title = gettext_lazy("付款安排")
    hint = gettext_lazy("各期比例合计100%。预付款合法，验收后抵扣；不得写垫资、延期付款。")
    form_class = PaymentTable

    def initial_rows(self) -> list[dict[str, Any]]:
        return list(self.object.payment_plan)

    def run(self, form: TableForm) -> Any:
        set_payment_plan(tender=self.object, rows=form.rows, actor=self.actor, at=self.at)

    def sums(self, form: TableForm) -> list[dict[str, Any]]:
        return [{"label": _("合计（%）"), "value": points(form.total), "wrong": form.total != 100}]


class RisksEdit(TableEdit):
    """What may go wrong and what is done then, prefilled with what townships usually write (art. 25)."""

    tab = "documents"
    title = gettext_lazy("风险处置方案")
    hint = gettext_lazy(
        "法律列出的八类风险已经预填：按本项目改一改，用不上的清空那一行（需求管理办法第二十五条）。"
    )
    form_class = RiskTable

    def initial_rows(self) -> list[dict[str, Any]]:
        return list(self.object.risk_plan) or usual_risks()

    def run(self, form: TableForm) -> Any:
        set_risks(tender=self.object, rows=form.rows, actor=self.actor, at=self.at)


class ContractEdit(TenderAction):
    tab = "documents"
    title = gettext_lazy("合同草案")
    submit = gettext_lazy("保存合同草案")
    form_class = ContractForm
    permission = staticmethod(permissions.write)
    success_message = gettext_lazy("合同草案已保存。")

    def get_initial(self) -> dict[str, Any]:
        return {"contract_draft": self.object.contract_draft}

    def run(self, form: ContractForm) -> Tender:
        return edit_terms(tender=self.object, terms=form.cleaned_data, actor=self.actor, at=self.at)


class ContractBuild(TenderAction):
    """Write the contract draft from what is entered; a button, so that nothing is overwritten by chance."""

    tab = "documents"
    title = gettext_lazy("按需求生成合同草案")
    submit = gettext_lazy("生成，替换现有草案")
    permission = staticmethod(permissions.write)
    success_message = gettext_lazy("合同草案已按需求、商务条款和付款安排生成。")

    def run(self, form: Any) -> Tender:
        return build_contract_draft(tender=self.object, actor=self.actor, at=self.at)


class Dates(TenderFrame, ActionView):
    """The dates, each proposed with its article; an unlawful one is refused with the earliest lawful day."""

    tab = "dates"
    queryset = _TENDERS
    form_class = DatesForm
    template_name = "tendering/tender_dates.html"
    success_message = gettext_lazy("日期已保存。")
    permission = staticmethod(permissions.view_tender)

    def get_initial(self) -> dict[str, Any]:
        tender = self.object
        proposed = self._proposed()
        if tender.deadline is None:
            days = (
                {name: proposed[name].day for name in ("documents_from", "documents_until")}
                if proposed
                else {}
            )
            return {
                **days,
                "deadline_day": proposed["deadline"].day if proposed else None,
                "deadline_time": "09:00",
            }
        local = tender.deadline.astimezone(clock.SHANGHAI)
        return {
            "documents_from": tender.documents_from,
            "documents_until": tender.documents_until,
            "deadline_day": local.date(),
            "deadline_time": local.time(),
            "opening_place": tender.opening_place,
        }

    def _proposed(self) -> dict[str, Any]:
        try:
            return propose_dates(self.object, clock.local_date(self.at))
        except (NoCalendar, KeyError):
            return {}

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
        return super().get_context_data(
            proposed=list(self._proposed().values()),
            may_write=bool(permissions.set_dates(self.actor, self.object)),
            **kwargs,
        )
