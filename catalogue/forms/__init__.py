"""Forms of catalogue and plan."""

from .item import PlanItemForm
from .making import DraftForm, EntryForm, NewEntryForm, ReleaseForm
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
]
