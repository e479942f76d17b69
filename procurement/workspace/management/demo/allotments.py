"""Exports of the budget system that the bureau brings in: one approved long ago, one waits for the second person."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from procurement.budgeting.models import AllotmentBatch
from procurement.budgeting.selectors.imports import FIELDS, IMPORT_KIND, check_allotments
from procurement.budgeting.services import approve_batch, import_allotments
from procurement.core import attachments
from procurement.core.spreadsheets import TABLE_BYTES, fill_xlsx, read_table

from .stage import YEAR, Stage, Story

OFFICER, SECOND = "bureau-budget", "bureau-budgettwo"
_TRANSFER, _SPECIAL = "上级专项转移支付", "县级专项资金"
_HEADS = [
    *("单位名称", "年度", "项目名称", "指标编号", "指标文号", "资金性质"),
    *("支出功能分类", "政府预算经济分类", "金额（元）"),
]
_SPRING = (
    ("zengdian", "农村综合改革转移支付", _TRANSFER, "2130705", "50205", 186000),
    ("wupu", "农村综合改革转移支付", _TRANSFER, "2130705", "50205", 164000),
    ("hujindian", "农村综合改革转移支付", _TRANSFER, "2130705", "50205", 120000),
    ("civil", "居家和社区基本养老服务提升", _TRANSFER, "2081006", "50205", 450000),
)
_AUTUMN = (
    ("daodian", "村级公益事业管护补助", _SPECIAL, "2130706", "50205", 98000),
    ("shahe", "村级公益事业管护补助", _SPECIAL, "2130706", "50205", 87500),
    ("culture", "公共文化服务体系建设补助", _TRANSFER, "2070109", "50205", 210000),
)


def allotments(stage: Stage) -> Story:
    """In spring a table comes in and is approved together; in September the next one is only entered."""
    yield stage.moment("2026-03-05", 10)
    batch = _bring_in(stage, "2026年第一批指标.xlsx", f"云财预〔{YEAR}〕21号", 1, _SPRING)
    yield stage.moment("2026-03-06", 15)
    approve_batch(
        batch=batch, document=f"云财预〔{YEAR}〕21号（演示）", actor=stage.cast[SECOND], at=stage.at
    )
    yield stage.moment("2026-09-18", 11)
    _bring_in(stage, "2026年第三批指标.xlsx", f"云财预〔{YEAR}〕85号", 41, _AUTUMN)


def _bring_in(
    stage: Stage, name: str, document: str, first: int, rows: tuple[tuple[Any, ...], ...]
) -> AllotmentBatch:
    """Keep the file, read it as the page does, and enter every row."""
    officer = stage.cast[OFFICER]
    kept = attachments.store(
        file=_table(stage, name, document, first, rows),
        purpose="import",
        owner_kind=IMPORT_KIND,
        owner_code=officer.code,
        actor=officer,
        at=stage.at,
        allowed=attachments.TABLES,
        max_bytes=TABLE_BYTES,
    )
    with attachments.open_attachment(kept) as content:
        file = SimpleUploadedFile(name, content.read())
    preview = read_table(file=file, fields=FIELDS)
    check_allotments(preview, officer, this_year=stage.today.year, in_wan=False)
    if not preview.ok:
        raise ValueError([str(error) for error in preview.errors])
    return import_allotments(rows=preview.rows, source=kept, actor=officer, at=stage.at)


def _table(
    stage: Stage, name: str, document: str, first: int, rows: tuple[tuple[Any, ...], ...]
) -> SimpleUploadedFile:
    """Return a table as the provincial system exports it."""
    target = io.BytesIO()
    lines = [
        [
            *(stage.cast.organisation(key).name, YEAR, project, f"42092326P{number:08d}", document, source),
            *(function, economy, amount),
        ]
        for number, (key, project, source, function, economy, amount) in enumerate(rows, start=first)
    ]
    fill_xlsx(target, _HEADS, lines, title="指标下达情况")
    return SimpleUploadedFile(name, target.getvalue())
