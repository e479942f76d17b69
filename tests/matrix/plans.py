"""The addresses of budget, catalogue and plan, with what stands in them."""

from typing import Any

from .world import NOW, World


def budgeting(world: World) -> dict[str, tuple[str, dict[str, Any]]]:
    thing = world.things
    line, approved = {"code": thing["line"].code}, {"code": thing["approved_line"].code}
    asked, ending = {"code": thing["adjustment"].code}, {"code": thing["year_end"].code}
    return {
        "budgeting:line-list": ("", {}),
        "budgeting:line-create": ("", {}),
        "budgeting:line-detail": ("", line),
        "budgeting:line-approve": ("", line),
        "budgeting:line-adjust": ("", approved),
        "budgeting:line-transition": ("", {**approved, "transition": "close"}),
        "budgeting:line-import": ("", {}),
        "budgeting:county": ("", {}),
        "budgeting:ledger": ("", {}),
        "budgeting:month-report": ("", {}),
        "budgeting:report-document": ("", {"code": f"{NOW:%Y-%m}"}),
        "budgeting:import-columns": ("", {}),
        "budgeting:batch-detail": ("", {"code": thing["batch"].code}),
        "budgeting:batch-approve": ("", {"code": thing["batch"].code}),
        "budgeting:line-propose": ("", {"code": thing["midterm_line"].code}),
        "budgeting:midterm-list": ("", {}),
        "budgeting:year-end-list": ("", {}),
        "budgeting:year-end-create": ("", {}),
        "budgeting:year-end-detail": ("", ending),
        "budgeting:year-end-decide": ("", ending),
        "budgeting:year-end-transition": ("", {**ending, "transition": "carry_out"}),
        "budgeting:adjustment-list": ("", {}),
        "budgeting:adjustment-detail": ("", asked),
        "budgeting:adjustment-transition": ("", {**asked, "transition": "approve"}),
        "budgeting:adjustment-transition#own": ("", {**asked, "transition": "withdraw"}),
        "budgeting:township-list": ("", {}),
        "budgeting:township-register": ("", {}),
        "budgeting:township-file": ("", {"code": thing["township_budget"].code}),
        "workspace:budget-exceptions": ("", {}),
    }


def making(world: World) -> dict[str, tuple[str, dict[str, Any]]]:
    thing = world.things
    version, filing = {"code": thing["draft_version"].code}, {"code": thing["filing"].code}
    entry = {"version": thing["draft_version"].code, "code": "A0402"}
    asked, comment, worded = {"code": thing["consulted_version"].code}, thing["comment"], thing["worded"]
    return {
        "catalogue:draft-list": ("", {}),
        "catalogue:draft-create": ("", {}),
        "catalogue:scheme-list": ("", {}),
        "catalogue:draft-detail": ("", version),
        "catalogue:draft-publish": ("", version),
        "catalogue:draft-publish#published": ("", {"code": thing["version"].code}),
        "catalogue:draft-import": ("", version),
        "catalogue:draft-words": ("", version),
        "catalogue:words-explain": ("", entry),
        "catalogue:words-confirm": ("", {"version": worded.version.code, "code": worded.entry_code}),
        "catalogue:filing-list": ("", {}),
        "catalogue:filing-create": ("", {}),
        "catalogue:filing-detail": ("", filing),
        "catalogue:filing-take-up": ("", filing),
        "catalogue:filing-transition": ("", {**filing, "transition": "file"}),
        "catalogue:filing-transition#withdraw": ("", {**filing, "transition": "withdraw"}),
        "catalogue:draft-consult": ("", version),
        "catalogue:draft-open-comments": ("", version),
        "catalogue:draft-approve": ("", version),
        "catalogue:draft-amend": ("", {"code": thing["version"].code}),
        "catalogue:draft-opinions": ("", version),
        "catalogue:draft-transition": ("", {**version, "transition": "discard"}),
        "catalogue:expert-add": ("", version),
        "catalogue:opinion-answer": ("", asked),
        "catalogue:opinion-reply": ("", {**asked, "organisation": thing["home"].code}),
        "catalogue:comment-reply": ("", {"code": comment.version.code, "comment": comment.code}),
        "catalogue:entry-add": ("", version),
        "catalogue:entry-edit": ("", entry),
        "catalogue:entry-remove": ("", entry),
    }


def planning(world: World) -> dict[str, tuple[str, dict[str, Any]]]:
    thing = world.things
    draft, submitted = {"code": thing["draft_item"].code}, {"code": thing["submitted_item"].code}
    public = {"code": thing["public_item"].code}
    plan = {"code": thing["annual_plan"].code}
    return {
        "catalogue:annual-list": ("", {}),
        "catalogue:intent-batch": ("", {}),
        "catalogue:annual-detail": ("", plan),
        "catalogue:annual-export": ("", {**plan, "kind": "csv"}),
        "catalogue:annual-submit": ("", plan),
        "catalogue:annual-agree": ("", plan),
        "catalogue:annual-return": ("", plan),
        "catalogue:plan-reserve": ("", {"organisation": thing["home"].code, "year": 2026}),
        "catalogue:plan-item-fund": ("", submitted),
        "catalogue:plan-item-adjust": ("", public),
        "catalogue:plan-item-cancel": ("", public),
        "catalogue:plan-adjustment-detail": ("", {"code": thing["plan_adjustment"].code}),
        "catalogue:plan-adjustment-transition": (
            "",
            {"code": thing["plan_adjustment"].code, "transition": "agree"},
        ),
        "catalogue:plan-adjustment-transition#own": (
            "",
            {"code": thing["plan_adjustment"].code, "transition": "withdraw"},
        ),
        "catalogue:plan-item-ground": ("", submitted),
        "catalogue:splitting-ground-detail": ("", {"code": thing["ground"].code}),
        "catalogue:splitting-ground-transition": (
            "",
            {"code": thing["ground"].code, "transition": "confirm"},
        ),
        "catalogue:plan-item-list": ("", {}),
        "catalogue:plan-item-create": ("", {}),
        "catalogue:plan-import": ("", {}),
        "catalogue:plan-review": ("", {}),
        "catalogue:plan-publish": ("", {}),
        "catalogue:plan-item-detail": ("", submitted),
        "catalogue:plan-item-detail#draft": ("", draft),
        "catalogue:plan-item-edit": ("", draft),
        "catalogue:plan-item-agree": ("", submitted),
        "catalogue:plan-item-return": ("", submitted),
        "catalogue:plan-item-words": ("", {"code": thing["worded_item"].code}),
        "catalogue:plan-item-publish": ("", submitted),
        "catalogue:plan-item-intent": ("", public),
        "catalogue:plan-item-transition": ("", {**draft, "transition": "submit"}),
        "catalogue:plan-item-transition#withdraw": ("", {**submitted, "transition": "withdraw"}),
    }
