"""A township that runs a framework with its department's consent and calls off from it: things, addresses, answers."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from catalogue.models import PlanItem
from procurement.core.actors import Actor
from procurement.frameworks.models import Contest
from procurement.frameworks.services.calls import confirm_call_off
from procurement.frameworks.services.contests import open_contest
from tests.factories import closed, frameworks, suppliers, tendering
from tests.factories.tendering import Town

_DRAFT = (
    *("framework-detail", "framework-summarise", "framework-solicit", "framework-announce"),
    *("framework-fail", "framework-begin", "framework-rank", "framework-terminate"),
    *("framework-supplement", "framework-risks", "framework-review"),
)
_CONTEST = ("contest-detail", "contest-offer")
_APPLIED = ("entry-detail", "entry-admit", "entry-offer", "entry-refuse", "entry-remove", "entry-sign")


def things(home: Town) -> tuple[dict[str, Any], Actor]:
    """Return a draft, a framework in force, an application, an order that waits and one that was confirmed."""
    organiser = frameworks.Organiser(home.organisation, home.operator, home.leader, home.reviewers)
    approved = {"approval": "云民发〔2026〕3号"}
    framework = frameworks.in_force(organiser, **approved)
    supplier = suppliers.supplier()[1]
    applied, _actor = frameworks.applied(framework, supplier)
    entry, _actor = frameworks.admitted(frameworks.in_force(organiser, **approved), organiser, supplier)
    item = frameworks.town_item(tendering.town(home.organisation.short_name))
    waiting = frameworks.asked(entry, item, home.operator)
    confirmed = frameworks.asked(entry, item, home.operator, quantity=Decimal("10"))
    frameworks.admitted(entry.framework, organiser)
    issued, token = frameworks.used_voucher(entry, item, home)
    confirm_call_off(call=confirmed, actor=home.leader, at=frameworks.AT)
    found = {
        "draft_framework": frameworks.drafted(organiser),
        "scored_framework": frameworks.drafted(organiser, **closed.scored_plan()),
        "framework": framework,
        "applied": applied,
        "admitted": entry,
        "framed_item": item,
        "call_off": waiting,
        "confirmed_call": confirmed,
        "batch_asked": frameworks.asked_vouchers(entry, item, home.operator),
        "batch_issued": issued,
        "voucher_token": token,
        "public_call": frameworks.published(entry, supplier, item, home),
        "contest": _contest(home, item, supplier),
    }
    return found, supplier


def _contest(home: Town, item: PlanItem, supplier: Actor) -> Contest:
    """Return a competition of the township under a closed framework in which the supplier is first."""
    made = closed.Closed(call_off_way="COMPETITION").in_force(first=supplier)
    return open_contest(
        framework=made.framework,
        item=item,
        quantity=Decimal(2),
        need="审查合同",
        place="镇政府",
        until=closed.LATER + timedelta(days=9),
        actor=home.operator,
        at=closed.LATER,
    )


def addresses(thing: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return the addresses of frameworks with what stands in them."""
    draft, public = {"code": thing["draft_framework"].code}, {"code": thing["framework"].code}
    applied, item = {"code": thing["applied"].code}, {"code": thing["framed_item"].code}
    scene = "framework"
    return {
        "frameworks:framework-public-list": ("", {}),
        "frameworks:framework-feed": ("", {}),
        "frameworks:framework-public": ("", public),
        "frameworks:framework-public#draft": ("", draft),
        "frameworks:framework-admission": ("", public),
        "frameworks:entry-apply": (scene, public),
        "frameworks:framework-list": (scene, {}),
        "frameworks:framework-create": (scene, {}),
        **{f"frameworks:{name}": (scene, draft) for name in _DRAFT},
        "frameworks:framework-scoring": (scene, {"code": thing["scored_framework"].code}),
        "frameworks:framework-edit": (scene, {**draft, "part": "need"}),
        "frameworks:framework-transition": (scene, {**draft, "transition": "file"}),
        "frameworks:entry-list": (scene, {}),
        **{f"frameworks:{name}": (scene, applied) for name in _APPLIED},
        "frameworks:entry-agreement": (scene, {"code": thing["admitted"].code}),
        "frameworks:entry-transition": (scene, {**applied, "transition": "withdraw"}),
        "frameworks:calloff-list": (scene, {}),
        "frameworks:calloff-choose": (scene, item),
        "frameworks:calloff-create": (scene, {**item, "entry": thing["admitted"].code}),
        "frameworks:calloff-detail": (scene, {"code": thing["confirmed_call"].code}),
        "frameworks:calloff-detail#asked": (scene, {"code": thing["call_off"].code}),
        "frameworks:calloff-transition": (scene, {"code": thing["call_off"].code, "transition": "confirm"}),
        "frameworks:calloff-rate": (scene, {"code": thing["confirmed_call"].code}),
        "frameworks:voucherbatch-list": (scene, {}),
        "frameworks:voucherbatch-create": (scene, {**item, "framework": thing["admitted"].framework.code}),
        "frameworks:voucherbatch-detail": (scene, {"code": thing["batch_issued"].code}),
        "frameworks:voucherbatch-issue": (scene, {"code": thing["batch_asked"].code}),
        "frameworks:voucherbatch-gather": (scene, {"code": thing["batch_issued"].code}),
        "frameworks:voucherbatch-transition": (
            scene,
            {"code": thing["batch_asked"].code, "transition": "cancel"},
        ),
        "frameworks:voucher-choose": (scene, {"token": thing["voucher_token"]}),
        "frameworks:contest-create": (scene, {**item, "framework": thing["contest"].framework.code}),
        "frameworks:turn-create": (scene, {**item, "framework": thing["contest"].framework.code}),
        **{f"frameworks:{name}": (scene, {"code": thing["contest"].code}) for name in _CONTEST},
        "frameworks:contest-transition": (scene, {"code": thing["contest"].code, "transition": "decide"}),
        "frameworks:entry-lower": (
            scene,
            {"code": thing["contest"].offers.order_by("entry__rank").first().entry.code},
        ),
        "contracts:contract-draft-call": (scene, {"source": thing["public_call"].code}),
    }
