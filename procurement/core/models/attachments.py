"""Files in private storage."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Attachment(models.Model):
    """A file that belongs to one object of a room, named by kind and public code.

    ``path`` is the key in private storage, made by us: the name that the sender gave is shown, never used
    as a path. ``sha256`` is checked whenever the file is read.
    """

    code = models.CharField(_("文件编号"), max_length=40, unique=True)
    owner_kind = models.CharField(_("对象类别"), max_length=40)
    owner_code = models.CharField(_("对象编号"), max_length=80)
    purpose = models.CharField(_("用途"), max_length=60)
    name = models.CharField(_("文件名"), max_length=150)
    content_type = models.CharField(_("类型"), max_length=100)
    size = models.PositiveBigIntegerField(_("大小（字节）"))
    sha256 = models.CharField(_("哈希"), max_length=64)
    path = models.CharField(_("存放位置"), max_length=100, unique=True)
    stored_at = models.DateTimeField(_("上传时间"))
    stored_by = models.CharField(_("上传人"), max_length=40)

    class Meta:
        verbose_name = _("附件")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["owner_kind", "owner_code"], name="attachment_owner"),
            models.Index(fields=["sha256"], name="attachment_sha256"),
        ]

    def __str__(self) -> str:
        return self.name
