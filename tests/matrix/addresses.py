"""Which page of which thing stands for each named address: the name, the scene and the arguments.

``name#case`` is a second look at the same address, where the state of the thing makes the difference.
"""

from typing import Any

from django.urls import get_resolver

from . import framing, preparing
from .plans import budgeting, making, planning
from .world import World

ROOMS = (
    "publications",
    "accounts",
    "awarding",
    "budgeting",
    "catalogue",
    "cms",
    "complaints",
    "contracts",
    "core",
    "frameworks",
    "performance",
    "suppliers",
    "tendering",
    "workspace",
)


def names() -> set[str]:
    """Return every name that the rooms' addresses bear."""
    return {name for name in _walk(get_resolver(), ()) if name.split(":")[0] in ROOMS}


def _walk(resolver: Any, spaces: tuple[str, ...]) -> Any:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _walk(pattern, inner)
        elif pattern.name:
            yield ":".join((*spaces, pattern.name))


def arguments(world: World) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return scene and arguments by name, all rooms together."""
    return {
        **shared(world),
        **budgeting(world),
        **making(world),
        **planning(world),
        **preparing.addresses(world.things),
        **framing.addresses(world.things),
        **supplying(world),
        **paper(world),
        **bids(world),
        **judging(world),
        **delivery(world),
        **public(world),
    }


def shared(world: World) -> dict[str, tuple[str, dict[str, Any]]]:
    home, thing = {"code": world.things["home"].code}, world.things
    day = thing["parameter"]
    return {
        "core:attachment": ("done", {"code": thing["paper"].code}),
        "core:parameter-list": ("", {}),
        "core:parameter-detail": ("", {"key": day.key}),
        "core:parameter-set": ("", {"key": day.key}),
        "core:parameter-confirm": ("", {"key": day.key, "day": day.effective_from}),
        "core:calendar": ("", {"year": 2026}),
        "core:calendar-set": ("", {"year": 2027}),
        "core:calendar-confirm": ("", {"year": 2028}),
        "core:notification-list": ("", {}),
        "core:notification-read-all": ("", {}),
        "core:notification-read": ("", {"code": "AAAA-BBBB"}),
        "core:clock-advance": ("", {}),
        "accounts:welcome": ("", {}),
        "accounts:profile": ("", {}),
        "accounts:office-switch": ("", {}),
        "accounts:organisation-list": ("", {}),
        "accounts:organisation-create": ("", {}),
        "accounts:organisation-detail": ("", home),
        "accounts:organisation-change": ("", home),
        "accounts:person-appoint": ("", home),
        "accounts:person-invite": ("", home),
        "accounts:invitation-revoke": ("", {**home, "invitation": world.things["invitation"].code}),
        "accounts:invitation-accept": ("", {"code": world.things["invitation"].code}),
        "accounts:person-dismiss": ("", {**home, "person": world.people["reviewer"].code}),
        "workspace:home": ("", {}),
        "workspace:trail": ("", {}),
        "workspace:trail-detail": ("done", {"kind": "contract", "code": thing["contract"].code}),
    }


def supplying(world: World) -> dict[str, tuple[str, dict[str, Any]]]:
    own = {"code": world.things["supplier"].code}
    file, entry = world.things["paper"].code, world.things["exclusion"].code
    change = world.things["detail_change"].code
    return {
        "suppliers:supplier-profile": ("done", own),
        "suppliers:supplier-own": ("done", {}),
        "suppliers:supplier-register": ("done", {"step": "kind"}),
        "suppliers:supplier-list": ("done", {}),
        "suppliers:supplier-detail": ("done", own),
        "suppliers:supplier-change": ("done", own),
        "suppliers:supplier-verify": ("done", own),
        "suppliers:exclusion-import": ("done", {}),
        "suppliers:list-check-add": ("done", own),
        "suppliers:unfounded-add": ("done", own),
        "suppliers:detailchange-transition": ("done", {"code": change, "transition": "accept"}),
        "suppliers:detailchange-transition#own": ("done", {"code": change, "transition": "withdraw"}),
        "suppliers:paper-list": ("done", own),
        "suppliers:commitment-sign": ("done", {**own, "kind": "TAX"}),
        "suppliers:paper-add": ("done", own),
        "suppliers:paper-withdraw": ("done", {**own, "file": file}),
        "suppliers:exclusion-add": ("done", own),
        "suppliers:exclusion-lift": ("done", {**own, "entry": entry}),
        "suppliers:supplier-transition": ("done", {**own, "transition": "refuse_verification"}),
        "suppliers:supplier-transition#own": ("done", {**own, "transition": "request_verification"}),
        "suppliers:supplier-transition#ask": ("done", {**own, "transition": "ask"}),
        "suppliers:supplier-transition#answer": ("done", {**own, "transition": "answer"}),
    }


_PAPER_PAGES = (
    "tender-detail",
    "tender-documents",
    "tender-terms",
    "tender-commercial",
    "tender-invitation",
    "tender-payment",
    "tender-risks",
    "tender-contract",
    "tender-contract-build",
    "tender-requirements",
    "tender-scoring",
    "tender-dates",
    "tender-reviews",
    "tender-review",
    "tender-pass-reviews",
    "tender-return-for-changes",
    "tender-release",
)
_RELEASED_PAGES = (
    "tender-enquiries",
    "tender-amendments",
    "amendment-create",
    "amendment-terms",
    "amendment-commercial",
    "amendment-payment",
    "amendment-discard",
    "tender-ask",
    "documents-take",
    "bid-standing",
)
_PACKAGE_PAGES = (
    "package-edit",
    "package-requirements",
    "package-conditions",
    "package-scoring",
    "package-template",
)
_AMENDED_PAGES = ("amendment-requirements", "amendment-scoring", "amendment-ceiling")
_SMALL_PAGES = ("small-detail", "quote-create", "quote-ask", "small-decide")


def entrusting(plan: dict[str, Any], agreement: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    return {
        "tendering:plan-capacity": ("paper", plan),
        "tendering:plan-agreement": ("paper", plan),
        "tendering:entrustment-create": ("paper", plan),
        "tendering:entrustment-list": ("paper", {}),
        "tendering:entrustment-detail": ("paper", agreement),
        "tendering:entrustment-edit": ("paper", agreement),
        "tendering:entrustment-pdf": ("paper", agreement),
        "tendering:entrustment-hand-over": ("paper", agreement),
        "tendering:entrustment-transition": ("paper", {**agreement, "transition": "sign"}),
    }


def paper(world: World) -> dict[str, tuple[str, dict[str, Any]]]:
    thing = world.things
    tender, released = {"code": thing["paper_tender"].code}, {"code": thing["tender"].code}
    draft, written = {"code": thing["draft_tender"].code}, {"code": thing["draft_package"].code}
    small, item = {"code": thing["small"].code}, {"code": thing["public_item"].code}
    plan = {"code": thing["draft_plan"].code}
    package = {"code": thing["package"].code}
    return {
        "tendering:tender-list": ("paper", {}),
        "tendering:plan-list": ("paper", {}),
        "tendering:plan-create": ("paper", item),
        "tendering:plan-detail": ("paper", plan),
        "tendering:plan-transition": ("paper", {**plan, "transition": "file"}),
        "tendering:tender-create": ("paper", {"code": thing["filed_plan"].code}),
        **{f"tendering:{name}": ("paper", tender) for name in _PAPER_PAGES},
        "tendering:tender-detail#sealed": ("sealed", released),
        "tendering:tender-detail#judging": ("judging", {"code": thing["judged_tender"].code}),
        "tendering:tender-terms#draft": ("paper", draft),
        "tendering:tender-commercial#draft": ("paper", draft),
        "tendering:tender-invitation#draft": ("paper", draft),
        "tendering:plan-approval": ("paper", plan),
        "tendering:plan-single-source": ("paper", plan),
        **entrusting(plan, {"code": thing["agreement"].code}),
        "tendering:deal-create": ("paper", {"code": thing["talking_plan"].code}),
        "tendering:deal-detail": ("paper", {"code": thing["deal"].code}),
        "tendering:deal-transition": ("paper", {"code": thing["deal"].code, "transition": "publish"}),
        "contracts:contract-draft-single": ("paper", {"source": thing["deal"].code}),
        "tendering:objection-create": ("paper", {"code": thing["single_source"].code}),
        "tendering:objection-argue": ("paper", {"code": thing["objection"].code}),
        **{f"tendering:{name}": ("sealed", released) for name in _RELEASED_PAGES},
        "publications:medium-record": ("sealed", {"code": thing["tender"].notice_code}),
        "tendering:tender-ask#unreleased": ("paper", tender),
        "tendering:agent-list": ("sealed", released),
        "tendering:agent-end": ("sealed", {**released, "agent": thing["agent"].code}),
        "tendering:documents-take#unreleased": ("paper", tender),
        "tendering:bid-standing#unreleased": ("paper", tender),
        **{f"tendering:{name}": ("paper", written) for name in _PACKAGE_PAGES},
        **{f"tendering:{name}": ("sealed", package) for name in _AMENDED_PAGES},
        "tendering:package-annul": ("sealed", package),
        "tendering:package-next": ("sealed", package),
        "tendering:recording-list": ("sealed", package),
        "tendering:enquiry-answer": ("sealed", {"code": thing["enquiry"].code}),
        "tendering:tender-terminate": ("paper", tender),
        "tendering:tender-transition": ("paper", {**tender, "transition": "take_back"}),
        "tendering:small-list": ("paper", {}),
        "tendering:small-create": ("paper", item),
        **{f"tendering:{name}": ("paper", small) for name in _SMALL_PAGES},
        "tendering:quote-give": ("paper", {"code": thing["quote_request"].code}),
        "tendering:small-transition": ("paper", {**small, "transition": "publish"}),
    }


def bids(world: World) -> dict[str, tuple[str, dict[str, Any]]]:
    thing = world.things
    receipt, round = {"receipt": thing["bid"].receipt}, {"code": thing["round"].code}
    first, final = {"code": thing["first_round"].code}, {"code": thing["final_round"].code}
    awarded = {"code": thing["awarded_round"].code}
    letter = {"letter": thing["opened_bid"].code}
    return {
        "tendering:bid-list": ("sealed", {}),
        "tendering:receipt-detail": ("sealed", receipt),
        "tendering:receipt-pdf": ("sealed", receipt),
        "tendering:receipt-withdraw": ("sealed", receipt),
        "tendering:bid-edit": ("sealed", round),
        "tendering:bid-edit#final": ("judging", final),
        "tendering:bid-file-add": ("sealed", round),
        "tendering:bid-file-remove": ("sealed", {**round, "file": thing["bid_file"].code}),
        "tendering:bid-upload-start": ("sealed", round),
        "tendering:bid-upload": ("sealed", {**round, "upload": thing["bid_upload"].code}),
        "tendering:bid-copy": ("sealed", round),
        "tendering:bid-manifest": ("sealed", round),
        "tendering:bid-discard": ("sealed", round),
        "tendering:bid-seal": ("sealed", round),
        "tendering:custody": ("sealed", {}),
        "tendering:rehearsal-list": ("sealed", {}),
        "tendering:rehearsal-detail": ("sealed", {"code": thing["rehearsal"].code}),
        "tendering:ceremony-list": ("sealed", {}),
        "tendering:ceremony-detail": ("sealed", round),
        "tendering:custodian-replace": ("sealed", round),
        "tendering:opened-round": ("judging", first),
        "tendering:opened-round#sealed": ("sealed", round),
        "tendering:opened-round#final": ("judging", final),
        "tendering:opened-round#awarded": ("done", awarded),
        "tendering:opened-bid": ("judging", {**first, **letter}),
        "tendering:opened-bid-read": ("judging", {**first, **letter}),
        "tendering:opened-file": ("judging", {**first, **letter, "file": thing["opened_file"]}),
        "tendering:package-finish-examination": ("judging", {"code": thing["judged_package"].code}),
        # The scenes are consultations, which have no public opening: nobody finds these pages (N-01). Who may do what
        # at a tender's opening is held in tests/tendering/test_public_opening.py and test_recordings.py.
        **{f"tendering:opening-{step}": ("judging", first) for step in _OPENING_STEPS},
        "tendering:opening-answer": ("judging", {"code": "none"}),
        "tendering:recording-strike": ("judging", {"code": "none"}),
        "tendering:opening-detail": ("judging", first),
        "tendering:opening-detail#sealed": ("sealed", round),
        "tendering:opening-record": ("judging", first),
        "tendering:opening-record#sealed": ("sealed", round),
        "tendering:opening-record#awarded": ("done", awarded),
        "tendering:receipt-lookup": ("sealed", {}),
        "tendering:receipt-verify": ("sealed", receipt),
    }


_OPENING_STEPS = ("attend", "seals", "confirm", "object", "pdf")
_PACKAGE_STEPS = (
    "package-detail",
    "panel-add",
    "negotiation-detail",
    "negotiation-start",
    "session-add",
    "change-add",
    "changes",
    "final-offers-call",
    "scoring-start",
    "outcome",
)
_PANEL_PAGES = ("panel-detail", "member-declare", "member-recuse", "panel-replace")
_EVALUATION_PAGES = (
    "evaluation-detail",
    "sheet",
    "sheet-submit",
    "evaluation-report",
    "evaluation-sign",
    "bundle",
    "tie-draw",
    "report-pdf",
)


def judging(world: World) -> dict[str, tuple[str, dict[str, Any]]]:
    thing = world.things
    package, panel = {"code": thing["judged_package"].code}, {"code": thing["panel"].code}
    evaluation, award = {"code": thing["evaluation"].code}, {"code": thing["award"].code}
    letter = {"letter": thing["opened_bid"].code}
    proposed, finished = {"code": thing["proposed"].code}, {"code": thing["awarded_evaluation"].code}
    return {
        "awarding:evaluation-list": ("judging", {}),
        **{f"awarding:{name}": ("judging", package) for name in _PACKAGE_STEPS},
        **{f"awarding:{name}": ("judging", panel) for name in _PANEL_PAGES},
        "awarding:panel-detail#awarded": ("done", {"code": thing["awarded_panel"].code}),
        "awarding:panel-transition": ("judging", {**panel, "transition": "confirm"}),
        **{f"awarding:{name}": ("judging", evaluation) for name in _EVALUATION_PAGES},
        "awarding:sheet-bid": ("judging", {**evaluation, **letter}),
        "awarding:explain": ("judging", {**evaluation, **letter}),
        "awarding:bundle#awarded": ("done", finished),
        "awarding:report-pdf#awarded": ("done", finished),
        "awarding:award-detail": ("proposed", proposed),
        "awarding:award-notify": ("proposed", proposed),
        "awarding:award-transition": ("proposed", {**proposed, "transition": "confirm"}),
        "awarding:award-letter": ("done", award),
        "awarding:award-letter#proposed": ("proposed", proposed),
        "awarding:outcome#awarded": ("done", {"code": thing["awarded_package"].code}),
    }


_CONTRACT_PAGES = (
    "contract-detail",
    "contract-edit",
    "contract-money",
    "contract-log",
    "contract-log-add",
    "contract-log-answer",
    "contract-acceptances",
    "acceptance-open",
    "contract-invoices",
    "invoice-receive",
    "contract-pdf",
    "contract-publish",
)
_CASE_PAGES = (
    "performanceevaluation-detail",
    "performanceevaluation-finish-self",
    "performanceevaluation-score",
    "evaluator-appoint",
    "survey-open",
    "survey-close",
)


def delivery(world: World) -> dict[str, tuple[str, dict[str, Any]]]:
    thing = world.things
    contract, drafted = {"code": thing["running"].code}, {"code": thing["drafted"].code}
    acceptance, invoice = {"code": thing["acceptance"].code}, {"code": thing["invoice"].code}
    case, challenge = {"code": thing["case"].code}, {"code": thing["challenge"].code}
    award = {"source": thing["undrafted_award"].code}
    small = {"source": thing["undrafted"].code}
    steps = {"offer": "drafted", "take_back": "drafted", "sign": "drafted", "file": "delivering"}
    return {
        "contracts:contract-list": ("delivering", {}),
        "contracts:contract-draft-award": ("proposed", award),
        "contracts:contract-draft-small": ("delivering", small),
        **{f"contracts:{name}": ("delivering", contract) for name in _CONTRACT_PAGES},
        "contracts:contract-detail#drafted": ("drafted", drafted),
        "contracts:contract-pdf#drafted": ("drafted", drafted),
        **{
            f"contracts:contract-transition#{step}": (
                scene,
                {**(drafted if scene == "drafted" else contract), "transition": step},
            )
            for step, scene in steps.items()
        },
        "contracts:acceptance-list": ("delivering", {}),
        "contracts:acceptance-detail": ("delivering", acceptance),
        "contracts:acceptance-sign": ("delivering", {**acceptance, "number": thing["accepting"].pk}),
        "contracts:acceptance-conclude": ("delivering", acceptance),
        "contracts:acceptance-transition": ("delivering", {**acceptance, "transition": "publish"}),
        "contracts:reserve-work": ("", {}),
        "contracts:reserve-explain": ("", {"year": 2026, "code": thing["home"].code}),
        "contracts:refund-enter": ("refunding", {"code": thing["refunding"].code}),
        "contracts:refund-detail": ("refunding", {"code": thing["refund"].code}),
        "contracts:refund-transition": ("refunding", {"code": thing["refund"].code, "transition": "confirm"}),
        "contracts:invoice-list": ("delivering", {}),
        "contracts:invoice-detail": ("delivering", invoice),
        "contracts:invoice-pay": ("delivering", invoice),
        "contracts:invoice-transition": ("delivering", {**invoice, "transition": "approve"}),
        "performance:survey-answer": ("delivering", {"token": thing["token"]}),
        "performance:survey-thanks": ("delivering", {}),
        "performance:evaluation-list": ("delivering", {}),
        "performance:evaluation-start": ("done", {"contract": thing["contract"].code}),
        **{f"performance:{name}": ("delivering", case) for name in _CASE_PAGES},
        "performance:performanceevaluation-detail#graded": ("graded", {"code": thing["graded"].code}),
        "performance:performanceevaluation-transition": ("delivering", {**case, "transition": "publish"}),
        "complaints:challenge-list": ("done", {}),
        "complaints:challenge-add": ("done", {"tender": thing["awarded_tender"].code}),
        "complaints:challenge-detail": ("done", challenge),
        "complaints:challenge-answer": ("done", challenge),
        "complaints:challenge-remedy": ("done", challenge),
        "complaints:challenge-transition": ("done", {**challenge, "transition": "withdraw"}),
    }


def public(world: World) -> dict[str, tuple[str, dict[str, Any]]]:
    thing = world.things
    version, notice = thing["version"], {"code": thing["notice"].code}
    document = {"tender": thing["tender"].code, "version": 1}
    return {
        "catalogue:tree": ("", {}),
        "catalogue:version": ("", {"version": version.code}),
        "catalogue:version#draft": ("", {"version": thing["draft_version"].code}),
        "catalogue:version-export": ("", {"version": version.code, "kind": "csv"}),
        "catalogue:version-export#draft": ("", {"version": thing["draft_version"].code, "kind": "csv"}),
        "catalogue:version-document": ("", {"version": version.code}),
        "catalogue:version-document#draft": ("", {"version": thing["draft_version"].code}),
        "catalogue:version-comments": ("", {"version": thing["commented_version"].code}),
        "catalogue:version-comments#never": ("", {"version": thing["draft_version"].code}),
        "catalogue:version-compare": ("", {"old": version.code, "new": version.code}),
        "catalogue:version-compare#draft": (
            "",
            {"old": version.code, "new": thing["draft_version"].code},
        ),
        "catalogue:entry-permanent": ("", {"scheme": version.scheme_id, "code": "A0402"}),
        "catalogue:item-detail": ("", {"version": version.code, "code": "A0402"}),
        "catalogue:plan": ("", {}),
        "budgeting:public": ("", {}),
        "contracts:reserve-list": ("", {}),
        "contracts:reserve-report": ("", {"year": 2026, "code": thing["home"].code}),
        "catalogue:plan-atom": ("", {}),
        "catalogue:plan-ics": ("", {}),
        "catalogue:plan-project": ("", {"code": thing["public_item"].code}),
        "catalogue:plan-project#draft": ("", {"code": thing["draft_item"].code}),
        "cms:notice-list": ("", {}),
        "cms:notice-detail": ("", notice),
        "cms:notice-document": ("", notice),
        "cms:project-list": ("", {}),
        "cms:project-detail": ("", {"code": thing["public_item"].code}),
        "cms:project-detail#draft": ("", {"code": thing["draft_item"].code}),
        "cms:tender-document": ("sealed", document),
        "cms:tender-document#unreleased": ("paper", {**document, "tender": thing["paper_tender"].code}),
        "cms:tender-document-pdf": ("sealed", document),
        "cms:grade-list": ("", {}),
        "cms:grade-case": ("", {"code": thing["graded"].code}),
        "cms:grade-case#running": ("", {"code": thing["case"].code}),
        "cms:verify": ("", {}),
        "cms:checkpoint-list": ("", {}),
    }
