"""Who may see what the workspace itself shows; everything else the rooms decide."""

from django.utils.translation import gettext_lazy as _

from procurement.core.actors import Actor
from procurement.core.permissions import Verdict, allow_if

from .selectors import offices


def view_trail(actor: Actor, obj: object = None) -> Verdict:
    """The audit trail is for the bureau's supervision and the auditors."""
    return allow_if(offices.oversees(actor), _("只有财政部门的采购监督岗和审计机关可以查看办理记录。"))
