"""What waits for somebody in catalogue and plan."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement.accounts.enums import Office
from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.todo import Todo

from ..enums import AnnualStatus, ConsultationStatus, ItemStatus, VersionStatus
from ..models import (
    AnnualPlan,
    CatalogueVersion,
    DepartmentOpinion,
    OffCatalogueFiling,
    PlanAdjustment,
    PlanItem,
    SplittingGround,
)
from .actors import is_catalogue_officer
from .adjustments import adjustments_to_decide
from .annual import plans_to_review
from .filings import filings_to_examine
from .making import drafts
from .opinions import questions_to, silent
from .plan import items_with_words, reviewable, visible_items
from .requirement import unheard, unsurveyed, waiting_consultations
from .splitting import grounds_to_confirm
from .starts import intent_due, lead_days, needs_intent

# An intent is shown this many days before its last day: earlier it would only be noise.
INTENT_NOTICE_DAYS = 30
SHOWN = 50


def todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return what this person could do now: review, publish, mend, or make an intent public."""
    found: list[Todo] = []
    if is_catalogue_officer(actor):
        found += [
            _plan(plan, _("审核年度计划：%(owner)s %(year)s年")) for plan in plans_to_review(actor)[:SHOWN]
        ]
        found += [_review(item) for item in _alone(reviewable(actor))[:SHOWN]]
        found += _publish(actor)
        found += [_adjustment(one) for one in adjustments_to_decide(actor)[:SHOWN]]
        found += [_filing(filing) for filing in filings_to_examine(actor)[:SHOWN]]
        found += [row for version in drafts()[:SHOWN] for row in _making(version, clock.local_date(at))]
    found += [_ground(ground) for ground in grounds_to_confirm(actor)[:SHOWN]]
    if actor.organisation_id and actor.holds(Office.OPERATOR, Office.LEADER):
        found += [_question(opinion) for opinion in questions_to(actor)[:SHOWN]]
    found += [_words(item) for item in items_with_words(actor)[:SHOWN]]
    if actor.organisation_id and actor.holds(Office.OPERATOR):
        found += _own(actor, at)
        found += _requirements(actor, clock.local_date(at))
    return found


def _review(item: PlanItem) -> Todo:
    owner = item.organisation.short_name or item.organisation.name
    return _todo(item, _("审核计划项目：%(owner)s %(title)s") % {"owner": owner, "title": item.title}, "B-08")


def _words(item: PlanItem) -> Todo:
    title = _("复核敏感词说明：%(title)s") % {"title": item.title}
    url = reverse("catalogue:plan-item-words", args=[item.code])
    return Todo(title=title, due=None, url=url, rule="A-09", subject_code=item.code)


def _alone(items: QuerySet[PlanItem]) -> QuerySet[PlanItem]:
    """Keep items that came alone: those of a plan that waits as a whole are reviewed with it."""
    waiting = AnnualPlan.objects.filter(
        organisation=OuterRef("organisation"), year=OuterRef("year"), status=AnnualStatus.SUBMITTED
    )
    return items.filter(~Exists(waiting))


def _plan(plan: AnnualPlan, title: str) -> Todo:
    owner = plan.organisation.short_name or plan.organisation.name
    text = title % {"owner": owner, "year": plan.year}
    return Todo(title=text, due=None, url=plan.get_absolute_url(), rule="A-14", subject_code=plan.code)


def _publish(actor: Actor) -> list[Todo]:
    count = visible_items(actor).filter(status=ItemStatus.AGREED).count()
    if not count:
        return []
    title = ngettext(
        "预留资金并公布：%(count)d 个项目已审核同意", "预留资金并公布：%(count)d 个项目已审核同意", count
    )
    return [Todo(title % {"count": count}, None, reverse("catalogue:plan-publish"), "A-14", "")]


def _making(version: CatalogueVersion, today: date) -> list[Todo]:
    """Return what a catalogue in the making waits for; nothing while others have their time."""
    asked = version.status == VersionStatus.CONSULTING
    if asked and today <= version.consult_until and silent(version).exists():
        return []
    titles = {
        VersionStatus.DRAFT: _("编制目录草案：%(title)s"),
        VersionStatus.CONSULTING: _("部门意见已齐或到期，继续办理：%(title)s"),
        VersionStatus.REVIEWING: _("答复意见、登记论证和批准：%(title)s"),
        VersionStatus.APPROVED: _("公布目录：%(title)s"),
    }
    if version.status not in titles:
        return []
    title = titles[VersionStatus(version.status)] % {"title": version.title}
    url = reverse("catalogue:draft-detail", args=[version.code])
    return [Todo(title=title, due=None, url=url, rule="A-13", subject_code=version.code)]


def _adjustment(adjustment: PlanAdjustment) -> Todo:
    owner = adjustment.plan.organisation
    facts = {"owner": owner.short_name or owner.name, "year": adjustment.plan.year}
    title = _("复核计划调整：%(owner)s %(year)s年") % facts
    return Todo(title, None, adjustment.get_absolute_url(), "B-08", adjustment.code)


def _ground(ground: SplittingGround) -> Todo:
    title = _("复核批准文件：%(owner)s %(document)s") % {
        "owner": ground.organisation.short_name or ground.organisation.name,
        "document": ground.document,
    }
    return Todo(title, None, ground.get_absolute_url(), "B-19", ground.code)


def _filing(filing: OffCatalogueFiling) -> Todo:
    title = _("审核目录外备案：%(owner)s %(title)s") % {"owner": filing.organisation, "title": filing.title}
    return Todo(title, None, filing.get_absolute_url(), "A-15", filing.code)


def _question(opinion: DepartmentOpinion) -> Todo:
    version = opinion.version
    title = _("答复目录征求意见：%(title)s") % {"title": version.title}
    url = reverse("catalogue:opinion-answer", args=[version.code])
    return Todo(title=title, due=version.consult_until, url=url, rule="A-13", subject_code=version.code)


def _own(actor: Actor, at: datetime) -> list[Todo]:
    own = PlanItem.objects.filter(organisation=actor.organisation_id)
    returned = own.filter(status=ItemStatus.RETURNED).order_by("code")[:SHOWN]
    found = [
        _todo(item, _("修改被退回的项目：%(title)s") % {"title": item.title}, "B-08") for item in returned
    ]
    plans = AnnualPlan.objects.filter(organisation=actor.organisation_id, status=AnnualStatus.RETURNED)
    mend = _("修改并重新提交年度计划：%(owner)s %(year)s年")
    found += [_plan(plan, mend) for plan in plans.select_related("organisation").order_by("code")]
    waiting = own.filter(status=ItemStatus.PUBLISHED, intents__isnull=True).order_by("start_month", "code")
    today = clock.local_date(at)
    days = lead_days(today)
    for item in waiting[:SHOWN]:
        due = intent_due(item, days)
        if needs_intent(item) and due - timedelta(days=INTENT_NOTICE_DAYS) <= today:
            found.append(_intent(item, due))
    return found


def _requirements(actor: Actor, today: date) -> list[Todo]:
    """Return what is to be done before a requirement is fixed: survey, hear the residents, answer them."""
    home = actor.organisation_id
    wanted = [
        *((item, _("开展需求调查：%(title)s"), "G-10") for item in unsurveyed(home, today)[:SHOWN]),
        *((item, _("征求社会公众意见：%(title)s"), "G-09") for item in unheard(home)[:SHOWN]),
    ]
    found = [
        Todo(
            title=title % {"title": item.title},
            due=None,
            url=reverse("catalogue:requirement", args=[item.code]),
            rule=rule,
            subject_code=item.code,
        )
        for item, title, rule in wanted
    ]
    for row in waiting_consultations(home)[:SHOWN]:
        open_ = row.status == ConsultationStatus.OPEN
        title = _("答复群众意见：%(title)s") if open_ else _("答复群众意见、公布结果：%(title)s")
        url = row.get_absolute_url()
        found.append(Todo(title % {"title": row.item.title}, None, url, "G-09", row.code))
    return found


def _intent(item: PlanItem, due: date) -> Todo:
    title = _("公开采购意向：%(title)s") % {"title": item.title}
    url = reverse("catalogue:plan-item-intent", args=[item.code])
    return Todo(title=title, due=due, url=url, rule="D-01", subject_code=item.code)


def _todo(item: PlanItem, title: str, rule: str) -> Todo:
    return Todo(title=title, due=None, url=item.get_absolute_url(), rule=rule, subject_code=item.code)
