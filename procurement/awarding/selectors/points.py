"""Which points a bid may get on a factor: the sheet and the service say it in the same words."""

from decimal import Decimal

from django.utils.translation import gettext as _

from procurement.regulations import intervals
from procurement.tendering.models import ScoringFactor

CENT = Decimal("0.01")


def points_refusal(factor: ScoringFactor, points: Decimal) -> str:
    """Say why a bid cannot get these points on a factor (RULES E-25, 87 art. 55); empty: it can."""
    if not 0 <= points <= factor.maximum or points != points.quantize(CENT):
        return _("“%(factor)s”的得分应在0到%(maximum)s之间，最多两位小数。") % {
            "factor": factor.name,
            "maximum": f"{factor.maximum.normalize():f}",
        }
    if not intervals.allows(factor.levels, points):
        return _("“%(factor)s”按采购文件分档打分，可以给：%(allowed)s。") % {
            "factor": factor.name,
            "allowed": points_allowed(factor),
        }
    return ""


def points_allowed(factor: ScoringFactor) -> str:
    """Return the points that may be given, as text; empty where the documents have no levels."""
    return intervals.allowed_text(factor.levels) if factor.levels else ""
