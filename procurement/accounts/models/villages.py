"""Villages and communities of the county's townships."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Village(models.Model):
    """A village or community of a township, by its code of the statistical division list.

    Plans name the villages that are served, surveys count out their sheets by them.
    """

    code = models.CharField(_("区划代码"), max_length=12, unique=True)
    division_code = models.CharField(_("乡镇区划代码"), max_length=9, db_index=True)
    name = models.CharField(_("村（社区）"), max_length=60)

    class Meta:
        verbose_name = _("村（社区）")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
