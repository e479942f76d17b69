"""Bundles, cases and records to vary: each call gives a fresh one."""

from collections.abc import Mapping
from typing import Any

from procurement.regulations.canonical import hash_of, merkle_proof, merkle_root
from procurement.regulations.receipts import entry_hash, opening_root

Json = dict[str, Any]


def bid(code: str, offer: str, points: str | None = None, **changes: Any) -> Json:
    """One bid with one expert's points on the single factor `quality`; no points, no sheet."""
    return {
        "code": code,
        "offer": offer,
        "scale": "LARGE",
        "small_share": None,
        "qualified": True,
        "conforms": True,
        "correction": None,
        "low_price_explanation": None,
        "scores": {} if points is None else {"E1": {"quality": points}},
        **changes,
    }


def bundle(*bids: Json, weight: str = "10", **terms: Any) -> Json:
    """A package with one factor `quality` beside the price."""
    return {
        "format": "evaluation-bundle/1",
        "tender": {
            "code": "420923-2026-0007",
            "package": "1",
            "method": "OPEN_TENDER",
            "award_rule": "COMPREHENSIVE_SCORING",
            "published_on": "2026-09-18",
            "budget": "1700000.00",
            "price_ceiling": None,
            "price_weight": weight,
            "price_is_fixed": False,
            "reserved_for_sme": False,
            "small_micro_deduction": "15",
            "consortium_deduction": "5",
            "abnormal_low": {"of_mean": "50", "of_second_lowest": "50", "of_ceiling": "45"},
            "consents": [],
            "two_bidder_case": False,
            "factors": [
                {"code": "quality", "kind": "TECHNICAL", "max": str(100 - int(weight)), "objective": False}
            ],
            **terms,
        },
        "bids": list(bids),
    }


def three(**terms: Any) -> Json:
    """Example 1 of E8: an open tender, three bidders, nobody preferred."""
    return bundle(
        bid("A", "960000.00", "78.50"),
        bid("B", "900000.00", "75.20"),
        bid("C", "985000.00", "80.10"),
        **terms,
    )


def case() -> Json:
    """The worked self-evaluation of RULES G."""
    positive = {
        "execution": ("EXECUTION", "10", "480000", "463000"),
        "visits": ("OUTPUT", "20", "5000", "5200"),
        "quality": ("OUTPUT", "15", "98", "95"),
        "in_time": ("OUTPUT", "10", "12", "11"),
        "cost": ("OUTPUT", "5", "1", "1"),
        "reach": ("BENEFIT", "15", "100", "100"),
        "satisfaction": ("SATISFACTION", "10", "90", "86.4"),
    }
    indicators: list[Json] = [
        {"code": code, "tier": tier, "weight": weight, "kind": "POSITIVE", "target": target, "actual": actual}
        for code, (tier, weight, target, actual) in positive.items()
    ]
    effect = {"code": "effect", "tier": "BENEFIT", "weight": "15", "kind": "QUALITATIVE", "band": "85"}
    return {"format": "performance-case/1", "indicators": [*indicators, effect]}


def sheets(expert: str, points: Mapping[str, str]) -> Json:
    """One expert's sheet."""
    return {expert: dict(points)}


def receipt(number: int, minute: int = 0, **changes: Any) -> Json:
    """One receipt with its right entry hash."""
    one = {
        "receipt": f"R7K2-{number:04d}",
        "submitted_at": f"2026-10-07T16:{minute:02d}:11+08:00",
        "sealed_sha256": hash_of(f"sealed {number}"),
        "state": "VALID",
        **changes,
    }
    return {**one, "entry_hash": entry_hash(one, tender="420923-2026-0007", package="1")}


def record(*receipts: Json) -> Json:
    """An opening record whose closing entry is the third of five leaves of the day's checkpoint."""
    root = opening_root(one["entry_hash"] for one in receipts)
    closing = {"seq": 9, "subject": "420923-2026-0007/1", "changes": {"root": root}, "reason": "开标"}
    leaves = (
        [hash_of(name) for name in ("one", "two")] + [hash_of(closing)] + [hash_of("four"), hash_of("five")]
    )
    return {
        "format": "opening-record/1",
        "tender": "420923-2026-0007",
        "package": "1",
        "deadline": "2026-10-08T09:00:00+08:00",
        "receipts": list(receipts),
        "root": root,
        "closing_entry": closing,
        "checkpoint": {
            "date": "2026-10-08",
            "root": merkle_root(leaves),
            "proof": merkle_proof(leaves, hash_of(closing)),
        },
    }
