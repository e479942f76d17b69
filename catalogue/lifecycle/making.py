"""Why a catalogue cannot take its next step yet: one sentence each, with what to do."""

from datetime import datetime

from django.utils.translation import gettext as _

from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.language import listed

from ..models import CatalogueVersion
from ..selectors.opinions import experts_missing, pending_replies, silent
from ..selectors.screening import entry_hits


def has_a_tree(version: CatalogueVersion, *, actor: Actor, at: datetime) -> str | None:
    """Refuse an empty catalogue."""
    if version.items.filter(is_leaf=True).exists():
        return None
    return _("目录里还没有可采购的条目，先导入目录树。")


def words_settled(version: CatalogueVersion, *, actor: Actor, at: datetime) -> str | None:
    """Refuse words of the negative list that one person has not explained and another not looked at."""
    waiting = [hit for hit in entry_hits(version, clock.local_date(at)) if not hit.settled]
    if not waiting:
        return None
    return _(
        "%(count)d 个条目有负面清单词语（例如 %(entry)s：%(words)s）：一人写明理由，另一人复核（财预〔2017〕87号）。"
    ) % {"count": len(waiting), "entry": waiting[0].entry, "words": listed(waiting[0].words)}


def departments_heard(version: CatalogueVersion, *, actor: Actor, at: datetime) -> str | None:
    """Refuse to go on before departments were asked, and before they answered or their time is over."""
    if version.consult_until is None:
        return _("还没有征求部门意见：先把草案发给责任单位（财政部令第102号第十三条）。")
    waiting = silent(version).count()
    if waiting and clock.local_date(at) <= version.consult_until:
        return _("还有 %(count)d 个单位没有答复，答复期限是 %(day)s：到期以后可以继续。") % {
            "count": waiting,
            "day": version.consult_until.isoformat(),
        }
    return None


def public_heard(version: CatalogueVersion, *, actor: Actor, at: datetime) -> str | None:
    """Refuse a whole catalogue that the public was not asked about; an amendment may go without."""
    if version.amends_id is not None:
        return None
    if version.comment_until is None:
        return _("还没有公开征求意见；只有修订单可以不公开征求。")
    if clock.local_date(at) <= version.comment_until:
        return _("公开征求意见还没有截止。")
    return None


def opinions_answered(version: CatalogueVersion, *, actor: Actor, at: datetime) -> str | None:
    """Refuse to approve while a suggestion has no answer."""
    waiting = pending_replies(version)
    if not waiting:
        return None
    return _("还有 %(count)d 条意见没有答复：每条意见都要写明是否采纳和理由。") % {"count": waiting}


def experts_heard(version: CatalogueVersion, *, actor: Actor, at: datetime) -> str | None:
    """Refuse to approve with neither an expert's opinion nor a reason why none was needed."""
    if experts_missing(version):
        return _("还没有专家意见：先登记专家意见，或写明不组织论证的理由（财政部令第102号第十三条）。")
    return None
