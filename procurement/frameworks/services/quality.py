"""The scoring table of a closed framework that quality ranks (110 art. 23, 25)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.findings import sentence
from procurement.regulations.quality import check_factor
from procurement.tendering.selectors.tables import coded_rows
from procurement.tendering.selectors.terms import points
from procurement.tendering.services.drafting import refuse_stale
from procurement.tendering.services.framework_calls import quality_table

from ..models import Framework
from .planning import edit_framework


@transaction.atomic
def set_quality_factors(
    *, framework: Framework, rows: Iterable[Mapping[str, Any]], actor: Actor, at: datetime, seen: str = ""
) -> Framework:
    """Replace the scoring table; ``seen``: the fingerprint of the table that was on the page.

    Raises DomainError beside ``factors`` and its cell: what is no tender's table either, what cannot be counted, the
    price.
    """
    locked = Framework.objects.select_for_update().get(pk=framework.pk)
    refuse_stale(seen=seen, rows=locked.quality_factors)
    if not locked.is_scored:
        text = _("只有质量优先法的封闭式框架协议设评分表（财政部令第110号第二十五条）。请先选评审方法。")
        raise DomainError(text, field="factors", rule="N-15")
    table = quality_table(rows=rows, qualification=locked.qualification, at=at)
    for factor in table:
        wrong = check_factor(factor.name, objective=factor.objective)
        if wrong:
            # The words stand where there is room for them.
            cell = (factor.position, "name" if factor.objective else "criteria")
            raise DomainError(sentence(wrong), field="factors", rule=wrong.rule, cell=cell)
    kept = [{**row, "maximum": points(row["maximum"])} for row in coded_rows(table)]
    return edit_framework(framework=framework, actor=actor, at=at, quality_factors=kept)
