"""Reading evaluations and surveys: lists, what the record knows, what is public, what waits."""

from .indicators import recorded
from .lists import evaluations_visible, to_evaluate
from .public import grades_of_project, published_evaluations
from .todos import todos

__all__ = [
    "evaluations_visible",
    "grades_of_project",
    "published_evaluations",
    "recorded",
    "to_evaluate",
    "todos",
]
