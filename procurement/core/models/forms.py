"""Forms that were submitted once."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FormSubmission(models.Model):
    """A used-up form token and where its submission led; ``received_at`` is real time."""

    nonce = models.CharField(_("表单标识"), max_length=40, unique=True)
    actor_code = models.CharField(_("人员编号"), max_length=40)
    received_at = models.DateTimeField(_("提交时间"), db_index=True)
    result_url = models.CharField(_("结果页"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("已提交表单")

    def __str__(self) -> str:
        return self.nonce
