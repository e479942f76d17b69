"""What can be done with the guidance catalogue and the annual purchase plan.

``versions``: draft, import and copy a catalogue; the national classification. ``entries``: one entry of
a draft. ``release``: publish the catalogue. ``items``: draft and edit a plan item. ``steps``: submit,
return, agree, withdraw. ``publishing``: the plan, with its money. ``notices``: who is told of it.
``intents``: purchase intents. ``results``: what performance says of a finished item.
"""

from .editing import StaleEdit
from .entries import add_entry, edit_entry, remove_entry
from .facts import EntryFields
from .intents import publish_intent
from .items import (
    ItemFields,
    Target,
    create_item,
    default_targets,
    edit_item,
    save_item,
    set_fundings,
    set_indicators,
)
from .publishing import publish_plan, withdraw_item
from .release import check_effective_date, publish_version
from .results import record_result
from .schemes import add_scheme, load_schemes
from .steps import agree_item, return_item, submit_item
from .versions import (
    copy_version,
    draft_shipped,
    draft_version,
    import_tree,
    load_national_items,
    shipped_tree,
)

__all__ = [
    "EntryFields",
    "ItemFields",
    "StaleEdit",
    "Target",
    "add_entry",
    "add_scheme",
    "agree_item",
    "check_effective_date",
    "copy_version",
    "create_item",
    "default_targets",
    "draft_shipped",
    "draft_version",
    "edit_entry",
    "edit_item",
    "import_tree",
    "load_national_items",
    "load_schemes",
    "publish_intent",
    "publish_plan",
    "publish_version",
    "record_result",
    "remove_entry",
    "return_item",
    "save_item",
    "set_fundings",
    "set_indicators",
    "shipped_tree",
    "submit_item",
    "withdraw_item",
]
