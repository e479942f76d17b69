"""Entering, approving, adjusting and closing budget lines."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.enums import OrganisationKind
from procurement.accounts.models import Organisation
from procurement.core import audit, clock, lifecycle
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, GuardRefused, NotAllowed

from .. import permissions
from ..enums import EntryKind, FundSource
from ..lifecycle import LINE
from ..models import BudgetLine
from ..selectors import PLAN_YEARS
from .movements import amount_of, append, locked_line, money_text


@transaction.atomic
def create_line(
    *,
    organisation: Organisation,
    year: int,
    project_name: str,
    fund_source: str,
    proposed: Decimal,
    actor: Actor,
    at: datetime,
    allotment_number: str = "",
    functional_class: str = "",
    economic_class: str = "",
) -> BudgetLine:
    """Enter a line that waits for approval; it holds no money until then. ``proposed`` is in yuan."""
    verdict = permissions.create_line(actor, organisation)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="B-02")
    _check_owner(organisation)
    _check_year(year, at)
    if not project_name.strip():
        raise DomainError(_("请填写预算项目名称。"), field="project_name", rule="B-04")
    if fund_source not in FundSource.values:
        raise DomainError(
            _(
                "资金只能来自部门预算、专项资金或上级转移支付：购买服务不得作为增加支出的依据（财预〔2017〕87号）。"
            ),
            field="fund_source",
            rule="B-03",
        )
    line = BudgetLine(
        code=next_code(f"YS-{year}-"),
        organisation=organisation,
        year=year,
        project_name=project_name.strip(),
        fund_source=fund_source,
        functional_class=functional_class,
        economic_class=economic_class,
        allotment_number=allotment_number,
        proposed=amount_of(value=proposed, field="proposed"),
        author_code=actor.code,
        author_name=actor.name,
    )
    lifecycle.create(line, actor=actor, at=at, basis="B-02")
    return line


@transaction.atomic
def approve_line(*, line: BudgetLine, document: str, actor: Actor, at: datetime) -> BudgetLine:
    """Approve a line as proposed, on the ``document`` that approved the budget; by a second person."""
    if not document.strip():
        raise DomainError(_("请填写批准预算的文件名称和文号。"), field="document", rule="B-02")
    document = document.strip()
    lifecycle.apply(
        "approve",
        line,
        actor=actor,
        at=at,
        reason=document,
        updates={"approved": line.proposed, "allotment_number": line.allotment_number or document[:60]},
    )
    append(line=line, kind=EntryKind.APPROVE, amount=line.approved, document=document, actor=actor, at=at)
    return line


@transaction.atomic
def adjust(*, line: BudgetLine, amount: Decimal, document: str, actor: Actor, at: datetime) -> BudgetLine:
    """Raise (or, with a negative amount, cut) an approved line; never below what is promised (B-05)."""
    verdict = permissions.adjust_line(actor, line)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="B-05")
    if not document.strip():
        raise DomainError(_("请填写批准预算调整的文件名称和文号。"), field="document", rule="B-02")
    change = amount_of(value=amount, signed=True)
    line_now = locked_line(line=line)
    if line_now.free + change < 0:
        raise GuardRefused(
            _("这笔指标只剩 %(free)s 元可用，最多调减 %(free)s 元：其余已被项目占用或支付。")
            % {"free": money_text(amount=line_now.free)},
            field="amount",
            rule="B-05",
        )
    line_now.adjusted += change
    line_now.save(update_fields=["adjusted"])
    append(line=line_now, kind=EntryKind.ADJUST, amount=change, document=document.strip(), actor=actor, at=at)
    _audit_adjustment(line_now, change, document.strip(), actor, at)
    line.refresh_from_db()
    return line


def close_line(*, line: BudgetLine, actor: Actor, at: datetime, reason: str = "") -> BudgetLine:
    """Close a line that owes nothing any more."""
    lifecycle.apply("close", line, actor=actor, at=at, reason=reason)
    return line


def _audit_adjustment(line: BudgetLine, change: Decimal, document: str, actor: Actor, at: datetime) -> None:
    audit.record(
        subject_kind=LINE.subject_kind,
        subject_code=line.code,
        action="adjust",
        actor=actor,
        at=at,
        basis="B-05",
        reason=document,
        changes={"amount": change, "total": line.total},
    )


def _check_owner(organisation: Organisation) -> None:
    if organisation.kind not in OrganisationKind.purchasers() or not organisation.active:
        raise DomainError(
            _("%(name)s不是购买主体，不能有购买服务的预算指标（《政府购买服务管理办法》第五条）。")
            % {"name": organisation.name},
            field="organisation",
            rule="A-03",
        )


def _check_year(year: int, at: datetime) -> None:
    now = clock.local_date(at).year
    if not now - 1 <= year <= now + PLAN_YEARS:
        raise DomainError(
            _("年度应在%(first)s年至%(last)s年之间：中期财政规划只到%(last)s年（财预〔2017〕87号）。")
            % {"first": now - 1, "last": now + PLAN_YEARS},
            field="year",
            rule="A-19",
        )
