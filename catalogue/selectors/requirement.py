"""What an item's requirement rests on: must it be surveyed, must the residents be heard, was it done (G-09, G-10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.budgeting.models import Holding
from procurement.core import clock, parameters
from procurement.regulations import methods
from procurement.regulations import parameters as policy
from procurement.regulations import requirement as law
from procurement.regulations.basis import Finding

from ..enums import (
    ConsultationStatus,
    ItemStatus,
    RespondentKind,
    ServiceClass,
    SurveyMethod,
    SurveyStatus,
)
from ..models import (
    PlanItem,
    RequirementComment,
    RequirementConsultation,
    RequirementMark,
    RequirementSurvey,
)
from .checks import Problem

_TOPICS = {
    "market": gettext_lazy("产业发展和市场供给"),
    "history": gettext_lazy("同类项目历史成交"),
    "follow_up": gettext_lazy("后续采购和费用"),
    "result": gettext_lazy("调查结论"),
}


@dataclass(frozen=True, slots=True)
class Needs:
    """Why a survey and a public consultation are a must; without a reason they may be done all the same."""

    survey: tuple[Finding, ...]
    consultation: tuple[Finding, ...]
    unconfirmed: tuple[str, ...]


def needs_of(item: PlanItem, on: date) -> Needs:
    """Return what the law wants of an item before its requirement is fixed."""
    project, given = _project(item), parameters.changed(on)
    survey = law.survey_grounds(project, on=on, parameters=given)
    consultation = law.consultation_grounds(project)
    used = [law.SURVEY_AMOUNT, law.RESPONDENTS] if survey else []
    used += [law.CONSULTATION_DAYS] if consultation else []
    unconfirmed = tuple(key for key in used if not policy.lookup(key, on, given).confirmed)
    return Needs(survey, consultation, unconfirmed)


def under_article_11(item: PlanItem, on: date) -> bool:
    """Tell whether risk plan, key review and legal adviser are a must too (art. 23, 25, 33)."""
    project = _project(item)
    # Told without asking for the parameters: lists of reviews ask it for every row.
    if project.public_service and not project.small:
        return True
    return bool(law.survey_grounds(project, on=on, parameters=parameters.changed(on)))


def mark_of(item: PlanItem) -> RequirementMark | None:
    """Return what people said of the item under article 11."""
    return RequirementMark.objects.filter(item=item).first()


def latest_survey(item: PlanItem) -> RequirementSurvey | None:
    """Return the survey that counts: the newest that was not given up."""
    found = item.surveys.exclude(status=SurveyStatus.DISCARDED).select_related("reuses__item")
    return found.order_by("-pk").first()


def latest_consultation(item: PlanItem) -> RequirementConsultation | None:
    """Return the consultation that counts: the newest that was not taken back."""
    return item.consultations.exclude(status=ConsultationStatus.WITHDRAWN).order_by("-pk").first()


def unsettled(item: PlanItem, at: datetime) -> Iterator[Problem]:
    """Yield what must be done before the requirement stands, each with its article."""
    needs = needs_of(item, clock.local_date(at))
    if needs.survey:
        yield from _survey_problem(latest_survey(item))
    if needs.consultation:
        yield from _consultation_problem(latest_consultation(item))


def _survey_problem(survey: RequirementSurvey | None) -> Iterator[Problem]:
    if survey is not None and survey.status == SurveyStatus.CONCLUDED:
        return
    text = (
        _("还没有开展需求调查：这个项目应当先调查、再确定采购需求（财库〔2021〕22号第十一条）。")
        if survey is None
        else _("需求调查还没有完成：写好结论、点“完成需求调查”以后再办理（财库〔2021〕22号第十一条）。")
    )
    yield Problem("G-10", "survey", text)


def _consultation_problem(consultation: RequirementConsultation | None) -> Iterator[Problem]:
    status = consultation.status if consultation else ""
    if status == ConsultationStatus.CONCLUDED:
        return
    texts = {
        "": _("还没有就采购需求征求社会公众的意见（《政府采购法实施条例》第十五条）。"),
        ConsultationStatus.OPEN: _(
            "正在征求社会公众的意见，截止并公布结果以后再办理（《政府采购法实施条例》第十五条）。"
        ),
        ConsultationStatus.CLOSED: _(
            "群众意见还没有答复完、结果还没有公布（《政府采购法实施条例》第十五条）。"
        ),
    }
    yield Problem("G-09", "consultation", texts[status])


def least_respondents(on: date) -> int:
    """Return how many of the market are to be asked in general (art. 10)."""
    return policy.whole(law.RESPONDENTS, on, parameters.changed(on))


def least_days(on: date) -> int:
    """Return how many days the residents have at least."""
    return policy.whole(law.CONSULTATION_DAYS, on, parameters.changed(on))


def market_asked(survey: RequirementSurvey) -> int:
    """Return how many of the market were asked."""
    return survey.respondents.filter(kind__in=RespondentKind.market()).count()


def spares_asking(survey: RequirementSurvey) -> bool:
    """Tell whether nobody had to be asked anew: reused, from a study, or with a reason."""
    from_study = SurveyMethod.STUDY in survey.methods
    return bool(survey.reuses_id or from_study or survey.few_reason.strip())


def unwritten(survey: RequirementSurvey) -> "list[str | Promise]":
    """Return the topics of article 10 that are still empty; a reused survey needs its conclusion only."""
    wanted = {"result": _TOPICS["result"]} if survey.reuses_id else _TOPICS
    return [label for name, label in wanted.items() if not getattr(survey, name).strip()]


def reusable(item: PlanItem, on: date) -> list[RequirementSurvey]:
    """Return the own finished surveys of the same need that are not older than article 11 allows."""
    found = RequirementSurvey.objects.filter(
        status=SurveyStatus.CONCLUDED,
        reuses=None,
        item__organisation=item.organisation_id,
        item__catalogue_item__code=item.catalogue_item.code,
    ).exclude(item=item)
    given = parameters.changed(on)
    rows = found.select_related("item").order_by("-ended_on", "-pk")[:20]
    return [row for row in rows if law.still_valid(row.ended_on, on=on, parameters=given)]


def running_out(until: date) -> QuerySet[RequirementConsultation]:
    """Return the consultations whose last day lies before ``until``."""
    rows = RequirementConsultation.objects.filter(status=ConsultationStatus.OPEN, until__lt=until)
    return rows.select_related("item__organisation")


def public_consultations() -> QuerySet[RequirementConsultation]:
    """Return what residents may read: open, closed and concluded ones, the open ones first."""
    rows = RequirementConsultation.objects.exclude(status=ConsultationStatus.WITHDRAWN)
    return rows.select_related("item__organisation", "item__catalogue_item").order_by("-until", "-pk")


def published_voices(consultation: RequirementConsultation) -> QuerySet[RequirementComment]:
    """Return what was said and answered: published together."""
    return consultation.comments.filter(replied_at__isnull=False)


def counts(consultation: RequirementConsultation) -> dict[str, int]:
    """Return how many spoke, were answered, and what became of it."""
    return consultation.comments.aggregate(
        said=Count("pk"),
        answered=Count("pk", filter=Q(replied_at__isnull=False)),
        adopted=Count("pk", filter=Q(handling="ADOPTED")),
        partly=Count("pk", filter=Q(handling="PARTLY")),
        declined=Count("pk", filter=Q(handling="DECLINED")),
    )


def waiting_consultations(organisation_id: int | None) -> QuerySet[RequirementConsultation]:
    """Return the own consultations that wait for answers or for their result."""
    unanswered = RequirementComment.objects.filter(consultation=OuterRef("pk"), replied_at__isnull=True)
    rows = RequirementConsultation.objects.filter(item__organisation=organisation_id)
    open_ = Q(status=ConsultationStatus.OPEN) & Exists(unanswered)
    return rows.filter(open_ | Q(status=ConsultationStatus.CLOSED)).select_related("item").order_by("until")


def unsurveyed(organisation_id: int | None, on: date) -> list[PlanItem]:
    """Return the own planned items that need a survey and have none finished (money not yet frozen)."""
    done = RequirementSurvey.objects.filter(item=OuterRef("pk"), status=SurveyStatus.CONCLUDED)
    rows = _ahead(organisation_id).exclude(Exists(done)).order_by("start_month", "code")
    given = parameters.changed(on)
    return [item for item in rows if law.survey_grounds(_project(item), on=on, parameters=given)]


def unheard(organisation_id: int | None) -> QuerySet[PlanItem]:
    """Return the own planned items of public service on which the residents were not asked yet."""
    asked = RequirementConsultation.objects.filter(item=OuterRef("pk")).exclude(
        status=ConsultationStatus.WITHDRAWN
    )
    rows = _ahead(organisation_id).filter(catalogue_item__service_class=ServiceClass.PUBLIC)
    return rows.exclude(Exists(asked)).order_by("start_month", "code")


def _ahead(organisation_id: int | None) -> QuerySet[PlanItem]:
    """Return the own published items by the Act's methods whose purchase has not begun."""
    begun = Holding.objects.filter(cause_code=OuterRef("code")).filter(
        Q(frozen__gt=0) | Q(committed__gt=0) | Q(paid__gt=0)
    )
    rows = PlanItem.objects.filter(organisation=organisation_id, status=ItemStatus.PUBLISHED)
    rows = rows.exclude(method=methods.SMALL_PURCHASE).exclude(Exists(begun))
    return rows.select_related("catalogue_item", "requirement_mark")


def _project(item: PlanItem) -> law.Project:
    mark = getattr(item, "requirement_mark", None)
    return law.Project(
        amount=item.amount,
        public_service=item.catalogue_item.service_class == ServiceClass.PUBLIC,
        small=item.method == methods.SMALL_PURCHASE,
        watched=bool(mark and mark.watched),
        difficult=bool(mark and mark.difficult),
        wanted=bool(mark and mark.wanted),
    )
