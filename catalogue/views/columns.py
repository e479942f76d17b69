"""The columns of the plan's exports: the bureau's working table and the public's plan say the same of an item."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.views import Column

from .. import selectors
from ..enums import method_name
from ..models import PlanItem


def with_funds(items: list[PlanItem]) -> None:
    """Attach to each item its money by year, ``2026：920000.00；2027：920000.00`` in yuan (one query)."""
    funds = selectors.funds_by_year(item.pk for item in items)
    for item in items:
        years = sorted(funds.get(item.pk, {}).items())
        item.funds_text = "；".join(f"{year}：{amount:f}" for year, amount in years)


def _share(item: PlanItem) -> str:
    return f"{item.sme_share.normalize():f}" if item.sme_share else ""


def _small(item: PlanItem) -> str:
    return "" if item.sme_small_share is None else f"{item.sme_small_share.normalize():f}"


PLAN_COLUMNS = (
    Column(gettext_lazy("项目编号"), "code"),
    Column(gettext_lazy("年度"), "year"),
    Column(gettext_lazy("购买主体"), "organisation__name"),
    Column(gettext_lazy("项目名称"), "title"),
    Column(gettext_lazy("目录编码"), "catalogue_item__code"),
    Column(gettext_lazy("目录条目"), "catalogue_item__name"),
    Column(gettext_lazy("服务对象"), "beneficiaries"),
    Column(gettext_lazy("受益人数"), "people_served"),
    Column(gettext_lazy("数量"), "quantity"),
    Column(gettext_lazy("计量单位"), "unit"),
    Column(gettext_lazy("单价（元）"), "unit_price"),
    Column(gettext_lazy("预算金额（元）"), "amount"),
    Column(gettext_lazy("分年资金（元）"), "funds_text"),
    Column(gettext_lazy("预计采购月份"), "start_month"),
    Column(gettext_lazy("服务期（月）"), "term_months"),
    Column(gettext_lazy("采购方式"), lambda item: method_name(item.method)),
    Column(gettext_lazy("组织形式"), "get_organisation_form_display"),
    Column(gettext_lazy("专门面向中小企业"), lambda item: _("是") if item.sme_reserved else _("否")),
    Column(gettext_lazy("预留给中小企业的份额（%）"), _share),
    Column(gettext_lazy("其中预留给小微企业的比例（%）"), _small),
    Column(gettext_lazy("优先安排"), "get_priority_display"),
    Column(gettext_lazy("状态"), "get_status_display"),
)
