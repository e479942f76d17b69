"""Proofs handed in once and used many times (RULES N-04, H-01)."""

from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import attachments, audit
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.errors import DomainError, NotAllowed, WrongState

from .. import permissions
from ..enums import PaperKind
from ..lifecycle import SUPPLIER
from ..models import Supplier, SupplierPaper


def add_paper(
    *,
    supplier: Supplier,
    kind: str,
    file: UploadedFile,
    actor: Actor,
    at: datetime,
    valid_until: date | None = None,
) -> SupplierPaper:
    """Keep a proof; DomainError beside ``file`` or ``valid_until`` where it cannot be one.

    The file is stored before the transaction, which must not wait for a disk, and discarded if it fails.
    """
    _require_manage(supplier, actor)
    if valid_until is not None and valid_until < local_date(at):
        raise DomainError(_("这份材料已经过期。请上传有效期内的材料。"), field="valid_until")
    attachment = attachments.store(
        file=file,
        purpose=str(PaperKind(kind)),
        owner_kind=SUPPLIER.subject_kind,
        owner_code=supplier.code,
        actor=actor,
        at=at,
    )
    try:
        with transaction.atomic():
            paper = SupplierPaper.objects.create(
                supplier=supplier, attachment=attachment, kind=kind, valid_until=valid_until, added_at=at
            )
            changes = {"kind": str(PaperKind(kind)), "file": attachment.code, "sha256": attachment.sha256}
            _record(supplier, "add_paper", actor, at, changes)
    except Exception:
        attachments.discard(attachment)
        raise
    return paper


@transaction.atomic
def withdraw_paper(*, paper: SupplierPaper, actor: Actor, at: datetime) -> SupplierPaper:
    """Take a proof out of use; it stays on file for what it was used for."""
    supplier = paper.supplier
    _require_manage(supplier, actor)
    if SupplierPaper.objects.select_for_update().get(pk=paper.pk).withdrawn_at is not None:
        raise WrongState(_("这份材料已经撤回。"))
    paper.withdrawn_at = at
    paper.save(update_fields=["withdrawn_at"])
    _record(supplier, "withdraw_paper", actor, at, {"file": paper.attachment.code})
    return paper


def _require_manage(supplier: Supplier, actor: Actor) -> None:
    verdict = permissions.manage(actor, supplier)
    if not verdict:
        raise NotAllowed(verdict.reason)


def _record(supplier: Supplier, action: str, actor: Actor, at: datetime, changes: dict[str, str]) -> None:
    audit.record(
        subject_kind=SUPPLIER.subject_kind,
        subject_code=supplier.code,
        action=action,
        actor=actor,
        at=at,
        changes=changes,
    )
