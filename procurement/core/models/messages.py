"""Messages on their way: the outbox of mails, and what a person reads on the platform."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutboxMessage(models.Model):
    """A mail that waits to be sent. Times are real: leases and retries know no sandbox clock.

    The row is written inside the transaction that caused it; ``lease_until`` keeps a second sender away
    while one is at work, and gives the mail back when that one died.
    """

    class Status(models.TextChoices):
        WAITING = "WAITING", _("待发送")
        SENT = "SENT", _("已发送")
        FAILED = "FAILED", _("发送失败")

    event = models.CharField(_("事项"), max_length=60)
    recipient_code = models.CharField(_("人员编号"), max_length=40, blank=True)
    email = models.EmailField(_("邮箱"))
    language = models.CharField(_("语言"), max_length=10)
    context = models.JSONField(_("内容"), default=dict)
    url = models.CharField(_("链接"), max_length=500, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    due_at = models.DateTimeField(_("下次发送时间"))
    lease_until = models.DateTimeField(_("占用至"), null=True, blank=True)
    sent_at = models.DateTimeField(_("发送时间"), null=True, blank=True)
    error = models.TextField(_("错误"), blank=True)

    class Meta:
        verbose_name = _("待发邮件")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(status="WAITING"), name="outbox_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.email}"


class Notification(models.Model):
    """What a person is told on the platform; ``at`` is the rules' time, ``read_at`` the machine's.

    Its address is a random code: from two running numbers one could count what was told to others meanwhile, and so,
    in a quiet night before a deadline, the bids.
    """

    code = models.CharField(_("编号"), max_length=20, unique=True)
    recipient_code = models.CharField(_("人员编号"), max_length=40)
    event = models.CharField(_("事项"), max_length=60)
    context = models.JSONField(_("内容"), default=dict)
    url = models.CharField(_("链接"), max_length=500, blank=True)
    at = models.DateTimeField(_("时间"))
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("通知")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["recipient_code", "-at", "-id"], name="notification_newest"),
            models.Index(
                fields=["recipient_code"],
                condition=models.Q(read_at__isnull=True),
                name="notification_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.recipient_code}"
