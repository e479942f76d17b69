"""Until when one may challenge, and who (RULES D-34 to D-36; 条例 art. 53; 94 art. 10, 11)."""

from datetime import date, datetime

from procurement.awarding.models import Award, Evaluation
from procurement.core.calendars import working_calendar
from procurement.core.clock import local_date
from procurement.frameworks.models import Solicitation
from procurement.publications.selectors import counted_from
from procurement.regulations import periods
from procurement.regulations.periods import Limit
from procurement.tendering.enums import Method
from procurement.tendering.models import BidRound, OpenedBid, Tender
from procurement.tendering.selectors.medium import notice_day

from ..enums import ChallengeGround

RULES = {
    ChallengeGround.DOCUMENTS: "D-34",
    ChallengeGround.PROCESS: "D-35",
    ChallengeGround.RESULT: "D-36",
}


def challenge_until(tender: Tender, ground: str) -> Limit | None:
    """Return the period of seven working days on this ground; None while its clock has not started."""
    starts = {
        ChallengeGround.DOCUMENTS: _documents_public,
        ChallengeGround.PROCESS: _last_step,
        ChallengeGround.RESULT: _result_public,
    }
    start = starts[ChallengeGround(ground)](tender)
    if start is None:
        return None
    return periods.limit(RULES[ChallengeGround(ground)], start, working_calendar())


def open_grounds(tender: Tender, at: datetime) -> dict[ChallengeGround, Limit]:
    """Return the grounds on which a challenge is in time now, each with its last day."""
    found = {ground: challenge_until(tender, ground) for ground in ChallengeGround}
    today = local_date(at)
    return {ground: limit for ground, limit in found.items() if limit and today <= limit.limit}


def took_part(tender: Tender, organisation_id: int | None) -> bool:
    """Tell whether a supplier's bid was opened: before the opening nobody may know who takes part (I-03)."""
    return OpenedBid.objects.filter(round__package__tender=tender, supplier_id=organisation_id).exists()


def _documents_public(tender: Tender) -> date | None:
    """The last day of the notice: five working days for tenders, three for negotiation and consultation."""
    start = notice_day(tender)
    if start is None:
        return None
    rule = "D-02" if tender.method in Method.with_public_opening() else "D-03"
    return periods.limit(rule, start, working_calendar()).limit


def _last_step(tender: Tender) -> date | None:
    """The day on which the newest finished step ended: opening of a round, signing of the report."""
    opened = BidRound.objects.filter(package__tender=tender, opened_at__isnull=False)
    signed = Evaluation.objects.filter(package__tender=tender, signed_at__isnull=False)
    moments = [*opened.values_list("opened_at", flat=True), *signed.values_list("signed_at", flat=True)]
    return local_date(max(moments)) if moments else None


def _admission_public(tender: Tender) -> date | None:
    """The same for who was admitted to a closed framework."""
    call = Solicitation.objects.filter(package__tender=tender, notice_code__gt="").first()
    start = counted_from(call.notice_code) if call is not None else None
    return periods.limit("D-22", start, working_calendar()).limit if start else None


def _result_public(tender: Tender) -> date | None:
    """The last day of the result notice (D-22): not the day of its publication."""
    if tender.is_call:
        return _admission_public(tender)
    awards = Award.objects.filter(package__tender=tender, notified_at__isnull=False)
    newest = awards.order_by("-notified_at").first()
    if newest is None:
        return None
    start = counted_from(newest.publication_code) or local_date(newest.notified_at)
    return periods.limit("D-22", start, working_calendar()).limit
