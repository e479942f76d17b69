"""What an adjustment changes of an item beside its money: its facts, the villages served, its targets.

And what stays once its purchase has begun: how it is bought and what it will be judged by, for all that is
bought of it (N-20, G-01); what is bought, for what is in procurement already (采购法 art. 49, 50).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from procurement.accounts.models import Village
from procurement.budgeting.selectors import remainder_of
from procurement.core.errors import GuardRefused
from procurement.core.findings import article

from ..models import PlanItem
from ..selectors import checks
from ..selectors.adjustments import ADJUSTABLE, FIXED, INDICATORS, VILLAGES
from .item_fields import fill
from .item_parts import Target, essence, own_villages, targets_of, write_targets

# What is bought: it stays where nothing is left that is not yet in procurement.
_WHAT = ("description", "beneficiaries", "term_months", VILLAGES)


def differences(
    *,
    item: PlanItem,
    fields: Mapping[str, Any],
    villages: Iterable[Village] | None,
    targets: Iterable[Target] | None,
) -> dict[str, list[Any]]:
    """Return what is to change: name → [old, new], as text, codes of villages, or rows of targets."""
    unknown = set(fields) - set(ADJUSTABLE)
    if unknown:
        raise TypeError(f"no adjustable field: {', '.join(sorted(unknown))}")
    pairs = {name: (getattr(item, name), fields[name]) for name in ADJUSTABLE if name in fields}
    changes: dict[str, list[Any]] = {
        name: [str(old), str(new)] for name, (old, new) in pairs.items() if old != new
    }
    if villages is not None:
        served = [
            sorted(one.code for one in item.villages.all()),
            sorted(own_villages(item=item, villages=villages)),
        ]
        changes |= _different(VILLAGES, *served)
    if targets is not None:
        changes |= _different(INDICATORS, targets_of(item=item), essence(item=item, targets=targets))
    return changes


def write(*, item: PlanItem, changes: Mapping[str, list[Any]]) -> None:
    """Write an adjustment's changes into a locked item, and count its revision on."""
    fields = [name for name in changes if name in ADJUSTABLE]
    values: Any = {name: item._meta.get_field(name).to_python(changes[name][1]) for name in fields}
    fill(item, values)
    item.revision += 1
    item.save(update_fields=[*fields, "unit_price", "search_text", "revision"])
    if VILLAGES in changes:
        item.villages.set(Village.objects.filter(code__in=changes[VILLAGES][1]))
    if INDICATORS in changes:
        write_targets(item=item, rows=changes[INDICATORS][1])


def refuse_what_is_fixed(*, item: PlanItem, changes: Mapping[str, list[Any]]) -> None:
    """Refuse what may not move any more once the item's purchase has begun; its money was moved before."""
    if not checks.begun(item):
        return
    for name in FIXED:
        if name in changes:
            raise GuardRefused(_fixed(name), field=name, rule="G-01" if name == INDICATORS else "N-20")
    taken = set.difference(*map(set, changes.get(VILLAGES, [[], []])))
    for name in _WHAT:
        if name in changes and (not remainder_of(item.code) or (name == VILLAGES and taken)):
            text = _(
                "采购已经开始（资金已冻结、签约或支付）：正在采购或已经签约的内容不能用调整计划来改变，"
                "只能在还没有采购的余额内增加。需要改变的，先终止采购，或者依法变更合同（《政府采购法》第四十九条、第五十条）。"
            )
            raise GuardRefused(text, field=name, rule="N-10")


def _fixed(name: str) -> str:
    if name == INDICATORS:
        return _("采购已经开始：绩效指标已经写进采购需求，不能再改（%(article)s）。") % {
            "article": article("G-01")
        }
    text = _(
        "采购实施计划备案或者采购开始以后，采购方式、组织形式和预留份额不能再改：方式按整个项目确定"
        "（%(article)s）。需要改变的，先终止采购、撤销实施计划，解除冻结以后再申请调整。"
    )
    return text % {"article": article("N-20")}


def _different(name: str, old: list[Any], new: list[Any]) -> dict[str, list[Any]]:
    return {} if old == new else {name: [old, new]}
