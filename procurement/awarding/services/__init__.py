"""What the panel and the purchaser do, from the draw to the result notice."""

from .award import confirm_award, publish_result
from .negotiation import call_final_offers, hold_session, issue_change, start_negotiation
from .panel import confirm_panel, declare, form_panel, recuse, replace_member
from .redetermination import redetermine
from .report import explain_low_price, make_report, sign_report
from .scoring import save_score, start_scoring, submit_sheet

__all__ = [
    "call_final_offers",
    "confirm_award",
    "confirm_panel",
    "declare",
    "explain_low_price",
    "form_panel",
    "hold_session",
    "issue_change",
    "make_report",
    "publish_result",
    "recuse",
    "redetermine",
    "replace_member",
    "save_score",
    "sign_report",
    "start_negotiation",
    "start_scoring",
    "submit_sheet",
]
