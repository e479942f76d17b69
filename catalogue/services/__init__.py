"""What can be done with the guidance catalogue and the annual purchase plan.

``versions``: draft, import and copy a catalogue; the national classification. ``entries``: one entry of
a draft. ``release``: publish the catalogue. ``items``: draft and edit a plan item. ``steps``: submit,
return, agree, withdraw. ``annual``: the purchaser's plan of a year. ``publishing``: the plan, with its
money. ``notices``: who is told of it. ``grounds``: what is on file against splitting. ``intents``: purchase intents.
``adjusting``: changes of a public plan. ``results``: what performance says of a finished item.
"""

from .adjusting import (
    agree_adjustment,
    refuse_adjustment,
    request_cancel,
    request_change,
    withdraw_adjustment,
)
from .annual import Decision, agree_plan, open_plan, return_plan, submit_plan
from .editing import StaleEdit
from .entries import add_entry, edit_entry, remove_entry
from .facts import EntryFields
from .filings import (
    file_filing,
    may_take_up,
    refuse_filing,
    request_filing,
    take_up_filing,
    withdraw_filing,
)
from .grounds import confirm_ground, enter_ground, reject_ground
from .intents import publish_intent, publish_intents
from .item_drafts import drop_draft, keep_draft
from .item_fields import MOST_MONTHS, MOST_PEOPLE, ItemFields
from .item_parts import Target, default_targets, set_fundings, set_indicators, set_villages, targets_of_entry
from .items import create_item, edit_item, save_item
from .making import (
    approve_version,
    begin_review,
    close_comments,
    consult_departments,
    discard_version,
    least_days,
    open_comments,
    revise_version,
)
from .opinions import (
    add_comment,
    answer_consultation,
    record_expert,
    reply_to,
    takes_answers,
    takes_comments,
    takes_experts,
    takes_replies,
)
from .plan_tables import ItemRow, import_items
from .publishing import announce_items, publish_plan, withdraw_item
from .release import check_effective_date, publish_version, take_effect
from .results import record_result
from .schemes import add_scheme, load_schemes
from .screening import confirm_item_words, confirm_words, explain_words
from .steps import agree_item, return_item, submit_item
from .tables import import_table
from .versions import (
    amend_version,
    copy_version,
    draft_shipped,
    draft_version,
    import_tree,
    load_national_items,
    shipped_tree,
)

__all__ = [
    "drop_draft",
    "keep_draft",
    "withdraw_adjustment",
    "request_change",
    "request_cancel",
    "refuse_adjustment",
    "agree_adjustment",
    "reject_ground",
    "enter_ground",
    "confirm_ground",
    "Decision",
    "EntryFields",
    "MOST_MONTHS",
    "MOST_PEOPLE",
    "ItemFields",
    "ItemRow",
    "StaleEdit",
    "Target",
    "add_comment",
    "add_entry",
    "add_scheme",
    "agree_item",
    "agree_plan",
    "amend_version",
    "announce_items",
    "answer_consultation",
    "approve_version",
    "begin_review",
    "check_effective_date",
    "close_comments",
    "confirm_item_words",
    "confirm_words",
    "consult_departments",
    "copy_version",
    "create_item",
    "default_targets",
    "discard_version",
    "draft_shipped",
    "draft_version",
    "edit_entry",
    "edit_item",
    "explain_words",
    "file_filing",
    "import_items",
    "import_table",
    "import_tree",
    "least_days",
    "load_national_items",
    "load_schemes",
    "may_take_up",
    "open_comments",
    "open_plan",
    "publish_intent",
    "publish_intents",
    "publish_plan",
    "publish_version",
    "record_expert",
    "record_result",
    "refuse_filing",
    "remove_entry",
    "reply_to",
    "request_filing",
    "return_item",
    "return_plan",
    "revise_version",
    "save_item",
    "set_fundings",
    "set_indicators",
    "set_villages",
    "shipped_tree",
    "submit_item",
    "submit_plan",
    "take_effect",
    "take_up_filing",
    "takes_answers",
    "takes_comments",
    "takes_experts",
    "takes_replies",
    "targets_of_entry",
    "withdraw_filing",
    "withdraw_item",
]
