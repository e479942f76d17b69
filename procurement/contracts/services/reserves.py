"""A unit says why it kept less for small and medium enterprises than the law asks for (46 art. 18)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation
from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.findings import article

from .. import permissions
from ..models import ReserveStatement
from ..selectors.reserves import units_of_year

RULE = "N-08"


@transaction.atomic
def explain_reserve(
    *, unit: Organisation, year: int, text: str, actor: Actor, at: datetime
) -> ReserveStatement:
    """Write or replace a unit's statement of a year; refused where nothing is missing."""
    verdict = permissions.explain_reserve(actor, unit)
    if not verdict:
        raise NotAllowed(verdict.reason, rule=RULE)
    if not text.strip():
        raise DomainError(_("请写明没有达到预留比例的原因和改进办法。"), field="text", rule=RULE)
    # One unit, one writer: two at once are two wordings in its chain, never two rows.
    Organisation.objects.select_for_update().get(pk=unit.pk)
    if not any(one.short for one in units_of_year(year, at, public=False, unit=unit.code)):
        said = _("%(year)s年的预留已经达到规定的比例，不需要说明（%(article)s）。")
        raise DomainError(said % {"year": year, "article": article(RULE)}, field="text", rule=RULE)
    statement, _created = ReserveStatement.objects.update_or_create(
        organisation=unit,
        year=year,
        defaults={"text": text.strip(), "said_name": actor.name, "said_at": at},
    )
    audit.record(
        subject_kind="reserve-statement",
        subject_code=f"{unit.code}-{year}",
        action="edit",
        actor=actor,
        at=at,
        basis=RULE,
        changes={"text": text.strip()},
    )
    return statement
