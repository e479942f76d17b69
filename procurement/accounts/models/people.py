"""People and what they do for which organisation."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.core.codes import random_code

from ..enums import Language, Office
from .organisations import Organisation


def person_code() -> str:
    """Return a person's public code."""
    return "P-" + random_code()


class User(AbstractUser):
    """A person who signs in. What they may do follows from their offices, never from ``is_superuser``."""

    code = models.CharField(_("人员编号"), max_length=40, unique=True, default=person_code)
    display_name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("手机"), max_length=40, blank=True)
    language = models.CharField(
        _("通知语言"), max_length=10, choices=Language.choices, default=Language.CHINESE
    )
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    class Meta:
        verbose_name = _("用户")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class Membership(models.Model):
    """A person acts for an organisation; ended, never deleted, so that past acts keep their place."""

    user = models.ForeignKey(
        User, verbose_name=_("人员"), on_delete=models.PROTECT, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("机构"), on_delete=models.PROTECT, related_name="memberships"
    )
    since = models.DateTimeField(_("开始"))
    until = models.DateTimeField(_("结束"), null=True, blank=True)

    class Meta:
        verbose_name = _("任职")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=models.Q(until__isnull=True),
                name="membership_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"

    @property
    def current_holdings(self) -> "list[OfficeHolding]":
        """Return the offices held now; ``selectors.memberships_of`` fills them in one query."""
        if not hasattr(self, "_current_holdings"):
            self._current_holdings = list(self.holdings.filter(until__isnull=True).order_by("pk"))
        return self._current_holdings

    @current_holdings.setter
    def current_holdings(self, holdings: "list[OfficeHolding]") -> None:
        self._current_holdings = holdings

    @property
    def offices(self) -> frozenset[str]:
        return frozenset(holding.office for holding in self.current_holdings)

    @property
    def office_labels(self) -> list[str]:
        return [str(Office(holding.office).label) for holding in self.current_holdings]


class OfficeHolding(models.Model):
    """An office that a member holds."""

    membership = models.ForeignKey(
        Membership, verbose_name=_("任职"), on_delete=models.PROTECT, related_name="holdings"
    )
    office = models.CharField(_("岗位"), max_length=30, choices=Office.choices)
    since = models.DateTimeField(_("开始"))
    until = models.DateTimeField(_("结束"), null=True, blank=True)

    class Meta:
        verbose_name = _("岗位")
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "office"],
                condition=models.Q(until__isnull=True),
                name="office_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership}: {self.get_office_display()}"
