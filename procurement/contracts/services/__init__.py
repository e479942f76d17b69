"""From the award to the last payment."""

from .acceptance import conclude_acceptance, open_acceptance, publish_acceptance, sign_acceptance
from .delivery import log_service
from .payment import approve_invoice, pay, receive_invoice, reject_invoice
from .signing import (
    complete_contract,
    draft_contract,
    edit_contract,
    file_contract,
    offer_contract,
    propose_slices,
    publish_contract,
    sign_contract,
)

__all__ = [
    "approve_invoice",
    "complete_contract",
    "conclude_acceptance",
    "draft_contract",
    "edit_contract",
    "file_contract",
    "log_service",
    "offer_contract",
    "open_acceptance",
    "pay",
    "propose_slices",
    "publish_acceptance",
    "publish_contract",
    "receive_invoice",
    "reject_invoice",
    "sign_acceptance",
    "sign_contract",
]
