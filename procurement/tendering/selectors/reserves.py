"""What a plan keeps for small and medium enterprises, carried into the packages of its tenders (E-45, N-08)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from catalogue.enums import ReserveMeasure
from catalogue.models import PlanItem
from procurement.core.language import in_language_of_record
from procurement.regulations.money import half_up

from ..enums import PackageStatus
from ..models import Package, Tender
from .policy import article
from .terms import Problem, points

_OVER = (PackageStatus.ANNULLED, PackageStatus.TERMINATED)


@in_language_of_record
def share_conditions(item: PlanItem) -> list[dict[str, str]]:
    """Return the condition that a share kept by consortium or subcontracting is (46 art. 8, 12)."""
    if not item.sme_share or item.sme_measure not in (ReserveMeasure.CONSORTIUM, ReserveMeasure.SUBCONTRACT):
        return []
    text = (
        _(
            "以联合体形式参加，联合协议中中小企业承担的合同金额达到合同总金额的%(share)s%%以上；供应商本身是中小企业的视为符合。"
        )
        if item.sme_measure == ReserveMeasure.CONSORTIUM
        else _(
            "分包意向协议中分包给中小企业的合同金额达到合同总金额的%(share)s%%以上；供应商本身是中小企业的视为符合。"
        )
    )
    text %= {"share": points(item.sme_share)}
    if item.sme_small_share:
        text += _("其中小微企业承担的不少于这一部分的%(share)s%%。") % {"share": points(item.sme_small_share)}
    return [{"text": text, "basis": article("E-45")}]


def reserve_problems(tender: Tender, packages: Sequence[Package]) -> Iterator[Problem]:
    """Say where the documents keep less for small and medium enterprises than the plan does."""
    item = tender.item
    yield from _small_problem(tender, packages)
    if tender.reserved_for_sme or not item.sme_share:
        return
    if item.sme_measure == ReserveMeasure.PACKAGE:
        yield from _packages_problem(tender, packages)
    elif item.sme_measure == ReserveMeasure.CONSORTIUM and not tender.accepts_consortium:
        text = _("计划用联合体的方式预留份额，采购文件要接受联合体（%(article)s）。")
        yield Problem("documents", "accepts_consortium", text % {"article": article("E-45")}, "E-45")


def _counted(tender: Tender, packages: Sequence[Package]) -> list[Package]:
    """Return the packages and those of the item's other tenders that still run."""
    others = Package.objects.filter(tender__item=tender.item).exclude(tender=tender).exclude(status__in=_OVER)
    return [*packages, *others.select_related("tender")]


def _small_problem(tender: Tender, packages: Sequence[Package]) -> Iterator[Problem]:
    """What the plan keeps for small and micro enterprises is kept by reserved packages for them alone (46 art. 8)."""
    item = tender.item
    if not item.sme_small_share or not (
        tender.reserved_for_sme or item.sme_measure == ReserveMeasure.PACKAGE
    ):
        return
    counted = [one for one in _counted(tender, packages) if one.reserved_for_sme]
    due = half_up(sum((one.budget for one in counted), Decimal(0)) * item.sme_small_share / 100)
    kept = sum((one.budget for one in counted if one.small_micro_only), Decimal(0))
    if kept < due:
        text = _(
            "计划把预留部分的%(share)s%%给小微企业，只面向小微企业的采购包合计应不少于%(due)s元，现在是%(kept)s元"
            "（%(article)s）：请修改采购包，勾选“本包只面向小型、微型企业”。"
        )
        values = {"share": points(item.sme_small_share), "due": f"{due:,.2f}", "kept": f"{kept:,.2f}"}
        yield Problem("documents", "packages", text % {**values, "article": article("E-45")}, "E-45")


def _packages_problem(tender: Tender, packages: Sequence[Package]) -> Iterator[Problem]:
    """The item's reserved packages, those of its other tenders too, make its share of all of them."""
    counted = _counted(tender, packages)
    due = half_up(sum((one.budget for one in counted), Decimal(0)) * tender.item.sme_share / 100)
    kept = sum((one.budget for one in counted if one.reserved_for_sme), Decimal(0))
    if kept < due:
        text = _(
            "计划预留%(share)s%%，专门面向中小企业的采购包合计应不少于%(due)s元，现在是%(kept)s元（%(article)s）："
            "请修改采购包，勾选“本包专门面向中小企业”。"
        )
        values = {"share": points(tender.item.sme_share), "due": f"{due:,.2f}", "kept": f"{kept:,.2f}"}
        yield Problem("documents", "packages", text % {**values, "article": article("E-45")}, "E-45")
