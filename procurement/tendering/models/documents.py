"""What the tender documents are built from, their reviews, enquiries and amendments."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation
from procurement.regulations.intervals import Intervals, as_lines, from_data

from ..enums import EnquiryStatus, FactorKind, ReviewKind
from .tenders import Package, Tender


class RequirementLine(models.Model):
    """One thing that is bought: what, how much, where, to which standard, by when."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="requirements")
    position = models.PositiveSmallIntegerField(_("顺序"))
    what = models.CharField(_("服务内容"), max_length=300)
    quantity = models.DecimalField(_("数量"), max_digits=14, decimal_places=2)
    unit = models.CharField(_("单位"), max_length=20)
    place = models.CharField(_("服务地点"), max_length=200, blank=True)
    standard = models.TextField(_("服务标准"))
    by_when = models.CharField(_("服务时间"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("采购需求")
        ordering = ["position"]

    def __str__(self) -> str:
        return self.what


class QualificationCondition(models.Model):
    """What a bidder must be to take part; never a scoring factor (RULES E-25)."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="conditions")
    code = models.CharField(_("编号"), max_length=20)
    text = models.CharField(_("资格条件"), max_length=500)
    basis = models.CharField(_("依据"), max_length=120)

    class Meta:
        verbose_name = _("资格条件")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["package", "code"], name="condition_code")]

    def __str__(self) -> str:
        return self.text


class ScoringFactor(models.Model):
    """One scoring factor; maxima and the price weight sum to 100 (RULES E-22)."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="factors")
    code = models.CharField(_("编号"), max_length=20)
    name = models.CharField(_("评分因素"), max_length=120)
    kind = models.CharField(_("类别"), max_length=20, choices=FactorKind.choices)
    maximum = models.DecimalField(_("分值"), max_digits=5, decimal_places=2)
    objective = models.BooleanField(_("客观分"), default=False)
    criteria = models.TextField(_("评分标准"))
    # The levels and their points, or so many for each, as ``regulations.intervals`` keeps them (E-25).
    intervals = models.JSONField(_("分档和分值"), default=dict, blank=True)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("评分因素")
        ordering = ["position", "code"]
        constraints = [models.UniqueConstraint(fields=["package", "code"], name="factor_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def levels(self) -> Intervals | None:
        """Return the levels with their points; None in documents of before there were any."""
        return from_data(self.intervals)

    @property
    def interval_lines(self) -> str:
        """Return the levels as one writes them, one a line."""
        return as_lines(from_data(self.intervals))


class InternalReview(models.Model):
    """A review before release, by somebody other than the author (RULES N-12), of whatever is reviewed so.

    ``checks``: a key review's finding by question; ``adviser``: who passed the contract text, and of which
    firm; ``lent_from``: where a person was lent from whom a township lacks (N-21).
    """

    kind = models.CharField(_("审查类别"), max_length=20, choices=ReviewKind.choices)
    passed = models.BooleanField(_("通过"))
    opinion = models.TextField(_("审查意见"))
    checks = models.JSONField(_("逐项结论"), default=dict, blank=True)
    adviser = models.CharField(_("法律顾问"), max_length=120, blank=True)
    lent_from = models.CharField(_("借用人员来自"), max_length=120, blank=True)
    reviewer_code = models.CharField(_("审查人编号"), max_length=40)
    reviewer_name = models.CharField(_("审查人"), max_length=100)
    at = models.DateTimeField(_("时间"))

    class Meta:
        abstract = True
        verbose_name = _("内部审查")
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reviewer_name}"


class Review(InternalReview):
    """A review of tender documents."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="reviews")


class TenderDocument(models.Model):
    """One released version of the tender documents, frozen."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="documents")
    version = models.PositiveSmallIntegerField(_("版本"))
    payload = models.JSONField(_("内容"))
    sha256 = models.CharField(_("哈希"), max_length=64)
    released_at = models.DateTimeField(_("发布时间"))

    class Meta:
        verbose_name = _("采购文件")
        ordering = ["tender", "version"]
        constraints = [models.UniqueConstraint(fields=["tender", "version"], name="document_version")]

    def __str__(self) -> str:
        return f"{self.tender_id} v{self.version}"


class DocumentTaking(models.Model):
    """That a supplier took the documents, so that every change reaches it (D-10, D-12, D-13).

    Who it is stays encrypted under a key outside database and files: before the deadline nobody may learn who
    took them or how many (87 art. 28; RULES I-03, I-07). ``token`` keeps one row for each supplier.
    """

    code = models.CharField(_("登记编号"), max_length=40, unique=True)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="takings")
    token = models.CharField(_("代号"), max_length=64)
    supplier = models.BinaryField(_("加密的供应商"))
    taken_at = models.DateTimeField(_("获取时间"))

    class Meta:
        verbose_name = _("获取采购文件")
        ordering = ["tender", "token"]
        constraints = [models.UniqueConstraint(fields=["tender", "token"], name="taking_once")]

    def __str__(self) -> str:
        return self.code


class Enquiry(models.Model):
    """A supplier's question; the answer goes to all, the asker stays unnamed (RULES D-33)."""

    code = models.CharField(_("询问编号"), max_length=40, unique=True)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="enquiries")
    asker = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asker_user_code = models.CharField(_("提问人编号"), max_length=40)
    question = models.TextField(_("问题"))
    asked_at = models.DateTimeField(_("提问时间"))
    status = models.CharField(
        _("状态"), max_length=20, choices=EnquiryStatus.choices, default=EnquiryStatus.ASKED
    )
    answer = models.TextField(_("答复"), blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    publication_code = models.CharField(_("公告编号"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("询问")
        ordering = ["asked_at"]

    def __str__(self) -> str:
        return self.code


class Amendment(models.Model):
    """A numbered change of the documents; it extends the deadline by itself where the law asks (D-10 to D-13)."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField(_("序号"))
    text = models.TextField(_("更正内容"), blank=True)
    # What changed place by place, as ``selectors.changes.Change`` says it; none in a change of dates alone.
    changes = models.JSONField(_("逐处改动"), default=list, blank=True)
    affects_bids = models.BooleanField(_("可能影响投标文件编制"), default=True)
    old_deadline = models.DateTimeField(_("原截止时间"))
    new_deadline = models.DateTimeField(_("新截止时间"))
    at = models.DateTimeField(_("发布时间"))
    publication_code = models.CharField(_("公告编号"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("更正")
        ordering = ["tender", "number"]
        constraints = [models.UniqueConstraint(fields=["tender", "number"], name="amendment_number")]

    def __str__(self) -> str:
        return f"{self.tender_id} #{self.number}"


class AmendmentDraft(models.Model):
    """What the next amendment will change, written table by table before it is published as a whole.

    ``content`` overlays the documents in force (``selectors.amending``): by package its requirement lines, scoring
    factors and ceiling, and the tender's terms. Only who runs the tender reads it; publishing deletes it.
    """

    tender = models.OneToOneField(Tender, on_delete=models.CASCADE, related_name="amendment_draft")
    content = models.JSONField(_("改动"), default=dict)
    saved_by = models.CharField(_("保存人"), max_length=100)
    saved_at = models.DateTimeField(_("保存时间"))

    class Meta:
        verbose_name = _("更正草稿")

    def __str__(self) -> str:
        return f"{self.tender_id}"
