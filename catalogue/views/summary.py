"""What item page and desk say of a requirement: what is a must and why, how far it is, what one may do."""

from datetime import datetime
from typing import Any

from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.findings import explained, meaning
from procurement.core.language import either
from procurement.regulations import parameters as policy
from procurement.regulations.basis import Finding

from .. import permissions
from ..enums import ConsultationStatus, SurveyStatus
from ..models import PlanItem
from ..selectors import requirement

TONES = {
    ConsultationStatus.OPEN: "progress",
    ConsultationStatus.CLOSED: "neutral",
    ConsultationStatus.CONCLUDED: "done",
    ConsultationStatus.WITHDRAWN: "neutral",
}
SURVEY_TONES = {
    SurveyStatus.OPEN: "progress",
    SurveyStatus.CONCLUDED: "done",
    SurveyStatus.DISCARDED: "neutral",
}


def summary_of(item: PlanItem, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return it as the templates take it."""
    on = clock.local_date(at)
    needs = requirement.needs_of(item, on)
    survey, asked = requirement.latest_survey(item), requirement.latest_consultation(item)
    labels = [policy.lookup(key, on) for key in needs.unconfirmed]
    return {
        "survey_reasons": [_reason(finding) for finding in needs.survey],
        "consultation_reasons": [_reason(finding) for finding in needs.consultation],
        "survey": survey,
        "survey_tone": SURVEY_TONES[survey.status] if survey else "",
        "consultation": asked,
        "consultation_tone": TONES[asked.status] if asked else "",
        "problems": list(requirement.unsettled(item, at)),
        "unconfirmed": [either(row.label_zh, row.label_en) for row in labels],
        "may_survey": bool(permissions.survey(actor, item)),
        "may_ask": bool(permissions.consult_public(actor, item)),
    }


def _reason(finding: Finding) -> dict[str, str]:
    return {"text": meaning(finding), "rule": finding.rule, "basis": explained(finding.basis)}
