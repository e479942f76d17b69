"""The tables of the documents: rows that are written, summed and refused beside the cell."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core import audit
from procurement.core.errors import DomainError
from procurement.core.language import either
from procurement.core.views import ActionView
from procurement.regulations.intervals import as_lines
from procurement.regulations.scoring_templates import all_templates, left_out, rows_of, source, template_for

from .. import permissions
from ..forms.seen import shown
from ..forms.tables import (
    ConditionTable,
    DocumentTable,
    FactorTable,
    PaymentTable,
    RequirementTable,
    RiskTable,
    TemplateForm,
)
from ..selectors.policy import article
from ..selectors.risks import usual_risks
from ..selectors.tables import condition_rows, factor_rows, requirement_rows
from ..selectors.takeover import requirement_row
from ..selectors.terms import HUNDRED, points
from ..services.documents import (
    set_conditions,
    set_factors,
    set_payment_plan,
    set_requirements,
    set_risks,
    use_template,
)
from .frame import PackageAction, TenderAction
from .seen import SeenMixin


class TablePage(SeenMixin, ActionView):
    """A table on a page of its own: the sum and the refusal stand beside it, nothing typed is lost."""

    success_message = gettext_lazy("已保存。")
    submit = gettext_lazy("保存表格")
    hint: Any = ""
    # The table that somebody else has saved in between, to be held against what was typed.
    kept_table: list[list[dict[str, Any]]] = []

    def initial_rows(self) -> list[dict[str, Any]]:
        raise NotImplementedError

    def kept_rows(self) -> list[Any]:
        """Return the table as it is kept: by its fingerprint a page that is no longer true is known."""
        return self.initial_rows()

    def show_kept(self, form: DocumentTable) -> None:
        """Leave the rows as typed and show the table that is kept now below them."""
        self.show_below(form, self.kept_rows())

    def show_below(self, form: DocumentTable, rows: list[Any]) -> None:
        columns = {field.name: field for field in form.table.empty_form.visible_fields()}
        self.kept_table = [
            [
                {"label": column.label, "value": shown(column.field, row.get(name))}
                for name, column in columns.items()
            ]
            for row in audit.plain({"rows": rows})["rows"]
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "rows": self.initial_rows()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save; asked for more rows, show the same words in a longer table (one that does not sum cannot be saved)."""
        if "more" not in request.POST:
            return super().post(request, *args, **kwargs)
        return self.render_to_response(self.get_context_data(form=self.get_form().longer()))

    def sums(self, form: DocumentTable) -> list[dict[str, Any]]:
        """Return what the table adds up to, as lines of label and value; ``base``: what comes to the rows' sum."""
        return []

    def refuse(self, form: DocumentTable, error: DomainError) -> Any:
        if error.cell is None:
            return super().refuse(form, error)
        form.refuse_cell(error.cell, str(error))
        return self.form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(hint=self.hint, **kwargs)
        form = context["form"]
        return {
            **context,
            "sums": self.sums(form),
            "sum_of": form.sum_field,
            "kept_table": self.kept_table,
        }


class TableEdit(TablePage, TenderAction):
    """A table of the documents."""

    template_name = "tendering/tender_table.html"
    permission = staticmethod(permissions.write)


class PackageTable(TableEdit, PackageAction):
    """A table of one package."""


class RequirementsEdit(PackageTable):
    tab = "requirements"
    title = gettext_lazy("采购需求")
    hint = gettext_lazy(
        "每行一项服务：做什么、多少、在哪里、做到什么标准、什么时候。第一行按年度计划预填，请核对。清空一行即删除；空行不计。"
    )
    form_class = RequirementTable

    def kept_rows(self) -> list[dict[str, Any]]:
        return requirement_rows(self.object)

    def initial_rows(self) -> list[dict[str, Any]]:
        """Begin with what the year's plan says; nothing is kept before it is saved."""
        return self.kept_rows() or [requirement_row(self.object)]

    def run(self, form: DocumentTable) -> Any:
        set_requirements(package=self.object, actor=self.actor, at=self.at, **form.given())


class ConditionsEdit(PackageTable):
    tab = "requirements"
    title = gettext_lazy("资格条件")
    hint = gettext_lazy("不得以规模、地域、行业、所有制等条件限制供应商，也不得再作为评分因素。")
    form_class = ConditionTable

    def initial_rows(self) -> list[dict[str, Any]]:
        return condition_rows(self.object)

    def run(self, form: DocumentTable) -> Any:
        set_conditions(package=self.object, actor=self.actor, at=self.at, **form.given())


class ScoringTable(TablePage):
    """A scoring table: factors, their levels, and what they add up to beside the price."""

    title = gettext_lazy("评分表")
    hint = gettext_lazy(
        "价格分与各评分因素合计100分。每项写明看什么、分几档：一行一档，先写等次，再写分值，例如“优 20 方案完整”；"
        "按数量计分的写“每份 5 最多 2”，并勾选客观分。"
    )
    form_class = FactorTable

    def weight(self) -> Decimal:
        """Return the points that the price has."""
        return Decimal(0)

    def sums(self, form: DocumentTable) -> list[dict[str, Any]]:
        weight, total = self.weight(), form.total
        return [
            {"label": _("价格分"), "value": points(weight)},
            {"label": _("评分因素"), "value": points(total), "base": "0"},
            {
                "label": _("合计"),
                "value": points(weight + total),
                "wrong": weight + total != 100,
                "base": points(weight),
            },
        ]


class ScoringEdit(ScoringTable, PackageTable):
    tab = "scoring"

    def initial_rows(self) -> list[dict[str, Any]]:
        return factor_rows(self.object)

    def run(self, form: DocumentTable) -> Any:
        set_factors(package=self.object, actor=self.actor, at=self.at, **form.given())

    def weight(self) -> Decimal:
        return self.tender.price_weight


class ScoringTemplate(PackageAction):
    """Begin with a table made for this class of service; what real tables score and the law forbids is named."""

    tab = "scoring"
    title = gettext_lazy("从模板开始评分表")
    submit = gettext_lazy("用这个模板")
    form_class = TemplateForm
    template_name = "tendering/package_template.html"
    permission = staticmethod(permissions.write)
    success_message = gettext_lazy("评分表已按模板填好，合计100分。请逐项改成本项目的内容。")

    def get_form_kwargs(self) -> dict[str, Any]:
        names = [(one.code, either(one.name_zh, one.name_en)) for one in all_templates().values()]
        return {**super().get_form_kwargs(), "templates": names}

    def get_initial(self) -> dict[str, Any]:
        return {"template": template_for(self.tender.item.catalogue_item.code).code}

    def run(self, form: TemplateForm) -> Any:
        template = all_templates()[form.cleaned_data["template"]]
        use_template(package=self.object, template=template, actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        return reverse("tendering:package-scoring", args=[self.object.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = template_for(self.tender.item.catalogue_item.code)
        rows = rows_of(chosen, HUNDRED - self.tender.price_weight)
        return super().get_context_data(
            chosen=either(chosen.name_zh, chosen.name_en),
            rows=[{"row": row, "lines": as_lines(row.intervals)} for row in rows],
            replaces=self.object.factors.count(),
            left_out=[
                {"what": either(one.what_zh, one.what_en), "why": one.why_zh, "article": article(one.rule)}
                for one in left_out()
            ],
            source=source(),
            **kwargs,
        )


class PaymentEdit(TableEdit):
    tab = "documents"
    title = gettext_lazy("付款安排")
    hint = gettext_lazy("各期比例合计100%。预付款合法，验收后抵扣；不得写垫资、延期付款。")
    form_class = PaymentTable

    def initial_rows(self) -> list[dict[str, Any]]:
        return list(self.object.payment_plan)

    def run(self, form: DocumentTable) -> Any:
        set_payment_plan(tender=self.object, actor=self.actor, at=self.at, **form.given())

    def sums(self, form: DocumentTable) -> list[dict[str, Any]]:
        total = {
            "label": _("合计（%）"),
            "value": points(form.total),
            "wrong": form.total != 100,
            "base": "0",
        }
        return [total]


class RiskPlan(TablePage):
    """What may go wrong and what is done then, prefilled with what townships usually write (art. 25)."""

    title = gettext_lazy("风险处置方案")
    hint = gettext_lazy(
        "法律列出的八类风险已经预填：按本项目改一改，用不上的清空那一行（需求管理办法第二十五条）。"
    )
    form_class = RiskTable

    def kept_rows(self) -> list[dict[str, Any]]:
        return list(self.object.risk_plan)

    def initial_rows(self) -> list[dict[str, Any]]:
        return self.kept_rows() or usual_risks()


class RisksEdit(RiskPlan, TableEdit):
    """The risk plan of tender documents."""

    tab = "documents"

    def run(self, form: DocumentTable) -> Any:
        set_risks(tender=self.object, actor=self.actor, at=self.at, **form.given())
