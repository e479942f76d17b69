"""A contract's draft: parties and amount follow from the award, dates and slices are checked here."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.awarding.enums import AwardStatus
from procurement.awarding.models import Award
from procurement.budgeting.models import BudgetLine
from procurement.budgeting.selectors import plan_horizon
from procurement.core import audit, lifecycle
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.fields import to_yuan
from procurement.core.findings import article
from procurement.frameworks.enums import CallOffStatus
from procurement.frameworks.models import CallOff
from procurement.tendering.enums import DealStatus, Method, SmallPurchaseStatus
from procurement.tendering.models import SingleSourceDeal, SmallPurchase

from .. import permissions
from ..enums import ContractStatus
from ..lifecycle import CONTRACT
from ..models import Contract, ContractSlice
from ..selectors.sources import (
    ORIGINS,
    Source,
    amount_of,
    frozen_on,
    propose_slices,
    source_of,
    supplier_of,
    term_months,
)

_METHODS = {
    SmallPurchase: Method.SMALL_PURCHASE,
    CallOff: Method.FRAMEWORK,
    SingleSourceDeal: Method.SINGLE_SOURCE,
}
NO_ADVANCE, ALL_OF_IT = Decimal(0), Decimal(100)

Slices = Sequence[tuple[BudgetLine, Decimal]]


@transaction.atomic
def draft_contract(
    *,
    award: Award | None = None,
    small_purchase: SmallPurchase | None = None,
    call_off: CallOff | None = None,
    deal: SingleSourceDeal | None = None,
    starts_on: date,
    ends_on: date,
    terms: str,
    slices: Slices | None = None,
    advance_percent: Decimal = NO_ADVANCE,
    offset_percent: Decimal = ALL_OF_IT,
    actor: Actor,
    at: datetime,
) -> Contract:
    """Draft the contract that an award or another published result leads to. Amounts are not typed.

    ``advance_percent`` of the price is paid before acceptance; ``offset_percent`` of what is accepted offsets it
    until it is used up (N-19). ``slices``: what each budget line carries, in yuan; proposed from the plan where
    not given.
    """
    source = award or small_purchase or call_off or deal
    verdict = permissions.draft(actor, source)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="D-24")
    _check_origin(source)
    facts = _facts_of(source)
    contract = Contract(
        code=next_code(f"HT-{local_date(at):%Y}-"),
        award=award,
        small_purchase=small_purchase,
        call_off=call_off,
        deal=deal,
        starts_on=starts_on,
        ends_on=ends_on,
        terms=terms.strip(),
        advance_percent=advance_percent,
        offset_percent=offset_percent,
        author_code=actor.code,
        **facts,
    )
    _check_terms(contract, at)
    lifecycle.create(contract, actor=actor, at=at, basis="D-24 采购法第四十六条")
    _write_slices(contract, slices if slices is not None else propose_slices(source))
    return contract


@transaction.atomic
def edit_contract(
    *,
    contract: Contract,
    starts_on: date,
    ends_on: date,
    terms: str,
    slices: Slices,
    advance_percent: Decimal = NO_ADVANCE,
    offset_percent: Decimal = ALL_OF_IT,
    actor: Actor,
    at: datetime,
) -> Contract:
    """Change a draft's dates, terms, advance and slices; parties and amount follow from the award."""
    verdict = permissions.edit(actor, contract)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="D-24")
    locked = Contract.objects.select_for_update().get(pk=contract.pk)
    if locked.status != ContractStatus.DRAFT:
        raise WrongState(_("合同已经送签，不能再修改；需要修改请先收回。"), rule="D-24")
    locked.starts_on, locked.ends_on, locked.terms = starts_on, ends_on, terms.strip()
    locked.advance_percent, locked.offset_percent = advance_percent, offset_percent
    _check_terms(locked, at)
    locked.save(update_fields=["starts_on", "ends_on", "terms", "advance_percent", "offset_percent"])
    locked.slices.all().delete()
    _write_slices(locked, slices)
    audit.record(
        subject_kind=CONTRACT.subject_kind,
        subject_code=locked.code,
        action="edit",
        actor=actor,
        at=at,
        basis="D-24",
        changes={
            "starts_on": starts_on,
            "ends_on": ends_on,
            "slices": [[line.code, amount] for line, amount in slices],
            "advance_percent": advance_percent,
            "offset_percent": offset_percent,
        },
    )
    contract.refresh_from_db()
    return contract


def _check_origin(source: Source | None) -> None:
    if isinstance(source, Award) and source.status != AwardStatus.NOTIFIED:
        raise WrongState(_("成交通知书还没有发出，不能起草合同（采购法第四十六条）。"), rule="D-24")
    if isinstance(source, SmallPurchase) and source.status != SmallPurchaseStatus.PUBLISHED:
        raise WrongState(_("小额采购结果还没有公开，不能起草合同。"), rule="N-14")
    if isinstance(source, CallOff) and source.status != CallOffStatus.PUBLISHED:
        raise WrongState(_("框架协议成交结果还没有公开，不能起草合同。"), rule="C-13")
    if isinstance(source, SingleSourceDeal) and source.status != DealStatus.PUBLISHED:
        raise WrongState(_("单一来源成交结果还没有公告，不能起草合同（采购法第四十六条）。"), rule="D-24")
    if source is not None and Contract.objects.filter(**{ORIGINS[type(source)]: source}).exists():
        raise WrongState(_("这个项目已经有合同，请打开原合同办理。"), rule="D-24")


def _check_terms(contract: Contract, at: datetime) -> None:
    if not contract.terms:
        raise DomainError(
            _("请写明主要条款：服务内容、标准、验收和付款条件，与采购文件一致（采购法第四十六条）。"),
            field="terms",
            rule="D-24",
        )
    _check_advance(contract)
    if contract.ends_on <= contract.starts_on:
        raise DomainError(_("结束日期必须晚于开始日期。"), field="ends_on", rule="A-18")
    months = term_months(contract)
    if contract.ends_on > last_day(contract.starts_on, months):
        raise DomainError(
            _("合同期限不得超过采购文件和计划规定的%(months)s个月，最迟到%(day)s（102号令第二十四条）。")
            % {"months": months, "day": f"{last_day(contract.starts_on, months):%Y-%m-%d}"},
            field="ends_on",
            rule="A-18",
        )
    horizon = plan_horizon(local_date(at).year)
    if contract.ends_on > horizon:
        raise DomainError(
            _("合同不得晚于中期财政规划期限%(day)s（财预〔2017〕87号）。") % {"day": f"{horizon:%Y-%m-%d}"},
            field="ends_on",
            rule="A-19",
        )


def _check_advance(contract: Contract) -> None:
    """An advance is a part of the price, and what is accepted uses it up before the contract ends (N-19)."""
    if not 0 <= contract.advance_percent < 100:
        text = _("预付款是合同金额的一部分，比例从0到99.99%%，没有预付款填0（%(article)s）。")
        raise DomainError(text % {"article": article("N-19")}, field="advance_percent", rule="N-19")
    if not contract.advance_percent <= contract.offset_percent <= 100:
        text = _(
            "每次验收抵扣的比例不能低于预付款比例%(percent)s%%，也不能高于100%%：否则到合同结束预付款还没有抵完（%(article)s）。"
        )
        values = {"percent": f"{contract.advance_percent.normalize():f}", "article": article("N-19")}
        raise DomainError(text % values, field="offset_percent", rule="N-19")


def last_day(start: date, months: int) -> date:
    """Return the last day of a term of so many months from ``start``: the day before the same day of the month."""
    years, month = divmod(start.month - 1 + months, 12)
    first_of_next = date(start.year + years, month + 1, 1)
    try:
        return first_of_next.replace(day=start.day) - timedelta(days=1)
    except ValueError:
        # 31 January plus one month: the month's own last day.
        return (first_of_next + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _facts_of_award(award: Award) -> dict[str, Any]:
    tender = award.package.tender
    several = tender.packages.count() > 1
    return {
        "item": tender.item,
        "purchaser": tender.purchaser,
        "supplier": award.supplier,
        "title": f"{tender.title}（{award.package.title}）"[:200] if several else tender.title,
        "method": tender.method,
        "amount": award.amount,
        "sme_reserved": award.package.reserved_for_sme,
    }


def _facts_of(source: Source | None) -> dict[str, Any]:
    if isinstance(source, Award):
        return _facts_of_award(source)
    assert source is not None  # one of the origins is given: the permission has read it
    return {
        "item": source.item,
        "purchaser": source.purchaser,
        "supplier": supplier_of(source),
        "title": source.title,
        "method": _METHODS[type(source)],
        "amount": amount_of(source),
    }


def _write_slices(contract: Contract, slices: Slices) -> None:
    rows = [(line, to_yuan(amount)) for line, amount in slices if amount]
    frozen = frozen_on(source_of(contract))
    for line, amount in rows:
        held = frozen.get(line.pk, Decimal(0))
        if not 0 < amount <= held:
            raise DomainError(
                _("指标%(line)s为本次采购冻结了%(held)s元，本年度资金应大于零且不超过这个数。")
                % {"line": line.code, "held": f"{held:,.2f}"},
                field=f"slice_{line.code}",
                rule="B-06",
            )
    total = sum((amount for _line, amount in rows), Decimal(0))
    if total != contract.amount:
        raise DomainError(
            _("分年资金合计%(total)s元，必须等于合同金额%(amount)s元（财预〔2017〕87号）。")
            % {"total": f"{total:,.2f}", "amount": f"{contract.amount:,.2f}"},
            field="slices",
            rule="B-06",
        )
    ContractSlice.objects.bulk_create(
        ContractSlice(contract=contract, line=line, amount=amount) for line, amount in rows
    )
