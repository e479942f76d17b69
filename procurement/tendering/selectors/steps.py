"""What may lawfully follow when a package has failed (RULES E-61, C-12)."""

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procurement.regulations.procedures import own_articles

from ..enums import Method, PackageStatus, TenderStatus
from ..models import ImplementationPlan, Package
from .two_left import last_two

TASK_CANCELLED = "TASK_CANCELLED"
UNOPENABLE = "UNOPENABLE"
_OVER = (PackageStatus.ANNULLED, PackageStatus.TERMINATED)

GROUNDS = {
    "TOO_FEW": (_("符合条件的供应商或者实质响应的供应商不足三家"), "too_few_left"),
    "ILLEGAL_ACTS": (_("出现影响采购公正的违法、违规行为"), "illegal_acts"),
    "OVER_BUDGET": (_("报价均超过采购预算，采购人不能支付"), "over_budget"),
    TASK_CANCELLED: (_("因重大变故，采购任务取消"), "task_cancelled"),
    UNOPENABLE: (
        _("在任的开标密钥保管人不足两位，文件不能开启，没有供应商可以认定为实质响应"),
        "too_few_left",
    ),
}
"""Why a procurement may be annulled: code → sentence and topic of its article. No article speaks of keys that are
lost: that nobody can be found to have answered the documents is the platform's reading, and the page says so."""

AFTER_DEADLINE = ("TOO_FEW", "OVER_BUDGET", UNOPENABLE)
"""Grounds that nobody can know before the deadline."""


TERMINATIONS = {
    "MAJOR_CHANGE": (_("发生重大变故，采购活动不能继续"), "called_off"),
    TASK_CANCELLED: (_("采购任务取消"), "called_off"),
}
"""The only two grounds on which a whole activity may be ended: code → sentence and topic of its article (N-17)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that may follow, or may not; ``basis`` is the article, ``rule`` the platform's rule id."""

    name: str
    label: "str | Promise"
    text: "str | Promise"
    basis: str
    rule: str
    possible: bool = True


_RESTART = Step(
    "restart",
    _("改正后重新采购"),
    _("采购文件有不合理条款或者程序不符合规定的，改正后重新发布公告。"),
    "《政府采购法》第三十七条、财政部令第87号第四十三条第一项",
    "E-61",
)
_CONSULT_AGAIN = Step(
    "restart",
    _("重新开展采购活动"),
    _("发布终止公告并说明原因后，重新开展磋商（谈判）采购。"),
    "财库〔2014〕214号第三十四条、财政部令第74号第三十七条",
    "E-61",
)
_OTHER_METHOD = Step(
    "other-method",
    _("申请改用其他采购方式"),
    _(
        "文件没有不合理条款、程序符合规定，达到公开招标数额标准的，须在采购活动开始前报设区的市级以上财政部门批准。"
    ),
    "《政府采购法》第三十七条、财政部令第87号第四十三条第二项、《政府采购法》第二十七条",
    "C-03",
)
_WITH_TWO = Step(
    "negotiate-with-two",
    _("与两家供应商竞争性谈判"),
    _(
        "公开招标只有两家供应商符合要求的，经本级财政部门批准，可以与该两家进行竞争性谈判：先撤销原采购实施计划，再回到本页编制谈判的计划。"
    ),
    "财政部令第74号第二十七条第二款",
    "C-07",
)
_NEVER = Step(
    "single-source",
    _("直接改为单一来源"),
    _("只有一家投标不等于只有唯一供应商，不得自动转为单一来源；确属唯一的，须另行公示并报批。"),
    "《政府采购法》第三十一条、第三十七条",
    "C-12",
    possible=False,
)
_NOTHING = Step(
    "close",
    _("不再采购"),
    _("采购任务已经取消：办理资金解冻，并报告本级财政部门。"),
    "《政府采购法》第三十七条、财政部令第87号第二十九条、财政部令第74号第二十三条、财库〔2014〕214号第三十五条",
    "N-17",
)


def ground_article(code: str, method: str) -> str:
    """Return the article of a ground in a procedure (KeyError for no ground): 采购法 art. 36 is on tenders only."""
    return own_articles(method)[GROUNDS[code][1]]


def grounds_behind(basis: str, method: str) -> set[str]:
    """Return the grounds that an article stands for; what was recorded before with the tender's article too."""
    return {
        code
        for code in GROUNDS
        if basis.strip() in (ground_article(code, method), ground_article(code, Method.OPEN_TENDER))
    }


def tender_runs(plan: ImplementationPlan) -> bool:
    """Tell whether a tender under this plan is still alive: one that failed in every package is over (E-61)."""
    live = Package.objects.filter(tender__plan=plan).exclude(tender__status=TenderStatus.TERMINATED)
    return live.exclude(status__in=_OVER).exists()


def next_steps(package: Package) -> list[Step]:
    """Return the lawful steps after an annulment or termination, and the one that is tempting and forbidden."""
    if package.status not in _OVER:
        return []
    # What leads from a tender into a negotiation rests on the negotiation's order.
    return [
        step if step is _WITH_TWO else replace(step, basis=package.own_basis(step.basis))
        for step in _after(package)
    ]


def _after(package: Package) -> list[Step]:
    cancelled = TASK_CANCELLED in grounds_behind(package.outcome_basis, package.tender.method)
    if package.status == PackageStatus.TERMINATED or cancelled:
        return [_NOTHING]
    if package.tender.method not in Method.tenders():
        return [_CONSULT_AGAIN, _OTHER_METHOD, _NEVER]
    return [_RESTART, *([_WITH_TWO] if last_two(package) else []), _OTHER_METHOD, _NEVER]
