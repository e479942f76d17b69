"""Words for the codes of performance data (FORMATS 5), which no room's choices name."""

from django.utils.translation import gettext_lazy as _

INDICATOR_TIERS = {
    "DECISION": _("决策"),
    "PROCESS": _("过程"),
    "EXECUTION": _("预算执行"),
    "OUTPUT": _("产出"),
    "BENEFIT": _("效益"),
    "SATISFACTION": _("满意度"),
}
INDICATOR_KINDS = {
    "POSITIVE": _("正向（完成越多越好）"),
    "NEGATIVE": _("反向（越少越好）"),
    "QUALITATIVE": _("定性"),
}
