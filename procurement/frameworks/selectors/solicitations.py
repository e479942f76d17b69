"""The call of a closed framework: its bundle, who would enter, whether it has failed (110 art. 25, 27)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from procurement.awarding.enums import EvaluationStatus, MemberStatus
from procurement.awarding.models import PanelMember
from procurement.awarding.selectors.bids import first_round_bids
from procurement.awarding.selectors.stages import evaluation_of
from procurement.core import parameters
from procurement.core.clock import local_date
from procurement.regulations import admission
from procurement.regulations.draw import commitment, draw
from procurement.regulations.frameworks import PRICE_FIRST
from procurement.tendering.enums import Method, PackageStatus, RoundStatus
from procurement.tendering.models import BidRound, OpenedBid, Tender
from procurement.tendering.selectors import rounds

from ..enums import EntryStatus
from ..models import Framework, FrameworkEntry, Solicitation
from .lists import why_not_again

_EXAMINED = (PackageStatus.EXAMINED, PackageStatus.EVALUATED)
# Who is in, or was taken out, answers no supplementary call (110 art. 19, 31).
_SETTLED = (*EntryStatus.live(), EntryStatus.REMOVED)


def newest(framework: Framework) -> Solicitation | None:
    """Return the newest call of a framework, if there was one."""
    rows = framework.solicitations.select_related("package__tender__purchaser", "package__tender__agency")
    return rows.order_by("-pk").first()


def announced(framework: Framework) -> Solicitation | None:
    """Return the newest call whose result is public: its bundle stays readable while a further call runs."""
    return framework.solicitations.filter(notice_code__gt="").order_by("-pk").first()


def counts(framework: Framework) -> tuple[int, int]:
    """Return how many suppliers a closed framework has admitted, and how many are left (110 art. 31)."""
    rows = framework.entries
    return rows.count(), rows.filter(status__in=EntryStatus.live()).count()


def is_over(call: Solicitation) -> bool:
    """Tell whether nothing follows from a call any more: announced, failed or ended."""
    return bool(call.notice_code) or call.package.status in (
        PackageStatus.ANNULLED,
        PackageStatus.TERMINATED,
    )


def why_call_is_not_for(tender: Tender, supplier_id: int) -> str:
    """Return why a supplier may not answer the call that is run as this tender, or nothing (C-13, N-15)."""
    if tender.method != Method.FRAMEWORK:
        return ""
    call = _supplements().filter(package__tender=tender).select_related("framework").first()
    return why_not_again(call.framework, supplier_id) if call is not None else ""


def calls_not_for(supplier_id: int) -> "models.QuerySet":
    """Return the tenders of all calls for which ``why_call_is_not_for`` has an answer."""
    own = FrameworkEntry.objects.filter(supplier=supplier_id, status__in=_SETTLED)
    return _supplements().filter(framework__in=own.values("framework")).values("package__tender")


def _supplements() -> "models.QuerySet[Solicitation]":
    return Solicitation.objects.exclude(supplement_reason="")


def barred(call: Solicitation) -> dict[int, str]:
    """Return by supplier why its response to a supplementary call cannot stand: it is in, or was taken out."""
    if not call.is_supplement:
        return {}
    words = {
        EntryStatus.REMOVED: _(
            "已被取消入围资格或者解除框架协议，不得参加补充征集（财政部令第110号第十九条）"
        ),
    }
    inside = _("已经是本框架协议的入围供应商")
    rows = call.framework.entries.filter(status__in=_SETTLED)
    return {
        supplier: str(words.get(EntryStatus(status), inside))
        for supplier, status in rows.values_list("supplier", "status")
    }


def round_of(call: Solicitation) -> BidRound:
    """Return the sealed round of a call."""
    found = rounds.round_of(call.package)
    assert found is not None  # it was opened with the call
    return found


def bundle_of(call: Solicitation, drawn: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return ``framework-admission/1``: all that an outsider needs to repeat the admission, names left out."""
    framework = call.framework
    on = local_date(call.package.tender.released_at)
    out, scores = barred(call), scores_of(call) or {}
    bundle = {
        "format": admission.FORMAT,
        "framework": framework.code,
        "method": framework.method,
        "published_on": on.isoformat(),
        "ceiling": f"{framework.ceiling:f}",
        "knock_out": f"{framework.knock_out:f}",
        "most_admitted": None if framework.most_admitted is None else str(framework.most_admitted),
        "responses": [
            _response(bid, bid.supplier_id in out, scores.get(bid.code))
            for bid in first_round_bids(call.package)
            if not bid.failure
        ],
        "drawn": list(drawn),
    }
    changed = parameters.changed(on)
    return {**bundle, "parameters": changed} if changed else bundle


def scores_of(call: Solicitation) -> dict[str, str] | None:
    """Return the quality scores by response, once every member has signed the report; None before, or by price."""
    found = evaluation_of(call.package)
    if found is None or found.status != EvaluationStatus.SIGNED:
        return None
    return {row["bid"]: row["total"] for row in found.result["ranking"]}


def waits_for_scores(call: Solicitation) -> bool:
    """Tell whether quality ranks, and the committee has not signed its scores (110 art. 25)."""
    return not call.package.tender.is_ranked_by_price and scores_of(call) is None


def why_not_ranked(call: Solicitation) -> str:
    """Return why quality cannot rank yet; empty: it can, or the price does."""
    if not waits_for_scores(call):
        return ""
    return _(
        "按质量评分排序的，先由评审小组独立评分并签署评审报告（财政部令第110号第二十五条）。"
        "符合要求的供应商不足2家的，请宣布征集失败。"
    )


def _response(bid: OpenedBid, is_barred: bool, quality: str | None) -> dict[str, Any]:
    found = getattr(bid, "examination", None)
    return {
        "code": bid.code,
        "price": f"{bid.offer:f}",
        "quality": quality,
        "qualified": bool(found and found.qualified) and not is_barred,
        "conforms": bool(found and found.conforms),
    }


def outcome_of(call: Solicitation) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return bundle, result and record of the draw between equals, as they follow from the examination."""
    bundle = bundle_of(call)
    result = admission.admit(admission.read_call(bundle))
    equals = result["draw_needed"]
    if not equals:
        return bundle, result, {}
    record = draw_of(call, list(equals))
    seeds = {name: bytes.fromhex(record[name]) for name in ("seed", "beacon")}
    found = draw(record["pool"], excluded=(), needed=record["needed"], reserves=0, **seeds)
    bundle = bundle_of(call, found.drawn)
    return bundle, admission.admit(admission.read_call(bundle)), record


def draw_of(call: Solicitation, equals: list[str]) -> dict[str, Any]:
    """Return ``draw/1``: the seed was fixed before the call, the beacon is the root of all receipts (FORMATS 8)."""
    return {
        "format": "draw/1",
        "pool": equals,
        "excluded": {},
        "needed": len(equals),
        "reserves": 0,
        "commitment": commitment(bytes.fromhex(call.seed)),
        "seed": call.seed,
        "beacon": round_of(call).root,
    }


def named(call: Solicitation, result: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the ranking with who stands behind each letter."""
    bids = {bid.code: bid for bid in first_round_bids(call.package)}
    return [{**row, "bid": bids[row["response"]]} for row in result.get("ranking", ())]


def has_failed(call: Solicitation) -> bool:
    """Tell whether fewer than two responded, qualified or conform (110 art. 27): another call follows."""
    package = call.package
    if package.status == PackageStatus.CLOSED:
        return round_of(call).status == RoundStatus.UNOPENED
    if package.status == PackageStatus.OPENED:
        return _fewer_pass(call)
    if package.status in _EXAMINED:
        # How many stand depends on no score: before there are any, the prices order them as well.
        bundle = {**bundle_of(call), "method": PRICE_FIRST}
        return admission.admit(admission.read_call(bundle))["outcome"] == admission.FAILED
    return False


def _fewer_pass(call: Solicitation) -> bool:
    """Tell whether everything is examined, and too few are left."""
    bids = [bid for bid in first_round_bids(call.package) if not bid.failure]
    if any(not _is_examined(bid) for bid in bids):
        return False
    out = barred(call)
    standing = [bid for bid in bids if bid.supplier_id not in out]
    passed = sum(bool(bid.examination.qualified and bid.examination.conforms) for bid in standing)
    return passed < rounds.needed(call.package)


def _is_examined(bid: OpenedBid) -> bool:
    found = getattr(bid, "examination", None)
    if found is None or found.qualified is None:
        return False
    return found.qualified is False or found.conforms is not None


def judges(call: Solicitation) -> list[str]:
    """Return who examined conformity; named with the result and not before (110 art. 28; E-05)."""
    rows = PanelMember.objects.filter(panel__package=call.package).exclude(status=MemberStatus.RECUSED)
    return [str(row.user.display_name) for row in rows.select_related("user").order_by("pk")]
