"""A change of what was verified: asked for, looked at, and until then the old value holds."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation
from procurement.core.codes import random_code

from ..enums import ChangeStatus
from .suppliers import Supplier


def change_code() -> str:
    """Return the public code of a change."""
    return random_code(3)


class DetailChange(models.Model):
    """One detail that a verified supplier wants changed. ``value`` may be personal, as the detail is."""

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="detail_changes")
    code = models.CharField(_("编号"), max_length=40, unique=True, default=change_code)
    status = models.CharField(
        _("状态"), max_length=20, choices=ChangeStatus.choices, default=ChangeStatus.ASKED
    )
    detail = models.CharField(_("变更事项"), max_length=40)
    value = models.CharField(_("变更为"), max_length=200)
    asked_by_code = models.CharField(_("申请人编号"), max_length=40)
    asked_by = models.CharField(_("申请人"), max_length=100)
    asked_at = models.DateTimeField(_("申请时间"))
    decided_by = models.CharField(_("办理人"), max_length=100, blank=True)
    decided_at = models.DateTimeField(_("办理时间"), null=True, blank=True)
    reason = models.CharField(_("不予变更的理由"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("资料变更")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "detail"],
                condition=models.Q(status="ASKED"),
                name="detail_change_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.supplier} · {self.detail_label}"

    def get_absolute_url(self) -> str:
        return self.supplier.get_absolute_url()

    @property
    def detail_label(self) -> str:
        """Return what is to change, as the record calls it."""
        model = Organisation if self.detail == "name" else Supplier
        field: Any = model._meta.get_field(self.detail)
        return str(field.verbose_name)
