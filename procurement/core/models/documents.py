"""Documents: the order to draw one, and what was issued."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentOrder(models.Model):
    """A document that waits to be drawn; the row goes when it is issued. Times but ``ordered_at`` are real.

    Written inside the transaction that brings the document about. ``lease_until`` keeps a second worker away
    while one draws, and gives the order back when that one died.
    """

    kind = models.CharField(_("文件类别"), max_length=40)
    code = models.CharField(_("对象编号"), max_length=80)
    version = models.CharField(_("版本"), max_length=64, blank=True)
    ordered_at = models.DateTimeField(_("提出时间"))
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    due_at = models.DateTimeField(_("下次生成时间"))
    lease_until = models.DateTimeField(_("占用至"), null=True, blank=True)
    given_up = models.BooleanField(_("已停止尝试"), default=False)
    error = models.TextField(_("错误"), blank=True)

    class Meta:
        verbose_name = _("待生成文件")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code", "version"], name="document_order_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class IssuedDocument(models.Model):
    """A document as it was issued: append-only (triggers), so that it is the same bytes for ever.

    ``path`` is the key in private storage; ``sha256`` is checked whenever the file is read.
    """

    kind = models.CharField(_("文件类别"), max_length=40)
    code = models.CharField(_("对象编号"), max_length=80)
    version = models.CharField(_("版本"), max_length=64, blank=True)
    name = models.CharField(_("文件名"), max_length=150)
    path = models.CharField(_("存放位置"), max_length=100, unique=True)
    size = models.PositiveBigIntegerField(_("大小（字节）"))
    sha256 = models.CharField(_("哈希"), max_length=64, db_index=True)
    drawn_at = models.DateTimeField(_("生成时间"))

    class Meta:
        verbose_name = _("已生成文件")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code", "version"], name="document_issued_once"),
        ]

    def __str__(self) -> str:
        return self.name
