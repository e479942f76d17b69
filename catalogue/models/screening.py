"""Listed words (A-09, B-07): one person writes why they do no harm, another agrees. The same for an entry
of the catalogue and for an item of the plan.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .plan import PlanItem
from .versions import CatalogueVersion


class Screening(models.Model):
    """Why listed words do not make a text one that may not be bought, and who else looked."""

    words = models.JSONField(_("敏感词"), default=list)
    reason = models.TextField(_("说明"))
    explained_code = models.CharField(_("说明人编号"), max_length=40)
    explained_name = models.CharField(_("说明人"), max_length=100)
    explained_at = models.DateTimeField(_("说明时间"))
    confirmed_code = models.CharField(_("复核人编号"), max_length=40, blank=True)
    confirmed_name = models.CharField(_("复核人"), max_length=100, blank=True)
    confirmed_at = models.DateTimeField(_("复核时间"), null=True, blank=True)

    class Meta:
        abstract = True

    def explains(self, words: list[str]) -> bool:
        """Tell whether the reason was given for these very words."""
        return set(words) <= set(self.words)


class EntryScreening(Screening):
    """The words of an entry, under its code: they outlive the copy of a version."""

    version = models.ForeignKey(CatalogueVersion, on_delete=models.PROTECT, related_name="screenings")
    entry_code = models.CharField(_("目录编码"), max_length=20)

    class Meta:
        verbose_name = _("敏感词核对")
        ordering = ["entry_code"]
        constraints = [
            models.UniqueConstraint(fields=["version", "entry_code"], name="catalogue_screened_once"),
            models.CheckConstraint(
                condition=~Q(confirmed_code=F("explained_code")), name="catalogue_screened_by_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_code}: {self.reason[:40]}"


class ItemScreening(Screening):
    """The words of a plan item; gone as soon as the text or the reason changes."""

    item = models.OneToOneField(PlanItem, on_delete=models.CASCADE, related_name="screening")

    class Meta:
        verbose_name = _("计划项目敏感词核对")
        constraints = [
            models.CheckConstraint(
                condition=~Q(confirmed_code=F("explained_code")), name="plan_item_screened_by_two"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.reason[:40]}"
