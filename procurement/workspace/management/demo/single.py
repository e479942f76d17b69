"""One supplier only: the talks about a price, their record, the head's word, the public result (74 art. 41 to 43)."""

from datetime import timedelta
from decimal import Decimal

from procurement.core.clock import local_date
from procurement.tendering.models import SingleSourceDeal
from procurement.tendering.services.deals import Talks, confirm_deal, publish_deal, record_deal

from .delivery import officer
from .paper import file_plan
from .papers import pdf
from .plan import Row, intend, operator
from .requirement import preparing
from .stage import Stage, Story


def single_source(stage: Stage, row: Row) -> Story:
    """From the intent to the published result; below the open-tender threshold nobody else has to be asked (C-11)."""
    yield stage.workday(hour=15)
    intend(stage, row)
    yield from preparing(stage, row)
    yield stage.moment(row["release_on"], 9)
    plan = file_plan(stage, row, {})
    yield stage.workday(after=2, hour=15)
    told = row["deal"]
    talks = Talks(
        held_on=local_date(stage.at),
        amount=Decimal(told["amount"]),
        **{name: told[name] for name in ("place", "costs", "terms", "talks")},
    )
    record_deal(
        plan=plan,
        supplier=stage.cast.organisation(told["supplier"]),
        talks=talks,
        members=told["members"],
        file=pdf("协商情况记录.pdf", "Signed record of the talks"),
        actor=operator(stage, row),
        at=stage.at,
    )
    yield stage.workday(after=1, hour=10)
    confirm_deal(deal=deal_of(plan.pk), actor=officer(stage, row, "leader"), at=stage.at)
    yield stage.at + timedelta(hours=5)
    publish_deal(deal=deal_of(plan.pk), actor=operator(stage, row), at=stage.at)


def deal_of(plan: int) -> SingleSourceDeal:
    return SingleSourceDeal.objects.get(plan_id=plan)
