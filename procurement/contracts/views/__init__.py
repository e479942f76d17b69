"""Screens of contract, delivery, acceptance, invoice and payment."""

from .acceptances import (
    AcceptanceConclude,
    AcceptanceDetail,
    AcceptanceList,
    AcceptanceOpen,
    AcceptanceSign,
    AcceptanceTransition,
)
from .contracts import (
    ContractDetail,
    ContractDocument,
    ContractDraft,
    ContractEdit,
    ContractList,
    ContractPublish,
    ContractTransition,
)
from .invoices import InvoiceDetail, InvoiceList, InvoicePay, InvoiceReceive, InvoiceTransition
from .refunds import RefundDetail, RefundEnter, RefundTransition
from .reserves import ReserveExplain, ReserveList, ReserveReport, ReserveWork
from .tabs import AnswerLog, ContractAcceptances, ContractInvoices, ContractLog, ContractMoney, LogService

__all__ = [
    "AcceptanceConclude",
    "AcceptanceDetail",
    "AcceptanceList",
    "AcceptanceOpen",
    "AcceptanceSign",
    "AcceptanceTransition",
    "AnswerLog",
    "ContractAcceptances",
    "ContractDetail",
    "ContractDocument",
    "ContractDraft",
    "ContractEdit",
    "ContractInvoices",
    "ContractList",
    "ContractLog",
    "ContractMoney",
    "ContractPublish",
    "ContractTransition",
    "InvoiceDetail",
    "InvoiceList",
    "InvoicePay",
    "InvoiceReceive",
    "InvoiceTransition",
    "LogService",
    "RefundDetail",
    "RefundEnter",
    "RefundTransition",
    "ReserveExplain",
    "ReserveList",
    "ReserveReport",
    "ReserveWork",
]
