"""What waits for me, what I have, what happened lately."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from procurement.core import notifications
from procurement.core.views import ActorMixin

from .. import selectors
from ..selectors import offices
from ..selectors.todos import urgency

LATELY = 6


class Home(ActorMixin, TemplateView):
    """The first page after signing in."""

    sign_in_required = True
    template_name = "workspace/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = selectors.todos(self.actor, self.at)
        lately = notifications.of(self.actor.code)[:LATELY]
        return super().get_context_data(
            todos=waiting,
            urgency=urgency(waiting, self.at),
            objects=selectors.objects(self.actor),
            lately=[notifications.as_line(row) for row in lately],
            advice=self._advice(),
            workspace_navigation=selectors.navigation(self.actor, self.request.path, len(waiting)),
            **kwargs,
        )

    def _advice(self) -> dict[str, str]:
        """Say what to do next where nothing waits: by the office one holds."""
        for fits, text, link, screen in ADVICE:
            if fits(self.actor):
                return {"text": str(text()), "link": str(link()), "url": _address(screen)}
        return {
            "text": _("您还没有在任何单位任职。供应商可以登记单位；其他人员请本单位负责人为您分配岗位。"),
            "link": _("开始"),
            "url": _address("accounts:welcome"),
        }


ADVICE = (
    (
        offices.bids,
        lambda: _("现在没有要办的事。可以看看哪些项目正在接收投标（响应）。"),
        lambda: _("找项目"),
        "cms:notice-list",
    ),
    (
        offices.supplies,
        lambda: _("现在没有要办的事。履约情况可以随时登记。"),
        lambda: _("我的合同"),
        "contracts:contract-list",
    ),
    (
        offices.reviews_plans,
        lambda: _("没有待审核的计划项目。"),
        lambda: _("查看全部计划"),
        "catalogue:plan-item-list",
    ),
    (
        offices.oversees,
        lambda: _("没有要您处理的事。可以查看最近的办理记录。"),
        lambda: _("办理记录"),
        "workspace:trail",
    ),
    (
        offices.in_bureau,
        lambda: _("没有要您处理的事。可以查看预算指标。"),
        lambda: _("预算指标"),
        "budgeting:line-list",
    ),
    (
        offices.buys,
        lambda: _("现在没有要办的事。可以起草新的计划项目，或者查看正在进行的采购。"),
        lambda: _("购买计划"),
        "catalogue:plan-item-list",
    ),
    (
        offices.scores_performance,
        lambda: _("还没有委托给您的绩效评价。接到委托时会通知您。"),
        lambda: _("看已公开的绩效"),
        "cms:grade-list",
    ),
    (
        offices.sits_on_panels,
        lambda: _("现在没有要您参加的评审。抽到您时会通知您。"),
        lambda: _("评审"),
        "awarding:evaluation-list",
    ),
    (
        offices.keeps_keys,
        lambda: _("现在没有要您开启的项目。请确认开启密钥已经登记，口令没有忘记。"),
        lambda: _("开启密钥"),
        "tendering:custody",
    ),
    (
        offices.acts_as_agency,
        lambda: _("现在没有要办的事。接受委托的项目会出现在这里。"),
        lambda: _("采购项目"),
        "tendering:tender-list",
    ),
)


def _address(screen: str) -> str:
    try:
        return reverse(screen)
    except NoReverseMatch:
        return ""
