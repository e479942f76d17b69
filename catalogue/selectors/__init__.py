"""Reading the catalogue and the plan."""

from .actors import is_catalogue_officer, is_overseer, owns
from .plan import (
    holdings_of_items,
    public_plan,
    public_totals,
    reviewable,
    stages_of,
    visible_items,
)
from .splitting import splitting_watch
from .starts import earliest_start, intent_due, latest_intent
from .todos import todos
from .tree import Node, search_items, tree_of, version_in_force, visible_versions

__all__ = [
    "Node",
    "earliest_start",
    "holdings_of_items",
    "intent_due",
    "is_catalogue_officer",
    "is_overseer",
    "latest_intent",
    "owns",
    "public_plan",
    "public_totals",
    "reviewable",
    "search_items",
    "splitting_watch",
    "stages_of",
    "todos",
    "tree_of",
    "version_in_force",
    "visible_items",
    "visible_versions",
]
