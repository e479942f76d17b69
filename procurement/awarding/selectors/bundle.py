"""The evaluation bundle of FORMATS 1: all that an outsider needs to recompute a ranking."""

from datetime import date
from decimal import Decimal
from typing import Any

from procurement.core import parameters
from procurement.core.clock import local_date
from procurement.regulations import quality
from procurement.tendering.enums import AwardRule
from procurement.tendering.models import OpenedBid, Package, Tender

from ..models import Evaluation, Score
from .bids import evaluated_bids


def build_bundle(evaluation: Evaluation) -> dict[str, Any]:
    """Return ``evaluation-bundle/1`` of one package, experts under their aliases."""
    package, tender = evaluation.package, evaluation.package.tender
    on = local_date(tender.released_at)
    bundle = {
        "format": "evaluation-bundle/1",
        "tender": {
            "code": tender.code,
            "package": package.number,
            **_terms(tender, on),
            **_reserved(package),
            "budget": text(package.budget),
            "price_ceiling": None if package.price_ceiling is None else text(package.price_ceiling),
            "factors": _factors(evaluation),
        },
        "bids": [_bid(bid, evaluation) for bid in evaluated_bids(package)],
    }
    changed = parameters.changed(on)
    return {**bundle, "parameters": changed} if changed else bundle


def build_scores(evaluation: Evaluation) -> dict[str, Any]:
    """Return ``framework-scores/1`` of a framework's call that quality ranks, experts under their aliases."""
    package = evaluation.package
    return {
        "format": quality.FORMAT,
        "package": package.code,
        "factors": [{"code": row.code, "max": text(row.maximum)} for row in package.factors.all()],
        "responses": [
            {"code": bid.code, "scores": _given(bid, evaluation)} for bid in evaluated_bids(package)
        ],
    }


def text(number: Decimal) -> str:
    """Return a number as decimal digits, never in exponent form."""
    return f"{number:f}"


def _terms(tender: Tender, on: date) -> dict[str, Any]:
    return {
        "method": tender.method,
        "award_rule": tender.award_rule,
        "published_on": on.isoformat(),
        "price_weight": text(tender.price_weight),
        "price_is_fixed": tender.price_is_fixed,
        "abnormal_low": tender.abnormal_low,
        "consents": tender.consents,
        "two_bidder_case": tender.two_bidder_case,
    }


def _reserved(package: Package) -> dict[str, Any]:
    """A package that is reserved takes no deduction, whatever the others of its tender do (E-46)."""
    tender, reserved = package.tender, package.reserved_for_sme
    return {
        "reserved_for_sme": reserved,
        "small_micro_deduction": "0" if package.sme_package else text(tender.small_micro_deduction),
        "consortium_deduction": "0" if package.sme_package else text(tender.consortium_deduction),
    }


def _factors(evaluation: Evaluation) -> list[dict[str, Any]]:
    if evaluation.package.tender.award_rule == AwardRule.LOWEST_EVALUATED_PRICE:
        return []
    return [
        {"code": row.code, "kind": row.kind, "max": text(row.maximum), "objective": row.objective}
        for row in evaluation.package.factors.all()
    ]


def _bid(bid: OpenedBid, evaluation: Evaluation) -> dict[str, Any]:
    return {
        "code": bid.code,
        "offer": text(bid.offer),
        "scale": bid.scale,
        "small_share": None if bid.small_share is None else text(bid.small_share),
        "qualified": True,
        "conforms": True,
        "correction": bid.content.get("correction"),
        "low_price_explanation": evaluation.explanations.get(bid.code, {}).get("verdict"),
        "scores": _given(bid, evaluation),
    }


def _given(bid: OpenedBid, evaluation: Evaluation) -> dict[str, dict[str, str]]:
    """Return what each member gave a bid: alias → factor → points."""
    scores: dict[str, dict[str, str]] = {sheet.member.alias: {} for sheet in _sheets(evaluation)}
    for score in Score.objects.filter(sheet__evaluation=evaluation, bid=bid).select_related(
        "factor", "sheet__member"
    ):
        scores[score.sheet.member.alias][score.factor.code] = text(score.points)
    return scores


def _sheets(evaluation: Evaluation) -> list:
    return list(evaluation.sheets.select_related("member").order_by("member__alias"))
