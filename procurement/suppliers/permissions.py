"""Who may see and do what with a supplier's registration."""

from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import Office
from procurement.accounts.permissions import audits, supervises
from procurement.core.actors import Actor
from procurement.core.models import Attachment
from procurement.core.permissions import Verdict, allow_if, refused

from .models import DetailChange, Supplier


def is_member(actor: Actor, supplier: Supplier) -> bool:
    """Tell whether the actor acts for this supplier."""
    return actor.organisation_code == supplier.code and bool(actor.offices)


def register(actor: Actor, obj: object = None) -> Verdict:
    """Whoever has signed in may register the organisation they stand for (RULES N-04)."""
    return allow_if(not actor.is_anonymous, _("请先登录。"))


def view_record(actor: Actor, supplier: Supplier) -> Verdict:
    """Details, bank account and papers: its own people, the bureau's supervision, the auditors."""
    return allow_if(
        actor.is_system or is_member(actor, supplier) or supervises(actor) or audits(actor),
        _("只有供应商本单位人员、采购监督岗和审计人员可以查看。"),
    )


def read_paper(actor: Actor, attachment: Attachment) -> Verdict:
    """A proof is read by whoever sees the record."""
    supplier = Supplier.objects.filter(code=attachment.owner_code).first()
    return view_record(actor, supplier) if supplier else refused(_("没有这个供应商。"))


def manage(actor: Actor, supplier: Supplier) -> Verdict:
    """Its own administrator."""
    own = is_member(actor, supplier) and actor.holds(Office.SUPPLIER_ADMIN)
    return allow_if(actor.is_system or own, _("只有本供应商的管理员可以办理。"))


def verify(actor: Actor, supplier: Supplier) -> Verdict:
    """The bureau's supervision; never somebody who also works for the supplier in this very role."""
    return allow_if(actor.is_system or supervises(actor), _("由财政部门采购监督岗核验。"))


def view_change(actor: Actor, change: DetailChange) -> Verdict:
    """Who sees the record sees what is to change in it."""
    return view_record(actor, change.supplier)


def decide_change(actor: Actor, change: DetailChange) -> Verdict:
    """The bureau's supervision, as for the verification itself."""
    return verify(actor, change.supplier)


def withdraw_change(actor: Actor, change: DetailChange) -> Verdict:
    """Its own administrator."""
    return manage(actor, change.supplier)


def import_lists(actor: Actor, obj: object = None) -> Verdict:
    """The bureau's supervision brings in what the lists say."""
    return allow_if(actor.is_system or supervises(actor), _("由财政部门采购监督岗导入。"))


def exclude(actor: Actor, supplier: Supplier) -> Verdict:
    """The bureau's supervision records what the lists say."""
    return allow_if(actor.is_system or supervises(actor), _("由财政部门采购监督岗记录。"))


def view_register(actor: Actor, obj: object = None) -> Verdict:
    """The work list of all suppliers: the bureau's supervision and the auditors."""
    return allow_if(supervises(actor) or audits(actor), _("只有采购监督岗和审计人员可以查看。"))
