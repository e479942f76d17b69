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
    "IntentForm",
    "NewEntryForm",
    "OpenCommentsForm",
    "PlanItemForm",
    "PublishForm",
    "ReleaseForm",
    "ReplyForm",
    "ReturnForm",
    "SchemeForm",
]
