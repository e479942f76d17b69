"""From when a procurement may start: the purchase intent must have been public for 30 days (D-01)."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from procurement.core import clock, parameters
from procurement.core.language import in_language_of_record
from procurement.regulations import methods, periods
from procurement.regulations import parameters as policy
from procurement.regulations.calendar import shift

from ..enums import ItemStatus
from ..models import PlanItem, PurchaseIntent


def needs_intent(item: PlanItem) -> bool:
    """Tell whether the law wants an intent: not for small purchases (N-14)."""
    return item.method != methods.SMALL_PURCHASE


def items_wanting_intent(organisation_id: int | None, year: int) -> QuerySet[PlanItem]:
    """Return an organisation's public items, from a year on, that the law wants an intent for and that have none."""
    items = PlanItem.objects.filter(
        organisation=organisation_id, year__gte=year, status=ItemStatus.PUBLISHED, intents__isnull=True
    )
    wanted = items.exclude(method=methods.SMALL_PURCHASE)
    return wanted.select_related("organisation", "catalogue_item").order_by("year", "start_month", "code")


@in_language_of_record
def intent_text(item: PlanItem) -> str:
    """Return a draft of what an intent says: content, quantity, who is served, how long (财办库〔2020〕50号)."""
    lines = [
        _("采购内容：%(text)s") % {"text": item.description.strip()},
        _("数量：%(quantity)s%(unit)s") % {"quantity": f"{item.quantity.normalize():f}", "unit": item.unit},
        _("服务期限：%(months)s个月") % {"months": item.term_months},
    ]
    if item.beneficiaries.strip():
        lines.append(_("服务对象：%(text)s") % {"text": item.beneficiaries.strip()})
    return "\n".join(lines)


def latest_intent(item: PlanItem) -> PurchaseIntent | None:
    """Return the item's newest intent: a later one corrects the earlier."""
    return item.intents.order_by("-published_at", "-pk").first()


def lead_days(on: date) -> int:
    """Return how many days an intent must be public before the procurement starts."""
    return policy.whole(periods.INTENT, on, parameters.changed(on))


def start_after(published: date) -> date:
    """Return the first day on which a procurement may start whose intent was published on ``published``."""
    return shift(published, lead_days(published))


def earliest_start(item: PlanItem) -> date | None:
    """Return the first day on which the item's procurement may start; None while no intent is public.

    The first intent counts: a correction of the summary does not start the clock again.
    """
    first = item.intents.order_by("published_at", "pk").first()
    return start_after(clock.local_date(first.published_at)) if first else None


def intent_due(item: PlanItem, days: int | None = None) -> date:
    """Return the last day for the intent if the procurement is to start in the planned month.

    ``days`` spares a list the look at the policy parameter for every row.
    """
    start = date(item.year, item.start_month, 1)
    return shift(start, -(lead_days(start) if days is None else days))
