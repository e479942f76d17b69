"""The end of a year in one step: decided line by line, carried out in one transaction by a second person.

Doing it twice does nothing twice: a finished run refuses, and a new one finds only lines that no run settled.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit, lifecycle
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState

from .. import permissions
from ..enums import EntryKind, YearEndChoice, YearEndStatus
from ..lifecycle import LINE, YEAR_END
from ..models import BudgetLine, YearEnd, YearEndDecision
from ..selectors.causes import Cause
from ..selectors.year_end import FIRST_MONTH, decisions_of, fingerprint, open_lines, proposal, snapshot
from . import movements
from .movements import append


@transaction.atomic
def prepare_year_end(*, year: int, document: str, actor: Actor, at: datetime) -> YearEnd:
    """List every line of the year with what is proposed for it; nothing moves."""
    _require(actor)
    if local_date(at) < date(year, FIRST_MONTH, 1):
        raise DomainError(_("年终处理从%(year)s年12月1日起办理。") % {"year": year}, field="year")
    if not document.strip():
        raise DomainError(_("请填写年终处理依据的文件名称和文号。"), field="document")
    if YearEnd.objects.filter(year=year, status=YearEndStatus.PREPARED).exists():
        raise DomainError(_("%(year)s年的年终处理已经在编制，请打开办理。") % {"year": year}, field="year")
    year_end = YearEnd(
        code=next_code(f"NZ-{year}-", width=2),
        year=year,
        document=document.strip(),
        author_code=actor.code,
        author_name=actor.name,
        prepared_at=at,
    )
    lifecycle.create(year_end, actor=actor, at=at, basis="B-05", reason=year_end.document)
    _write_decisions(year_end, {})
    return year_end


@transaction.atomic
def decide_year_end(*, year_end: YearEnd, choices: Mapping[str, str], actor: Actor, at: datetime) -> YearEnd:
    """Write what is to become of each line (code → choice), on the balances of now.

    Whoever decides is the author: another person carries it out.
    """
    _require(actor)
    locked = YearEnd.objects.select_for_update().get(pk=year_end.pk)
    if locked.status != YearEndStatus.PREPARED:
        raise WrongState(_("这次年终处理已经结束，不能再改。"), rule="B-05")
    kept = {one.line.code: one.choice for one in locked.decisions.select_related("line")}
    locked.decisions.all().delete()
    decided = _write_decisions(locked, {**kept, **choices})
    locked.author_code, locked.author_name, locked.prepared_at = actor.code, actor.name, at
    locked.save(update_fields=["author_code", "author_name", "prepared_at"])
    audit.record(
        subject_kind=YEAR_END.subject_kind,
        subject_code=locked.code,
        action="decide",
        actor=actor,
        at=at,
        basis="B-05",
        changes={"decisions": decided},
    )
    year_end.refresh_from_db()
    return year_end


@transaction.atomic
def carry_out_year_end(*, year_end: YearEnd, actor: Actor, at: datetime, seen: str = "") -> YearEnd:
    """Release, take back and carry over, all lines or none.

    ``seen``: the fingerprint of the decisions as they were shown; refused if a colleague has decided anew since.
    """
    # All lines first, in everybody's order: the guard and the steps then see the same balances.
    list(open_lines(year_end.year).order_by("year", "code").select_for_update(of=("self",)))
    locked = YearEnd.objects.select_for_update().get(pk=year_end.pk)
    if seen and locked.status == YearEndStatus.PREPARED and seen != fingerprint(decisions_of(locked)):
        text = _("您打开页面以后，%(name)s改了决定：尚未执行。请看过现在的决定再执行。")
        raise WrongState(text % {"name": locked.author_name}, rule="B-05")
    lifecycle.apply("carry_out", year_end, actor=actor, at=at, updates={"done_by": actor.name, "done_at": at})
    for decision in year_end.decisions.select_related("line").order_by("line__year", "line__code"):
        _settle(decision, year_end, actor, at)
    return year_end


@transaction.atomic
def cancel_year_end(*, year_end: YearEnd, actor: Actor, at: datetime) -> YearEnd:
    """Drop a prepared run; nothing has moved."""
    lifecycle.apply("cancel", year_end, actor=actor, at=at)
    return year_end


def _require(actor: Actor) -> None:
    verdict = permissions.prepare_year_end(actor)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="B-05")


def _write_decisions(year_end: YearEnd, choices: Mapping[str, str]) -> list[list[str]]:
    rows = []
    for line in open_lines(year_end.year):
        choice = choices.get(line.code) or proposal(line)
        _check_choice(line, choice)
        rows.append(YearEndDecision(year_end=year_end, line=line, choice=choice, **snapshot(line)))
    YearEndDecision.objects.bulk_create(rows)
    return [[row.line.code, row.choice] for row in rows]


def _check_choice(line: BudgetLine, choice: str) -> None:
    if choice not in YearEndChoice.values:
        raise DomainError(_("请选择释放并收回，或结转下年使用。"), field=f"line_{line.code}")
    if choice == YearEndChoice.CARRY and line.carried_to is not None and line.reserved + line.free > 0:
        raise DomainError(
            _(
                "指标%(line)s的资金已经结转过一次：连续两年未用完的结转资金作为结余资金收回（《预算法》第四十二条）。"
            )
            % {"line": line.code},
            field=f"line_{line.code}",
            rule="B-05",
        )


def _settle(decision: YearEndDecision, year_end: YearEnd, actor: Actor, at: datetime) -> None:
    line = decision.line
    if decision.choice == YearEndChoice.RELEASE:
        _release(line, actor, at)
        _take_back(line, year_end, actor, at)
    left = line.total - line.paid
    if left:
        _carry_over(line, left, year_end, actor, at)
    else:
        lifecycle.apply("close", line, actor=actor, at=at, reason=year_end.code)


def _release(line: BudgetLine, actor: Actor, at: datetime) -> None:
    for holding in line.holdings.filter(reserved__gt=0).order_by("pk"):
        movements.release_reserved(
            line=line,
            amount=holding.reserved,
            cause=Cause(holding.cause_code, kind=holding.cause_kind),
            actor=actor,
            at=at,
        )


def _take_back(line: BudgetLine, year_end: YearEnd, actor: Actor, at: datetime) -> None:
    line.refresh_from_db()
    if free := line.free:
        line.adjusted -= free
        line.save(update_fields=["adjusted"])
        _append(line, EntryKind.LAPSE, -free, year_end, actor, at)


def _carry_over(line: BudgetLine, left: Decimal, year_end: YearEnd, actor: Actor, at: datetime) -> None:
    line.carried_to = year_end.year + 1
    line.save(update_fields=["carried_to"])
    _append(line, EntryKind.CARRY, left, year_end, actor, at)


def _append(
    line: BudgetLine, kind: EntryKind, amount: Decimal, year_end: YearEnd, actor: Actor, at: datetime
) -> None:
    entry = audit.record(
        subject_kind=LINE.subject_kind,
        subject_code=line.code,
        action=kind.lower(),
        actor=actor,
        at=at,
        basis="B-05",
        reason=year_end.document,
        changes={"amount": amount, "total": line.total, "year_end": year_end.code},
    )
    append(
        line=line,
        kind=kind,
        amount=amount,
        cause=Cause(year_end.code, kind=YEAR_END.subject_kind),
        document=year_end.document,
        actor=actor,
        at=at,
        audit_entry=entry,
    )
