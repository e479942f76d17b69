"""States and choices of performance evaluation and surveys."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EvaluationStatus(models.TextChoices):
    SELF = "SELF", _("单位自评")
    THIRD_PARTY = "THIRD_PARTY", _("第三方评价")
    SCORED = "SCORED", _("已评分，待公开")
    PUBLISHED = "PUBLISHED", _("已公开")


class SurveyStatus(models.TextChoices):
    OPEN = "OPEN", _("进行中")
    CLOSED = "CLOSED", _("已结束")


class Grade(models.TextChoices):
    """Grades of RULES G-06; cuts are policy parameters."""

    EXCELLENT = "EXCELLENT", _("优")
    GOOD = "GOOD", _("良")
    FAIR = "FAIR", _("中")
    POOR = "POOR", _("差")
