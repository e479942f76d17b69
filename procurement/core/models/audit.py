"""The audit chain: append-only entries, one chain per subject, daily Merkle checkpoints."""

from datetime import UTC

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.regulations.canonical import canonical_json, sha256_hex


class AuditHead(models.Model):
    """The newest entry of a subject's chain: the row that is locked before an entry is added."""

    subject_kind = models.CharField(_("对象类别"), max_length=40)
    subject_code = models.CharField(_("对象编号"), max_length=80)
    seq = models.PositiveIntegerField(_("条数"), default=0)
    hash = models.CharField(_("最新哈希"), max_length=64, default="", blank=True)

    class Meta:
        verbose_name = _("审计链头")
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_code"], name="audit_head_subject")
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_code} #{self.seq}"


class AuditEntry(models.Model):
    """One thing that happened. Never changed, never removed: triggers refuse it in both databases.

    ``at`` is the rules' time, ``recorded_at`` the machine's. ``anchored`` entries are leaves of the next
    checkpoint in their own right (an opening's closing entry must be provable on its own).
    """

    subject_kind = models.CharField(_("对象类别"), max_length=40)
    subject_code = models.CharField(_("对象编号"), max_length=80)
    seq = models.PositiveIntegerField(_("序号"))
    at = models.DateTimeField(_("时间"))
    recorded_at = models.DateTimeField(_("记录时间"))
    actor_code = models.CharField(_("人员编号"), max_length=40)
    actor_name = models.CharField(_("人员"), max_length=100)
    organisation_code = models.CharField(_("机构编号"), max_length=40, blank=True)
    organisation_name = models.CharField(_("机构"), max_length=200, blank=True)
    action = models.CharField(_("事项"), max_length=60)
    source = models.CharField(_("原状态"), max_length=40, blank=True)
    target = models.CharField(_("新状态"), max_length=40, blank=True)
    basis = models.CharField(_("依据"), max_length=120, blank=True)
    reason = models.TextField(_("理由"), blank=True)
    changes = models.JSONField(_("变更内容"), default=dict, encoder=DjangoJSONEncoder)
    previous_hash = models.CharField(_("前一条哈希"), max_length=64, blank=True)
    hash = models.CharField(_("哈希"), max_length=64)
    anchored = models.BooleanField(_("单独锚定"), default=False)

    HASHED = (
        "subject_kind",
        "subject_code",
        "seq",
        "at",
        "recorded_at",
        "actor_code",
        "actor_name",
        "organisation_code",
        "organisation_name",
        "action",
        "source",
        "target",
        "basis",
        "reason",
        "changes",
        "previous_hash",
    )

    class Meta:
        verbose_name = _("审计记录")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_code", "seq"], name="audit_entry_subject_seq"
            )
        ]
        indexes = [
            models.Index(fields=["at"], name="audit_entry_at"),
            models.Index(fields=["actor_code", "at"], name="audit_entry_actor_at"),
            models.Index(fields=["id"], condition=models.Q(anchored=True), name="audit_entry_anchored"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_code} #{self.seq} {self.action}"

    def hashed_fields(self) -> dict[str, object]:
        """Return what the hash covers: times as ISO 8601 in UTC with microseconds, numbers as text."""
        values = {name: getattr(self, name) for name in self.HASHED}
        values["seq"] = str(self.seq)
        for name in ("at", "recorded_at"):
            values[name] = getattr(self, name).astimezone(UTC).isoformat(timespec="microseconds")
        return values

    def computed_hash(self) -> str:
        """Return SHA-256 of the canonical JSON of ``hashed_fields`` (FORMATS 7)."""
        return sha256_hex(canonical_json(self.hashed_fields()))


class AuditCheckpoint(models.Model):
    """One Merkle root over all chain heads at the end of a day: public, and tells nothing countable.

    ``salt`` is random and never shown with the root: without it, anyone could recompute the root of a day
    on which nothing happened, and so learn that nothing did.
    """

    date = models.DateField(_("日期"), unique=True)
    root = models.CharField(_("根哈希"), max_length=64)
    made_at = models.DateTimeField(_("生成时间"))
    salt = models.CharField(_("随机数"), max_length=64, default="")

    class Meta:
        verbose_name = _("每日核验点")
        ordering = ["-date"]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.root[:12]}"


class CheckpointLeaf(models.Model):
    """A hash that a checkpoint covers, kept so that a proof can be given later. Never listed in public."""

    checkpoint = models.ForeignKey(AuditCheckpoint, on_delete=models.PROTECT, related_name="leaves")
    entry = models.ForeignKey(AuditEntry, on_delete=models.PROTECT, related_name="+")
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("核验点叶子")
        indexes = [models.Index(fields=["hash"], name="checkpoint_leaf_hash")]
        constraints = [models.UniqueConstraint(fields=["checkpoint", "hash"], name="checkpoint_leaf_once")]

    def __str__(self) -> str:
        return self.hash
