"""What stands before some activities: a method approval, a single-source notice, a list of who is invited."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurement.core.models import Attachment

from ..enums import InvitedBy
from .plans import ImplementationPlan
from .tenders import Tender


class MethodApproval(models.Model):
    """The approval of another method than open tender, on file before anything starts (RULES C-03, 条例 art. 23).

    Given by finance at city level or above after the supervising budget unit's consent; entered with its scan.
    """

    plan = models.OneToOneField(ImplementationPlan, on_delete=models.PROTECT, related_name="approval")
    authority = models.CharField(_("批准机关"), max_length=100)
    number = models.CharField(_("批准文号"), max_length=100)
    approved_on = models.DateField(_("批准日期"))
    consent = models.CharField(_("主管预算单位的同意"), max_length=200)
    attachment = models.ForeignKey(
        Attachment, verbose_name=_("批准文件"), on_delete=models.PROTECT, related_name="+"
    )
    entered_by = models.CharField(_("登记人"), max_length=100)
    entered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("采购方式批准")

    def __str__(self) -> str:
        return self.number


class SingleSourceNotice(models.Model):
    """The public notice before a single-source approval is asked for (RULES C-11, 74 art. 38).

    ``experts``: rows of name, unit, title and opinion. ``ends_on`` is its last day.
    """

    code = models.CharField(_("公示编号"), max_length=40, unique=True)
    plan = models.OneToOneField(ImplementationPlan, on_delete=models.PROTECT, related_name="single_source")
    supplier_name = models.CharField(_("拟定供应商名称"), max_length=200)
    supplier_address = models.CharField(_("拟定供应商地址"), max_length=200)
    statement = models.TextField(_("服务的说明"))
    reason = models.TextField(_("采用单一来源的原因"))
    experts = models.JSONField(_("专业人员论证意见"), default=list)
    published_at = models.DateTimeField(_("公示时间"))
    ends_on = models.DateField(_("公示截止日期"))
    publication_code = models.CharField(_("公告编号"), max_length=40, blank=True, default="")

    class Meta:
        verbose_name = _("单一来源公示")
        ordering = ["-published_at"]

    def __str__(self) -> str:
        return self.code

    def get_objection_url(self) -> str:
        """Return where one objects, and reads the answer."""
        return reverse("tendering:objection-create", args=[self.code])


class SingleSourceObjection(models.Model):
    """What somebody has against a single source: in writing, within the notice's time, answered to the objector.

    ``upheld`` is None until the supplementary argument is made, within 5 working days of the end (74 art. 40).
    """

    code = models.CharField(_("异议编号"), max_length=40, unique=True)
    notice = models.ForeignKey(SingleSourceNotice, on_delete=models.PROTECT, related_name="objections")
    objector = models.CharField(_("提出异议的单位或者个人"), max_length=200)
    contact = models.CharField(_("联系方式"), max_length=200, blank=True, default="")
    user_code = models.CharField(_("提出人编号"), max_length=40, blank=True, default="")
    text = models.TextField(_("异议内容"))
    received_at = models.DateTimeField(_("收到时间"))
    upheld = models.BooleanField(_("异议成立"), null=True, blank=True)
    argument = models.TextField(_("补充论证的结论"), blank=True, default="")
    answered_at = models.DateTimeField(_("告知时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("单一来源公示的异议")
        ordering = ["received_at"]

    def __str__(self) -> str:
        return self.code


# What the token of a natural person begins with (自然人).
PERSON = "ZR"


class Invitee(models.Model):
    """A supplier on the list of who may be invited, and whether it was (RULES C-06, N-16)."""

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="invitees")
    position = models.PositiveSmallIntegerField(_("顺序"))
    name = models.CharField(_("供应商名称"), max_length=200)
    # Of a natural person, what stands for the identity number: the number itself is not kept (采购法 art. 21).
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18)
    origin = models.CharField(_("来源"), max_length=20, choices=InvitedBy.choices)
    recommended_by = models.CharField(_("推荐人"), max_length=100, blank=True, default="")
    opinion = models.TextField(_("推荐意见"), blank=True, default="")
    invited = models.BooleanField(_("受邀请"), default=True)

    class Meta:
        verbose_name = _("受邀请的供应商")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["tender", "credit_code"], name="invitee_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_person(self) -> bool:
        """Tell whether a natural person stands here: no credit code has a Z (GB 32100)."""
        return self.credit_code.startswith(PERSON)
