"""Every step of every procedure × every role: who may take it, by the step's own permission.

The table is explicit, so that a permission that opens wider than it was meant to fails here. What must
be true besides (guards) is each room's own test; a step from a wrong state is refused here for all.
"""

from typing import Any

import pytest

from procurement.core import lifecycle
from procurement.core.actors import ANONYMOUS, SYSTEM
from procurement.core.errors import WrongState
from procurement.core.lifecycle import Lifecycle

from .roles import ALL, Who, who
from .world import NOW, World

pytestmark = pytest.mark.django_db

# Steps that the law ties to a moment or that follow from another step: the machine takes them, nobody else.
MACHINE: Who = frozenset({"system"})
OPERATOR, LEADER, ACCEPTOR = who("operator"), who("leader"), who("acceptor")
DECIDERS, REVIEWERS = OPERATOR | LEADER, who("leader reviewer finance discipline representative")
CATALOGUE, BUDGET = who("catalogue"), who("budget")
# In the judging scene the purchaser's representative sits on the panel.
PANEL, SUPPLIER, CUSTODIAN = who("expert representative"), who("supplier"), who("custodian")

# Kind of subject: which thing of the world stands for it, in which scene, and its steps.
TABLE: dict[str, tuple[str, str, dict[str, Who]]] = {
    "catalogue-version": (
        "draft_version",
        "",
        {
            "consult": CATALOGUE,
            "open_comments": CATALOGUE,
            "close_comments": MACHINE,
            "begin_review": CATALOGUE,
            "revise": CATALOGUE,
            "approve": CATALOGUE,
            "publish": CATALOGUE,
            "take_effect": MACHINE,
            "supersede": MACHINE,
            "discard": CATALOGUE,
        },
    ),
    "catalogue-filing": ("filing", "", {"file": CATALOGUE, "refuse": CATALOGUE, "withdraw": OPERATOR}),
    "plan-item": (
        "submitted_item",
        "",
        {
            "submit": OPERATOR,
            "agree": CATALOGUE,
            "return": CATALOGUE,
            "publish": CATALOGUE,
            "withdraw": DECIDERS,
            "cancel": CATALOGUE,
            "close": MACHINE,
        },
    ),
    "annual-plan": (
        "annual_plan",
        "",
        {"submit": OPERATOR, "agree": CATALOGUE, "return": CATALOGUE, "publish": CATALOGUE},
    ),
    "plan-adjustment": (
        "plan_adjustment",
        "",
        {"agree": CATALOGUE, "refuse": CATALOGUE, "withdraw": OPERATOR},
    ),
    # The catalogue's officer of this world entered neither of them.
    "splitting-ground": ("ground", "", {"confirm": CATALOGUE, "reject": CATALOGUE}),
    "requirement-survey": ("survey_record", "paper", {"conclude": OPERATOR, "discard": OPERATOR}),
    "requirement-consultation": (
        "consultation",
        "paper",
        {"close": MACHINE, "conclude": OPERATOR, "withdraw": OPERATOR},
    ),
    "budget-line": (
        "line",
        "",
        {"approve": BUDGET | MACHINE, "plan_ahead": BUDGET | MACHINE, "close": BUDGET | MACHINE},
    ),
    "allotment-batch": ("batch", "", {"approve": BUDGET | MACHINE}),
    "year-end": ("year_end", "", {"carry_out": BUDGET | MACHINE, "cancel": BUDGET | MACHINE}),
    "budget-adjustment": (
        "adjustment",
        "",
        {"approve": BUDGET | MACHINE, "refuse": BUDGET | MACHINE, "withdraw": who("finance")},
    ),
    "township-budget": ("township_budget", "", {"file": BUDGET | MACHINE}),
    "supplier": (
        "supplier",
        "done",
        {
            "request_verification": SUPPLIER | MACHINE,
            "verify": who("supervisor") | MACHINE,
            "ask": who("supervisor") | MACHINE,
            "answer": SUPPLIER | MACHINE,
            "refuse_verification": who("supervisor") | MACHINE,
            "lapse": MACHINE,
        },
    ),
    "supplier-change": (
        "detail_change",
        "done",
        {
            "accept": who("supervisor") | MACHINE,
            "refuse": who("supervisor") | MACHINE,
            "withdraw": SUPPLIER | MACHINE,
        },
    ),
    "implementation-plan": ("draft_plan", "paper", {"file": DECIDERS, "cancel": DECIDERS}),
    # The agency of this agreement is the world's agency, which nothing is entrusted to yet.
    "entrustment": (
        "agreement",
        "paper",
        {
            "sign": LEADER,
            "accept": who("agency"),
            "decline": who("agency"),
            "discard": OPERATOR,
            "end": LEADER | who("agency") | MACHINE,
            "hand_over": who("agency"),
            "receive": DECIDERS,
            "send_back": DECIDERS,
            "supersede": MACHINE,
        },
    ),
    "tender": (
        "paper_tender",
        "paper",
        {
            "submit_for_review": OPERATOR,
            "return_for_changes": REVIEWERS,
            "pass_reviews": REVIEWERS,
            "take_back": OPERATOR,
            "release": DECIDERS,
            "call": MACHINE,
            "terminate": LEADER,
        },
    ),
    "package": (
        "judged_package",
        "judging",
        {
            "publish": DECIDERS,
            "close": MACHINE,
            "open": CUSTODIAN,
            "finish_examination": PANEL | MACHINE,
            "start_negotiation": PANEL | OPERATOR | MACHINE,
            "call_final_offers": PANEL | OPERATOR | MACHINE,
            "open_final": CUSTODIAN,
            "evaluate": PANEL | OPERATOR | MACHINE,
            "award": DECIDERS,
            "redetermine": MACHINE,
            "contract": DECIDERS | MACHINE,
            "annul": DECIDERS | MACHINE,
            "terminate": LEADER,
        },
    ),
    "round": (
        "round",
        "sealed",
        {"close": MACHINE, "open": CUSTODIAN, "leave_unopened": DECIDERS | MACHINE},
    ),
    "bid": ("bid", "sealed", {"replace": SUPPLIER, "withdraw": SUPPLIER}),
    "enquiry": ("enquiry", "sealed", {"answer": OPERATOR}),
    "small-purchase": (
        "small",
        "paper",
        {"decide": DECIDERS, "publish": OPERATOR, "contract": DECIDERS | MACHINE, "cancel": DECIDERS},
    ),
    "single-source-deal": (
        "deal",
        "paper",
        {"confirm": LEADER, "publish": OPERATOR, "contract": DECIDERS | MACHINE, "cancel": DECIDERS},
    ),
    "framework": (
        "draft_framework",
        "framework",
        {
            "submit_for_review": OPERATOR,
            "return_for_changes": REVIEWERS,
            "pass_reviews": REVIEWERS,
            "take_back": OPERATOR,
            "file": DECIDERS,
            "submit_plan": DECIDERS,
            "approve_plan": who("supervisor"),
            "return_plan": who("supervisor"),
            "publish": DECIDERS,
            "solicit": DECIDERS,
            "announce": DECIDERS,
            "fail": DECIDERS,
            "begin": DECIDERS,
            "terminate": LEADER,
            "expire": MACHINE,
            "cancel": DECIDERS,
        },
    ),
    "framework-entry": (
        "applied",
        "framework",
        {
            "admit": OPERATOR,
            "offer": OPERATOR,
            "win": MACHINE,
            "sign": SUPPLIER,
            "refuse": OPERATOR,
            "withdraw": SUPPLIER,
            "leave": SUPPLIER,
            "remove": LEADER,
        },
    ),
    # Who asked for this call-off is not the operator of this world.
    "call-off": (
        "call_off",
        "framework",
        {
            "confirm": who("reviewer leader"),
            "accept": SUPPLIER,
            "decline": SUPPLIER,
            "publish": OPERATOR,
            "contract": DECIDERS | MACHINE,
            "cancel": DECIDERS,
        },
    ),
    "contest": ("contest", "framework", {"decide": OPERATOR, "cancel": DECIDERS}),
    "voucher-batch": (
        "batch_asked",
        "framework",
        {"issue": who("reviewer leader"), "close": OPERATOR, "cancel": DECIDERS},
    ),
    "panel": ("panel", "judging", {"confirm": OPERATOR}),
    "panel-member": ("member", "judging", {"declare": who("expert"), "recuse": who("expert operator")}),
    "evaluation": (
        "evaluation",
        "judging",
        {"report": PANEL, "ask_explanation": PANEL, "fail": PANEL, "sign": PANEL},
    ),
    "award": ("proposed", "proposed", {"confirm": DECIDERS, "notify": DECIDERS, "void": MACHINE}),
    "contract": (
        "running",
        "delivering",
        {
            "offer": LEADER,
            "take_back": OPERATOR,
            "sign": SUPPLIER,
            "lapse": MACHINE,
            "publish": OPERATOR,
            "file": OPERATOR,
            "complete": OPERATOR,
        },
    ),
    "acceptance": ("acceptance", "delivering", {"conclude": ACCEPTOR, "publish": ACCEPTOR}),
    "invoice": ("invoice", "delivering", {"approve": LEADER, "reject": LEADER, "pay": who("finance")}),
    "refund": ("refund", "refunding", {"confirm": LEADER, "discard": who("finance")}),
    "performance-evaluation": (
        "case",
        "delivering",
        {"finish_self": OPERATOR, "score": who("evaluator"), "publish": LEADER},
    ),
    "survey": ("survey", "delivering", {"close": OPERATOR | MACHINE}),
    "challenge": (
        "challenge",
        "done",
        {"answer": DECIDERS, "withdraw": who("rival"), "remedy": DECIDERS},
    ),
}
STEPS = [(kind, step) for kind, (_thing, _scene, steps) in TABLE.items() for step in steps]


def table_of(kind: str) -> Lifecycle:
    return next(one for one in Lifecycle.all() if one.subject_kind == kind)


def subject(world: World, kind: str) -> Any:
    """Return the thing that stands for the kind, as the database knows it now."""
    model = table_of(kind).model
    return model._default_manager.get(pk=world.things[TABLE[kind][0]].pk)


def actor_of(world: World, role: str, scene: str) -> Any:
    if role == "system":
        return SYSTEM
    return ANONYMOUS if role == "anonymous" else world.who(role, scene)


def test_every_step_of_every_procedure_is_in_the_table():
    listed = {kind: set(steps) for kind, (_thing, _scene, steps) in TABLE.items()}
    assert listed == {one.subject_kind: set(one.transitions) for one in Lifecycle.all()}


@pytest.mark.parametrize(("kind", "step"), STEPS)
def test_who_may_take_the_step(world: World, kind: str, step: str):
    _thing, scene, steps = TABLE[kind]
    obj, permission = subject(world, kind), table_of(kind)[step].permission
    allowed = {role for role in ALL | MACHINE if permission(actor_of(world, role, scene), obj)}
    assert allowed == steps[step]


@pytest.mark.parametrize(("kind", "step"), STEPS)
def test_who_may_not_is_told_why(world: World, kind: str, step: str):
    _thing, scene, steps = TABLE[kind]
    obj, permission = subject(world, kind), table_of(kind)[step].permission
    refused = (ALL | MACHINE) - steps[step]
    silent = {role for role in refused if not str(permission(actor_of(world, role, scene), obj).reason)}
    assert silent == set()


@pytest.mark.parametrize(("kind", "step"), STEPS)
def test_the_step_is_refused_from_every_other_state(world: World, kind: str, step: str):
    """The engine asks the state first: not even whoever may take the step gets past it."""
    _thing, scene, steps = TABLE[kind]
    obj, table = subject(world, kind), table_of(kind)
    actor = actor_of(world, sorted(steps[step])[0], scene)
    model, sources = table.model, table[step].source
    states = [value for value, _label in model._meta.get_field("status").choices if value not in sources]
    taken = []
    for state in states:
        model._base_manager.filter(pk=obj.pk).update(status=state)
        with pytest.raises(WrongState):
            lifecycle.apply(step, obj, actor=actor, at=NOW)
        taken.append(model._base_manager.get(pk=obj.pk).status)
    assert taken == states != []


def test_a_superuser_takes_no_step_at_all(world: World):
    root = world.people["superuser"]
    opened = [(k, s) for k, s in STEPS if table_of(k)[s].permission(root, subject(world, k))]
    assert opened == []


def test_the_machine_takes_only_what_is_meant_for_it(world: World):
    taken = {(k, s) for k, s in STEPS if table_of(k)[s].permission(SYSTEM, subject(world, k))}
    assert taken == {(k, s) for k, s in STEPS if "system" in TABLE[k][2][s]}
