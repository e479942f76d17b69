"""Bringing in the allotments of the budget system's export, and approving them together."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation
from procurement.core import audit, lifecycle
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.fields import LARGEST
from procurement.core.models import Attachment
from procurement.core.spreadsheets import Row

from .. import permissions
from ..enums import LineStatus
from ..models import AllotmentBatch, AllotmentBatchLine, BudgetLine, ColumnMapping
from ..selectors.imports import FIELDS, IMPORT_KIND, lines_of_batch
from .lines import approve_line, create_line, propose_year
from .movements import money_text

_LINE_FIELDS = (
    *("organisation", "year", "project_name", "fund_source", "proposed"),
    *("allotment_number", "functional_class", "economic_class", "system_number"),
)


@transaction.atomic
def import_allotments(
    *, rows: list[Row], source: Attachment | None, actor: Actor, at: datetime
) -> AllotmentBatch:
    """Enter every row as a line that waits for approval, or as the year's figure of a planned one; all or none."""
    verdict = permissions.may_enter_lines(actor)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="B-02")
    total = sum((row.values["proposed"] for row in rows), Decimal("0.00"))
    if total > LARGEST:
        raise DomainError(
            _("表中金额合计 %(total)s 元，超过了平台能登记的最大金额：请核对位数和金额单位。")
            % {"total": money_text(amount=total)},
            field="file",
            rule="B-04",
        )
    batch = AllotmentBatch(
        code=next_code(f"DR-{local_date(at):%Y}-"),
        organisation_id=actor.organisation_id,
        source=source,
        total=total,
        author_code=actor.code,
        author_name=actor.name,
        entered_at=at,
    )
    changes = {"rows": len(rows), "total": batch.total, "sha256": source.sha256 if source else ""}
    lifecycle.create(batch, actor=actor, at=at, basis="B-04", changes=changes)
    for row in rows:
        line = _entered(row, actor, at)
        AllotmentBatchLine.objects.create(batch=batch, line=line, row=row.number)
    return batch


@transaction.atomic
def approve_batch(*, batch: AllotmentBatch, document: str, actor: Actor, at: datetime) -> AllotmentBatch:
    """Approve every line of the batch that still waits, on one document, by a second person."""
    if not document.strip():
        raise DomainError(_("请填写批准预算的文件名称和文号。"), field="document", rule="B-02")
    document = document.strip()
    updates = {"document": document, "approved_by": actor.name}
    lifecycle.apply("approve", batch, actor=actor, at=at, reason=document, updates=updates)
    lines = lines_of_batch(batch)
    proposed = sum((line.proposed for line in lines), Decimal("0.00"))
    if proposed != batch.total:
        text = _(
            "导入以后又有指标改了申报数：导入时合计 %(then)s 元，现在 %(now)s 元。尚未批准，请逐笔批准这些指标。"
        )
        facts = {"then": money_text(amount=batch.total), "now": money_text(amount=proposed)}
        raise WrongState(text % facts, rule="B-02")
    for line in lines:
        if line.status != LineStatus.APPROVED:
            approve_line(line=line, document=document, seen=line.proposed, actor=actor, at=at)
    return batch


@transaction.atomic
def remember_columns(
    *, organisation: Organisation, mapping: Mapping[str, str], in_wan: bool, actor: Actor, at: datetime
) -> ColumnMapping:
    """Remember which head of an organisation's export stands for which field."""
    if not permissions.may_enter_lines(actor) or actor.organisation_id != organisation.pk:
        raise NotAllowed(_("只能登记本单位表格的列对应关系。"))
    known = {field.name for field in FIELDS}
    kept = {name: head for name, head in mapping.items() if name in known and head}
    if len(set(kept.values())) != len(kept):
        raise DomainError(_("同一列不能对应两项内容。"))
    row, _created = ColumnMapping.objects.update_or_create(
        organisation=organisation, kind=IMPORT_KIND, defaults={"mapping": kept, "in_wan": in_wan}
    )
    audit.record(
        subject_kind="column-mapping",
        subject_code=organisation.code,
        action="set",
        actor=actor,
        at=at,
        changes={"mapping": kept, "in_wan": in_wan},
    )
    return row


def _entered(row: Row, actor: Actor, at: datetime) -> BudgetLine:
    planned = row.values.get("midterm")
    if planned is not None:
        return propose_year(
            line=planned,
            proposed=row.values["proposed"],
            system_number=row.values["system_number"],
            actor=actor,
            at=at,
        )
    values = {name: row.values.get(name) or "" for name in _LINE_FIELDS}
    return create_line(actor=actor, at=at, **values)
