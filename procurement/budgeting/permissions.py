"""Who may do what with budget lines.

The movements of money (reserve … pay) have no permission of their own: they are steps of a use case of
a room above (plan, implementation plan, contract, payment), whose lifecycle has asked.
"""

from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation
from procurement.core.actors import Actor
from procurement.core.permissions import ALLOWED, Verdict, allow_if, refused

from .models import BudgetLine
from .selectors import is_budget_officer, is_overseer


def view_line(actor: Actor, line: BudgetLine) -> Verdict:
    """Allow the bureau, the audit office, the line's owner and its supervising unit."""
    owner = line.organisation
    own = actor.organisation_id is not None and actor.organisation_id in (owner.pk, owner.supervising_id)
    return allow_if(own or is_overseer(actor), _("这笔预算指标属于其他单位。"))


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


def adjust_line(actor: Actor, line: BudgetLine) -> Verdict:
    """Allow the bureau's budget office."""
    return allow_if(is_budget_officer(actor), _("预算调整由财政部门预算岗凭批准文件办理。"))


def close_line(actor: Actor, line: BudgetLine) -> Verdict:
    """Allow the bureau's budget office, and the machine at the end of a year."""
    return allow_if(is_budget_officer(actor), _("结转由财政部门预算岗办理。"))
