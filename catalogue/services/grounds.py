"""Filing why repeated purchases are not splitting (B-19): a paper that a second person confirms."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import attachments, clock, lifecycle
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.models import Attachment

from .. import permissions
from ..enums import GroundKind
from ..lifecycle import ITEM
from ..models import PlanItem, SplittingGround
from .notices import tell_ground


def enter_ground(
    *,
    items: Sequence[PlanItem],
    kind: str,
    document: str,
    document_on: date,
    file: UploadedFile,
    actor: Actor,
    at: datetime,
) -> SplittingGround:
    """File a paper for the items that it names, of one purchaser; it counts once a second person confirms it.

    The scan is stored before the transaction, which must not wait for a disk, and discarded if it fails.
    """
    _check(items, kind, document, document_on, actor, at)
    scan = attachments.store(
        file=file,
        purpose="splitting-ground",
        owner_kind=ITEM.subject_kind,
        owner_code=items[0].code,
        actor=actor,
        at=at,
    )
    try:
        with transaction.atomic():
            return _enter(items, kind, document.strip(), document_on, scan, actor, at)
    except Exception:
        attachments.discard(scan)
        raise


@transaction.atomic
def confirm_ground(
    *, ground: SplittingGround, actor: Actor, at: datetime, reason: str = ""
) -> SplittingGround:
    """Confirm that the paper is there and covers the items: they no longer count as splitting."""
    return _decide("confirm", ground, reason.strip(), actor, at)


@transaction.atomic
def reject_ground(*, ground: SplittingGround, reason: str, actor: Actor, at: datetime) -> SplittingGround:
    """Say why the paper does not do."""
    if not reason.strip():
        raise DomainError(_("请写明复核不通过的原因。"), field="reason", rule="B-19")
    return _decide("reject", ground, reason.strip(), actor, at)


def _check(
    items: Sequence[PlanItem], kind: str, document: str, document_on: date, actor: Actor, at: datetime
) -> None:
    if not items or len({item.organisation_id for item in items}) != 1:
        raise DomainError(_("请选择同一购买主体的项目。"), field="items", rule="B-19")
    verdict = permissions.enter_ground(actor, items[0])
    if not verdict:
        raise NotAllowed(verdict.reason, rule="B-19")
    if kind not in GroundKind.values:
        raise DomainError(_("请选择是批准采用其他采购方式，还是项目预算调整。"), field="kind", rule="B-19")
    if not document.strip():
        raise DomainError(_("请填写文件名称和文号。"), field="document", rule="B-19")
    if document_on > clock.local_date(at):
        raise DomainError(_("文件日期不能晚于今天。"), field="document_on", rule="B-19")


def _enter(
    items: Sequence[PlanItem],
    kind: str,
    document: str,
    document_on: date,
    scan: Attachment,
    actor: Actor,
    at: datetime,
) -> SplittingGround:
    ground = SplittingGround(
        code=next_code(f"CF-{at:%Y}-"),
        organisation=items[0].organisation,
        kind=kind,
        document=document,
        document_on=document_on,
        attachment=scan,
        author_code=actor.code,
        author_name=actor.name,
        entered_at=at,
    )
    changes = {"kind": kind, "document_on": document_on, "items": [item.code for item in items]}
    lifecycle.create(ground, actor=actor, at=at, basis="B-19", reason=document, changes=changes)
    ground.items.set(items)
    tell_ground(ground, at=at)
    return ground


def _decide(step: str, ground: SplittingGround, reason: str, actor: Actor, at: datetime) -> SplittingGround:
    updates = {"decided_name": actor.name, "decided_at": at, "remarks": reason}
    lifecycle.apply(step, ground, actor=actor, at=at, reason=reason, updates=updates)
    return ground
