"""Who reviews what goes out before it does, and what is still missing (RULES N-12): one mechanism, ``Reviewing``.

The simplest true form of 需求管理办法 art. 29–34: procurement, finance, business and supervision each give an
opinion (art. 32); what falls under art. 11 also needs the key review (art. 31, 33) and the contract text
passed by a legal adviser (art. 23). Whoever wrote in the requirement, the plan or the documents reviews
nothing. A return sends everything round again (art. 29).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

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
from ..models import Tender

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
_FOUR = (ReviewKind.PROCUREMENT, ReviewKind.FINANCE, ReviewKind.BUSINESS, ReviewKind.SUPERVISION)
_WRITING = ("create", "edit")


@dataclass(frozen=True, slots=True)
class Reviewing:
    """How one kind of thing is reviewed before it goes out.

    Its rows have ``reviews`` (rows of an ``InternalReview``), ``submitted_at``, the states DRAFT, IN_REVIEW and
    REVIEWED and the steps ``return_for_changes`` and ``pass_reviews``. ``is_weighty``: whether article 11 holds of
    one; ``wrote``: whether a person wrote it by what its own rows say; ``is_subject``: whether it is reviewed at all.
    """

    subject_kind: str
    is_weighty: Callable[[Any], bool]
    wrote: Callable[[Any, str], bool]
    is_subject: Callable[[Any], bool] = lambda obj: True

    def needed(self, obj: Any) -> tuple[ReviewKind, ...]:
        """Return the reviews it needs, in the order they are shown."""
        if not self.is_subject(obj):
            return ()
        return (*_FOUR, ReviewKind.KEY, ReviewKind.LEGAL) if self.is_weighty(obj) else _FOUR

    def current(self, obj: Any) -> "models.QuerySet[Any]":
        """Return the reviews of the present submission; earlier ones judged other words."""
        if obj.submitted_at is None:
            return obj.reviews.none()
        return obj.reviews.filter(at__gte=obj.submitted_at)

    def missing(self, obj: Any) -> list[ReviewKind]:
        """Return the reviews that have not passed yet."""
        passed = set(self.current(obj).filter(passed=True).values_list("kind", flat=True))
        return [kind for kind in self.needed(obj) if kind not in passed]

    def kinds_for(self, actor: Actor, obj: Any) -> list[ReviewKind]:
        """Return the missing reviews that the actor's offices let them give."""
        return [kind for kind in self.missing(obj) if actor.holds(*OFFICES[kind])]

    def not_reviewed_now(self, actor: Actor, obj: Any) -> str:
        """Return why the actor has no opinion to give, before one is written; empty: there is one."""
        if obj.status != "IN_REVIEW":
            text = _("现在的状态是“%(state)s”，没有审查。请刷新页面查看最新进展。")
            return text % {"state": obj.get_status_display()}
        if self.wrote_in(obj, actor.code):
            return _("您编写过采购需求、实施计划或者采购文件，须由其他人审查（需求管理办法第三十二条）。")
        if not self.kinds_for(actor, obj):
            return _("您的岗位负责的审查已经全部通过，没有要您再审的。")
        return ""

    def wrote_in(self, obj: Any, actor_code: str) -> bool:
        """Tell whether a person wrote in it, now or earlier: the audit chain knows."""
        if self.wrote(obj, actor_code):
            return True
        written = AuditEntry.objects.filter(
            subject_kind=self.subject_kind,
            subject_code=obj.code,
            action__in=_WRITING,
            actor_code=actor_code,
        )
        return written.exists()

    def refusal(self, obj: Any) -> str | None:
        """Return which reviews are still missing, as the sentence that stops what they must precede."""
        missing = self.missing(obj)
        if not missing:
            return None
        return _("还缺%(kinds)s：采购活动开始前须完成内部审查（需求管理办法第二十九条）。") % {
            "kinds": named(missing)
        }


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


def _wrote(tender: Tender, actor_code: str) -> bool:
    """Tell whether a person wrote the requirement, its survey, the plan or began the documents."""
    if actor_code in (tender.author_code, tender.plan.author_code, tender.item.author_code):
        return True
    surveyed = RequirementSurvey.objects.exclude(status=SurveyStatus.DISCARDED)
    return surveyed.filter(item=tender.item_id, author_code=actor_code).exists()


TENDERS = Reviewing("tender", is_weighty, _wrote)
