"""Forms of catalogue and plan."""

from .adjustments import AdjustmentForm, CancelForm
from .annual import DecisionForm, ItemFundingForm, PlanAgreeForm
from .consulting import (
    AnswerForm,
    ApproveForm,
    CommentForm,
    CommentReplyForm,
    ConsultForm,
    ExpertForm,
    OpenCommentsForm,
    ReplyForm,
)
from .entry import EntryForm, NewEntryForm
from .filings import FilingForm, TakeUpForm, WordsForm
from .grounds import GroundForm
from .item import PlanItemForm
from .making import DraftForm, ReleaseForm, SchemeForm
from .steps import (
    AgreeForm,
    IntentBatchForm,
    IntentForm,
    ItemAgreeForm,
    PublishForm,
    ReturnForm,
    RevisionForm,
    seen_text,
)

__all__ = [
    "IntentBatchForm",
    "AdjustmentForm",
    "CancelForm",
    "GroundForm",
    "ItemAgreeForm",
    "PlanAgreeForm",
    "ItemFundingForm",
    "DecisionForm",
    "AgreeForm",
    "AnswerForm",
    "ApproveForm",
    "CommentForm",
    "CommentReplyForm",
    "ConsultForm",
    "DraftForm",
    "EntryForm",
    "ExpertForm",
    "FilingForm",
    "IntentForm",
    "NewEntryForm",
    "OpenCommentsForm",
    "PlanItemForm",
    "PublishForm",
    "ReleaseForm",
    "ReplyForm",
    "ReturnForm",
    "RevisionForm",
    "SchemeForm",
    "TakeUpForm",
    "WordsForm",
    "seen_text",
]
