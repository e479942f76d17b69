"""Drafting and editing a plan item: its fields, its money, its performance targets.

Two people may have the same item open. Who saves second is told who changed what, and nothing is lost:
``revision`` is what the editor last saw.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation
from procurement.budgeting.enums import LineStatus
from procurement.budgeting.models import BudgetLine
from procurement.core import audit, lifecycle
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.fields import to_yuan
from procurement.core.language import listed
from procurement.core.models import AuditEntry
from procurement.publications.services import searchable
from procurement.regulations import performance

from .. import permissions
from ..enums import ItemStatus
from ..lifecycle import ITEM
from ..models import CatalogueItem, PlanIndicator, PlanItem, PlanItemFunding
from ..selectors.annual import EDITS
from .annual import open_plan
from .editing import StaleEdit, time_of


class ItemFields(TypedDict, total=False):
    """What an author fills in, as in ``PlanItem``; amounts in yuan."""

    title: str
    catalogue_item: CatalogueItem
    description: str
    beneficiaries: str
    people_served: int
    resident_facing: bool
    quantity: Decimal
    unit: str
    amount: Decimal
    start_month: int
    term_months: int
    term_conditions: dict[str, bool]
    negative_answers: dict[str, bool]
    word_screen_reason: str
    method: str
    method_case: str
    method_reason: str
    organisation_form: str
    sme_reserved: bool
    sme_reason: str
    county_duty: bool
    matching_amount: Decimal
    continues: PlanItem | None


@dataclass(frozen=True, slots=True)
class Target:
    """A performance target: tier and kind as in ``regulations.performance``, weight of 100."""

    name: str
    tier: str
    kind: str
    weight: Decimal
    target: Decimal | None = None
    unit: str = ""


def default_targets(*, weights: Mapping[str, Decimal]) -> list[Target]:
    """Return targets to begin with, whose weights follow the tiers' (G-03, G-11)."""
    positive, negative = performance.POSITIVE, performance.NEGATIVE
    output, benefit = weights[performance.OUTPUT] / 2, weights[performance.BENEFIT]
    satisfaction = weights[performance.SATISFACTION]
    return [
        Target(
            _("预算执行率"), performance.EXECUTION, positive, weights[performance.EXECUTION], Decimal(95), "%"
        ),
        Target(_("服务完成率"), performance.OUTPUT, positive, output, Decimal(95), "%"),
        Target(_("服务合格率"), performance.OUTPUT, positive, output, Decimal(95), "%"),
        Target(_("有效投诉"), performance.BENEFIT, negative, benefit, Decimal(2), _("起")),
        Target(_("服务对象满意度"), performance.SATISFACTION, positive, satisfaction, Decimal(90), "%"),
    ]


@transaction.atomic
def create_item(
    *, organisation: Organisation, year: int, actor: Actor, at: datetime, **fields: Unpack[ItemFields]
) -> PlanItem:
    """Draft an item; it is a wish and holds no money (N-11)."""
    verdict = permissions.create_item(actor, organisation)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="A-03")
    item = PlanItem(
        code=next_code(f"{settings.COUNTY_CODE}-{year}-"),
        organisation=organisation,
        year=year,
        author_code=actor.code,
        author_name=actor.name,
    )
    _fill(item, fields)
    open_plan(organisation=organisation, year=year, actor=actor, at=at)
    lifecycle.create(item, actor=actor, at=at, basis="N-10")
    return item


@transaction.atomic
def edit_item(
    *,
    item: PlanItem,
    actor: Actor,
    at: datetime,
    revision: int | None = None,
    **fields: Unpack[ItemFields],
) -> PlanItem:
    """Change a draft or returned item. ``revision`` is what the editor saw; StaleEdit if it has passed."""
    locked = _editable(item, actor, revision)
    before = {name: getattr(locked, name) for name in fields}
    _fill(locked, fields)
    changed = {
        name: [before[name], getattr(locked, name)]
        for name in fields
        if before[name] != getattr(locked, name)
    }
    if changed:
        locked.save(update_fields=[*changed, "search_text"])
        _record(locked, "edit", changed, actor, at)
    item.refresh_from_db()
    return item


@transaction.atomic
def set_fundings(
    *,
    item: PlanItem,
    slices: Sequence[tuple[BudgetLine, Decimal]],
    actor: Actor,
    at: datetime,
    revision: int | None = None,
) -> PlanItem:
    """Say which line pays how much (yuan); the lines belong to the owner and reach the service's years.

    An agreed wish may still get its lines, or other ones, until its money is reserved (N-11).
    """
    locked = _fundable(item, actor, revision)
    wanted = [(line, _amount(amount, "fundings")) for line, amount in slices]
    for line, _money in wanted:
        _check_line(locked, line)
    if len({line.pk for line, _money in wanted}) != len(wanted):
        raise DomainError(_("同一笔预算指标只填一行。"), field="fundings", rule="B-06")
    before = {(f.line.code, f.amount) for f in locked.fundings.select_related("line")}
    if before != {(line.code, money) for line, money in wanted}:
        locked.fundings.all().delete()
        PlanItemFunding.objects.bulk_create(
            PlanItemFunding(item=locked, line=line, amount=money) for line, money in wanted
        )
        _record(locked, "fund", {"fundings": {line.code: money for line, money in wanted}}, actor, at)
    item.refresh_from_db()
    return item


@transaction.atomic
def set_indicators(
    *, item: PlanItem, targets: Iterable[Target], actor: Actor, at: datetime, revision: int | None = None
) -> PlanItem:
    """Set the performance targets, in this order; whether they make 100 is asked at submission."""
    locked = _editable(item, actor, revision)
    rows = [_indicator(locked, target, at_) for at_, target in enumerate(targets, start=1)]
    before = [_essence(row) for row in locked.indicators.all()]
    if before != [_essence(row) for row in rows]:
        locked.indicators.all().delete()
        PlanIndicator.objects.bulk_create(rows)
        weights = (row.weight for row in rows if row.tier == performance.SATISFACTION)
        locked.satisfaction_weight = int(sum(weights, Decimal(0)))
        locked.save(update_fields=["satisfaction_weight"])
        _record(locked, "target", {"indicators": [_essence(row) for row in rows]}, actor, at)
    item.refresh_from_db()
    return item


@transaction.atomic
def save_item(
    *,
    item: PlanItem | None,
    organisation: Organisation,
    year: int,
    fields: ItemFields,
    slices: Sequence[tuple[BudgetLine, Decimal]],
    targets: Sequence[Target],
    actor: Actor,
    at: datetime,
    revision: int | None = None,
) -> PlanItem:
    """Save the whole form at once: a new item, or all parts of one; all or nothing."""
    if item is None:
        item = create_item(organisation=organisation, year=year, actor=actor, at=at, **fields)
    else:
        edit_item(item=item, actor=actor, at=at, revision=revision, **fields)
    set_fundings(item=item, slices=slices, actor=actor, at=at)
    return set_indicators(item=item, targets=targets, actor=actor, at=at)


def _fundable(item: PlanItem, actor: Actor, revision: int | None) -> PlanItem:
    locked = PlanItem.objects.select_for_update().select_related("organisation").get(pk=item.pk)
    if locked.status != ItemStatus.AGREED:
        return _editable(item, actor, revision)
    verdict = permissions.fund_item(actor, locked)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-11")
    if revision is not None and revision != locked.revision:
        raise _stale(locked)
    return locked


def _editable(item: PlanItem, actor: Actor, revision: int | None) -> PlanItem:
    locked = PlanItem.objects.select_for_update().select_related("organisation").get(pk=item.pk)
    verdict = permissions.edit_item(actor, locked)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-10")
    if locked.status not in ItemStatus.editable():
        raise WrongState(
            _("项目的状态是“%(state)s”，不能修改。需要修改时请财政部门先退回。")
            % {"state": locked.get_status_display()},
            rule="B-08",
        )
    if revision is not None and revision != locked.revision:
        raise _stale(locked)
    return locked


def _stale(item: PlanItem) -> StaleEdit:
    last = AuditEntry.objects.filter(
        subject_kind=ITEM.subject_kind, subject_code=item.code, action__in=EDITS
    ).order_by("-seq")[0]
    # In the form's order: PostgreSQL keeps the keys of a JSON column in its own.
    changed = [
        name for name in (*ItemFields.__annotations__, "fundings", "indicators") if name in last.changes
    ]
    labels = [_label(name) for name in changed] or [_("全部内容")]
    message = _(
        "%(name)s 在 %(time)s 已经保存过这个项目，改动了：%(fields)s。您填写的内容还在，没有覆盖对方的改动："
        "请核对后再保存一次。"
    ) % {
        "name": last.actor_name,
        "time": time_of(last),
        "fields": listed(labels),
    }
    return StaleEdit(message, item.revision)


def _label(name: str) -> str:
    parts = {"fundings": _("资金安排"), "indicators": _("绩效指标")}
    return parts.get(name) or str(PlanItem._meta.get_field(name).verbose_name)


def _fill(item: PlanItem, fields: ItemFields) -> None:
    unknown = set(fields) - set(ItemFields.__annotations__)
    if unknown:
        raise TypeError(f"no field of a plan item: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        money = name in ("amount", "matching_amount")
        setattr(item, name, _amount(value, name, least=name == "amount") if money else value)
    entry = item.catalogue_item
    item.search_text = searchable(
        item.title, item.code, item.organisation.name, str(entry), item.beneficiaries, item.description
    )
    try:
        item.clean_fields(exclude=["term_conditions", "negative_answers", "search_text"])
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise DomainError(messages[0], field=name) from error


def _amount(value: Any, field: str, *, least: bool = True) -> Decimal:
    try:
        amount = to_yuan(value)
    except ValueError as error:
        raise DomainError(_("请填写金额（元），最多两位小数，例如 288000.00。"), field=field) from error
    if amount < 0 or (least and not amount):
        raise DomainError(_("金额必须大于零。"), field=field)
    return amount


def _check_line(item: PlanItem, line: BudgetLine) -> None:
    last = item.year + (item.start_month - 1 + item.term_months - 1) // 12
    if line.organisation_id != item.organisation_id:
        text = _("预算指标%(line)s属于其他单位。") % {"line": line.code}
    elif line.status == LineStatus.CLOSED:
        text = _("预算指标%(line)s已经结转，没有可用的资金。") % {"line": line.code}
    elif not (item.year <= line.spending_year and line.year <= last):
        text = _("预算指标%(line)s是%(year)s年的，服务期在%(first)s年至%(last)s年。") % {
            "line": line.code,
            "year": line.year,
            "first": item.year,
            "last": last,
        }
    else:
        return
    raise DomainError(text, field="fundings", rule="B-01")


def _indicator(item: PlanItem, target: Target, position: int) -> PlanIndicator:
    if target.tier not in performance.TIERS or target.kind not in performance.KINDS:
        raise DomainError(_("绩效指标的层级或类型不对。"), field="indicators", rule="G-03")
    if not target.name.strip() or not 0 < target.weight <= 100:
        raise DomainError(_("每个绩效指标都要有名称和大于零的权重。"), field="indicators", rule="G-03")
    return PlanIndicator(
        item=item,
        code=f"{target.tier[:2]}{position:02d}",
        name=target.name.strip(),
        tier=target.tier,
        kind=target.kind,
        weight=target.weight,
        target=target.target,
        unit=target.unit,
        position=position,
    )


def _essence(row: PlanIndicator) -> list[str]:
    target = "" if row.target is None else f"{row.target:.2f}"
    return [row.name, row.tier, row.kind, f"{row.weight:.2f}", target, row.unit]


def _record(item: PlanItem, action: str, changes: dict[str, Any], actor: Actor, at: datetime) -> None:
    item.revision += 1
    item.save(update_fields=["revision"])
    audit.record(
        subject_kind=ITEM.subject_kind,
        subject_code=item.code,
        action=action,
        actor=actor,
        at=at,
        changes={**changes, "revision": item.revision},
    )
