"""What waits for whom: applications, orders to confirm, to answer, to publish; frameworks to file and to sum up."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office, OrganisationKind
from procurement.awarding.enums import EvaluationStatus
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.todo import Todo
from procurement.tendering.enums import AwardRule, PackageStatus, RoundStatus
from procurement.tendering.permissions import REVIEW_OFFICES

from ..enums import CallOffStatus, ContestStatus, EntryStatus, FrameworkStatus, VoucherBatchStatus
from ..models import CallOff, Contest, ContestOffer, Framework, FrameworkEntry, Solicitation, VoucherBatch
from .dates import publish_by, review_by, sign_by, summary_by, tell_by
from .reviews import FRAMEWORKS

SHOWN = 50
_RUN = (Office.OPERATOR, Office.AGENCY_OPERATOR)


def todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return what this person could do now about frameworks."""
    if actor.user_id is None or actor.organisation_id is None:
        return []
    found: list[Todo] = []
    if actor.holds(*_RUN):
        found += [*_frameworks(actor), *_calls(actor), *_signed(actor)]
        found += [*_applications(actor), *_results(actor), *_choices(actor), *_contests(actor, at)]
    if actor.holds(*REVIEW_OFFICES):
        found += _reviews(actor)
    if actor.holds(Office.REVIEWER, Office.LEADER):
        found += [*_to_confirm(actor), *_to_issue(actor)]
    if actor.organisation_kind == OrganisationKind.SUPPLIER:
        found += [*_orders(actor), *_agreements(actor), *_offers(actor, at)]
    if actor.organisation_kind == OrganisationKind.FINANCE_BUREAU and actor.holds(Office.BUREAU_SUPERVISOR):
        found += _plans()
    return found


def _frameworks(actor: Actor) -> Iterator[Todo]:
    titles = {
        FrameworkStatus.DRAFT: _("编制框架协议采购方案：%(title)s"),
        FrameworkStatus.REVIEWED: _("报送框架协议采购方案：%(title)s"),
        FrameworkStatus.FILED: _("发布框架协议征集公告：%(title)s"),
        FrameworkStatus.ENDED: _("发布框架协议成交汇总公告：%(title)s"),
    }
    own = Framework.objects.filter(organiser=actor.organisation_id, status__in=titles, summary_code="")
    for row in own.order_by("pk")[:SHOWN]:
        due = summary_by(row) if row.status == FrameworkStatus.ENDED else None
        title = titles[FrameworkStatus(row.status)] % {"title": row.title}
        yield Todo(title, due, row.get_absolute_url(), "C-13" if due else "N-15", row.code)


def _reviews(actor: Actor) -> Iterator[Todo]:
    """A plan that waits for an opinion this person may give (N-12)."""
    rows = Framework.objects.filter(organiser=actor.organisation_id, status=FrameworkStatus.IN_REVIEW)
    for row in rows.select_related("organiser").order_by("pk")[:SHOWN]:
        if FRAMEWORKS.kinds_for(actor, row) and not FRAMEWORKS.wrote_in(row, actor.code):
            title = _("审查框架协议采购方案：%(title)s") % {"title": row.title}
            yield Todo(title, None, row.get_absolute_url(), "N-12", row.code)


_BY_PRICE = Q(package__tender__award_rule=AwardRule.LOWEST_EVALUATED_PRICE)
# Where quality ranks, the committee's signed scores come first.
_SCORED = Q(package__evaluation__status=EvaluationStatus.SIGNED)


def _calls(actor: Actor) -> Iterator[Todo]:
    """A closed framework whose call was examined, ranked, or must not be opened."""
    titles = {
        PackageStatus.CLOSED: _("供应商不足，宣布征集失败：%(title)s"),
        PackageStatus.EXAMINED: _("确定入围供应商：%(title)s"),
        PackageStatus.EVALUATED: _("公告入围结果：%(title)s"),
    }
    rows = Solicitation.objects.filter(
        framework__organiser=actor.organisation_id,
        framework__status__in=(FrameworkStatus.SOLICITING, FrameworkStatus.IN_FORCE),
        notice_code="",
    ).filter(
        Q(package__status=PackageStatus.EVALUATED)
        | Q(package__status=PackageStatus.EXAMINED) & (_BY_PRICE | _SCORED)
        | Q(package__status=PackageStatus.CLOSED, package__rounds__status=RoundStatus.UNOPENED)
    )
    for row in rows.select_related("framework", "package").order_by("pk")[:SHOWN]:
        title = titles[PackageStatus(row.package.status)] % {"title": row.framework.title}
        yield Todo(title, None, row.framework.get_absolute_url(), "C-13", row.framework.code)


def _signed(actor: Actor) -> Iterator[Todo]:
    """All have signed: the framework may bind."""
    rows = Framework.objects.filter(organiser=actor.organisation_id, status=FrameworkStatus.SIGNING)
    for row in rows.exclude(entries__status=EntryStatus.OFFERED).order_by("pk")[:SHOWN]:
        title = _("框架协议生效，告知采购人：%(title)s") % {"title": row.title}
        yield Todo(title, tell_by(row), row.get_absolute_url(), "D-32", row.code)


def _applications(actor: Actor) -> Iterator[Todo]:
    rows = FrameworkEntry.objects.filter(
        framework__organiser=actor.organisation_id, status=EntryStatus.APPLIED
    )
    for row in rows.select_related("framework", "supplier").order_by("applied_at")[:SHOWN]:
        title = _("审核加入申请：%(supplier)s") % {"supplier": row.supplier.name}
        yield Todo(title, review_by(row), row.get_absolute_url(), "C-13", row.code)


def _to_confirm(actor: Actor) -> Iterator[Todo]:
    rows = CallOff.objects.filter(purchaser=actor.organisation_id, status=CallOffStatus.ASKED)
    for row in rows.exclude(author_code=actor.code).order_by("pk")[:SHOWN]:
        title = _("确认框架协议成交：%(title)s") % {"title": row.title}
        yield Todo(title, None, row.get_absolute_url(), "C-13", row.code)


def _to_issue(actor: Actor) -> Iterator[Todo]:
    rows = VoucherBatch.objects.filter(purchaser=actor.organisation_id, status=VoucherBatchStatus.ASKED)
    for row in rows.exclude(author_code=actor.code).order_by("pk")[:SHOWN]:
        title = _("确认发放服务券：%(title)s") % {"title": row.title}
        yield Todo(title, None, row.get_absolute_url(), "C-13", row.code)


def _choices(actor: Actor) -> Iterator[Todo]:
    """What service users have chosen and nobody has ordered."""
    rows = VoucherBatch.objects.filter(
        purchaser=actor.organisation_id,
        status=VoucherBatchStatus.ISSUED,
        vouchers__entry__isnull=False,
        vouchers__call_off__isnull=True,
    )
    for row in rows.distinct().order_by("pk")[:SHOWN]:
        title = _("汇总服务对象的选择：%(title)s") % {"title": row.title}
        yield Todo(title, row.valid_until, row.get_absolute_url(), "C-13", row.code)


def _results(actor: Actor) -> Iterator[Todo]:
    rows = CallOff.objects.filter(purchaser=actor.organisation_id, status=CallOffStatus.ACCEPTED)
    for row in rows.order_by("pk")[:SHOWN]:
        title = _("公开框架协议成交结果：%(title)s") % {"title": row.title}
        yield Todo(title, publish_by(row), row.get_absolute_url(), "C-13", row.code)


def _contests(actor: Actor, at: datetime) -> Iterator[Todo]:
    """A competition whose time is over."""
    rows = Contest.objects.filter(
        purchaser=actor.organisation_id, status=ContestStatus.OPEN, until__lt=at
    ).order_by("until")
    for row in rows[:SHOWN]:
        title = _("开启竞价报价：%(title)s") % {"title": row.title}
        yield Todo(title, None, row.get_absolute_url(), "C-13", row.code)


def _offers(actor: Actor, at: datetime) -> Iterator[Todo]:
    """A competition that waits for my price."""
    if not actor.holds(Office.SUPPLIER_ADMIN, Office.BIDDER):
        return
    rows = ContestOffer.objects.filter(
        entry__supplier=actor.organisation_id,
        given_at=None,
        contest__status=ContestStatus.OPEN,
        contest__until__gte=at,
    )
    if actor.newcomer_since is not None:
        rows = rows.filter(contest__asked_at__gt=actor.newcomer_since)
    for row in rows.select_related("contest").order_by("contest__until")[:SHOWN]:
        title = _("二次竞价报价：%(title)s") % {"title": row.contest.title}
        due = local_date(row.contest.until)
        yield Todo(title, due, row.contest.get_absolute_url(), "C-13", row.contest.code)


def _orders(actor: Actor) -> Iterator[Todo]:
    if not actor.holds(Office.SUPPLIER_ADMIN, Office.BIDDER):
        return
    rows = CallOff.objects.filter(entry__supplier=actor.organisation_id, status=CallOffStatus.CONFIRMED)
    for row in rows.order_by("pk")[:SHOWN]:
        title = _("答复框架协议订单：%(title)s") % {"title": row.title}
        yield Todo(title, None, row.get_absolute_url(), "C-13", row.code)


def _agreements(actor: Actor) -> Iterator[Todo]:
    if not actor.holds(Office.SUPPLIER_ADMIN):
        return
    rows = FrameworkEntry.objects.filter(supplier=actor.organisation_id, status=EntryStatus.OFFERED)
    for row in rows.select_related("framework").order_by("pk")[:SHOWN]:
        title = _("签订框架协议：%(title)s") % {"title": row.framework.title}
        yield Todo(title, sign_by(row), row.get_absolute_url(), "D-32", row.code)


def _plans() -> Iterator[Todo]:
    for row in Framework.objects.filter(status=FrameworkStatus.SUBMITTED).order_by("pk")[:SHOWN]:
        title = _("审核框架协议采购方案：%(title)s") % {"title": row.title}
        yield Todo(title, None, reverse("frameworks:framework-detail", args=[row.code]), "N-15", row.code)
