"""What waits for somebody around the papers: plans, reviews, releases, enquiries, small purchases."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.todo import Todo
from procurement.regulations.errors import NoCalendar

from ..enums import (
    DealStatus,
    EnquiryStatus,
    ImplementationPlanStatus,
    Method,
    SmallPurchaseStatus,
    TenderStatus,
)
from ..models import Enquiry, SingleSourceDeal, SingleSourceObjection, Tender
from .dates import answer_due, rules_of
from .entrustment_todos import entrustment_todos
from .lists import items_to_buy_small, items_to_plan, visible_plans, visible_small, visible_tenders
from .reviews import TENDERS
from .takers import short_supplies
from .ways import argument_due

SHOWN = 50
_RUNNERS = (Office.OPERATOR, Office.AGENCY_OPERATOR)


def paper_todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return what this person could do now, each with its due date and rule."""
    found: list[Todo] = []
    if actor.holds(*_RUNNERS):
        found += [
            *_enquiries(actor),
            *_objections(actor, at),
            *_supplies(actor, at),
            *_releases(actor),
            *_drafts(actor),
        ]
    if actor.holds(Office.OPERATOR):
        found += [*_plans(actor), *_small(actor)]
        found += _deals(actor, DealStatus.CONFIRMED, _("公告单一来源成交结果：%(title)s"))
    if actor.holds(Office.LEADER):
        found += _deals(actor, DealStatus.RECORDED, _("确认单一来源成交：%(title)s"))
    if actor.holds(*_RUNNERS, Office.LEADER):
        found += entrustment_todos(actor, at)
    if actor.holds(Office.REVIEWER, Office.FINANCE, Office.LEADER, Office.DISCIPLINE, Office.REPRESENTATIVE):
        found += _reviews(actor)
    return found


def _enquiries(actor: Actor) -> Iterator[Todo]:
    waiting = Enquiry.objects.filter(tender__in=visible_tenders(actor), status=EnquiryStatus.ASKED)
    for enquiry in waiting.select_related("tender").order_by("asked_at")[:SHOWN]:
        try:
            due = answer_due(clock.local_date(enquiry.asked_at)).limit
        except NoCalendar:
            due = None
        title = _("答复询问：%(title)s") % {"title": enquiry.tender.title}
        url = reverse("tendering:enquiry-answer", args=[enquiry.code])
        yield Todo(title, due, url, "D-33", enquiry.code)


def _objections(actor: Actor, at: datetime) -> Iterator[Todo]:
    """The notice of a single source is over: what somebody has against it is argued and answered (74 art. 40)."""
    waiting = SingleSourceObjection.objects.filter(
        upheld=None, notice__ends_on__lt=clock.local_date(at), notice__plan__in=visible_plans(actor)
    ).filter(notice__plan__status=ImplementationPlanStatus.DRAFT)
    for objection in waiting.select_related("notice__plan__item").order_by("pk")[:SHOWN]:
        title = _("补充论证单一来源的异议：%(title)s") % {"title": objection.notice.plan.title}
        url = reverse("tendering:objection-argue", args=[objection.code])
        yield Todo(title, argument_due(objection.notice), url, "C-11", objection.code)


def _supplies(actor: Actor, at: datetime) -> Iterator[Todo]:
    """Fewer than three took the documents: the notice that prolongs the supply is written, who runs it decides."""
    for tender in short_supplies(visible_tenders(actor), at)[:SHOWN]:
        title = _("不足三家获取文件，看是否顺延提供期限：%(title)s") % {"title": tender.title}
        url = reverse("tendering:amendment-create", args=[tender.code])
        day, rule = clock.local_date(tender.deadline), rules_of(tender).supply or "D-04"
        yield Todo(title, day, f"{url}?prolong=1", rule, tender.code, tender.method)


def _releases(actor: Actor) -> Iterator[Todo]:
    """Reviewed and not out: to be released by the day that its deadline is counted from."""
    for tender in visible_tenders(actor).filter(status=TenderStatus.REVIEWED)[:SHOWN]:
        title = _("发布采购文件：%(title)s") % {"title": tender.title}
        url = reverse("tendering:tender-release", args=[tender.code])
        yield Todo(title, tender.documents_from, url, rules_of(tender).deadline, tender.code, tender.method)


def _drafts(actor: Actor) -> Iterator[Todo]:
    for tender in visible_tenders(actor).filter(status=TenderStatus.DRAFT)[:SHOWN]:
        title = _("编制采购文件：%(title)s") % {"title": tender.title}
        yield _todo(title, tender, "N-12")


def _reviews(actor: Actor) -> Iterator[Todo]:
    waiting = visible_tenders(actor).filter(status=TenderStatus.IN_REVIEW, purchaser=actor.organisation_id)
    for tender in waiting.select_related("item__catalogue_item", "item__requirement_mark", "plan")[:SHOWN]:
        if TENDERS.kinds_for(actor, tender) and not TENDERS.wrote_in(tender, actor.code):
            title = _("审查采购文件：%(title)s") % {"title": tender.title}
            url = reverse("tendering:tender-reviews", args=[tender.code])
            yield Todo(title, tender.documents_from, url, "N-12", tender.code)


def _plans(actor: Actor) -> Iterator[Todo]:
    for item in items_to_plan(actor)[:SHOWN]:
        title = _("编制采购实施计划：%(title)s") % {"title": item.title}
        yield Todo(title, None, reverse("tendering:plan-create", args=[item.code]), "B-08", item.code)
    own = visible_plans(actor).filter(item__organisation=actor.organisation_id)
    for plan in own.filter(status=ImplementationPlanStatus.DRAFT)[:SHOWN]:
        yield _todo(_("报送备案：%(title)s") % {"title": plan.title}, plan, "B-08")
    filed = own.filter(status=ImplementationPlanStatus.FILED, tenders__isnull=True)
    for plan in filed.exclude(method=Method.SINGLE_SOURCE)[:SHOWN]:
        yield _todo(_("开始编制采购文件：%(title)s") % {"title": plan.title}, plan, "N-12")
    alone = filed.filter(method=Method.SINGLE_SOURCE)
    for plan in alone.exclude(deals__status__in=DealStatus.standing())[:SHOWN]:
        yield _todo(_("与供应商协商，登记记录：%(title)s") % {"title": plan.title}, plan, "C-10")


def _deals(actor: Actor, status: str, title: str) -> Iterator[Todo]:
    rows = SingleSourceDeal.objects.filter(plan__in=visible_plans(actor), status=status)
    # Who entered the record cannot confirm it: it does not wait for that person (RULES I-06).
    if status == DealStatus.RECORDED:
        rows = rows.exclude(author_code=actor.code)
    for deal in rows.select_related("plan__item").order_by("pk")[:SHOWN]:
        yield _todo(title % {"title": deal.title}, deal, "C-10")


def _small(actor: Actor) -> Iterator[Todo]:
    for item in items_to_buy_small(actor)[:SHOWN]:
        title = _("开始小额采购：%(title)s") % {"title": item.title}
        yield Todo(title, None, reverse("tendering:small-create", args=[item.code]), "N-14", item.code)
    titles = {
        SmallPurchaseStatus.QUOTING: _("询价、登记集体决定：%(title)s"),
        SmallPurchaseStatus.DECIDED: _("公开小额采购结果：%(title)s"),
    }
    for purchase in visible_small(actor).filter(status__in=titles)[:SHOWN]:
        yield _todo(titles[purchase.status] % {"title": purchase.title}, purchase, "N-14")


def _todo(title: str, obj: Tender | object, rule: str) -> Todo:
    return Todo(title, None, obj.get_absolute_url(), rule, obj.code)
