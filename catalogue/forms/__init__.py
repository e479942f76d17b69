"""Forms of catalogue and plan."""

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
from .steps import AgreeForm, IntentForm, ItemAgreeForm, PublishForm, ReturnForm, seen_text

__all__ = [
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
    "SchemeForm",
    "TakeUpForm",
    "WordsForm",
    "seen_text",
]
