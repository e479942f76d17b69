"""Whom a guide is for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    SUPPLIER = "SUPPLIER", _("供应商")
    TOWNSHIP = "TOWNSHIP", _("乡镇和部门")
    VILLAGER = "VILLAGER", _("村民")
