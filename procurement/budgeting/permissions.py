"""Who may do what with budget lines.

The movements of money (reserve … pay) have no permission of their own: they are steps of a use case of
a room above (plan, implementation plan, contract, payment), whose lifecycle has asked.
"""

from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation
from procurement.core.actors import Actor
from procurement.core.models import Attachment
from procurement.core.permissions import ALLOWED, Verdict, allow_if, refused

from .enums import YearEndStatus
from .models import Adjustment, AllotmentBatch, BudgetLine, TownshipBudget, YearEnd
from .selectors import is_budget_officer, is_overseer


def view_line(actor: Actor, line: BudgetLine) -> Verdict:
    """Allow the bureau, the audit office, the line's owner and its supervising unit."""
    owner = line.organisation
    own = actor.organisation_id is not None and actor.organisation_id in (owner.pk, owner.supervising_id)
    return allow_if(own or is_overseer(actor), _("这笔预算指标属于其他单位。"))


def read_attachment(actor: Actor, attachment: Attachment) -> Verdict:
    """Allow the papers of a line to whoever may see the line."""
    line = BudgetLine.objects.select_related("organisation").filter(code=attachment.owner_code).first()
    return view_line(actor, line) if line else refused(_("这个文件不对外提供。"))


def list_lines(actor: Actor, obj: object = None) -> Verdict:
    """Allow whoever belongs to a purchaser, the bureau or the audit office."""
    belongs = actor.organisation_kind in OrganisationKind.purchasers()
    return allow_if(belongs or is_overseer(actor), _("只有购买主体、财政部门和审计机关可以查看预算指标。"))


def create_line(actor: Actor, organisation: Organisation) -> Verdict:
    """Allow the bureau's budget office for everybody, an organisation's finance office for itself."""
    if is_budget_officer(actor):
        return ALLOWED
    own = actor.organisation_id == organisation.pk and actor.holds(Office.FINANCE)
    return allow_if(own, _("预算指标由财政部门预算岗录入，或由本单位财务岗为本单位申报。"))


def may_enter_lines(actor: Actor, obj: object = None) -> Verdict:
    """Tell whether the actor may enter lines at all: for the county, or for the own organisation."""
    own = actor.organisation_kind in OrganisationKind.purchasers() and actor.holds(Office.FINANCE)
    return allow_if(own or is_budget_officer(actor), _("预算指标由财政部门预算岗或本单位财务岗录入。"))


def approve_line(actor: Actor, line: BudgetLine) -> Verdict:
    """Allow the bureau's budget office, but never the person who entered the line."""
    if not is_budget_officer(actor):
        return refused(_("批准预算指标是财政部门预算岗的职责。"))
    return allow_if(
        actor.is_system or actor.code != line.author_code,
        _("录入人不能批准自己录入的指标：请由预算岗的另一人批准。"),
    )


def request_adjustment(actor: Actor, line: BudgetLine) -> Verdict:
    """Allow the bureau's budget office, and an organisation's finance office for its own lines."""
    own = actor.organisation_id == line.organisation_id and actor.holds(Office.FINANCE)
    return allow_if(
        own or is_budget_officer(actor), _("预算调整由财政部门预算岗，或本单位财务岗凭批准文件申请。")
    )


def view_adjustment(actor: Actor, adjustment: Adjustment) -> Verdict:
    """Allow whoever may see the line, or the line that the money goes to."""
    verdict = view_line(actor, adjustment.line)
    return verdict if verdict or adjustment.target is None else view_line(actor, adjustment.target)


def decide_adjustment(actor: Actor, adjustment: Adjustment) -> Verdict:
    """Allow the bureau's budget office, but never the person who asked."""
    if not is_budget_officer(actor):
        return refused(_("预算调整由财政部门预算岗审批。"))
    return allow_if(
        actor.is_system or actor.code != adjustment.author_code,
        _("申请人不能审批自己的申请：请由预算岗的另一人审批。"),
    )


def withdraw_adjustment(actor: Actor, adjustment: Adjustment) -> Verdict:
    """Allow the person who asked."""
    return allow_if(actor.code == adjustment.author_code, _("只有申请人可以撤回申请。"))


def register_township(actor: Actor, organisation: Organisation) -> Verdict:
    """Allow the bureau's budget office, and the township's own finance office."""
    own = actor.organisation_id == organisation.pk and actor.holds(Office.FINANCE)
    return allow_if(
        own or is_budget_officer(actor), _("乡镇预算的批准情况由财政部门预算岗或本乡镇财务岗登记。")
    )


def may_register_townships(actor: Actor, obj: object = None) -> Verdict:
    """Tell whether the actor may register any township's budget at all."""
    own = actor.organisation_kind == OrganisationKind.TOWNSHIP and actor.holds(Office.FINANCE)
    return allow_if(
        own or is_budget_officer(actor), _("乡镇预算的批准情况由财政部门预算岗或本乡镇财务岗登记。")
    )


def view_township(actor: Actor, budget: TownshipBudget) -> Verdict:
    """Allow the bureau, the audit office and the township itself."""
    own = actor.organisation_id == budget.organisation_id
    return allow_if(own or is_overseer(actor), _("这是其他乡镇的预算。"))


def file_township(actor: Actor, budget: TownshipBudget) -> Verdict:
    """Allow the bureau's budget office, which keeps the county's copy."""
    return allow_if(is_budget_officer(actor), _("备案由财政部门预算岗登记。"))


def close_line(actor: Actor, line: BudgetLine) -> Verdict:
    """Allow the bureau's budget office, and the machine at the end of a year."""
    return allow_if(is_budget_officer(actor), _("关闭指标由财政部门预算岗办理。"))


def propose_year(actor: Actor, line: BudgetLine) -> Verdict:
    """Allow who may enter lines for the organisation: the year's figure is entered like a new line's."""
    return create_line(actor, line.organisation)


def prepare_year_end(actor: Actor, obj: object = None) -> Verdict:
    """Allow the bureau's budget office."""
    return allow_if(is_budget_officer(actor), _("年终处理由财政部门预算岗办理。"))


def decide_year_end(actor: Actor, year_end: YearEnd) -> Verdict:
    """Allow the bureau's budget office, as long as nothing was carried out or cancelled."""
    if not is_budget_officer(actor):
        return refused(_("年终处理由财政部门预算岗办理。"))
    return allow_if(year_end.status == YearEndStatus.PREPARED, _("这次年终处理已经结束，不能再改。"))


def carry_out_year_end(actor: Actor, year_end: YearEnd) -> Verdict:
    """Allow the bureau's budget office, but never the person who prepared it."""
    if not is_budget_officer(actor):
        return refused(_("年终处理由财政部门预算岗办理。"))
    return allow_if(
        actor.is_system or actor.code != year_end.author_code,
        _("编制人不能执行自己编制的年终处理：请由预算岗的另一人核对后执行。"),
    )


def view_year_end(actor: Actor, obj: object = None) -> Verdict:
    """Allow the bureau and the audit office."""
    return allow_if(is_overseer(actor), _("年终处理只有财政部门和审计机关可以查看。"))


def view_county(actor: Actor, obj: object = None) -> Verdict:
    """Allow whoever sees every line: the bureau and the audit office."""
    return allow_if(is_overseer(actor), _("全县的报告只有财政部门和审计机关可以查看。"))


def view_batch(actor: Actor, batch: AllotmentBatch) -> Verdict:
    """Allow the bureau, the audit office and the organisation that brought the table."""
    own = actor.organisation_id == batch.organisation_id
    return allow_if(own or is_overseer(actor), _("这是其他单位导入的指标。"))


def approve_batch(actor: Actor, batch: AllotmentBatch) -> Verdict:
    """Allow the bureau's budget office, but never the person who brought the table."""
    if not is_budget_officer(actor):
        return refused(_("批准预算指标是财政部门预算岗的职责。"))
    return allow_if(
        actor.is_system or actor.code != batch.author_code,
        _("录入人不能批准自己录入的指标：请由预算岗的另一人批准。"),
    )
