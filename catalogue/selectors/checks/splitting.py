"""Whether what is bought several times is split (B-19)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from procurement.core.findings import article
from procurement.core.language import listed

from ...models import PlanItem
from .problem import Problem
from .reading import Reading


def not_split(item: PlanItem, around: Reading) -> Iterator[Problem]:
    """What is bought several times without open tender stays below the open-tender threshold (B-19)."""
    for watch in around.watches(item):
        if watch.blocks:
            others = listed(other.title for other in watch.items if other != item)
            text = _(
                "同一年度、同一预算项目下的同类服务以非公开招标方式多次采购，与“%(others)s”合计 %(total)s 元，"
                "超过公开招标数额标准 %(limit)s 元，属于化整为零（%(article)s）。请合并后公开招标；"
                "已经批准采用其他方式或调整预算的，先登记批准文件并经复核。"
            )
            yield Problem(
                "B-19",
                "method",
                text
                % {
                    "others": others,
                    "total": f"{watch.total:,.2f}",
                    "limit": f"{watch.threshold:,.2f}",
                    "article": article("B-19"),
                },
            )
