"""Forms of the plan."""

from .item import PlanItemForm
from .steps import AgreeForm, IntentForm, PublishForm, ReturnForm

__all__ = ["AgreeForm", "IntentForm", "PlanItemForm", "PublishForm", "ReturnForm"]
