"""Two people at one thing: who saves second is told who changed what, and nothing is lost."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from procurement.core import clock
from procurement.core.errors import DomainError
from procurement.core.models import AuditEntry

from ..models import PlanItem
from ..selectors.annual import last_changes


class StaleEdit(DomainError):
    """Somebody else saved in between. ``revision`` is the one to go on from, after looking."""

    def __init__(self, message: str, revision: int) -> None:
        super().__init__(message)
        self.revision = revision


def never_shown(revision: int) -> StaleEdit:
    """Return the refusal of a form that names no revision there ever was: nobody can say what its author saw."""
    text = _(
        "这个页面没有带来您打开时的版本，无法判断这期间有没有人改动。您填写的内容还在：请核对后再保存一次。"
    )
    return StaleEdit(text, revision)


def time_of(entry: AuditEntry, now: datetime) -> str:
    """Return when somebody did something, as people say it: 14:03, and on another day with its date."""
    then = entry.at.astimezone(clock.SHANGHAI)
    same_day = then.date() == clock.local_date(now)
    return f"{then:%H:%M}" if same_day else f"{then:%Y-%m-%d %H:%M}"


def check_unchanged(item: PlanItem, seen: Mapping[str, int] | None, at: datetime) -> None:
    """Refuse where an item is no longer what was looked at (code → revision); None: nothing was shown.

    The caller holds the item's row.
    """
    if seen is None or seen.get(item.code) == item.revision:
        return
    last = last_changes([item.code])[item.code]
    text = _(
        "%(name)s 在 %(time)s 改动了“%(title)s”，您看到的已经不是最新内容：尚未办理任何项目。"
        "请重新核对后再确认。"
    )
    message = text % {"name": last.actor_name, "time": time_of(last, at), "title": item.title}
    raise StaleEdit(message, item.revision)
