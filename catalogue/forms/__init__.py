"""Forms of catalogue and plan."""

from .entry import EntryForm, NewEntryForm
from .item import PlanItemForm
from .making import DraftForm, ReleaseForm, SchemeForm
from .steps import AgreeForm, IntentForm, PublishForm, ReturnForm

__all__ = [
    "AgreeForm",
    "DraftForm",
    "EntryForm",
    "IntentForm",
    "NewEntryForm",
    "PlanItemForm",
    "PublishForm",
    "ReleaseForm",
    "ReturnForm",
    "SchemeForm",
]
