"""A framework's plan before its reviewers: the opinion, the risk plan. The list of reviews stands on its page."""

from typing import Any

from django.utils.translation import gettext_lazy

from procurement.tendering.views.lent import ReviewStep, RiskPlan

from .. import permissions
from ..models import Framework, FrameworkReview
from ..selectors.reviews import FRAMEWORKS
from ..services.reviews import record_review, set_risks
from .public import plan_facts
from .solicitations import FrameworkStep


class FrameworkReviewRecord(ReviewStep, FrameworkStep):
    """Give one opinion on a framework's plan; never the author."""

    rules = FRAMEWORKS
    title = gettext_lazy("审查框架协议采购方案")
    submit = ReviewStep.submit
    permission = staticmethod(permissions.review)
    template_name = "frameworks/framework_review.html"

    def run(self, form: Any) -> FrameworkReview:
        return record_review(framework=self.object, actor=self.actor, at=self.at, **form.given())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(facts=plan_facts(self.object), framework=self.object, **kwargs)


class FrameworkRisks(RiskPlan, FrameworkStep):
    """The risk plan of a framework of public services, or of any that is a key project (22号 art. 25)."""

    submit = gettext_lazy("保存表格")
    permission = staticmethod(permissions.write)
    template_name = "frameworks/framework_risks.html"
    title = RiskPlan.title

    def run(self, form: Any) -> Framework:
        return set_risks(framework=self.object, actor=self.actor, at=self.at, **form.given())
