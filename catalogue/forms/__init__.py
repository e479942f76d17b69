"""Forms of catalogue and plan."""

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
from .item import PlanItemForm
from .making import DraftForm, ReleaseForm, SchemeForm
from .steps import AgreeForm, IntentForm, PublishForm, ReturnForm

__all__ = [
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
]
