"""Documents of earlier procurements to begin with, and what must be looked at again in what was taken over."""

import re
from collections.abc import Iterator

from django.db import models
from django.utils.translation import gettext as _

from procurement.core.language import listed

from ..models import ImplementationPlan, Package, Tender

SHOWN = 12
_YEAR = re.compile(r"20\d\d年?")


def reusable(plan: ImplementationPlan) -> "models.QuerySet[Tender]":
    """Return released tenders whose documents may serve: the purchaser's own, or of the same catalogue entry.

    Released documents are public, so those of another purchaser may serve as well.
    """
    same = models.Q(purchaser=plan.item.organisation_id) | models.Q(
        item__catalogue_item__code=plan.item.catalogue_item.code
    )
    rows = (
        Tender.objects.exclude(released_at=None)
        .filter(same)
        .select_related("purchaser", "item__catalogue_item")
    )
    own_entry = models.Case(
        models.When(item__catalogue_item__code=plan.item.catalogue_item.code, then=0), default=1
    )
    return rows.order_by(own_entry, "-released_at")


def source_of(tender: Tender) -> Tender | None:
    """Return the tender whose documents these began with."""
    if not tender.taken_from:
        return None
    return Tender.objects.filter(code=tender.taken_from).select_related("item", "purchaser").first()


def look_again(tender: Tender, source: Tender, packages: list[Package]) -> list[str]:
    """Return what does not go without a look: quantities, places, years written in the text, the contract."""
    return [*_figures(tender, source), *_years(tender, packages), *_rest(tender, source)]


def _figures(tender: Tender, source: Tender) -> Iterator[str]:
    new, old = tender.item, source.item
    if (new.quantity, new.unit) != (old.quantity, old.unit):
        text = _("数量：今年计划是%(new)s，原项目是%(old)s，采购需求要改。")
        values = {
            "new": f"{new.quantity.normalize():f}{new.unit}",
            "old": f"{old.quantity.normalize():f}{old.unit}",
        }
        yield text % values
    if tender.term_months != source.term_months:
        text = _("服务期：本次合同履行期限是%(new)s个月，原文件是%(old)s个月，商务条款和服务时间要改。")
        yield text % {"new": tender.term_months, "old": source.term_months}
    if {one.code for one in new.villages.all()} != {one.code for one in old.villages.all()}:
        yield _("服务地点：今年计划的受益村与原项目不同，采购需求和商务条款要改。")
    if source.purchaser_id != tender.purchaser_id:
        text = _("原文件是%(name)s的：单位名称、地点和联系办法要改。")
        yield text % {"name": source.purchaser.name}


def _years(tender: Tender, packages: list[Package]) -> Iterator[str]:
    texts = [tender.requirement, tender.commercial_terms, tender.qualification_note, tender.payment_terms]
    for package in packages:
        texts += [f"{row.what} {row.standard} {row.by_when}" for row in package.requirements.all()]
        texts += [f"{row.name} {row.criteria}" for row in package.factors.all()]
    found = sorted({year for text in texts for year in _YEAR.findall(text)})
    if found:
        yield _("文字里写有年份%(years)s，请核对是否还对。") % {"years": listed(found)}


def _rest(tender: Tender, source: Tender) -> Iterator[str]:
    if not tender.contract_draft:
        yield _("合同草案没有沿用：核对完以后按新的需求重新生成。")
    if source.method != tender.method:
        text = _("原项目采用%(method)s：评审办法、价格分权重和资格条件要按本次的采购方式核对。")
        yield text % {"method": source.get_method_display()}
