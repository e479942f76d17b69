"""What of 财库〔2021〕22号 a framework's plan must pass before it is called for (RULES N-12).

A purchaser's plan is reviewed like tender documents. The order leaves the frameworks of a central agency to other
rules (art. 41), which name no internal review: the finance department looks at those plans (110 art. 8).
"""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from procurement.accounts.enums import OrganisationKind
from procurement.core import clock, parameters
from procurement.regulations import parameters as policy
from procurement.regulations import requirement as law
from procurement.regulations.basis import Finding
from procurement.tendering.selectors.reviews import Reviewing

from ..enums import CallOffWay, FrameworkCase
from ..models import Framework


def by_central_agency(framework: Framework) -> bool:
    """Tell whether a central agency runs it, which 22号 art. 41 leaves to other rules."""
    return framework.organiser.kind == OrganisationKind.CENTRAL_AGENCY


def whole_estimate(framework: Framework) -> Decimal:
    """Return what is expected to be bought over the whole term, in yuan."""
    return framework.annual_estimate * max(12, framework.term_months) / 12


def grounds(framework: Framework, on: date) -> tuple[Finding, ...]:
    """Return why article 11 holds: then key review, risk plan and legal adviser are a must (art. 23, 25, 33)."""
    project = law.Project(
        amount=whole_estimate(framework),
        public_service=framework.case == FrameworkCase.PUBLIC_SERVICE or framework.users_choose,
        wanted=bool(framework.key_reason.strip()),
    )
    return law.survey_grounds(project, on=on, parameters=parameters.changed(on))


def is_weighty(framework: Framework) -> bool:
    """Tell whether article 11 holds, as of the day it was sent to the reviewers: the same throughout a review."""
    sent = framework.submitted_at
    return sent is not None and bool(grounds(framework, clock.local_date(sent)))


def left_open(framework: Framework, on: date) -> list[str]:
    """Return what the law does not say of this framework's review and ranking, as sentences for the screen."""
    return [*_review_left_open(framework, on), *_scores_left_open(framework)]


def _scores_left_open(framework: Framework) -> list[str]:
    if not framework.is_scored:
        return []
    found = [
        _(
            "质量优先法：第二十五条只说可量化的指标划分等次、作为评分项，没有写明成员的评分怎样合成，得分并列怎么办。"
            "本平台按公开招标的规定（第九条），只收客观分，各成员须一致（87号令第六十四条），取平均值；"
            "排在入围界线上的得分相同的抽签，不比价格。待财政部门确认。"
        )
    ]
    if framework.call_off_way == CallOffWay.COMPETITION:
        text = _(
            "二次竞价一般适用于价格优先法（第三十三条），质量优先法能不能用，法律没有写明，待财政部门确认。"
        )
        found.append(text)
    return found


def _review_left_open(framework: Framework, on: date) -> list[str]:
    if by_central_agency(framework):
        return [
            _(
                "集中采购机构的框架协议，需求管理按有关制度执行（需求管理办法第四十一条）。有关制度没有规定内部审查，"
                "本平台不要求，由财政部门审核采购方案（财政部令第110号第八条）；待财政部门确认。"
            )
        ]
    limit = policy.number(law.SURVEY_AMOUNT, on, parameters.changed(on))
    if framework.annual_estimate < limit <= whole_estimate(framework):
        return [
            _(
                "框架协议的项目金额按整个期限的预计金额计算，达到重点项目的金额；法律没有写明算法，待财政部门确认。"
            )
        ]
    return []


FRAMEWORKS = Reviewing(
    "framework",
    is_weighty,
    wrote=lambda framework, code: code == framework.author_code,
    is_subject=lambda framework: not by_central_agency(framework),
)
