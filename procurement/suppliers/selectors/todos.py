"""What waits for a supplier's administrator and for the bureau's supervision."""

from datetime import datetime, timedelta

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.accounts.permissions import supervises
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.todo import Todo

from ..enums import ChangeStatus, PaperKind, SupplierStatus
from ..models import DetailChange, RegistrationDraft, Supplier, SupplierPaper

# A paper is said to run out this long before, so that there is time to get the next.
NOTICE = timedelta(days=30)


def todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return the verifications that wait for supervision; for an administrator what to mend or renew."""
    if supervises(actor):
        return [*_verifications(), *_changes()]
    if actor.holds(Office.SUPPLIER_ADMIN):
        return [*_refusals(actor), *_papers(actor, at)]
    return [] if actor.organisation_code else _unfinished(actor)


def _changes() -> list[Todo]:
    waiting = DetailChange.objects.filter(status=ChangeStatus.ASKED).order_by("asked_at")
    return [
        Todo(
            title=_("核验资料变更：%(name)s") % {"name": change.supplier.organisation.name},
            due=None,
            url=change.get_absolute_url(),
            rule="N-04",
            subject_code=change.supplier.code,
        )
        for change in waiting.select_related("supplier__organisation")
    ]


def _unfinished(actor: Actor) -> list[Todo]:
    if not RegistrationDraft.objects.filter(user_id=actor.user_id).exists():
        return []
    address = reverse("suppliers:supplier-own")
    return [Todo(title=_("继续填写供应商注册"), due=None, url=address, rule="N-04", subject_code=actor.code)]


def _verifications() -> list[Todo]:
    waiting = Supplier.objects.filter(status=SupplierStatus.VERIFICATION_REQUESTED)
    return [
        Todo(
            title=_("核验供应商：%(name)s") % {"name": supplier.organisation.name},
            due=None,
            url=reverse("suppliers:supplier-verify", args=[supplier.code]),
            rule="N-04",
            subject_code=supplier.code,
        )
        for supplier in waiting.select_related("organisation").order_by("registered_at")
    ]


def _refusals(actor: Actor) -> list[Todo]:
    titles = {
        SupplierStatus.REFUSED: _("补正核验材料"),
        SupplierStatus.QUESTIONED: _("答复财政部门核验中的问题"),
    }
    return [
        Todo(
            title=titles[SupplierStatus(supplier.status)],
            due=None,
            url=supplier.get_absolute_url(),
            rule="N-04",
            subject_code=supplier.code,
        )
        for supplier in Supplier.objects.filter(code=actor.organisation_code, status__in=titles)
    ]


def _outlived(held: "models.QuerySet[SupplierPaper]") -> models.Exists:
    """Match a paper that another of its kind has replaced. Of licences for a trade there may be several."""
    longer = models.Q(valid_until__isnull=True) | models.Q(valid_until__gt=models.OuterRef("valid_until"))
    others = held.filter(longer, kind=models.OuterRef("kind"))
    return models.Exists(others.exclude(kind__in=(PaperKind.SPECIAL, PaperKind.CAPABILITY)))


def _papers(actor: Actor, at: datetime) -> list[Todo]:
    limit = local_date(at) + NOTICE
    held = SupplierPaper.objects.filter(supplier__code=actor.organisation_code, withdrawn_at__isnull=True)
    ending = held.filter(valid_until__lte=limit).exclude(_outlived(held))
    return [
        Todo(
            title=_("更新证明材料：%(kind)s") % {"kind": paper.get_kind_display()},
            due=paper.valid_until,
            url=paper.supplier.get_absolute_url(),
            rule="H-01",
            subject_code=paper.supplier.code,
        )
        for paper in ending.select_related("supplier").order_by("valid_until")
    ]
