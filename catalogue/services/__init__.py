"""What can be done with the guidance catalogue and the annual purchase plan.

``versions``: draft, import, publish a catalogue; the national classification. ``items``: draft and edit
a plan item. ``steps``: submit, return, agree, withdraw. ``publishing``: the plan, with its money.
``intents``: purchase intents. ``results``: what performance says of a finished item.
"""

from .intents import publish_intent
from .items import (
    ItemFields,
    StaleEdit,
    Target,
    create_item,
    default_targets,
    edit_item,
    save_item,
    set_fundings,
    set_indicators,
)
from .publishing import publish_plan, withdraw_item
from .results import record_result
from .steps import agree_item, return_item, submit_item
from .versions import draft_version, import_tree, load_national_items, publish_version, shipped_tree

__all__ = [
    "ItemFields",
    "StaleEdit",
    "Target",
    "agree_item",
    "create_item",
    "default_targets",
    "draft_version",
    "edit_item",
    "import_tree",
    "load_national_items",
    "publish_intent",
    "publish_plan",
    "publish_version",
    "record_result",
    "return_item",
    "save_item",
    "set_fundings",
    "set_indicators",
    "shipped_tree",
    "submit_item",
    "withdraw_item",
]
