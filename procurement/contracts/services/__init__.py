"""From the award to the last payment."""

from .acceptance import conclude_acceptance, open_acceptance, publish_acceptance, sign_acceptance
from .delivery import answer_log, log_service
from .drafting import draft_contract, edit_contract
from .payment import approve_invoice, pay, receive_invoice, reject_invoice
from .recording import complete_contract, file_contract, publish_contract
from .refunds import confirm_refund, discard_refund, enter_refund
from .reserves import explain_reserve
from .signing import offer_contract, sign_contract, take_back_contract

__all__ = [
    "answer_log",
    "approve_invoice",
    "complete_contract",
    "conclude_acceptance",
    "confirm_refund",
    "discard_refund",
    "draft_contract",
    "edit_contract",
    "enter_refund",
    "explain_reserve",
    "file_contract",
    "log_service",
    "offer_contract",
    "open_acceptance",
    "pay",
    "publish_acceptance",
    "publish_contract",
    "receive_invoice",
    "reject_invoice",
    "sign_acceptance",
    "sign_contract",
    "take_back_contract",
]
