"""A second competition: the admitted go below their agreed prices, the lowest gets the order (110 art. 33)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.models import PlanItem
from procurement.accounts.models import Organisation
from procurement.core.fields import MoneyField

from ..enums import ContestStatus
from .calls import CallOff
from .entries import FrameworkEntry
from .frameworks import Framework


class Contest(models.Model):
    """One need for which the admitted compete until a moment; ``held`` is frozen at the highest agreed price."""

    code = models.CharField(_("竞价编号"), max_length=40, unique=True)
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="contests")
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="contests")
    purchaser = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contests")
    title = models.CharField(_("名称"), max_length=200)
    need = models.TextField(_("服务要求"))
    place = models.CharField(_("服务地点"), max_length=200)
    quantity = models.DecimalField(_("数量"), max_digits=12, decimal_places=2)
    held = MoneyField(_("冻结金额（元）"))
    until = models.DateTimeField(_("报价截止时间"))
    status = models.CharField(
        _("状态"), max_length=20, choices=ContestStatus.choices, default=ContestStatus.OPEN
    )
    author_code = models.CharField(_("经办人"), max_length=40)
    asked_at = models.DateTimeField(_("发起时间"))
    # Fixed, and its hash audited, before anybody offers; mixed with the offers' hash where several are lowest.
    seed = models.CharField(_("抽签种子"), max_length=64)
    draw = models.JSONField(_("并列抽签"), default=dict, blank=True)
    call_off = models.OneToOneField(
        CallOff, on_delete=models.PROTECT, null=True, blank=True, related_name="contest"
    )

    class Meta:
        verbose_name = _("二次竞价")
        ordering = ["-id"]
        indexes = [models.Index(fields=["purchaser", "-id"], name="contest_purchaser")]
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="contest_quantity")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("frameworks:contest-detail", args=[self.code])


class ContestOffer(models.Model):
    """The place of one admitted supplier in a competition. Its price is ``locked`` under the server's key, outside
    the database, until the competition is decided; then ``price`` says it.
    """

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="offers")
    entry = models.ForeignKey(FrameworkEntry, on_delete=models.PROTECT, related_name="contest_offers")
    locked = models.BinaryField(_("加密的报价"), default=b"")
    price = MoneyField(_("报价（元）"), null=True, blank=True, default=None)
    given_at = models.DateTimeField(_("报价时间"), null=True, blank=True)
    given_by = models.CharField(_("报价人"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("竞价报价")
        ordering = ["contest", "id"]
        constraints = [models.UniqueConstraint(fields=["contest", "entry"], name="contest_offer_once")]

    def __str__(self) -> str:
        return f"{self.contest_id} {self.entry_id}"
