"""Entering, approving and closing budget lines."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.enums import OrganisationKind
from procurement.accounts.models import Organisation
from procurement.core import audit, clock, lifecycle
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.language import listed

from .. import permissions
from ..enums import EntryKind, FundSource, LineStatus
from ..lifecycle import LINE
from ..models import BudgetLine
from ..selectors import PLAN_YEARS
from .movements import ZERO, amount_of, append, money_text


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
    system_number: str = "",
) -> BudgetLine:
    """Enter a line that waits for approval; it holds no money until then. ``proposed`` is in yuan."""
    verdict = permissions.create_line(actor, organisation)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="B-02")
    _check_owner(organisation)
    _check_year(year, at)
    if not project_name.strip():
        raise DomainError(_("请填写预算项目名称。"), field="project_name", rule="B-04")
    _check_source(fund_source)
    _check_class("functional_class", functional_class, (3, 5, 7))
    _check_class("economic_class", economic_class, (3, 5))
    _check_system_number(system_number)
    line = BudgetLine(
        code=next_code(f"YS-{year}-"),
        organisation=organisation,
        year=year,
        project_name=project_name.strip(),
        fund_source=fund_source,
        functional_class=functional_class,
        economic_class=economic_class,
        allotment_number=allotment_number.strip(),
        system_number=system_number.strip(),
        proposed=amount_of(value=proposed, field="proposed"),
        author_code=actor.code,
        author_name=actor.name,
    )
    lifecycle.create(line, actor=actor, at=at, basis="B-02")
    return line


@transaction.atomic
def approve_line(
    *, line: BudgetLine, document: str, actor: Actor, at: datetime, seen: Decimal | None = None
) -> BudgetLine:
    """Approve a line as proposed, on the ``document`` that approved the budget; by a second person.

    ``seen``: the proposal that was looked at, in yuan; refused if another has been entered since.
    """
    if not document.strip():
        raise DomainError(_("请填写批准预算的文件名称和文号。"), field="document", rule="B-02")
    document = document.strip()
    locked = BudgetLine.objects.select_for_update().get(pk=line.pk)
    if seen is not None and seen != locked.proposed:
        text = _("%(name)s把申报数改成了 %(now)s 元，您看到的是 %(seen)s 元：尚未批准。请重新核对后再批准。")
        facts = {"now": money_text(amount=locked.proposed), "seen": money_text(amount=seen)}
        raise WrongState(text % {**facts, "name": locked.author_name}, rule="B-02")
    planned = locked.planned
    updates = {
        "approved": locked.proposed,
        "planned": ZERO,
        "allotment_number": locked.allotment_number or document[:60],
    }
    entry = lifecycle.apply("approve", line, actor=actor, at=at, reason=document, updates=updates)
    common = {"line": line, "document": document, "actor": actor, "at": at, "audit_entry": entry}
    if planned:
        # What contracts claimed of the mid-term plan is a commitment of the year's budget from here on.
        append(kind=EntryKind.UNPLAN, amount=-planned, **common)
    append(kind=EntryKind.APPROVE, amount=line.approved, **common)
    return line


@transaction.atomic
def plan_ahead(*, line: BudgetLine, actor: Actor, at: datetime) -> BudgetLine:
    """Put a later year's line on the mid-term plan: contracts may claim it, nothing can be paid from it."""
    entry = lifecycle.apply(
        "plan_ahead", line, actor=actor, at=at, updates={"planned": line.proposed, "proposed": ZERO}
    )
    append(line=line, kind=EntryKind.PLAN, amount=line.planned, actor=actor, at=at, audit_entry=entry)
    return line


@transaction.atomic
def propose_year(
    *, line: BudgetLine, proposed: Decimal, actor: Actor, at: datetime, system_number: str = ""
) -> BudgetLine:
    """Enter what the year's budget gives to a line of the mid-term plan; a second person approves it."""
    verdict = permissions.propose_year(actor, line)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="B-02")
    amount = amount_of(value=proposed, field="proposed")
    locked = BudgetLine.objects.select_for_update().get(pk=line.pk)
    if locked.status != LineStatus.MIDTERM:
        raise WrongState(_("这笔指标不在中期财政规划中。"), rule="B-06")
    if system_number.strip() != locked.system_number:
        _check_system_number(system_number)
    locked.proposed, locked.system_number = amount, system_number.strip()
    locked.author_code, locked.author_name = actor.code, actor.name
    locked.save(update_fields=["proposed", "system_number", "author_code", "author_name"])
    audit.record(
        subject_kind=LINE.subject_kind,
        subject_code=locked.code,
        action="propose",
        actor=actor,
        at=at,
        basis="B-06",
        changes={"proposed": amount, "system_number": locked.system_number},
    )
    line.refresh_from_db()
    return line


def close_line(*, line: BudgetLine, actor: Actor, at: datetime, reason: str = "") -> BudgetLine:
    """Close a line that owes nothing any more."""
    lifecycle.apply("close", line, actor=actor, at=at, reason=reason)
    return line


def _check_owner(organisation: Organisation) -> None:
    if organisation.kind not in OrganisationKind.purchasers() or not organisation.active:
        raise DomainError(
            _("%(name)s不是购买主体，不能有购买服务的预算指标（《政府购买服务管理办法》第五条）。")
            % {"name": organisation.name},
            field="organisation",
            rule="A-03",
        )


def _check_source(fund_source: str) -> None:
    if fund_source not in FundSource.values:
        raise DomainError(
            _(
                "资金只能来自已经批准的预算：%(kinds)s。购买服务不得作为增加支出的依据（财预〔2017〕87号），"
                "也不得举借债务（《预算法》第三十五条）。"
            )
            % {"kinds": listed(FundSource.labels)},
            field="fund_source",
            rule="B-03",
        )


def _check_class(field: str, code: str, lengths: tuple[int, ...]) -> None:
    """Hold the shape of 政府收支分类科目: functional 类款项 are 3, 5 or 7 digits, economic 类款 3 or 5."""
    if code and not (code.isascii() and code.isdigit() and len(code) in lengths):
        raise DomainError(
            _("科目编码是 %(lengths)s 位数字，与《政府收支分类科目》一致。") % {"lengths": listed(lengths)},
            field=field,
            rule="B-04",
        )


def _check_system_number(number: str) -> None:
    number = number.strip()
    if number and (taken := BudgetLine.objects.filter(system_number=number).first()):
        raise DomainError(
            _("一体化系统指标编号 %(number)s 已经登记在指标%(line)s上，不能重复登记。")
            % {"number": number, "line": taken.code},
            field="system_number",
            rule="B-05",
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
