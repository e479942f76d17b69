"""What a risk plan begins with: the risks that article 25 names and what is usually done against them (N-12)."""

from procurement.core.language import either
from procurement.regulations.review import RISKS


def usual_risks() -> list[dict[str, str]]:
    """Return the rows of a risk plan to start from, as ``Tender.risk_plan`` keeps them."""
    return [
        {
            "risk": either(risk.name_zh, risk.name_en),
            "stage": risk.stage,
            "likelihood": risk.likelihood,
            "impact": risk.impact,
            "responsible": risk.responsible,
            "measure": risk.measure,
            "alternative": risk.alternative,
        }
        for risk in RISKS
    ]
