"""The survey and the public consultation before a requirement is fixed (RULES G-09, G-10), as tables."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.language import listed
from procurement.core.lifecycle import Lifecycle, Transition
from procurement.core.permissions import system_only

from .. import permissions
from ..enums import ConsultationStatus as C
from ..enums import SurveyStatus as S
from ..models import RequirementConsultation, RequirementSurvey
from ..selectors import requirement

Refusal = str | Promise | None


def everything_is_written(survey: RequirementSurvey, *, actor: Actor, at: datetime) -> Refusal:
    """Refuse a survey that leaves out what article 10 wants to know."""
    empty = requirement.unwritten(survey)
    if not empty:
        return None
    return _("还没有填写：%(topics)s（财库〔2021〕22号第十条）。没有相关情况的，写“不涉及”并说明原因。") % {
        "topics": listed(empty)
    }


def the_market_was_asked(survey: RequirementSurvey, *, actor: Actor, at: datetime) -> Refusal:
    """Refuse fewer of the market than article 10 wants, unless a reason says why."""
    least, asked = requirement.least_respondents(clock.local_date(at)), requirement.market_asked(survey)
    if asked >= least or requirement.spares_asking(survey):
        return None
    return _(
        "面向市场主体的调查对象一般不少于%(least)d个（财库〔2021〕22号第十条），现在有%(asked)d个："
        "请补充企业、社会组织等，或写明不足的原因。"
    ) % {"least": least, "asked": asked}


def every_voice_is_answered(consultation: RequirementConsultation, *, actor: Actor, at: datetime) -> Refusal:
    """Refuse a result while somebody has had no answer."""
    waiting = consultation.comments.filter(replied_at__isnull=True).count()
    if not waiting:
        return None
    return _("还有 %(count)d 条意见没有答复：每条意见都要写明是否采纳和理由。") % {"count": waiting}


SURVEY = Lifecycle(
    RequirementSurvey,
    "requirement-survey",
    [
        Transition(
            name="conclude",
            source=(S.OPEN,),
            target=S.CONCLUDED,
            permission=permissions.survey,
            guards=(everything_is_written, the_market_was_asked),
            basis="G-10 财库〔2021〕22号第十条、第十一条、第三十四条",
            label=gettext_lazy("完成需求调查"),
        ),
        Transition(
            name="discard",
            source=(S.OPEN,),
            target=S.DISCARDED,
            permission=permissions.survey,
            basis="G-10",
            label=gettext_lazy("作废这份调查"),
        ),
    ],
)

CONSULTATION = Lifecycle(
    RequirementConsultation,
    "requirement-consultation",
    [
        Transition(
            name="close",
            source=(C.OPEN,),
            target=C.CLOSED,
            permission=system_only,
            basis="G-09 《政府采购法实施条例》第十五条",
            label=gettext_lazy("征求意见截止"),
        ),
        Transition(
            name="conclude",
            source=(C.CLOSED,),
            target=C.CONCLUDED,
            permission=permissions.consult_public,
            guards=(every_voice_is_answered,),
            basis="G-09 《政府采购法实施条例》第十五条",
            label=gettext_lazy("公布征求意见结果"),
        ),
        Transition(
            name="withdraw",
            source=(C.OPEN, C.CLOSED),
            target=C.WITHDRAWN,
            permission=permissions.consult_public,
            basis="G-09",
            label=gettext_lazy("撤回征求意见"),
        ),
    ],
)
