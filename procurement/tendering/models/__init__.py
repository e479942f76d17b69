"""From the implementation plan to opened bids."""

from .agents import BidAgent
from .bids import (
    BidDraft,
    BidFile,
    BidPiece,
    BidRound,
    BidUpload,
    Examination,
    OpenedBid,
    SealedBid,
)
from .custody import CustodianKey, CustodianReplacement, RoundCustodian
from .deals import SingleSourceDeal
from .documents import (
    Amendment,
    AmendmentDraft,
    DocumentTaking,
    Enquiry,
    InternalReview,
    QualificationCondition,
    RequirementLine,
    Review,
    ScoringFactor,
    TenderDocument,
)
from .entrustments import Entrustment
from .holds import Hold
from .openings import OpeningAttendance, OpeningObjection, SceneRecording, SealCheck
from .plans import ImplementationPlan, PlanSlice, titled
from .rehearsals import Rehearsal, RehearsalSeat
from .small import Quote, QuoteRequest, SmallPurchase
from .tenders import Package, Tender, TenderUserPermission
from .ways import Invitee, MethodApproval, SingleSourceNotice, SingleSourceObjection

__all__ = [
    "Amendment",
    "AmendmentDraft",
    "BidAgent",
    "BidDraft",
    "BidFile",
    "BidPiece",
    "BidRound",
    "BidUpload",
    "CustodianKey",
    "CustodianReplacement",
    "DocumentTaking",
    "Enquiry",
    "Entrustment",
    "Examination",
    "Hold",
    "ImplementationPlan",
    "Invitee",
    "MethodApproval",
    "OpenedBid",
    "OpeningAttendance",
    "OpeningObjection",
    "Package",
    "PlanSlice",
    "QualificationCondition",
    "Quote",
    "QuoteRequest",
    "Rehearsal",
    "RehearsalSeat",
    "RequirementLine",
    "InternalReview",
    "Review",
    "RoundCustodian",
    "ScoringFactor",
    "SceneRecording",
    "SealCheck",
    "SealedBid",
    "SingleSourceDeal",
    "SingleSourceNotice",
    "SingleSourceObjection",
    "SmallPurchase",
    "Tender",
    "TenderDocument",
    "TenderUserPermission",
    "titled",
]
