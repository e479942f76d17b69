"""A budget line's procedure: entered → approved → closed."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.lifecycle import Lifecycle, Transition

from . import permissions
from .enums import LineStatus
from .models import BudgetLine


def has_money(line: BudgetLine, *, actor: Actor, at: datetime) -> "str | Promise | None":
    """Refuse an empty line."""
    return None if line.proposed > 0 else _("申报数为零，没有可以批准的金额。")


def nothing_promised(line: BudgetLine, *, actor: Actor, at: datetime) -> "str | Promise | None":
    """Refuse to close a line that still owes money to a project."""
    open_money = line.reserved + line.frozen + line.committed
    if not open_money:
        return None
    return _("还有 %(amount)s 元被项目占用，办结或释放后才能结转。") % {"amount": f"{open_money:,.2f}"}


LINE = Lifecycle(
    BudgetLine,
    "budget-line",
    [
        Transition(
            name="approve",
            source=(LineStatus.DRAFT,),
            target=LineStatus.APPROVED,
            permission=permissions.approve_line,
            guards=(has_money,),
            basis="B-02 《预算法》第十三条",
            label=gettext_lazy("批准"),
        ),
        Transition(
            name="close",
            source=(LineStatus.APPROVED,),
            target=LineStatus.CLOSED,
            permission=permissions.close_line,
            guards=(nothing_promised,),
            basis="B-05",
            label=gettext_lazy("结转"),
        ),
    ],
)
