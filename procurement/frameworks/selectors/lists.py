"""Which frameworks, entries and call-offs a person sees; a fixed number of queries each."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Avg, Count, Q
from django.utils.translation import gettext as _

from catalogue.enums import ItemStatus
from catalogue.models import PlanItem
from procurement.accounts.enums import Office, OrganisationKind
from procurement.budgeting.models import Holding
from procurement.budgeting.selectors import PLAN_ITEM, remainder_of
from procurement.core.actors import Actor
from procurement.suppliers.selectors import public_addresses
from procurement.tendering.enums import Method
from procurement.tendering.selectors.lists import sees_all

from ..enums import CallOffStatus, EntryStatus, FrameworkKind, FrameworkStatus
from ..models import CallOff, Framework, FrameworkEntry, Voucher, VoucherBatch

_IN = Q(entries__status=EntryStatus.ADMITTED)


def visible_frameworks(actor: Actor) -> "models.QuerySet[Framework]":
    """Return what a purchaser runs or may use, everything to the overseers, with how many are in."""
    rows = Framework.objects.select_related("organiser", "catalogue_item").annotate(
        admitted=Count("entries", filter=_IN, distinct=True)
    )
    if sees_all(actor):
        return rows
    usable = Q(status__in=FrameworkStatus.public()) & (
        Q(purchasers=None) | Q(purchasers=actor.organisation_id)
    )
    return rows.filter(Q(organiser=actor.organisation_id) | usable).distinct()


def public_frameworks() -> "models.QuerySet[Framework]":
    """Return what anybody may read, with how many suppliers are in and how much was called off."""
    done = Q(call_offs__status__in=(CallOffStatus.PUBLISHED, CallOffStatus.CONTRACTED))
    return (
        Framework.objects.filter(status__in=FrameworkStatus.public())
        .select_related("organiser", "catalogue_item")
        .annotate(
            admitted=Count("entries", filter=_IN, distinct=True),
            ordered=Count("call_offs", filter=done, distinct=True),
        )
    )


def admitted_to(framework: Framework) -> list[FrameworkEntry]:
    """Return who is in a framework now, in its order, with orders and what users ``said`` of each."""
    done = Q(call_offs__status__in=(CallOffStatus.PUBLISHED, CallOffStatus.CONTRACTED))
    rows = framework.entries.filter(status=EntryStatus.ADMITTED).select_related("supplier")
    found = list(rows.annotate(ordered=Count("call_offs", filter=done)).order_by("rank", "pk"))
    said, seats = ratings(framework), public_addresses(entry.supplier_id for entry in found)
    for entry in found:
        entry.said = said.get(entry.pk, {})
        entry.seat = seats.get(entry.supplier_id, "")
    return found


def ratings(framework: Framework) -> dict[int, dict[str, Any]]:
    """Return by entry what purchasers and service users say: mean of one to five, and how many (two queries)."""
    calls = framework.call_offs.filter(stars__isnull=False).values("entry").order_by()
    users = Voucher.objects.filter(entry__framework=framework, stars__isnull=False).values("entry").order_by()
    found: dict[int, dict[str, Any]] = {}
    for name, rows in (("purchasers", calls), ("users", users)):
        for row in rows.annotate(mean=Avg("stars"), count=Count("pk")):
            found.setdefault(row["entry"], {})[name] = {"mean": f"{row['mean']:.1f}", "count": row["count"]}
    return found


def visible_batches(actor: Actor) -> "models.QuerySet[VoucherBatch]":
    """Return the voucher batches of a purchaser, all to the overseers, with how many were used and ordered."""
    rows = VoucherBatch.objects.select_related("framework", "purchaser").annotate(
        chosen=Count("vouchers", filter=Q(vouchers__entry__isnull=False)),
        ordered=Count("vouchers", filter=Q(vouchers__call_off__isnull=False)),
    )
    return rows if sees_all(actor) else rows.filter(purchaser=actor.organisation_id)


def public_results(framework: Framework) -> "models.QuerySet[CallOff]":
    """Return the call-offs of a framework whose result is public, newest first."""
    rows = framework.call_offs.filter(publication_code__gt="")
    return rows.select_related("purchaser", "entry__supplier", "item").order_by("-pk")


def visible_entries(actor: Actor) -> "models.QuerySet[FrameworkEntry]":
    """Return a supplier's own applications; an organiser's; all to the overseers."""
    rows = FrameworkEntry.objects.select_related("framework__organiser", "supplier").order_by("-pk")
    if sees_all(actor):
        return rows
    if actor.organisation_kind == OrganisationKind.SUPPLIER:
        return rows.filter(supplier=actor.organisation_id)
    return rows.filter(framework__organiser=actor.organisation_id)


def visible_calls(actor: Actor) -> "models.QuerySet[CallOff]":
    """Return the call-offs of a purchaser, of an organiser's frameworks, of a supplier once it is asked."""
    rows = CallOff.objects.select_related("framework", "entry__supplier", "purchaser", "item")
    if sees_all(actor):
        return rows
    if actor.organisation_kind == OrganisationKind.SUPPLIER:
        return rows.filter(entry__supplier=actor.organisation_id, confirmed_at__isnull=False)
    return rows.filter(Q(purchaser=actor.organisation_id) | Q(framework__organiser=actor.organisation_id))


def serves(framework: Framework, item: PlanItem) -> bool:
    """Tell whether a plan item may be bought from a framework: the same service, an entitled purchaser."""
    if framework.catalogue_item.code != item.catalogue_item.code:
        return False
    entitled = framework.purchasers.all()
    return not entitled.exists() or entitled.filter(pk=item.organisation_id).exists()


def items_for(framework: Framework, actor: Actor) -> "models.QuerySet[PlanItem]":
    """Return the operator's published items that may be bought from a framework and have money ``left`` (yuan)."""
    if not actor.organisation_id or not actor.holds(Office.OPERATOR):
        return PlanItem.objects.none()
    entitled = framework.purchasers.all()
    if entitled.exists() and not entitled.filter(pk=actor.organisation_id).exists():
        return PlanItem.objects.none()
    return _with_money(
        PlanItem.objects.filter(
            organisation=actor.organisation_id, catalogue_item__code=framework.catalogue_item.code
        )
    )


def items_to_call_off(actor: Actor) -> "models.QuerySet[PlanItem]":
    """Return the operator's items bought by framework that still have money."""
    if not actor.organisation_id or not actor.holds(Office.OPERATOR):
        return PlanItem.objects.none()
    return _with_money(PlanItem.objects.filter(organisation=actor.organisation_id))


def _with_money(rows: "models.QuerySet[PlanItem]") -> "models.QuerySet[PlanItem]":
    held = Holding.objects.filter(cause_kind=PLAN_ITEM, cause_code=models.OuterRef("code")).order_by()
    left = held.values("cause_code").annotate(sum=models.Sum("reserved")).values("sum")
    rows = rows.filter(status=ItemStatus.PUBLISHED, method=Method.FRAMEWORK)
    return rows.annotate(left=models.Subquery(left)).filter(left__gt=0).order_by("code")


def frameworks_for(item: PlanItem, on: date) -> "models.QuerySet[Framework]":
    """Return the frameworks in force from which a plan item may be bought."""
    rows = Framework.objects.filter(
        status=FrameworkStatus.IN_FORCE, ends_on__gte=on, catalogue_item__code=item.catalogue_item.code
    )
    return rows.filter(Q(purchasers=None) | Q(purchasers=item.organisation_id)).distinct()


def may_call_off_more(item: PlanItem, on: date) -> bool:
    """Tell whether an item that is bought by call-offs has money left and a framework to call off from."""
    if item.method != Method.FRAMEWORK or not remainder_of(item.code):
        return False
    return frameworks_for(item, on).exists()


def why_never_again(framework: Framework, supplier_id: int) -> str:
    """Return why a supplier that was removed does not come back into the same framework, or nothing (110 art. 19)."""
    removed = framework.entries.filter(supplier=supplier_id, status=EntryStatus.REMOVED).first()
    if removed is None:
        return ""
    if framework.is_open:
        text = _("贵单位已被清退（%(ground)s），不得重新申请加入同一框架协议（财政部令第110号第十九条）。")
    else:
        text = _("贵单位已被清退（%(ground)s），不得参加同一框架协议的补充征集（财政部令第110号第十九条）。")
    return text % {"ground": removed.get_removal_ground_display()}


def why_not_again(framework: Framework, supplier_id: int) -> str:
    """Return why a supplementary call is not for a supplier: it is in already, or was removed (110 art. 19, 31)."""
    if framework.entries.filter(supplier=supplier_id, status__in=EntryStatus.live()).exists():
        return _("贵单位已经入围，不用参加补充征集；原框架协议继续履行（财政部令第110号第三十一条）。")
    return why_never_again(framework, supplier_id)


def open_to_enter(actor: Actor, on: date) -> "models.QuerySet[Framework]":
    """Return the open frameworks that a supplier is not in yet."""
    if actor.organisation_kind != OrganisationKind.SUPPLIER:
        return Framework.objects.none()
    mine = FrameworkEntry.objects.filter(supplier=actor.organisation_id).filter(
        status__in=(*EntryStatus.live(), EntryStatus.REMOVED)
    )
    rows = Framework.objects.filter(status=FrameworkStatus.IN_FORCE, kind=FrameworkKind.OPEN, ends_on__gte=on)
    return rows.exclude(pk__in=mine.values("framework")).select_related("organiser").order_by("ends_on", "pk")
