"""Setting the dates of a tender; unlawful ones are refused with the earliest lawful day."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.language import cited

from .. import permissions
from ..enums import Power, TenderStatus
from ..lifecycle import TENDER
from ..models import Tender
from ..selectors.dates import date_problems

# Reviews judge requirement and plan, not the day of release: dates may follow them.
_OPEN = (TenderStatus.DRAFT, TenderStatus.IN_REVIEW, TenderStatus.REVIEWED)


@transaction.atomic
def set_dates(
    *,
    tender: Tender,
    documents_from: date,
    documents_until: date,
    deadline: datetime,
    opening_place: str,
    actor: Actor,
    at: datetime,
) -> Tender:
    """Set when documents go out and until when, the deadline and the place; each period has its article."""
    _check(tender, actor)
    if not opening_place.strip():
        text = _("请写明开标（开启）地点（%(article)s）。")
        values = {"article": cited(tender.own_articles["notice"])}
        raise DomainError(text % values, field="opening_place", rule="D-15")
    problems = date_problems(
        tender, documents_from=documents_from, documents_until=documents_until, deadline=deadline
    )
    if problems:
        raise DomainError(problems[0].text, field=problems[0].field, rule=problems[0].rule)
    values = {
        "documents_from": documents_from,
        "documents_until": documents_until,
        "deadline": deadline,
        "opening_place": opening_place.strip(),
    }
    for name, value in values.items():
        setattr(tender, name, value)
    tender.save(update_fields=list(values))
    audit.record(
        subject_kind=TENDER.subject_kind,
        subject_code=tender.code,
        action="set_dates",
        actor=actor,
        at=at,
        basis=TENDER["release"].basis,
        changes={**values, **permissions.in_scope(actor, tender, Power.DOCUMENTS).mark},
    )
    return tender


def _check(tender: Tender, actor: Actor) -> None:
    locked = Tender.objects.select_for_update().get(pk=tender.pk)
    verdict = permissions.prepare(actor, locked)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="D-06")
    if locked.status not in _OPEN:
        text = _("已发布的日期只能通过更正公告变更（%(article)s）。")
        values = {"article": cited(locked.own_articles["correction"])}
        raise WrongState(text % values, rule="D-14")
