"""Making a purchase intent (采购意向) public, 30 days before the procurement starts (D-01)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit, clock
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.language import in_language_of_record
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import publish

from .. import permissions
from ..enums import ItemStatus
from ..lifecycle import ITEM
from ..models import PlanItem, PurchaseIntent
from ..selectors import latest_intent
from ..selectors.starts import earliest_start, needs_intent, start_after

# The sentence that 财办库〔2020〕50号 puts under every intent.
FOOTER = "本次公开的采购意向是本单位政府采购工作的初步安排，具体采购项目情况以相关采购公告和采购文件为准。"


@transaction.atomic
def publish_intent(
    *, item: PlanItem, summary: str, expected_month: date, actor: Actor, at: datetime
) -> PurchaseIntent:
    """Publish an intent; a later one corrects the earlier and does not start the 30 days again."""
    locked = PlanItem.objects.select_for_update().select_related("organisation").get(pk=item.pk)
    _check(locked, summary, actor)
    month = expected_month.replace(day=1)
    _check_month(locked, month, clock.local_date(at))
    before = latest_intent(locked)
    intent = PurchaseIntent(
        code=next_code(f"YX-{at:%Y}-"),
        item=locked,
        summary=summary.strip(),
        amount=locked.amount,
        expected_month=month,
        published_at=at,
    )
    notice = _notice(intent, before, actor, at)
    intent.publication_code = notice.code
    intent.save(force_insert=True)
    audit.record(
        subject_kind=ITEM.subject_kind,
        subject_code=locked.code,
        action="publish_intent",
        actor=actor,
        at=at,
        basis="D-01 财库〔2020〕10号",
        changes={"intent": intent.code, "publication": notice.code, "expected_month": f"{month:%Y-%m}"},
    )
    return intent


@transaction.atomic
def publish_intents(
    *, drafts: Sequence[tuple[PlanItem, str, date]], actor: Actor, at: datetime
) -> list[PurchaseIntent]:
    """Publish several intents (item, summary, month), all or none; a refusal names its item."""
    if not drafts:
        raise DomainError(_("请至少勾选一个项目。"), rule="D-01")
    return [_publish_named(item, summary, month, actor, at) for item, summary, month in drafts]


def _publish_named(item: PlanItem, summary: str, month: date, actor: Actor, at: datetime) -> PurchaseIntent:
    try:
        return publish_intent(item=item, summary=summary, expected_month=month, actor=actor, at=at)
    except NotAllowed:
        raise
    except DomainError as error:
        message = _("“%(title)s”：%(reason)s") % {"title": item.title, "reason": error}
        field = f"{error.field}_{item.code}" if error.field else None
        raise type(error)(message, field=field, rule=error.rule) from error


def _check(item: PlanItem, summary: str, actor: Actor) -> None:
    if item.status != ItemStatus.PUBLISHED:
        text = _("项目的状态是“%(state)s”：购买计划公布后才能公开采购意向。")
        raise WrongState(text % {"state": item.get_status_display()}, rule="D-01")
    verdict = permissions.publish_intent(actor, item)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="D-01")
    if not needs_intent(item):
        raise DomainError(_("限额以下的小额采购不需要公开采购意向，可以直接采购。"), rule="N-14")
    if not summary.strip():
        raise DomainError(_("请写明采购需求概况：内容、数量、质量和时限要求。"), field="summary", rule="D-01")


def _check_month(item: PlanItem, month: date, today: date) -> None:
    earliest = earliest_start(item) or start_after(today)
    if month >= earliest.replace(day=1):
        return
    raise DomainError(
        _(
            "预计采购时间不得早于%(year)s年%(month)s月：采购意向公开满30日，即%(day)s起才能开始采购"
            "（财库〔2020〕10号）。请改为%(year)s年%(month)s月或之后。"
        )
        % {
            "year": earliest.year,
            "month": earliest.month,
            "day": f"{earliest.year}年{earliest.month}月{earliest.day}日",
        },
        field="expected_month",
        rule="D-01",
    )


@in_language_of_record
def _notice(intent: PurchaseIntent, before: PurchaseIntent | None, actor: Actor, at: datetime) -> Publication:
    item, month = intent.item, intent.expected_month
    corrected = Publication.objects.filter(code=before.publication_code).first() if before else None
    return publish(
        kind=PublicationKind.INTENT,
        subject_kind="purchase-intent",
        subject_code=intent.code,
        project_code=item.code,
        title=_("%(organisation)s%(year)s年%(month)s月政府采购意向：%(title)s")
        % {
            "organisation": item.organisation.name,
            "year": month.year,
            "month": month.month,
            "title": item.title,
        },
        organisation=item.organisation,
        payload=_payload(intent, at),
        actor=actor,
        at=at,
        summary=intent.summary,
        basis="D-01",
        corrects=corrected,
    )


def _payload(intent: PurchaseIntent, at: datetime) -> dict[str, Any]:
    item = intent.item
    return {
        "organisation": item.organisation.name,
        "title": item.title,
        "summary": intent.summary,
        "budget": intent.amount,
        "expected_month": f"{intent.expected_month:%Y-%m}",
        "sme_reserved": item.sme_reserved,
        **({"sme_share": item.sme_share, "sme_measure": item.sme_measure} if item.sme_share else {}),
        **({} if item.sme_small_share is None else {"sme_small_share": item.sme_small_share}),
        "earliest_start": earliest_start(item) or start_after(clock.local_date(at)),
        "footer": FOOTER,
    }
