"""What is kept for small and medium enterprises: for whoever works on a plan, and the yearly report for everybody."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from procurement.accounts.models import Organisation
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.findings import article
from procurement.core.language import either
from procurement.core.permissions import Verdict
from procurement.core.templatetags.formats import wan
from procurement.core.views import ActionView, ActorMixin
from procurement.core.views.exports import as_xlsx
from procurement.regulations import reserves as law
from procurement.regulations import thresholds

from .. import permissions
from ..forms import ReserveStatementForm
from ..models import ReserveStatement
from ..selectors import reserves
from ..services import explain_reserve

FIRST_YEAR, LAST_YEAR = 2021, 2100
HOME = {"label": gettext_lazy("工作台"), "url": "/workspace/"}
STANDINGS = {
    law.RESERVED: ("done", gettext_lazy("已预留")),
    law.EXCUSED: ("neutral", gettext_lazy("不预留，有法定理由")),
    law.UNEXPLAINED: ("danger", gettext_lazy("没有预留，也没有理由")),
}


class _OfYear(ActorMixin, TemplateView):
    """A page about one year's reserve; ``public`` shows only what is published."""

    public = False

    def load(self) -> None:
        super().load()
        self.year = self.asked_year()

    def asked_year(self) -> int:
        """Return the year in the address, or this one."""
        asked = self.request.GET.get("year", "")
        known = asked.isascii() and asked.isdigit() and is_year(int(asked[:5]))
        return int(asked) if known else local_date(self.at).year

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        on = reserves.reckoning_day(self.year, self.at)
        statuses = reserves.ItemStatus.public() if self.public else reserves.PLANNED
        # The year stands in the address of one page and in the query of the others.
        kwargs.pop("year", None)
        return super().get_context_data(
            year=self.year,
            years=sorted({self.year, *reserves.years_with_items(*statuses)}, reverse=True),
            over=self.year < local_date(self.at).year,
            on=on,
            rules=[_rule(row) for row in reserves.rules_on(on)],
            articles={name.replace("-", ""): article(name) for name in ("E-45", "N-08")},
            **kwargs,
        )


class ReserveWork(_OfYear):
    """Where a purchaser (its own units) and the bureau (all) see what is still missing, item by item."""

    sign_in_required = True
    page_permission = staticmethod(permissions.view_reserves)
    template_name = "contracts/reserve_work.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        all_units = permissions.sees_all_reserves(self.actor)
        asked = self.request.GET.get("unit", "")
        units = reserves.units_of_year(
            self.year,
            self.at,
            public=False,
            of=None if all_units else self.actor.organisation_id,
            unit=asked,
        )
        opened = units if asked or not all_units else []
        return super().get_context_data(
            units=units,
            opened=[
                {
                    **shown(one),
                    "may_explain": one.short and bool(permissions.explain_reserve(self.actor, one.unit)),
                }
                for one in opened
            ],
            all_units=all_units and not asked,
            back=all_units and bool(asked),
            breadcrumbs=[HOME, _plan(), {"label": _("预留份额")}],
            **kwargs,
        )


class ReserveExplain(ActionView):
    """Say why less is kept than the law asks for."""

    queryset = Organisation.objects.purchasers()
    view_permission = staticmethod(permissions.explain_reserve)
    form_class = ReserveStatementForm
    template_name = "contracts/reserve_explain.html"
    success_message = gettext_lazy("说明已保存，随年度报告公开。")

    def load(self) -> None:
        super().load()
        if not is_year(self.kwargs["year"]):
            raise Http404

    def permission(self, actor: Actor, obj: Organisation) -> Verdict:
        return permissions.explain_reserve(actor, obj)

    def get_initial(self) -> dict[str, Any]:
        said = ReserveStatement.objects.filter(organisation=self.object, year=self.kwargs["year"]).first()
        return {"text": said.text if said else ""}

    def run(self, form: ReserveStatementForm) -> ReserveStatement:
        return explain_reserve(
            unit=self.object, year=self.kwargs["year"], actor=self.actor, at=self.at, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        return f"{reverse('contracts:reserve-work')}?year={self.kwargs['year']}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("说明没有达到预留比例的原因")
        back = {"label": _("预留份额"), "url": self.get_success_url()}
        return super().get_context_data(
            title=title,
            cancel_url=self.get_success_url(),
            basis=article("N-08"),
            breadcrumbs=[HOME, _plan(), back, {"label": title}],
            **kwargs,
        )


class ReserveList(_OfYear):
    """The yearly report over all units, for everybody; ``?export=xlsx`` gives the table."""

    public = True
    template_name = "contracts/reserve_list.html"

    def load(self) -> None:
        super().load()
        self.units = reserves.units_of_year(self.year, self.at, public=True)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.GET.get("export") == "xlsx":
            return self.table()
        return super().get(request, *args, **kwargs)

    def table(self) -> HttpResponseBase:
        """Return the county's table as .xlsx."""
        heads = [
            *(
                _("主管预算单位"),
                _("适宜项目预算（元）"),
                _("应预留（元）"),
                _("已预留（元）"),
                _("预留比例（%）"),
            ),
            *(_("其中给小微企业（元）"), _("小微比例（%）"), _("还差（元）"), _("小微还差（元）")),
            *(_("面向中小企业采购（元）"), _("其中面向小微企业采购（元）"), _("说明")),
        ]
        title = _("%(year)s年面向中小企业预留项目执行情况") % {"year": self.year}
        lines = [_line(one) for one in self.units]
        name = f"sme-reserve-{self.year}"
        return as_xlsx(
            name, heads, lines, title=str(self.year), above=(title, _("限额以上、超过整体预留限额的项目"))
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            units=self.units,
            breadcrumbs=[{"label": _("首页"), "url": "/"}, _public_plan(), {"label": _("中小企业预留份额")}],
            **kwargs,
        )


class ReserveReport(ReserveList):
    """One unit's report in the form of annex 2 of the measures, computed from plan and contracts."""

    template_name = "contracts/reserve_report.html"

    def asked_year(self) -> int:
        if not is_year(self.kwargs["year"]):
            raise Http404
        return self.kwargs["year"]

    def load(self) -> None:
        super(ReserveList, self).load()
        found = reserves.units_of_year(self.year, self.at, public=True, unit=self.kwargs["code"])
        if not found:
            raise Http404
        self.one = found[0]

    def table(self) -> HttpResponseBase:
        """Return the unit's contracts as .xlsx: the list of annex 2."""
        heads = [
            *(_("序号"), _("项目名称"), _("预留选项"), _("面向中小企业采购金额（元）")),
            *(_("其中面向小微企业（元）"), _("合同编号"), _("合同公告")),
        ]
        lines = [
            [
                number,
                row.item.title,
                option_of(row.item),
                one.sme,
                one.small,
                one.contract.code,
                self.request.build_absolute_uri(_notice(one)),
            ]
            for number, (row, one) in enumerate(_bought(self.one), start=1)
        ]
        unit = self.one.unit
        above = (heading(unit, self.year), summary_of(self.one))
        return as_xlsx(
            f"sme-reserve-{unit.code}-{self.year}", heads, lines, title=str(self.year), above=above
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = {
            "label": _("中小企业预留份额"),
            "url": f"{reverse('contracts:reserve-list')}?year={self.year}",
        }
        return super(ReserveList, self).get_context_data(
            one=shown(self.one),
            heading=heading(self.one.unit, self.year),
            summary=summary_of(self.one),
            bought=[
                {"row": row, "option": option_of(row.item), "one": one, "url": _notice(one)}
                for row, one in _bought(self.one)
            ],
            breadcrumbs=[
                {"label": _("首页"), "url": "/"},
                _public_plan(),
                back,
                {"label": self.one.unit.name},
            ],
            **kwargs,
        )


def is_year(year: int) -> bool:
    """Tell whether a year can have a report: the measures are in force since 2021 (46 art. 25)."""
    return FIRST_YEAR <= year <= LAST_YEAR


def shown(one: reserves.UnitYear) -> dict[str, Any]:
    """Return a unit's year as the templates take it: above the limit, up to it, and what each item says."""
    sides: tuple[list[dict[str, Any]], list[dict[str, Any]]] = ([], [])
    for row in one.rows:
        tone, label = STANDINGS[row.standing]
        sides[0 if row.above else 1].append(
            {
                "row": row,
                "item": row.item,
                "tone": tone,
                "label": label,
                "why": _why(row.project.reason),
                "unsaid": row.above and row.project.reserved and row.project.small is None,
                "option": option_of(row.item) if row.project.reserved else "",
                "bought": sum((bought.sme for bought in row.bought), Decimal(0)),
            }
        )
    return {
        "unit": one.unit,
        "above": sides[0],
        "up_to": sides[1],
        "sums": one.sums,
        "year": one,
        "statement": one.statement,
    }


def heading(unit: Organisation, year: int) -> str:
    """Return the title that annex 2 gives the report."""
    return _("%(unit)s%(year)s年面向中小企业预留项目执行情况公告") % {"unit": unit.name, "year": year}


def summary_of(one: reserves.UnitYear) -> str:
    """Return the sentence of annex 2, in 万元."""
    text = _(
        "本部门（单位）%(year)s年预留项目面向中小企业采购共计%(sme)s万元，其中，面向小微企业采购%(small)s万元，占%(percent)s%%。"
    )
    share = one.small_percent
    year = one.rows[0].item.year if one.rows else ""
    return text % {
        "year": year,
        "sme": wan(one.sme),
        "small": wan(one.small),
        "percent": f"{share:f}" if share is not None else "0",
    }


def option_of(item: Any) -> str:
    """Return how an item is reserved in the words of annex 2, with the share where it is not the whole."""
    if item.sme_reserved:
        return _("采购项目整体预留")
    if not item.sme_share:
        return ""
    share = f"{item.sme_share.normalize():f}"
    return _("%(measure)s，预留%(share)s%%") % {"measure": item.get_sme_measure_display(), "share": share}


def _bought(one: reserves.UnitYear) -> list[tuple[reserves.Row, reserves.Bought]]:
    return [(row, bought) for row in one.rows for bought in row.bought]


def _notice(one: reserves.Bought) -> str:
    return reverse("cms:notice-detail", args=[one.contract.publication_code])


def _line(one: reserves.UnitYear) -> list[Any]:
    above = one.sums.above
    return [
        *(
            one.unit.name,
            above.suited,
            above.due,
            above.reserved,
            above.share,
            above.small,
            above.small_share,
        ),
        *(above.missing, above.small_missing, one.sme, one.small),
        one.statement.text if one.statement else "",
    ]


def _why(reason: str) -> str:
    words, english = thresholds.NOT_RESERVED_REASONS, thresholds.NOT_RESERVED_REASONS_EN
    return either(words[reason], english[reason]) if reason in words else ""


def _rule(row: Any) -> dict[str, Any]:
    unit = {"yuan": _("元"), "percent": "%"}.get(row.unit, row.unit)
    value = f"{Decimal(str(row.value)):,f}"
    return {
        "label": either(row.label_zh, row.label_en),
        "value": f"{value} {unit}".strip(),
        "source": row.source,
        "confirmed": row.confirmed,
    }


def _plan() -> dict[str, str]:
    return {"label": _("购买计划"), "url": reverse("catalogue:plan-item-list")}


def _public_plan() -> dict[str, str]:
    return {"label": _("购买服务计划"), "url": reverse("catalogue:plan")}
