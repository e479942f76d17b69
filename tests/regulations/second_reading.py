"""FORMATS 1 and 5 read a second time, by somebody who never saw our code: fractions, no shared helper."""

from fractions import Fraction
from typing import Any

Json = dict[str, Any]
LEAST = {"OPEN_TENDER": 3, "INVITED_TENDER": 3, "COMPETITIVE_CONSULTATION": 2, "SINGLE_SOURCE": 1}


def cents(value: Fraction) -> Fraction:
    """Half up to two places; nothing here is below zero."""
    return Fraction((2 * 100 * value.numerator + value.denominator) // (2 * value.denominator), 100)


def text(value: Fraction) -> str:
    whole, rest = divmod(int(value * 100), 100)
    return f"{whole}.{rest:02d}"


def offer_of(bid: Json) -> Fraction:
    return Fraction(bid["correction"]["corrected_offer"] if bid["correction"] else bid["offer"])


def ceiling_of(tender: Json) -> Fraction:
    return Fraction(tender["price_ceiling"] or tender["budget"])


def fault(bid: Json, tender: Json) -> str | None:
    """Step 2."""
    if not (bid["qualified"] and bid["conforms"]):
        return "E-60"
    if bid["correction"] and not bid["correction"]["confirmed"]:
        return "E4"
    if offer_of(bid) > ceiling_of(tender):
        return "B-10"
    shut_out = tender["reserved_for_sme"] and bid["scale"] in ("LARGE", "NOT_ENTERPRISE")
    return "E-46" if shut_out else None


def triggers(bid: Json, standing: list[Json], tender: Json) -> list[str]:
    """Step 3."""
    limits, offers = tender["abnormal_low"], sorted(map(offer_of, standing))
    if limits is None:
        return []
    mine = offer_of(bid) * 100
    mean = sum(offers) / len(offers)
    found = ["of_mean"] if mine < Fraction(limits["of_mean"]) * mean else []
    lowest = len(offers) > 1 and offer_of(bid) == offers[0]
    if lowest and mine < Fraction(limits["of_second_lowest"]) * offers[1]:
        found.append("of_second_lowest")
    return found + (["of_ceiling"] if mine < Fraction(limits["of_ceiling"]) * ceiling_of(tender) else [])


def outcome(bundle: Json) -> tuple[str, list[tuple[str, str]], list[Json], list[Json]]:
    """Steps 2 to 4: outcome, invalid bids, offers under review, and who is left."""
    tender, bids = bundle["tender"], sorted(bundle["bids"], key=lambda bid: bid["code"])
    invalid = [(bid["code"], rule) for bid in bids if (rule := fault(bid, tender))]
    standing = [bid for bid in bids if not fault(bid, tender)]
    low = [
        {"bid": bid["code"], "triggers": found, "explanation": bid["low_price_explanation"]}
        for bid in standing
        if (found := triggers(bid, standing, tender))
    ]
    out = {row["bid"] for row in low if row["explanation"] == "REJECTED"}
    invalid = sorted(invalid + [(code, "E7") for code in out])
    left = [bid for bid in standing if bid["code"] not in out]
    if any(row["explanation"] is None for row in low):
        return "NEEDS_EXPLANATION", invalid, low, []
    least = LEAST.get(tender["method"], 2 if tender["two_bidder_case"] else 3)
    return ("RANKED", invalid, low, left) if len(left) >= least else ("FAILED", invalid, low, [])


def evaluated(bid: Json, tender: Json) -> Fraction:
    """Step 5."""
    share = bid["small_share"]
    if bid["scale"] in ("MICRO", "SMALL"):
        rate = Fraction(tender["small_micro_deduction"])
    elif bid["scale"] in ("MEDIUM", "LARGE") and share is not None and Fraction(share) >= 30:
        rate = Fraction(tender["consortium_deduction"])
    else:
        rate = Fraction(0)
    return cents(offer_of(bid) * (100 - rate) / 100)


def lines(left: list[Json], tender: Json) -> list[tuple[tuple[Fraction, ...], Json]]:
    """Steps 6 and 7: what each is ranked by, smallest first, and its printed line without the rank."""
    lowest = min((evaluated(bid, tender) for bid in left), default=Fraction(0))
    found = []
    for bid in left:
        price, offer = evaluated(bid, tender), offer_of(bid)
        line: Json = {"bid": bid["code"], "evaluated_price": text(price), "contract_price": text(offer)}
        if tender["award_rule"] == "LOWEST_EVALUATED_PRICE":
            found.append(((price,), {**line, "price_score": None, "factor_scores": None, "total": None}))
            continue
        points = cents(lowest * Fraction(tender["price_weight"]) / price)
        means = {}
        for factor in tender["factors"]:
            given = [Fraction(sheet[factor["code"]]) for sheet in bid["scores"].values()]
            means[factor["code"]] = cents(sum(given, Fraction(0)) / len(given))
        technical = sum(means[row["code"]] for row in tender["factors"] if row["kind"] == "TECHNICAL")
        total = points + sum(means.values())
        last = (-technical,) if tender["method"] == "COMPETITIVE_CONSULTATION" else ()
        scores = {code: text(mean) for code, mean in means.items()}
        line |= {"price_score": text(points), "factor_scores": scores, "total": text(total)}
        found.append(((-total, offer, *last), line))
    return sorted(found, key=lambda one: (one[0], one[1]["bid"]))


def recompute(bundle: Json) -> Json:
    """What the command must print, without the words of reasons and failures."""
    result, invalid, low, left = outcome(bundle)
    ordered = lines(left, bundle["tender"])
    keys = [key for key, _line in ordered]
    ranking = [{**line, "rank": 1 + sum(other < key for other in keys)} for key, line in ordered]
    drawn = [line["bid"] for key, line in ordered if keys.count(key) > 1]
    return {
        "format": "evaluation-result/1",
        "outcome": result,
        "ranking": ranking,
        "invalid": invalid,
        "abnormal_low": low,
        "draw_needed": drawn,
    }


def performance(case: Json) -> Json:
    """FORMATS 5."""
    scores = {}
    for row in case["indicators"]:
        weight = Fraction(row["weight"])
        if row["kind"] == "QUALITATIVE":
            points = weight * Fraction(row["band"]) / 100
        elif row["kind"] == "POSITIVE":
            points = weight * Fraction(row["actual"]) / Fraction(row["target"])
        else:
            actual = Fraction(row["actual"])
            points = weight * Fraction(row["target"]) / actual if actual else weight
        scores[row["code"]] = cents(min(points, weight))
    total = sum(scores.values(), Fraction(0))
    cuts = (("EXCELLENT", 90), ("GOOD", 80), ("FAIR", 60), ("POOR", 0))
    return {
        "format": "performance-result/1",
        "scores": {code: text(points) for code, points in scores.items()},
        "total": text(total),
        "grade": next(name for name, cut in cuts if total >= cut),
    }
