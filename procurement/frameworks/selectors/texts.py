"""What a plan begins with: the texts that most frameworks of services need, to be changed where they do not fit."""

from django.utils.translation import gettext as _

from procurement.core.language import in_language_of_record

from ..enums import FrameworkKind, Pricing


def replacement_label(pricing: str) -> str:
    """Return how the rules of renewing a service are called: a price that the state fixes is never cut."""
    return _("服务升级规则") if pricing == Pricing.FIXED else _("服务升级和降价规则")


@in_language_of_record
def usual_replacement(pricing: str) -> str:
    """Return the usual words of those rules."""
    if pricing == Pricing.FIXED:
        return _(
            "协议单价为政府定价，按有权机关公布的价格执行。质量不降低、价格不提高的，可以申请升级服务，经征集人审核后执行。"
        )
    return _(
        "供应商可以随时降低自己的协议单价，立即生效，不能再提高。质量不降低、价格不提高的，可以申请升级服务，经征集人审核后执行。"
    )


@in_language_of_record
def usual_texts(kind: str) -> dict[str, str]:
    """Return the usual words of the rules that notice and agreement must hold (110 art. 14)."""
    common = {
        "settlement": _(
            "按实际完成并经验收的数量和协议单价结算。供应商提交服务记录和发票后，采购人按法定期限支付，不另加条件。"
        ),
        "contract_text": _(
            "订单写明服务对象范围、数量、单价、总价、地点、期限和验收方式，双方签署后成为采购合同；"
            "不改变框架协议约定的实质性条款。"
        ),
        "exit_rules": _(
            "有财政部令第110号第十九条所列情形之一的，解除框架协议，不得再次加入。有异议的，可以依法质疑、投诉。"
        ),
        "feedback_rules": _("每笔合同验收后，采购人和服务对象评价服务质量，评价向采购人和服务对象公开。"),
    }
    if kind == FrameworkKind.OPEN:
        return {
            **common,
            "exit_rules": _("%(rules)s供应商可以随时申请退出。") % {"rules": common["exit_rules"]},
        }
    return {
        **common,
        "replacement_rules": usual_replacement(Pricing.SURVEYED),
        "exit_rules": _(
            "%(rules)s剩余入围供应商不足总数70%%且影响执行的，按相同条件、程序、评审方法和淘汰比例补充征集。"
        )
        % {"rules": common["exit_rules"]},
    }
