"""Who reviews tender documents before release, and what is still missing (RULES N-12).

The simplest true form of 需求管理办法 art. 29–34: procurement, finance, business and supervision each give an
opinion (art. 32); what falls under art. 11 also needs the key review (art. 31, 33) and the contract text
passed by a legal adviser (art. 23). Whoever wrote in the requirement, the plan or the documents reviews
nothing. A return sends everything round again (art. 29).
"""

from collections.abc import Iterable
from itertools import groupby

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.enums import SurveyStatus
from catalogue.models import RequirementSurvey
from catalogue.selectors.requirement import under_article_11
from procurement.accounts.enums import Office
from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.language import listed
from procurement.core.models import AuditEntry

from ..enums import ReviewKind
from ..models import Review, Tender

OFFICES = {
    ReviewKind.PROCUREMENT: (Office.REVIEWER, Office.LEADER),
    ReviewKind.FINANCE: (Office.FINANCE,),
    ReviewKind.BUSINESS: (Office.REVIEWER, Office.REPRESENTATIVE, Office.LEADER),
    ReviewKind.SUPERVISION: (Office.DISCIPLINE,),
    ReviewKind.KEY: (Office.REVIEWER, Office.LEADER, Office.DISCIPLINE),
    ReviewKind.LEGAL: (Office.REVIEWER, Office.LEADER, Office.DISCIPLINE),
}
ARTICLES = {
    **dict.fromkeys(ReviewKind, gettext_lazy("需求管理办法第三十二条")),
    ReviewKind.KEY: gettext_lazy("需求管理办法第三十一条、第三十三条"),
    ReviewKind.LEGAL: gettext_lazy("需求管理办法第二十三条"),
}
_WRITING = ("create", "edit")


def needed_kinds(tender: Tender) -> tuple[ReviewKind, ...]:
    """Return the reviews this tender needs, in the order they are shown."""
    kinds = (ReviewKind.PROCUREMENT, ReviewKind.FINANCE, ReviewKind.BUSINESS, ReviewKind.SUPERVISION)
    return (*kinds, ReviewKind.KEY, ReviewKind.LEGAL) if is_weighty(tender) else kinds


def is_weighty(tender: Tender) -> bool:
    """Tell whether article 11 holds, as of the day the plan was filed: the same throughout one procedure."""
    filed = tender.plan.filed_at
    return filed is not None and under_article_11(tender.item, clock.local_date(filed))


def named(kinds: Iterable[ReviewKind]) -> str:
    """Return reviews in words, those of one article together, each article named."""
    grouped = groupby(kinds, key=lambda kind: ARTICLES[kind])
    return listed(
        _("%(kind)s（%(article)s）") % {"kind": listed(one.label for one in same), "article": article}
        for article, same in grouped
    )


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
    """Tell whether a person wrote the requirement, the plan or in the documents: the audit chain knows."""
    if actor_code in (tender.author_code, tender.plan.author_code, tender.item.author_code):
        return True
    surveyed = RequirementSurvey.objects.exclude(status=SurveyStatus.DISCARDED)
    if surveyed.filter(item=tender.item_id, author_code=actor_code).exists():
        return True
    written = AuditEntry.objects.filter(
        subject_kind="tender", subject_code=tender.code, action__in=_WRITING, actor_code=actor_code
    )
    return written.exists()
