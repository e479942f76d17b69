"""Reading the catalogue and the plan."""

from .actors import is_catalogue_officer, is_overseer, owns
from .making import (
    Effects,
    drafts,
    effects_of,
    entries_of,
    national_items,
    open_entries,
    predecessor_of,
    sources,
    with_counts,
)
from .plan import (
    earlier_results,
    history_of,
    holdings_of_items,
    plan_years,
    public_plan,
    public_totals,
    publications_of,
    purchasers_in_plan,
    reviewable,
    stages_of,
    totals_by_purchaser,
    visible_items,
)
from .splitting import splitting_watch
from .starts import earliest_start, intent_due, latest_intent
from .todos import todos
from .tree import (
    Node,
    ancestors_of,
    entries_to_choose,
    search_items,
    tree_of,
    version_in_force,
    visible_versions,
)

__all__ = [
    "Effects",
    "Node",
    "ancestors_of",
    "drafts",
    "earlier_results",
    "earliest_start",
    "effects_of",
    "entries_of",
    "entries_to_choose",
    "history_of",
    "holdings_of_items",
    "intent_due",
    "is_catalogue_officer",
    "is_overseer",
    "latest_intent",
    "national_items",
    "open_entries",
    "owns",
    "plan_years",
    "predecessor_of",
    "public_plan",
    "public_totals",
    "publications_of",
    "purchasers_in_plan",
    "reviewable",
    "search_items",
    "sources",
    "splitting_watch",
    "stages_of",
    "todos",
    "totals_by_purchaser",
    "tree_of",
    "version_in_force",
    "visible_items",
    "visible_versions",
    "with_counts",
]
