"""What waits for whom in evaluation and award."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.core.actors import Actor
from procurement.core.calendars import working_calendar
from procurement.core.clock import local_date
from procurement.core.todo import Todo
from procurement.regulations import periods
from procurement.tendering.enums import AwardRule, Method, PackageStatus, TenderStatus
from procurement.tendering.models import Package
from procurement.tendering.selectors.lists import entrusted

from ..enums import AwardStatus, EvaluationStatus, MemberStatus, PanelStatus
from ..models import Award, Evaluation, PanelMember, ScoreSheet

NEXT_OF_GROUP = (PackageStatus.EXAMINED, PackageStatus.NEGOTIATING, PackageStatus.FINAL_OPENED)
BEFORE_SCORING = (
    PackageStatus.RECEIVING,
    PackageStatus.CLOSED,
    PackageStatus.OPENED,
    PackageStatus.EXAMINED,
)


def todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return the steps of evaluation and award that wait for this person in this organisation."""
    if actor.user_id is None:
        return []
    mine = [*_statements(actor), *_group_work(actor), *_sheets(actor), *_reports(actor), *_signatures(actor)]
    return [*mine, *_panels(actor), *_awards(actor)]


def _group_work(actor: Actor) -> list[Todo]:
    """What a group that stands does next: negotiate, or begin to score."""
    seats = PanelMember.objects.filter(
        user_id=actor.user_id,
        status=MemberStatus.DECLARED,
        panel__status=PanelStatus.CONFIRMED,
        panel__package__status__in=NEXT_OF_GROUP,
        panel__package__evaluation__isnull=True,
    ).exclude(
        panel__package__tender__method=Method.FRAMEWORK,
        panel__package__tender__award_rule=AwardRule.LOWEST_EVALUATED_PRICE,
    )
    return [
        Todo(
            title=_next_of_group(seat.panel.package) % {"title": seat.panel.package.tender.title},
            due=None,
            url=reverse("awarding:package-detail", args=[seat.panel.package.code]),
            rule="N-01",
            subject_code=seat.panel.package.code,
        )
        for seat in seats.select_related("panel__package__tender")
    ]


def _next_of_group(package: Package) -> str:
    talks = (
        package.tender.method in Method.with_final_offers() and package.status != PackageStatus.FINAL_OPENED
    )
    if talks:
        return _("磋商（谈判）：%(title)s")
    by_price = package.tender.award_rule == AwardRule.LOWEST_EVALUATED_PRICE
    return _("开始评审：%(title)s") if by_price else _("开始评分：%(title)s")


def _panels(actor: Actor) -> list[Todo]:
    """Whoever runs a tender records the draw before the responses are opened, and confirms the panel."""
    if not actor.holds(Office.OPERATOR, Office.AGENCY_OPERATOR):
        return []
    mine = Q(tender__purchaser_id=actor.organisation_id) | entrusted(
        actor, "tender__agency", "tender__plan__"
    )
    # A negotiation's group confirms its documents: it comes before they go out (N-16).
    early = Q(
        status=PackageStatus.PREPARED,
        tender__method=Method.COMPETITIVE_NEGOTIATION,
        tender__status__in=(TenderStatus.IN_REVIEW, TenderStatus.REVIEWED),
    )
    waiting = Package.objects.filter(mine, Q(status__in=BEFORE_SCORING) | early).exclude(
        panel__status=PanelStatus.CONFIRMED
    )
    return [
        Todo(
            title=_("组建评审小组：%(title)s") % {"title": package.tender.title},
            due=local_date(package.tender.deadline) if package.tender.deadline else None,
            url=reverse("awarding:package-detail", args=[package.code]),
            rule="E-03",
            subject_code=package.code,
            method=package.tender.method,
        )
        for package in waiting.select_related("tender")
    ]


def _statements(actor: Actor) -> list[Todo]:
    waiting = PanelMember.objects.filter(user_id=actor.user_id, status=MemberStatus.INVITED)
    return [
        Todo(
            title=_("签署回避声明：%(title)s") % {"title": member.panel.package.tender.title},
            due=None,
            url=reverse("awarding:member-declare", args=[member.panel.code]),
            rule="E-07",
            subject_code=member.code,
        )
        for member in waiting.select_related("panel__package__tender")
    ]


def _sheets(actor: Actor) -> list[Todo]:
    open_sheets = ScoreSheet.objects.filter(
        member__user_id=actor.user_id,
        submitted_at__isnull=True,
        evaluation__status=EvaluationStatus.SCORING,
    ).select_related("evaluation__package__tender")
    return [
        Todo(
            title=_("独立评分：%(title)s") % {"title": sheet.evaluation.package.tender.title},
            due=None,
            url=reverse("awarding:sheet", args=[sheet.evaluation.code]),
            rule="E-09",
            subject_code=sheet.evaluation.code,
        )
        for sheet in open_sheets
    ]


def _reports(actor: Actor) -> list[Todo]:
    """Every sheet is in: one of the group works out the ranking."""
    mine = Evaluation.objects.filter(
        status=EvaluationStatus.SCORING,
        sheets__member__user_id=actor.user_id,
    ).exclude(sheets__in=ScoreSheet.objects.filter(submitted_at__isnull=True))
    return [
        Todo(
            title=_("汇总评分，形成评审报告：%(title)s") % {"title": evaluation.package.tender.title},
            due=None,
            url=reverse("awarding:evaluation-detail", args=[evaluation.code]),
            rule="E-09",
            subject_code=evaluation.code,
        )
        for evaluation in mine.select_related("package__tender").distinct()
    ]


def _signatures(actor: Actor) -> list[Todo]:
    unsigned = ScoreSheet.objects.filter(
        member__user_id=actor.user_id, evaluation__status=EvaluationStatus.REPORTED
    ).exclude(evaluation__signatures__member__user_id=actor.user_id)
    return [
        Todo(
            title=_("签署评审报告：%(title)s") % {"title": sheet.evaluation.package.tender.title},
            due=None,
            url=reverse("awarding:evaluation-detail", args=[sheet.evaluation.code]),
            rule="E-09",
            subject_code=sheet.evaluation.code,
        )
        for sheet in unsigned.select_related("evaluation__package__tender")
    ]


def _awards(actor: Actor) -> list[Todo]:
    if not actor.holds(Office.LEADER, Office.OPERATOR):
        return []
    waiting = Award.objects.filter(
        Q(status=AwardStatus.PROPOSED) | Q(status=AwardStatus.CONFIRMED),
        package__tender__purchaser_id=actor.organisation_id,
    ).select_related("package__tender")
    awards = list(waiting)
    return [_award_todo(award, working_calendar()) for award in awards]


def _award_todo(award: Award, calendar) -> Todo:
    proposed = award.status == AwardStatus.PROPOSED
    rule = "D-19" if proposed else "D-21"
    start = award.report_received_at if proposed else award.confirmed_at
    title = _("确定成交供应商：%(title)s") if proposed else _("发布结果公告和通知书：%(title)s")
    return Todo(
        title=title % {"title": award.package.tender.title},
        due=periods.limit(rule, local_date(start), calendar).limit,
        url=reverse("awarding:award-detail", args=[award.code]),
        rule=rule,
        subject_code=award.code,
        method=award.package.tender.method,
    )
