"""How something off the catalogue is filed (RULES A-15), as a table."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.findings import sentences
from procurement.core.lifecycle import Lifecycle, Transition
from procurement.regulations import scope
from procurement.regulations.errors import RegulationError

from .. import permissions
from ..enums import FilingStatus
from ..models import OffCatalogueFiling
from ..selectors.filings import words_in


def six_answers(filing: OffCatalogueFiling, *, actor: Actor, at: datetime) -> str | None:
    """Refuse what the negative list forbids (A-08)."""
    try:
        found = scope.answers_block(filing.negative_answers)
    except RegulationError:
        return _("负面清单六个问题都要回答“是”或“否”。")
    return sentences(found) or None


def words_explained(filing: OffCatalogueFiling, *, actor: Actor, at: datetime) -> str | None:
    """Refuse listed words that nobody has explained (A-09, B-07)."""
    words = words_in(filing, clock.local_date(at))
    if not words or filing.word_screen_reason.strip():
        return None
    return _("文字中出现“%(words)s”：请说明为什么不属于不得购买的内容（财预〔2017〕87号）。") % {
        "words": words
    }


FILING = Lifecycle(
    OffCatalogueFiling,
    "catalogue-filing",
    [
        Transition(
            name="file",
            source=(FilingStatus.REQUESTED,),
            target=FilingStatus.FILED,
            permission=permissions.examine_filing,
            guards=(six_answers, words_explained),
            basis="A-15 财预〔2017〕87号二",
            label=gettext_lazy("同意备案"),
        ),
        Transition(
            name="refuse",
            source=(FilingStatus.REQUESTED,),
            target=FilingStatus.REFUSED,
            permission=permissions.examine_filing,
            basis="A-15 财预〔2017〕87号二",
            label=gettext_lazy("不予备案"),
        ),
        Transition(
            name="withdraw",
            source=(FilingStatus.REQUESTED,),
            target=FilingStatus.WITHDRAWN,
            permission=permissions.request_filing_of,
            basis="A-15",
            label=gettext_lazy("撤回申请"),
        ),
    ],
)
