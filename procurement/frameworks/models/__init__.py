"""The tables of framework agreements."""

from .calls import CallOff
from .contests import Contest, ContestOffer
from .entries import FrameworkEntry
from .frameworks import Framework
from .reviews import FrameworkReview
from .solicitations import Solicitation
from .vouchers import Voucher, VoucherBatch

__all__ = [
    "CallOff",
    "Contest",
    "ContestOffer",
    "Framework",
    "FrameworkEntry",
    "FrameworkReview",
    "Solicitation",
    "Voucher",
    "VoucherBatch",
]
