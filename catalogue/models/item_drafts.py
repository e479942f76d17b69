"""What somebody has typed of an item and not saved yet."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemDraft(models.Model):
    """One person's unsaved form of an item: kept as it goes, gone once the item is saved. No record of anything.

    ``place``: the item's code; ``new``; ``from-CODE`` where a finished item is gone on with.
    """

    person_code = models.CharField(_("填写人编号"), max_length=40)
    place = models.CharField(_("项目"), max_length=60)
    content = models.JSONField(_("填写的内容"), default=dict)
    saved_at = models.DateTimeField(_("保存时间"))

    class Meta:
        verbose_name = _("没有保存的填写")
        constraints = [models.UniqueConstraint(fields=["person_code", "place"], name="item_draft_once")]

    def __str__(self) -> str:
        return self.place
