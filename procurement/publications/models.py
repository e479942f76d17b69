"""What was published, frozen with its hash."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .enums import PublicationKind


class PublicationQuerySet(models.QuerySet):
    """Named groups of publications."""

    def of_project(self, project_code: str) -> "PublicationQuerySet":
        return self.filter(project_code=project_code)

    def matching(self, text: str) -> "PublicationQuerySet":
        """Keep what contains every word of ``text``; Chinese needs no word boundaries."""
        found = self
        for term in text.split()[:8]:
            found = found.filter(search_text__contains=term)
        return found


class Publication(models.Model):
    """A notice as it went out: never edited, a correction is a new one that names this one.

    ``project_code`` is the public code of the plan item, so that one project's story can be told in a
    row. The legal place of publication is the province's site; ours is a mirror (RULES F-1), and periods
    count from ``medium_published_at``.
    """

    code = models.CharField(_("公告编号"), max_length=40, unique=True)
    kind = models.CharField(_("公告类型"), max_length=30, choices=PublicationKind.choices)
    subject_kind = models.CharField(_("对象类别"), max_length=40)
    subject_code = models.CharField(_("对象编号"), max_length=80)
    project_code = models.CharField(_("项目编号"), max_length=80, blank=True)
    title = models.CharField(_("标题"), max_length=300)
    organisation_code = models.CharField(_("发布单位编号"), max_length=40)
    organisation_name = models.CharField(_("发布单位"), max_length=200)
    # Whose operator also entered it on the legal medium: the agency that ran the purchase for the unit (N-06).
    agency_code = models.CharField(_("代理机构编号"), max_length=40, blank=True)
    division_code = models.CharField(_("行政区划代码"), max_length=12, blank=True)
    payload = models.JSONField(_("内容"))
    sha256 = models.CharField(_("内容哈希"), max_length=64)
    published_at = models.DateTimeField(_("发布时间"))
    medium_name = models.CharField(_("法定媒体"), max_length=100, default="中国政府采购网湖北分网")
    medium_url = models.URLField(_("法定媒体网址"), max_length=500, blank=True)
    medium_published_at = models.DateTimeField(_("法定媒体发布时间"))
    corrects = models.ForeignKey(
        "self",
        verbose_name=_("更正的公告"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
    )
    search_text = models.TextField(_("检索文本"), editable=False)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("公告")
        ordering = ["-published_at", "-id"]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="publication_newest"),
            models.Index(fields=["kind", "-published_at"], name="publication_kind"),
            models.Index(fields=["project_code", "published_at"], name="publication_project"),
            models.Index(fields=["division_code", "-published_at"], name="publication_division"),
            models.Index(fields=["sha256"], name="publication_sha256"),
        ]

    def __str__(self) -> str:
        return self.title


class MediumRecord(models.Model):
    """Where and when the legal medium published a notice, as entered afterwards; the newest one counts.

    Entered by hand from the province's site, so it may be corrected: by another entry, never by an edit.
    """

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="medium_records")
    name = models.CharField(_("法定媒体"), max_length=100)
    url = models.URLField(_("法定媒体网址"), max_length=500)
    published_at = models.DateTimeField(_("法定媒体发布时间"))
    recorded_at = models.DateTimeField(_("登记时间"))
    recorded_by = models.CharField(_("登记人"), max_length=100)

    class Meta:
        verbose_name = _("法定媒体发布登记")
        ordering = ["publication", "pk"]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.name}"
