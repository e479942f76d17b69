"""Drafting an amendment: the tables of released documents written anew, checked, and kept apart until published.

What is bought and who may bid stay as they are (87 art. 27; RULES D-14): lines in force keep their subject and number,
whoever adds or drops one says why the subject is the same, and qualification conditions have no page here.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.language import cited
from procurement.publications.services import searchable

from .. import permissions
from ..enums import TenderStatus
from ..models import AmendmentDraft, Package, ScoringFactor, Tender
from ..selectors.amending import (
    codes_ever,
    draft_of,
    drafted,
    drafted_problems,
    fingerprint,
    package_in,
    positions_ever,
)
from ..selectors.changes import LINE_FIELDS, Change, Drafted, changes_between
from ..selectors.medium import notice_day
from ..selectors.policy import article
from ..selectors.tables import coded_rows, field_rows, positioned_rows
from ..selectors.terms import ceiling_problem, is_scored, points, term_problems
from .commercial import COMMERCIAL_FIELDS, commercial_parts
from .documents import payment_rows, requirement_lines, scoring_factors
from .drafting import refuse, refuse_stale, refuse_wording

Rows = Iterable[Mapping[str, Any]]
_WORDS = ("requirement", "contract_draft")
_NUMBERS = ("price_weight", "bond_percent")
CEILING = ("price_ceiling",)
PLAIN_TERMS = (*_WORDS, "opening_place", "industry", *_NUMBERS)


def amendable(*, tender: Tender, actor: Actor, at: datetime) -> Tender:
    """Lock the tender and return it; refuse who may not amend, and what is not released or over."""
    locked = Tender.objects.select_for_update().get(pk=tender.pk)
    verdict = permissions.announce(actor, locked)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="D-14")
    if locked.status != TenderStatus.RELEASED:
        raise WrongState(_("采购文件发布后才有更正；未发布的请直接修改。"), rule="D-14")
    if at >= locked.deadline:
        text = _("截止时间已过，不能再更正采购文件（%(article)s）。")
        article_text = cited(locked.own_articles["correction"])
        raise WrongState(text % {"article": article_text}, rule="D-10")
    return locked


@transaction.atomic
def draft_lines(
    *, package: Package, rows: Rows, actor: Actor, at: datetime, seen: str = ""
) -> AmendmentDraft:
    """Draft other requirement lines; ``position`` names the line in force that a row is, empty for a new one.

    What a line in force buys stays (D-14); lines come and go as long as one of those in force is left. A number is
    never given to another line: bids that are sealed already answer by it.
    """
    tender = amendable(tender=package.tender, actor=actor, at=at)
    refuse_stale(seen=seen, rows=positioned_rows(package, package_in(_after(tender), package).lines))
    there = {line.position: line.what for line in package.requirements.all()}
    named = _with_positions(package, rows, there)
    if named and not any(row["position"] in there for row in named):
        text = _(
            "更正不得改变采购标的：原有的采购需求至少保留一项（%(article)s）。需要改变标的的，终止后重新采购。"
        )
        raise DomainError(text % {"article": article("D-14")}, field="rows", rule="D-14")
    made = requirement_lines(package=package, rows=named, at=at)
    kept = [
        {**{name: getattr(row, name) for name in ("what", *LINE_FIELDS)}, "quantity": str(row.quantity)}
        for row in made
    ]
    numbered = [{**row, "position": given["position"]} for row, given in zip(kept, named, strict=True)]
    in_order = sorted(numbered, key=lambda row: row["position"])
    return _put_package(tender, package, "requirements", in_order, actor, at)


def _with_positions(package: Package, rows: Rows, there: Mapping[int, str]) -> list[dict[str, Any]]:
    left, free = dict(there), count(max(positions_ever(package), default=0) + 1)
    found = []
    for row in rows:
        position = int(row.get("position") or 0)
        known = left.pop(position, None)
        number = position if known is not None else next(free)
        found.append({**row, "position": number, "what": row["what"] if known is None else known})
    return found


@transaction.atomic
def draft_factors(
    *, package: Package, rows: Rows, actor: Actor, at: datetime, seen: str = ""
) -> AmendmentDraft:
    """Draft another scoring table; ``code`` names the factor in force that a row is, empty for a new one.

    A code is never given to another factor: bids that are sealed already answer by it.
    """
    tender = amendable(tender=package.tender, actor=actor, at=at)
    if not is_scored(tender):
        text = _("%(rule)s不设评分表（%(article)s）。")
        values = {"rule": tender.get_award_rule_display(), "article": article("E-31")}
        raise DomainError(text % values, field="factors", rule="E-31")
    after = _after(tender)
    refuse_stale(seen=seen, rows=coded_rows(package_in(after, package).factors))
    named = _with_codes(package, rows)
    made = scoring_factors(package=package, tender=after.tender, rows=named, at=at)
    return _put_package(tender, package, "factors", [_factor(row) for row in made], actor, at)


def _with_codes(package: Package, rows: Rows) -> list[dict[str, Any]]:
    mine = set(package.factors.values_list("code", flat=True))
    used = codes_ever(package)
    found = []
    for row in rows:
        code = str(row.get("code") or "")
        if code in mine:
            mine.discard(code)
        else:
            kind = str(row["kind"])[0]
            code = next(name for number in range(1, 1000) if (name := f"{kind}{number}") not in used)
            used.add(code)
        found.append({**row, "code": code})
    return found


def _factor(row: ScoringFactor) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "maximum": points(row.maximum),
        "objective": row.objective,
        "criteria": row.criteria,
        "intervals": row.interval_lines,
    }


@transaction.atomic
def draft_ceiling(
    *, package: Package, price_ceiling: Decimal | None, actor: Actor, at: datetime, seen: str = ""
) -> AmendmentDraft:
    """Draft another price ceiling (yuan) within the package's budget; None: the budget is the ceiling (B-09)."""
    tender = amendable(tender=package.tender, actor=actor, at=at)
    refuse_stale(seen=seen, rows=field_rows(package_in(_after(tender), package).package, CEILING))
    changed = copy(package)
    changed.price_ceiling = price_ceiling
    if problem := ceiling_problem(changed):
        refuse(problem=problem)
    given = "" if price_ceiling is None else str(price_ceiling)
    return _put_package(tender, package, "price_ceiling", given, actor, at)


@transaction.atomic
def draft_payment(
    *, tender: Tender, rows: Rows, actor: Actor, at: datetime, seen: str = ""
) -> AmendmentDraft:
    """Draft another payment plan; the percentages make 100."""
    locked = amendable(tender=tender, actor=actor, at=at)
    refuse_stale(seen=seen, rows=_after(locked).tender.payment_plan)
    plan = [{**row, "percent": points(Decimal(row["percent"]))} for row in payment_rows(rows=rows)]
    return _put_terms(locked, {"payment_plan": plan}, actor, at)


@transaction.atomic
def draft_commercial(
    *, tender: Tender, parts: Mapping[str, str], actor: Actor, at: datetime, seen: str = ""
) -> AmendmentDraft:
    """Draft other commercial terms, part by part."""
    locked = amendable(tender=tender, actor=actor, at=at)
    refuse_stale(seen=seen, rows=field_rows(_after(locked).tender, COMMERCIAL_FIELDS))
    return _put_terms(locked, {"commercial": commercial_parts(parts=parts, at=at)}, actor, at)


@transaction.atomic
def draft_terms(
    *, tender: Tender, terms: Mapping[str, Any], actor: Actor, at: datetime, seen: str = ""
) -> AmendmentDraft:
    """Draft other terms: summary, opening place, industry, price weight, bond, contract draft (``PLAIN_TERMS``).

    Only what differs from the documents in force is kept, so that a contract draft built from the rest follows it.
    """
    locked = amendable(tender=tender, actor=actor, at=at)
    refuse_stale(seen=seen, rows=field_rows(_after(locked).tender, PLAIN_TERMS))
    built = _built_contract(locked)
    given: dict[str, Any] = {}
    for name in PLAIN_TERMS:
        value, old = terms[name], built if name == "contract_draft" else getattr(locked, name)
        if name in _NUMBERS:
            given[name] = None if value == old else points(value)
            continue
        words = "\n".join(str(value).strip().splitlines())
        given[name] = None if words.splitlines() == str(old).splitlines() else words
        if name in _WORDS and words:
            refuse_wording(text=words, field=name, choosing=False, at=at)
        if not words:
            raise DomainError(_("请填写，不能留空。"), field=name, rule="N-12")
    _refuse_unlawful(locked, given, at)
    return _put_terms(locked, given, actor, at)


def _refuse_unlawful(tender: Tender, given: Mapping[str, Any], at: datetime) -> None:
    """Refuse beside its field what the law has against the numbers; the table that no longer sums has its own page."""
    changed = copy(tender)
    for name in _NUMBERS:
        if given[name] is not None:
            setattr(changed, name, Decimal(given[name]))
    for problem in term_problems(changed, on=notice_day(tender) or clock.local_date(at)):
        if given.get(problem.field) is not None:
            refuse(problem=problem)


def _built_contract(tender: Tender) -> str:
    """Return the contract draft as it follows from the rest of the amendment; as it is, where written by hand."""
    content = _content(tender)
    terms = {name: value for name, value in content.get("terms", {}).items() if name != "contract_draft"}
    return drafted(tender, {**content, "terms": terms}).tender.contract_draft


@transaction.atomic
def discard_draft(*, tender: Tender, actor: Actor, at: datetime) -> None:
    """Throw away what is drafted; the documents in force stay as they are."""
    amendable(tender=tender, actor=actor, at=at)
    AmendmentDraft.objects.filter(tender=tender).delete()


def _content(tender: Tender) -> dict[str, Any]:
    draft = draft_of(tender)
    return dict(draft.content) if draft else {}


def _after(tender: Tender) -> Drafted:
    return drafted(tender, _content(tender))


def _put_package(
    tender: Tender, package: Package, name: str, value: Any, actor: Actor, at: datetime
) -> AmendmentDraft:
    content = _content(tender)
    packages = dict(content.get("packages", {}))
    packages[package.number] = {**packages.get(package.number, {}), name: value}
    return _put(tender, {**content, "packages": packages}, actor, at)


def _put_terms(tender: Tender, terms: Mapping[str, Any], actor: Actor, at: datetime) -> AmendmentDraft:
    content = _content(tender)
    merged = {**content.get("terms", {}), **terms}
    kept = {name: value for name, value in merged.items() if value is not None}
    return _put(tender, {**content, "terms": kept}, actor, at)


def _put(tender: Tender, content: dict[str, Any], actor: Actor, at: datetime) -> AmendmentDraft:
    values = {"content": content, "saved_by": actor.name, "saved_at": at}
    return AmendmentDraft.objects.update_or_create(tender=tender, defaults=values)[0]


def take_draft(*, tender: Tender, seen: str, at: datetime) -> tuple[Drafted | None, list[Change]]:
    """Return the draft as it is published, with its changes; refuse one that is not what was looked at.

    ``seen`` is the draft's fingerprint. Called under the tender's lock.
    """
    draft = draft_of(tender)
    if seen != (fingerprint(draft.content) if draft else ""):
        text = _("更正的内容在您打开页面之后又有改动。请重新核对下面的前后对照，再发布。")
        raise DomainError(text, rule="D-14")
    if draft is None:
        return None, []
    after = drafted(tender, draft.content)
    changes = changes_between(tender, after)
    for problem in drafted_problems(tender, after, changes, at):
        refuse(problem=problem)
    return after, changes


def write_drafted(*, tender: Tender, after: Drafted) -> None:
    """Make the documents what the draft says; rows keep their identity, so that what names them still does."""
    terms = (
        "requirement",
        "opening_place",
        "commercial",
        "commercial_terms",
        "payment_plan",
        "payment_terms",
    )
    names = [*terms, "price_weight", "bond_percent", "industry", "contract_draft"]
    for name in names:
        setattr(tender, name, getattr(after.tender, name))
    tender.search_text = searchable(tender.title, tender.code, tender.purchaser.name, tender.requirement)
    tender.save(update_fields=[*names, "search_text"])
    for one in after.packages:
        one.package.save(update_fields=["price_ceiling"])
        one.package.requirements.exclude(position__in=[row.position for row in one.lines]).delete()
        for line in one.lines:
            line.save()
        one.package.factors.exclude(code__in=[row.code for row in one.factors]).delete()
        for factor in one.factors:
            factor.save()
    AmendmentDraft.objects.filter(tender=tender).delete()
