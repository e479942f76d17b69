"""The call of a closed framework: a tender without plan and item, whose one package asks for one unit price.

By carrying it as a tender the call gets the sealed round, the ceremony, the receipts, the committee and the
examination of an open tender, as the order wants (110 art. 9).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction

from procurement.accounts.enums import OrganisationKind
from procurement.accounts.models import Organisation
from procurement.core import lifecycle
from procurement.core.actors import SYSTEM, Actor
from procurement.core.clock import local_date
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.language import in_language_of_record
from procurement.publications.services import searchable

from .. import permissions
from ..enums import AwardRule, Method, RoundKind
from ..models import CustodianKey, Package, QualificationCondition, RequirementLine, ScoringFactor, Tender
from ..selectors.dates import date_problems
from ..selectors.documents import standard_conditions
from .documents import scoring_factors
from .rounds import open_round


@dataclass(frozen=True, slots=True)
class Call:
    """What is called for: a service of one unit at one price, at most ``ceiling`` (yuan).

    ``estimate`` (yuan): what all users are expected to buy in a year, which sets the size of the committee.
    ``factors``: the scoring table where quality ranks, none where the price does (110 art. 25). ``price_is_fixed``:
    by the state, so that everybody offers the ceiling.
    """

    title: str
    service: str
    unit: str
    area: str
    term_months: int
    qualification: str
    industry: str
    ceiling: Decimal
    estimate: Decimal
    documents_until: date
    deadline: datetime
    opening_place: str
    factors: Sequence[Mapping[str, Any]] = ()
    price_is_fixed: bool = False


@transaction.atomic
def open_call(
    *,
    call: Call,
    organiser: Organisation,
    custodians: Mapping[str, CustodianKey] | None = None,
    actor: Actor,
    at: datetime,
) -> Package:
    """Open the sealed round of a closed framework's call; who publishes its notice sets ``notice_code``.

    Raises NotAllowed, DomainError beside ``documents_until``, ``deadline`` or ``custodians``.
    """
    tender = shell_of(call=call, organiser=organiser, on=local_date(at))
    verdict = permissions.operate_or_decide(actor, tender)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="C-13")
    _check_dates(tender)
    tender.code = next_code(f"{organiser.division_code[:6] or settings.COUNTY_CODE}-{at:%Y}-")
    tender.author_code = actor.code
    tender.search_text = searchable(tender.title, tender.code, organiser.name, tender.requirement)
    lifecycle.create(tender, actor=actor, at=at, basis="C-13")
    package = _package(tender, call, actor, at)
    # The person's step is the framework's own; that its call goes out follows from it.
    lifecycle.apply("call", tender, actor=SYSTEM, at=at, updates={"released_at": at})
    package.refresh_from_db()
    lifecycle.apply("publish", package, actor=actor, at=at)
    open_round(
        package=package,
        kind=RoundKind.FIRST,
        deadline=call.deadline,
        custodians=custodians,
        actor=actor,
        at=at,
    )
    return package


def shell_of(*, call: Call, organiser: Organisation, on: date) -> Tender:
    """Return the tender that a call would be, not saved: for its dates and for whoever may run it."""
    central = organiser.kind == OrganisationKind.CENTRAL_AGENCY
    return Tender(
        purchaser=organiser,
        agency=organiser if central else None,
        title=call.title,
        method=Method.FRAMEWORK,
        award_rule=AwardRule.COMPREHENSIVE_SCORING if call.factors else AwardRule.LOWEST_EVALUATED_PRICE,
        price_weight=Decimal(0),
        price_is_fixed=call.price_is_fixed,
        budget=call.estimate,
        requirement=call.service,
        qualification_note=call.qualification,
        industry=call.industry,
        term_months=call.term_months,
        documents_from=on,
        documents_until=call.documents_until,
        deadline=call.deadline,
        opening_place=call.opening_place,
    )


def quality_table(
    *, rows: Iterable[Mapping[str, Any]], qualification: str, package: Package | None = None, at: datetime
) -> list[ScoringFactor]:
    """Return the scoring table of a call that quality ranks, checked like a tender's; nothing is written.

    The price has no points: the factors alone make 100 (110 art. 25, E-22). Raises DomainError beside ``factors``.
    """
    shell = Tender(
        method=Method.FRAMEWORK, award_rule=AwardRule.COMPREHENSIVE_SCORING, price_weight=Decimal(0)
    )
    conditions = [qualification, *(row["text"] for row in standard_conditions())]
    return scoring_factors(
        package=package or Package(), tender=shell, rows=rows, conditions=conditions, at=at
    )


def _check_dates(tender: Tender) -> None:
    problems = date_problems(
        tender,
        documents_from=tender.documents_from,
        documents_until=tender.documents_until,
        deadline=tender.deadline,
    )
    for problem in problems:
        raise DomainError(problem.text, field=problem.field, rule=problem.rule)


@in_language_of_record
def _package(tender: Tender, call: Call, actor: Actor, at: datetime) -> Package:
    package = Package(
        code=f"{tender.code}-1",
        tender=tender,
        title=call.title,
        budget=call.ceiling,
        price_ceiling=call.ceiling,
    )
    lifecycle.create(package, actor=actor, at=at)
    RequirementLine.objects.create(
        package=package,
        position=1,
        what=call.title,
        quantity=1,
        unit=call.unit,
        place=call.area[:200],
        standard=call.service,
    )
    texts = [*standard_conditions(), {"text": call.qualification[:500], "basis": "财政部令第110号第二十三条"}]
    QualificationCondition.objects.bulk_create(
        QualificationCondition(package=package, code=f"Q{number}", **condition)
        for number, condition in enumerate(texts, start=1)
    )
    if call.factors:
        table = quality_table(rows=call.factors, qualification=call.qualification, package=package, at=at)
        ScoringFactor.objects.bulk_create(table)
    return package
