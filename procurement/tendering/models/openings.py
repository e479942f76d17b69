"""What happens around the opening of a tender: who came, who looked at the seals, what was objected (87 art. 40-42)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation

from ..enums import ObjectionKind, SceneStage, SealChecker
from .bids import BidRound
from .tenders import Package, Tender


class OpeningAttendance(models.Model):
    """A bidder's representative at the opening: signed in online, or entered by the host; and when they confirmed."""

    round = models.ForeignKey(BidRound, on_delete=models.PROTECT, related_name="attendances")
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.CharField(_("代表姓名"), max_length=100)
    signed_at = models.DateTimeField(_("签到时间"))
    recorder_code = models.CharField(_("登记人编号"), max_length=40)
    confirmed_at = models.DateTimeField(_("确认开标记录的时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("开标签到")
        ordering = ["signed_at", "id"]
        constraints = [models.UniqueConstraint(fields=["round", "supplier"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.supplier} {self.person}"


class SealCheck(models.Model):
    """That the receipts were held against the sealed files before unlocking, by whom, and what did not fit."""

    round = models.OneToOneField(BidRound, on_delete=models.PROTECT, related_name="seal_check")
    by = models.CharField(_("核对人"), max_length=20, choices=SealChecker.choices)
    supplier = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.CharField(_("核对人姓名"), max_length=100, blank=True, default="")
    total = models.PositiveIntegerField(_("有效回执数"))
    unmatched = models.JSONField(_("不相符的回执"), default=list, blank=True)
    at = models.DateTimeField(_("核对时间"))
    recorder_code = models.CharField(_("登记人编号"), max_length=40)

    class Meta:
        verbose_name = _("密封核对")

    def __str__(self) -> str:
        return f"{self.round_id} {self.get_by_display()}"

    @property
    def matched(self) -> int:
        return self.total - len(self.unmatched)


class OpeningObjection(models.Model):
    """A doubt or a request to recuse that was raised on the spot, and the answer (87 art. 42)."""

    code = models.CharField(_("异议编号"), max_length=40, unique=True)
    round = models.ForeignKey(BidRound, on_delete=models.PROTECT, related_name="objections")
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.CharField(_("提出人"), max_length=100)
    kind = models.CharField(_("类别"), max_length=20, choices=ObjectionKind.choices)
    text = models.TextField(_("内容"))
    at = models.DateTimeField(_("提出时间"))
    answer = models.TextField(_("处理意见"), blank=True, default="")
    answered_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    answerer_name = models.CharField(_("处理人"), max_length=100, blank=True, default="")

    class Meta:
        verbose_name = _("开标异议")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.code


class SceneRecording(models.Model):
    """One file of sound and picture of an opening or an evaluation: who keeps it, where, of which time (87 art. 39).

    The files themselves are too big for the platform; their hash is kept, so that nobody can change them unseen.
    ``missing``: of this time there is no recording, and ``note`` says why.
    """

    code = models.CharField(_("登记编号"), max_length=60, unique=True)
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="recordings")
    stage = models.CharField(_("环节"), max_length=20, choices=SceneStage.choices)
    what = models.CharField(_("录制内容"), max_length=100)
    begins = models.DateTimeField(_("录制开始"))
    ends = models.DateTimeField(_("录制结束"))
    missing = models.BooleanField(_("没有录上"), default=False)
    keeper = models.CharField(_("保管单位和人员"), max_length=100, blank=True, default="")
    place = models.CharField(_("存放位置"), max_length=200, blank=True, default="")
    sha256 = models.CharField(_("文件指纹"), max_length=64, blank=True, default="")
    years = models.PositiveSmallIntegerField(_("保存年限"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=500, blank=True, default="")
    entered_by = models.CharField(_("登记人"), max_length=100)
    entered_at = models.DateTimeField(_("登记时间"))
    struck_at = models.DateTimeField(_("作废时间"), null=True, blank=True)
    strike_reason = models.CharField(_("作废原因"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("录音录像登记")
        ordering = ["package", "stage", "begins", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("begins")), name="recording_takes_time"
            ),
            models.CheckConstraint(
                condition=(models.Q(missing=True) & ~models.Q(note=""))
                | (models.Q(missing=False, years__isnull=False) & ~models.Q(sha256="")),
                name="recording_or_reason",
            ),
            models.UniqueConstraint(
                fields=["package", "sha256"],
                condition=models.Q(missing=False, struck_at__isnull=True),
                name="recording_file_once",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def tender(self) -> Tender:
        return self.package.tender
