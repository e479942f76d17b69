"""Challenges (质疑) by suppliers, answered by the purchaser."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation
from procurement.tendering.models import Hold, Tender

from .enums import ChallengeGround, ChallengeOutcome, ChallengeRemedy, ChallengeStatus


class Challenge(models.Model):
    """A supplier's written challenge. Received in time, it is answered within D-37 and may hold the signing."""

    code = models.CharField(_("质疑编号"), max_length=40, unique=True)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="challenges")
    challenger = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="challenges")
    ground = models.CharField(_("质疑对象"), max_length=20, choices=ChallengeGround.choices)
    facts = models.TextField(_("事实与理由"))
    legal_basis = models.CharField(_("法律依据"), max_length=300)
    request = models.TextField(_("质疑请求"))
    received_at = models.DateTimeField(_("收到时间"))
    reply_due = models.DateField(_("最迟答复日期"))
    may_change_result = models.BooleanField(_("可能影响结果"), default=True)
    status = models.CharField(
        _("状态"), max_length=20, choices=ChallengeStatus.choices, default=ChallengeStatus.RECEIVED
    )
    outcome = models.CharField(_("结论"), max_length=20, choices=ChallengeOutcome.choices, blank=True)
    answer = models.TextField(_("答复"), blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    complaint_until = models.DateField(_("可投诉至"), null=True, blank=True)
    remedy = models.CharField(_("处理方式"), max_length=20, choices=ChallengeRemedy.choices, blank=True)
    remedy_reason = models.TextField(_("处理理由"), blank=True)
    remedied_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    author_code = models.CharField(_("提交人"), max_length=40)

    class Meta:
        verbose_name = _("质疑")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("complaints:challenge-detail", args=[self.code])
