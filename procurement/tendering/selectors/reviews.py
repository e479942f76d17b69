"""Who reviews tender documents before release, and what is still missing (RULES N-12).

The simplest true form of 需求管理办法 art. 29–34: procurement, finance, business and supervision each give an
opinion (art. 32); a public service also needs the contract text passed by a legal adviser (art. 23, 33).
Whoever wrote in the documents reviews nothing. A return sends everything round again (art. 29).
"""

from django.db import models

from catalogue.enums import ServiceClass
from procurement.accounts.enums import Office
from procurement.core.actors import Actor
from procurement.core.models import AuditEntry

from ..enums import ReviewKind
from ..models import Review, Tender

OFFICES = {
    ReviewKind.PROCUREMENT: (Office.REVIEWER, Office.LEADER),
    ReviewKind.FINANCE: (Office.FINANCE,),
    ReviewKind.BUSINESS: (Office.REVIEWER, Office.REPRESENTATIVE, Office.LEADER),
    ReviewKind.SUPERVISION: (Office.DISCIPLINE,),
    ReviewKind.LEGAL: (Office.REVIEWER, Office.LEADER, Office.DISCIPLINE),
}
_WRITING = ("create", "edit")


def needed_kinds(tender: Tender) -> tuple[ReviewKind, ...]:
    """Return the reviews this tender needs, in the order they are shown."""
    kinds = (ReviewKind.PROCUREMENT, ReviewKind.FINANCE, ReviewKind.BUSINESS, ReviewKind.SUPERVISION)
    public = tender.item.catalogue_item.service_class == ServiceClass.PUBLIC
    return (*kinds, ReviewKind.LEGAL) if public else kinds


def current_reviews(tender: Tender) -> "models.QuerySet[Review]":
    """Return the reviews of the present submission; earlier ones judged other documents."""
    if tender.submitted_at is None:
        return tender.reviews.none()
    return tender.reviews.filter(at__gte=tender.submitted_at)


def missing_kinds(tender: Tender) -> list[ReviewKind]:
    """Return the reviews that have not passed yet."""
    passed = set(current_reviews(tender).filter(passed=True).values_list("kind", flat=True))
    return [kind for kind in needed_kinds(tender) if kind not in passed]


def kinds_for(actor: Actor, tender: Tender) -> list[ReviewKind]:
    """Return the missing reviews that the actor's offices let them give."""
    return [kind for kind in missing_kinds(tender) if actor.holds(*OFFICES[kind])]


def wrote_in(tender: Tender, actor_code: str) -> bool:
    """Tell whether a person wrote in the documents: the audit chain knows."""
    if actor_code == tender.author_code:
        return True
    written = AuditEntry.objects.filter(
        subject_kind="tender", subject_code=tender.code, action__in=_WRITING, actor_code=actor_code
    )
    return written.exists()
