"""What should not be: items without a purchase by their month, and payments behind their day."""

from datetime import date

from django.db.models import QuerySet

from catalogue.enums import ItemStatus
from catalogue.models import PlanItem
from procurement.contracts.enums import InvoiceStatus
from procurement.contracts.models import Invoice


def items_without_purchase(today: date) -> QuerySet[PlanItem]:
    """Return this year's published items whose month is over and for which nothing was begun."""
    items = PlanItem.objects.filter(
        status=ItemStatus.PUBLISHED,
        year=today.year,
        start_month__lt=today.month,
        tenders=None,
        small_purchases=None,
    )
    return items.select_related("organisation").order_by("start_month", "code")


def late_payments(today: date) -> QuerySet[Invoice]:
    """Return the invoices that the law wanted paid before ``today``, the longest overdue first (B-12 to B-14)."""
    unpaid = (InvoiceStatus.RECEIVED, InvoiceStatus.APPROVED)
    found = Invoice.objects.filter(status__in=unpaid, due_on__lt=today)
    return found.select_related("contract__purchaser", "contract__supplier").order_by("due_on", "code")
