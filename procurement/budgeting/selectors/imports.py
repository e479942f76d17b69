"""Reading an export of the budget system: its columns, and what only the budget knows about its rows."""

from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.models import Organisation
from procurement.core.actors import Actor
from procurement.core.language import listed
from procurement.core.spreadsheets import BadCell, Field, Preview, Row, cells

from ..enums import FundSource, LineStatus
from ..models import AllotmentBatch, BudgetLine, ColumnMapping
from .lines import PLAN_YEARS, is_budget_officer, is_overseer

IMPORT_KIND = "allotment-import"
_SOURCES = {
    **{label: value for value, label in FundSource.choices},
    "一般公共预算": FundSource.DEPARTMENT_BUDGET,
    "一般公共预算拨款": FundSource.DEPARTMENT_BUDGET,
    "经费拨款": FundSource.DEPARTMENT_BUDGET,
    "本级财力": FundSource.DEPARTMENT_BUDGET,
    "县级专项资金": FundSource.SPECIAL_FUND,
    "上级专项转移支付": FundSource.HIGHER_TRANSFER,
    "专项转移支付": FundSource.HIGHER_TRANSFER,
    "一般性转移支付": FundSource.HIGHER_TRANSFER,
    "政府性基金": FundSource.GOVERNMENT_FUND,
    "国有资本经营": FundSource.STATE_CAPITAL,
    "财政专户管理资金": FundSource.UNIT_INCOME,
}


def _class_code(*lengths: int) -> cells.Reader:
    """Read 2081002 or 2081002 养老服务: the digits in front are the code."""

    def read(value: Any) -> str:
        written = cells.folded(value)
        digits = written[: len(written) - len(written.lstrip("0123456789"))]
        if len(digits) not in lengths:
            raise BadCell(
                _("科目编码是 %(lengths)s 位数字。") % {"lengths": listed(lengths)},
                _("与《政府收支分类科目》一致。"),
            )
        return digits

    return read


FIELDS = (
    Field("owner", gettext_lazy("单位名称"), cells.text(100), heads=("预算单位", "单位"), example="下辛店镇"),
    Field("year", gettext_lazy("年度"), cells.whole(2000, 2100), heads=("预算年度",), example=2026),
    Field(
        "project_name",
        gettext_lazy("项目名称"),
        cells.text(200),
        heads=("预算项目", "支出项目"),
        example="农村人居环境整治",
    ),
    Field(
        "system_number",
        gettext_lazy("指标编号"),
        cells.code(r"[A-Za-z0-9][A-Za-z0-9\-]*", "42092326P00012345"),
        heads=("一体化系统指标编号", "指标ID", "指标编码"),
        example="42092326P00012345",
    ),
    Field(
        "allotment_number",
        gettext_lazy("指标文号"),
        cells.text(60),
        heads=("文号", "发文文号"),
        required=False,
        example="云财预〔2026〕12号",
    ),
    Field(
        "fund_source",
        gettext_lazy("资金来源"),
        cells.choice(_SOURCES),
        heads=("资金性质", "资金类型"),
        example="部门预算",
    ),
    Field(
        "functional_class",
        gettext_lazy("功能分类"),
        _class_code(3, 5, 7),
        heads=("支出功能分类", "功能科目", "支出功能分类科目编码"),
        required=False,
        example="2120501",
    ),
    Field(
        "economic_class",
        gettext_lazy("经济分类"),
        _class_code(3, 5),
        heads=("政府预算经济分类", "政府经济分类", "经济科目"),
        required=False,
        example="50205",
    ),
    Field(
        "proposed",
        gettext_lazy("金额（元）"),
        cells.yuan(),
        heads=("指标金额", "预算数", "下达金额"),
        example=1960000,
    ),
)


def import_fields(*, in_wan: bool) -> tuple[Field, ...]:
    """Return the columns that are read, with the amounts in yuan or in units of 10,000."""
    if not in_wan:
        return FIELDS
    return tuple(
        replace(one, read=cells.yuan(in_wan=True)) if one.name == "proposed" else one for one in FIELDS
    )


def mapping_of(actor: Actor) -> ColumnMapping | None:
    """Return how the actor's organisation names its columns, where it was asked once."""
    return ColumnMapping.objects.filter(organisation=actor.organisation_id, kind=IMPORT_KIND).first()


def check_allotments(preview: Preview, actor: Actor, *, this_year: int, in_wan: bool) -> None:
    """Blame what only the budget knows: unknown owners, other people's lines, years, numbers used before.

    Each good row gets ``organisation`` and, where it is the budget of a planned year, ``midterm``.
    """
    _check_unit(preview, in_wan)
    preview.refuse_repeated("system_number")
    owners = _owners_by_name(actor)
    taken = _taken_numbers(preview)
    planned = _planned_lines(preview)
    # Every readable cell is judged, also where another cell of its row is bad: one look names them all.
    for row in preview.rows:
        _check_year(preview, row, this_year)
        if number := taken.get(row.values.get("system_number", "")):
            preview.blame(
                row,
                "system_number",
                why=_("这个编号已经登记在指标 %(line)s 上。") % {"line": number},
                right=_("删去这一行；金额有变动请办理预算调整。"),
            )
        _check_owner(preview, row, owners, actor)
    for row in preview.good_rows:
        key = (row.values["organisation"].pk, row.values["year"], row.values["project_name"])
        row.values["midterm"] = planned.get(key)


def _check_owner(preview: Preview, row: Row, owners: dict[str, Organisation], actor: Actor) -> None:
    if "owner" not in row.values:
        return
    owner = owners.get(_key(row.values["owner"]))
    if owner is None:
        preview.blame(row, "owner", why=_unknown(row, actor), right=_nearest(row, owners))
    else:
        row.values["organisation"] = owner


def visible_batches(actor: Actor) -> QuerySet[AllotmentBatch]:
    """Return the imports that the actor may see."""
    rows = AllotmentBatch.objects.select_related("organisation")
    return rows if is_overseer(actor) else rows.filter(organisation=actor.organisation_id)


def lines_of_batch(batch: AllotmentBatch) -> list[BudgetLine]:
    """Return the lines that a batch entered, in the order of the table."""
    rows = batch.rows.select_related("line__organisation").order_by("row")
    return [row.line for row in rows]


def _check_unit(preview: Preview, in_wan: bool) -> None:
    head = preview.heads.get("proposed", "")
    if ("万元" in head) == in_wan or "元" not in head or not preview.rows:
        return
    preview.blame(
        preview.rows[0],
        "proposed",
        why=_("表头写的是“%(head)s”，和选定的金额单位不一致。") % {"head": head},
        right=_("在“列的对应关系”里改金额单位。"),
    )


def _check_year(preview: Preview, row: Row, this_year: int) -> None:
    if "year" in row.values and not this_year - 1 <= row.values["year"] <= this_year + PLAN_YEARS:
        preview.blame(
            row,
            "year",
            why=_("年度应在 %(first)s 至 %(last)s 之间。")
            % {"first": this_year - 1, "last": this_year + PLAN_YEARS},
            right=_("核对年度。"),
        )


def _owners_by_name(actor: Actor) -> dict[str, Organisation]:
    """Return purchasers by every name that an export may use; only one's own for a purchaser."""
    owners = Organisation.objects.purchasers().active()
    if not is_budget_officer(actor):
        owners = owners.filter(pk=actor.organisation_id)
    found = {}
    for owner in owners:
        for name in (owner.name, owner.short_name, owner.code, owner.credit_code):
            if name:
                found[_key(name)] = owner
    return found


def _key(name: str) -> str:
    return "".join(cells.folded(name).split())


def _unknown(row: Row, actor: Actor) -> str:
    if is_budget_officer(actor):
        return _("平台上没有“%(name)s”这个购买主体。") % {"name": row.values["owner"]}
    return _("“%(name)s”不是本单位：只能导入本单位的指标。") % {"name": row.values["owner"]}


def _nearest(row: Row, owners: dict[str, Organisation]) -> str:
    near = get_close_matches(_key(row.values["owner"]), list(owners), n=2, cutoff=0.5)
    names = dict.fromkeys(owners[name].name for name in near)
    return _("是不是：%(names)s？") % {"names": listed(names)} if names else _("请填平台上登记的单位名称。")


def _taken_numbers(preview: Preview) -> dict[str, str]:
    numbers = [row.values["system_number"] for row in preview.rows if row.values.get("system_number")]
    found = BudgetLine.objects.filter(system_number__in=numbers)
    return dict(found.values_list("system_number", "code"))


def _planned_lines(preview: Preview) -> dict[tuple[int, int, str], BudgetLine]:
    years = {row.values.get("year") for row in preview.rows} - {None}
    lines = BudgetLine.objects.filter(status=LineStatus.MIDTERM, year__in=years)
    return {(line.organisation_id, line.year, line.project_name): line for line in lines}
