"""Rounds of sealed bids, their receipts, and what came out of them after the opening.

Nothing here shows on any screen, export or admin page before the round is opened: not the content, not
the names, not how many (RULES I-03, I-07).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation
from procurement.core.fields import LockedDecimalField, LockedJSONField

from ..enums import BidState, RoundKind, RoundStatus
from .tenders import Package


class BidRound(models.Model):
    """One sealed round of a package: first bids (responses), or final offers.

    ``layers`` holds the round's secret three times, encrypted to each pair of custodians; ``peeled`` is
    what waits after the first custodian and still needs a second. ``vault`` is the secret under the
    server's own key, written at the opening only.
    """

    code = models.CharField(_("轮次编号"), max_length=60, unique=True)
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="rounds")
    kind = models.CharField(_("轮次"), max_length=10, choices=RoundKind.choices)
    status = models.CharField(
        _("状态"), max_length=20, choices=RoundStatus.choices, default=RoundStatus.RECEIVING
    )
    public_key = models.CharField(_("加密公钥"), max_length=100)
    layers = models.JSONField(_("分层密钥"), default=dict)
    peeled = models.JSONField(_("待第二人开启"), default=dict, blank=True)
    vault = models.BinaryField(_("开启后的密钥（加密保存）"), null=True, blank=True)
    deadline = models.DateTimeField(_("截止时间"))
    # Up to when the custodians have been told: their appointment, then each reminder.
    reminded_at = models.DateTimeField(_("最近提醒保管人的时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("关闭时间"), null=True, blank=True)
    root = models.CharField(_("回执根哈希"), max_length=64, blank=True)
    closing_entry = models.ForeignKey(
        "core.AuditEntry", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(_("开启时间"), null=True, blank=True)
    publication_code = models.CharField(_("开启记录公告编号"), max_length=40, blank=True)
    # When the window for objections was over and the record of a public opening was drawn up.
    recorded_at = models.DateTimeField(_("开标记录定稿时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("密封轮次")
        ordering = ["package", "id"]
        constraints = [models.UniqueConstraint(fields=["package", "kind"], name="round_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def peeled_by(self) -> str:
        """The part whose custodian acted first; nothing before, or where the column was made into something else."""
        return str(self.peeled.get("by") or "") if isinstance(self.peeled, dict) else ""

    @property
    def deadline_basis(self) -> str:
        """The article by which what comes late is refused; the procedure's own."""
        return self.package.tender.own_articles["late"]

    def own_basis(self, basis: str) -> str:
        """Return what of a basis binds this procedure (``core.lifecycle``)."""
        return self.package.own_basis(basis)


class BidDraft(models.Model):
    """What a supplier is still writing: encrypted with a key outside database and files.

    ``copy_path`` is its PDF, encrypted likewise, drawn of the writing whose fingerprint is ``copy_version``.
    """

    code = models.CharField(_("草稿编号"), max_length=20, db_index=True, default="")
    round = models.ForeignKey(BidRound, on_delete=models.PROTECT, related_name="drafts")
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField(_("加密的草稿"))
    saved_at = models.DateTimeField(_("保存时间"))
    saved_by = models.CharField(_("保存人"), max_length=100)
    copy_path = models.CharField(_("副本存放位置"), max_length=200, blank=True, default="")
    copy_version = models.CharField(_("副本对应的内容"), max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("投标草稿")
        constraints = [models.UniqueConstraint(fields=["round", "supplier"], name="bid_draft_once")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.supplier_id}"


class SealedBid(models.Model):
    """A sealed bid with its receipt. The file at ``path`` opens with the round's secret only."""

    round = models.ForeignKey(BidRound, on_delete=models.PROTECT, related_name="bids")
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    receipt = models.CharField(_("回执号"), max_length=20, unique=True)
    path = models.CharField(_("密封文件"), max_length=200)
    size = models.BigIntegerField(_("大小（字节）"))
    sealed_sha256 = models.CharField(_("密封文件哈希"), max_length=64)
    submitted_at = models.DateTimeField(_("递交时间"))
    submitted_by = models.CharField(_("递交人编号"), max_length=40)
    status = models.CharField(_("状态"), max_length=12, choices=BidState.choices, default=BidState.VALID)
    entry_hash = models.CharField(_("回执哈希"), max_length=64)
    # The same form sent twice has the same key and gets the same receipt.
    submission_key = models.CharField(_("提交标识"), max_length=40)

    class Meta:
        verbose_name = _("密封投标")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "supplier"], condition=models.Q(status="VALID"), name="bid_one_valid"
            ),
            models.UniqueConstraint(
                fields=["round", "supplier", "submission_key"], name="bid_submission_once"
            ),
        ]

    def __str__(self) -> str:
        return self.receipt

    @property
    def code(self) -> str:
        """The receipt is the bid's public code and names its audit chain."""
        return self.receipt

    def own_basis(self, basis: str) -> str:
        """Return what of a basis binds this procedure (``core.lifecycle``)."""
        return self.round.own_basis(basis)


class BidFile(models.Model):
    """An attachment, encrypted to the round's key while it streamed in; tied to a bid when it is sealed."""

    code = models.CharField(_("文件编号"), max_length=20, unique=True)
    round = models.ForeignKey(BidRound, on_delete=models.PROTECT, related_name="files")
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    bid = models.ForeignKey(SealedBid, on_delete=models.PROTECT, null=True, blank=True, related_name="files")
    path = models.CharField(_("密封文件"), max_length=200)
    size = models.BigIntegerField(_("大小（字节）"))
    sha256 = models.CharField(_("密封文件哈希"), max_length=64)
    uploaded_at = models.DateTimeField(_("上传时间"))

    class Meta:
        verbose_name = _("投标附件")

    def __str__(self) -> str:
        return self.code


class BidUpload(models.Model):
    """An attachment that is still on its way, piece by piece, so that a lost connection costs one piece only.

    ``state`` holds its name, purpose and size under the server's key; what has arrived lies in ``pieces``, encrypted
    with a key that only the sender's browser keeps. When the last piece is there all are sealed to the round's key
    in one stream and forgotten.
    """

    code = models.CharField(_("上传编号"), max_length=20, unique=True)
    round = models.ForeignKey(BidRound, on_delete=models.PROTECT, related_name="uploads")
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.BinaryField(_("加密的说明"))
    size = models.BigIntegerField(_("大小（字节）"))
    received = models.BigIntegerField(_("已收到（字节）"), default=0)
    touched_at = models.DateTimeField(_("最近收到时间"), db_index=True)

    class Meta:
        verbose_name = _("上传中的附件")

    def __str__(self) -> str:
        return self.code


class BidPiece(models.Model):
    """One encrypted piece of an attachment that is still on its way."""

    upload = models.ForeignKey(BidUpload, on_delete=models.CASCADE, related_name="pieces")
    offset = models.BigIntegerField(_("起始位置"))
    path = models.CharField(_("存放位置"), max_length=200)

    class Meta:
        verbose_name = _("附件片段")
        ordering = ["offset"]
        constraints = [models.UniqueConstraint(fields=["upload", "offset"], name="bid_piece_once")]

    def __str__(self) -> str:
        return f"{self.upload_id}@{self.offset}"


class OpenedBid(models.Model):
    """What the two custodians unlocked. ``code`` is the bid's letter in the evaluation bundle."""

    round = models.ForeignKey(BidRound, on_delete=models.PROTECT, related_name="opened")
    sealed = models.OneToOneField(SealedBid, on_delete=models.PROTECT, related_name="opened")
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="opened_bids")
    code = models.CharField(_("投标代号"), max_length=10)
    # Opened bids too lie encrypted: a copy of the database shows neither price nor form, as the vault's key opens no
    # attachment. A negotiation's prices are for its group alone until there is a result (RULES N-01).
    offer = LockedDecimalField(_("报价（元）"), purpose="opened-offer")
    scale = LockedJSONField(_("企业规模"), purpose="opened-scale")
    small_share = LockedDecimalField(_("小微企业份额（%）"), purpose="opened-share", null=True, blank=True)
    content = LockedJSONField(_("投标内容"), purpose="opened-bid")
    failure = models.CharField(_("无法开启的原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("已开启投标")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="opened_bid_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.supplier}"


class Examination(models.Model):
    """Qualification and conformity of one opened bid, with the reason told to who failed (RULES N-13).

    After a tender the purchaser examines the qualification and the committee the conformity; in negotiation
    and consultation the group does both. ``None``: not examined yet.
    """

    bid = models.OneToOneField(OpenedBid, on_delete=models.PROTECT, related_name="examination")
    qualified = models.BooleanField(_("资格审查通过"), null=True, default=None)
    qualified_reason = models.TextField(_("资格审查意见"), blank=True)
    # Condition by condition: code, text, passed, note; and what each list said: list, found.
    conditions = models.JSONField(_("逐项资格审查"), default=list, blank=True)
    lists = models.JSONField(_("信用名单查询"), default=list, blank=True)
    consulted_at = models.DateTimeField(_("信用查询时间"), null=True, blank=True)
    credit_record = models.TextField(_("信用查询记录"), blank=True)
    examiner_code = models.CharField(_("资格审查人编号"), max_length=40, blank=True)
    examiner_name = models.CharField(_("资格审查人"), max_length=100, blank=True)
    conforms = models.BooleanField(_("符合性审查通过"), null=True, default=None)
    conforms_reason = models.TextField(_("符合性审查意见"), blank=True)
    conformity_examiner_code = models.CharField(_("符合性审查人编号"), max_length=40, blank=True)
    conformity_examiner_name = models.CharField(_("符合性审查人"), max_length=100, blank=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("资格与符合性审查")

    def __str__(self) -> str:
        return f"{self.bid_id}"
