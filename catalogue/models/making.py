"""What is said of a catalogue while it is made: departments, the public, experts; and what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation

from ..enums import Conclusion, Handling, OpinionKind
from .versions import CatalogueVersion


class Answered(models.Model):
    """What the bureau answers to an opinion, and whether it followed it."""

    handling = models.CharField(_("处理"), max_length=10, choices=Handling.choices, blank=True)
    reply = models.TextField(_("答复"), blank=True)
    replied_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    replied_name = models.CharField(_("答复人"), max_length=100, blank=True)

    class Meta:
        abstract = True


class DepartmentOpinion(Answered):
    """A department that was asked; ``answered_at`` empty: silent so far."""

    version = models.ForeignKey(
        CatalogueVersion, verbose_name=_("目录"), on_delete=models.PROTECT, related_name="opinions"
    )
    organisation = models.ForeignKey(Organisation, verbose_name=_("单位"), on_delete=models.PROTECT)
    asked_at = models.DateTimeField(_("发送时间"))
    kind = models.CharField(_("意见"), max_length=10, choices=OpinionKind.choices, blank=True)
    text = models.TextField(_("修改意见"), blank=True)
    answered_at = models.DateTimeField(_("回复时间"), null=True, blank=True)
    answered_code = models.CharField(_("回复人编号"), max_length=40, blank=True)
    answered_name = models.CharField(_("回复人"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("部门意见")
        ordering = ["organisation__code"]
        constraints = [
            models.UniqueConstraint(fields=["version", "organisation"], name="catalogue_asked_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_kind_display()}"


class PublicVoice(Answered):
    """What somebody of the public says. ``contact`` is never shown; ``withheld``: text not published."""

    code = models.CharField(_("意见编号"), max_length=40, unique=True)
    name = models.CharField(_("称呼"), max_length=60, blank=True)
    contact = models.CharField(_("联系方式"), max_length=100, blank=True)
    text = models.TextField(_("意见"))
    received_at = models.DateTimeField(_("收到时间"))
    withheld = models.BooleanField(_("不公开原文"), default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code


class PublicComment(PublicVoice):
    """What somebody of the public says of a draft catalogue."""

    version = models.ForeignKey(
        CatalogueVersion, verbose_name=_("目录"), on_delete=models.PROTECT, related_name="comments"
    )
    entry_code = models.CharField(_("目录编码"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("公众意见")
        ordering = ["received_at", "pk"]


class ExpertOpinion(models.Model):
    """What an expert says of the catalogue, as the bureau records it from the signed sheet."""

    version = models.ForeignKey(
        CatalogueVersion, verbose_name=_("目录"), on_delete=models.PROTECT, related_name="experts"
    )
    name = models.CharField(_("专家姓名"), max_length=60)
    employer = models.CharField(_("工作单位"), max_length=100)
    position = models.CharField(_("职称或职务"), max_length=60, blank=True)
    conclusion = models.CharField(_("结论"), max_length=20, choices=Conclusion.choices)
    text = models.TextField(_("论证意见"))
    given_on = models.DateField(_("论证日期"))

    class Meta:
        verbose_name = _("专家意见")
        ordering = ["given_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "name", "employer"], name="catalogue_expert_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_conclusion_display()}"
