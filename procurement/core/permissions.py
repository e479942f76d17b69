"""The answer of a permission function: allowed, or not with the reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .actors import Actor


@dataclass(frozen=True, slots=True)
class Verdict:
    """Allowed, or refused with a reason that can be shown. Truthy when allowed.

    ``mark``: on what the permission rests, for the audit entry of the act (an agency's agreement, N-06).
    """

    allowed: bool
    reason: "str | Promise" = ""
    mark: Mapping[str, str] = field(default_factory=dict, compare=False)

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(True)
Permission = Callable[[Actor, Any], Verdict]


def refused(reason: "str | Promise") -> Verdict:
    """Return a refusal with the sentence that is shown beside the button."""
    return Verdict(False, reason)


def allow_if(condition: bool, reason: "str | Promise") -> Verdict:
    """Return ALLOWED when ``condition`` holds, else a refusal with ``reason``."""
    return ALLOWED if condition else refused(reason)


def system_only(actor: Actor, obj: Any) -> Verdict:
    """Allow nobody but the machine: the step happens by itself when its time has come."""
    return allow_if(actor.is_system, _("这一步由系统在法定时间自动完成，任何人都不能代办。"))


def anybody(actor: Actor, obj: Any) -> Verdict:
    """Allow everybody, strangers too: the page is public."""
    return ALLOWED


def signed_in(actor: Actor, obj: Any) -> Verdict:
    """Allow whoever has signed in."""
    return allow_if(not actor.is_anonymous, _("请先登录。"))
