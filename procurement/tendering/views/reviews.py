"""Internal review on the screen: who has reviewed, what is missing, the form of one opinion. Frameworks use it too."""

from typing import Any

from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.language import either
from procurement.core.permissions import Permission
from procurement.core.views import ActionView
from procurement.regulations.review import PARTS, QUESTIONS

from .. import permissions
from ..enums import Finding, ReviewKind
from ..forms.process import ReviewForm
from ..models import InternalReview, Review
from ..selectors.reviews import ARTICLES, TENDERS, Reviewing
from ..services.reviews import record_review
from .frame import TenderAction
from .papers import TabView


def reviews_of(rules: Reviewing, permission: Permission, obj: Any, actor: Actor) -> dict[str, Any]:
    """Return what ``tendering/reviews_panel.html`` shows: each review with its opinion, and the actor's own part."""
    given = {review.kind: review for review in rules.current(obj)}
    open_to_me = obj.status == "IN_REVIEW" and permission(actor, obj) and not rules.wrote_in(obj, actor.code)
    return {
        "kinds": [
            {"label": kind.label, "article": ARTICLES[kind], "review": given.get(kind)}
            for kind in rules.needed(obj)
        ],
        "checks": _checks(given.get(ReviewKind.KEY)),
        "history": obj.reviews.order_by("-at"),
        "mine": rules.kinds_for(actor, obj) if open_to_me else [],
    }


def _checks(review: InternalReview | None) -> list[dict[str, Any]]:
    """Return what the key review found, by the parts of article 31."""
    if review is None:
        return []
    tones = {Finding.FINE: "done", Finding.WRONG: "danger", Finding.NONE: "neutral"}
    found = [(one, Finding(review.checks[one.code])) for one in QUESTIONS if one.code in review.checks]
    return [
        {
            "title": either(*PARTS[number]),
            "rows": [
                {
                    "text": either(one.text_zh, one.text_en),
                    "finding": finding.label,
                    "tone": tones[finding],
                }
                for one, finding in found
                if one.part == number
            ],
        }
        for number in PARTS
    ]


class Reviews(TabView):
    """Who has reviewed, what is missing, and where the actor may give an opinion."""

    tab = "reviews"
    template_name = "tendering/tender_reviews.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = reviews_of(TENDERS, permissions.review, self.object, self.actor)
        return super().get_context_data(**found, **kwargs)


class ReviewStep(ActionView):
    """The form of one opinion, above a page of whatever is reviewed; ``rules`` say which are still open."""

    rules: Reviewing
    form_class = ReviewForm
    submit = gettext_lazy("提交审查意见")
    success_message = gettext_lazy("审查意见已记录。")

    def get_form_kwargs(self) -> dict[str, Any]:
        kinds = [(kind.value, kind.label) for kind in self.rules.kinds_for(self.actor, self.object)]
        return {**super().get_form_kwargs(), "kinds": kinds}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refusal = self.rules.not_reviewed_now(self.actor, self.object)
        return super().get_context_data(refusal=refusal, **kwargs)


class ReviewRecord(ReviewStep, TenderAction):
    """Give one opinion on tender documents; never the author."""

    tab = "reviews"
    rules = TENDERS
    title = gettext_lazy("审查采购文件")
    permission = staticmethod(permissions.review)
    template_name = "tendering/tender_review.html"

    def run(self, form: ReviewForm) -> Review:
        return record_review(tender=self.object, actor=self.actor, at=self.at, **form.given())

    def get_success_url(self) -> str:
        return self._address("reviews")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        packages = self.tender.packages.prefetch_related("requirements", "conditions", "factors")
        return super().get_context_data(packages=packages.order_by("number"), **kwargs)
