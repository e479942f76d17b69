"""Who enters a closed framework (财政部令第110号第二十五条、第二十七条), as anybody can repeat it.

`python -m procurement.regulations.admission BUNDLE.json` repeats the admission from its bundle,
`framework-admission/1`. Prices are Decimal yuan for one unit, shares are per cent.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from procurement.regulations import parameters as policy
from procurement.regulations.command import run
from procurement.regulations.frameworks import METHODS, PRICE_FIRST, QUALITY_FIRST, RULE
from procurement.regulations.reading import Node, load

FORMAT, RESULT = "framework-admission/1", "framework-admission-result/1"
LEAST = 2
ADMITTED, FAILED, DRAW_NEEDED = "ADMITTED", "FAILED", "DRAW_NEEDED"


@dataclass(frozen=True)
class Response:
    """One response to a closed framework: its unit price, and its quality score where quality comes first."""

    code: str
    price: Decimal
    quality: Decimal | None
    qualified: bool
    conforms: bool


@dataclass(frozen=True)
class Solicitation:
    """A closed framework's call with all that was handed in; `drawn`: the order a draw gave to equals."""

    framework: str
    method: str
    ceiling: Decimal
    knock_out: Decimal
    most_admitted: int | None
    responses: tuple[Response, ...]
    drawn: tuple[str, ...] = ()


def admit(call: Solicitation) -> dict[str, object]:
    """Rank the responses and say who enters (110 art. 25, 27), as `framework-admission-result/1`.

    Fewer than two responses or two lawful ones: FAILED. Equals across the line need a draw: DRAW_NEEDED
    names them; the order says nothing of them, so that they are drawn as after a tender.
    """
    if len(call.responses) < LEAST:
        return _result(call, FAILED, failure="提交响应文件的供应商不足2家")
    invalid = {one.code: why for one in call.responses if (why := _invalid(one, call))}
    standing = [one for one in call.responses if one.code not in invalid]
    if len(standing) < LEAST:
        return _result(call, FAILED, invalid=invalid, failure="符合资格条件、实质性要求的供应商不足2家")
    places = len(standing) - knocked_out(len(standing), call.knock_out, call.most_admitted)
    ordered = sorted(standing, key=lambda one: (_merit(one, call), _lot(one, call), one.code))
    tied = _across_the_line(ordered, places, call)
    outcome = DRAW_NEEDED if tied else ADMITTED
    return _result(call, outcome, invalid=invalid, ordered=ordered, places=places, tied=tied)


def knocked_out(standing: int, knock_out: Decimal, most_admitted: int | None = None) -> int:
    """How many of so many leave: the share rounded up, at least one, more where a limit of places says so."""
    share = (standing * knock_out / 100).to_integral_value(rounding=ROUND_CEILING)
    out = max(1, int(share))
    return out if most_admitted is None else max(out, standing - most_admitted)


def _invalid(response: Response, call: Solicitation) -> tuple[str, str] | None:
    if not response.qualified:
        return "E-60", "不符合资格条件"
    if not response.conforms:
        return "E-60", "不符合实质性要求"
    if response.price > call.ceiling:
        return "N-15", "响应报价超过最高限制单价"
    return None


def _merit(response: Response, call: Solicitation) -> Decimal:
    """What the method orders by, the best first."""
    if call.method == PRICE_FIRST:
        return response.price
    assert response.quality is not None  # read_call has seen to it
    return -response.quality


def _lot(response: Response, call: Solicitation) -> int:
    return call.drawn.index(response.code) if response.code in call.drawn else len(call.drawn)


def _across_the_line(ordered: Sequence[Response], places: int, call: Solicitation) -> list[str]:
    """The equals of whom some would enter and some not, where no draw has ordered all of them."""
    line = _merit(ordered[places - 1], call)
    if _merit(ordered[places], call) != line:
        return []
    equals = [one.code for one in ordered if _merit(one, call) == line]
    return [] if set(equals) <= set(call.drawn) else sorted(equals)


def _result(
    call: Solicitation,
    outcome: str,
    *,
    failure: str | None = None,
    invalid: Mapping[str, tuple[str, str]] | None = None,
    ordered: Sequence[Response] = (),
    places: int = 0,
    tied: Collection[str] = (),
) -> dict[str, object]:
    merits = [_merit(one, call) for one in ordered]
    return {
        "format": RESULT,
        "framework": call.framework,
        "outcome": outcome,
        "failure": None
        if failure is None
        else {"rule": RULE, "article": "财政部令第110号第二十七条", "reason": failure},
        "ranking": [
            {
                "rank": merits.index(_merit(one, call)) + 1,
                "response": one.code,
                "price": f"{one.price:.2f}",
                "quality": None if one.quality is None else f"{one.quality:.2f}",
                "admitted": outcome == ADMITTED and place < places,
            }
            for place, one in enumerate(ordered)
        ],
        "invalid": [
            {"response": code, "rule": rule, "reason": reason}
            for code, (rule, reason) in sorted((invalid or {}).items())
        ],
        "knocked_out": len(ordered) - places if ordered else 0,
        "draw_needed": list(tied),
    }


def read_call(data: dict[str, object]) -> Solicitation:
    """A bundle as the command gets it. Raises RegulationError naming the field."""
    top = Node(data, "", RULE)
    top.choice("format", (FORMAT,))
    method = top.choice("method", METHODS)
    responses = tuple(_response(node, method) for node in top.nodes("responses"))
    codes = [one.code for one in responses]
    if len(set(codes)) != len(codes):
        raise top.fail("responses", "name a response twice")
    drawn = top.texts("drawn") if data.get("drawn") else ()
    if len(set(drawn)) != len(drawn) or not set(drawn) <= set(codes):
        raise top.fail("drawn", "must name responses, each once")
    return Solicitation(
        framework=top.text("framework"),
        method=method,
        ceiling=top.amount("ceiling"),
        knock_out=_share(top),
        most_admitted=_places(top),
        responses=responses,
        drawn=tuple(drawn),
    )


def _response(node: Node, method: str) -> Response:
    quality = None if node.data.get("quality") is None else node.number("quality")
    qualified, conforms = node.flag("qualified"), node.flag("conforms")
    # What the examination threw out was never scored (87 art. 50, 55).
    if method == QUALITY_FIRST and quality is None and qualified and conforms:
        raise node.fail("quality", "is needed where quality comes first")
    return Response(
        code=node.text("code"),
        price=node.amount("price"),
        quality=quality,
        qualified=qualified,
        conforms=conforms,
    )


def _share(top: Node) -> Decimal:
    share, day = top.number("knock_out"), top.day("published_on")
    least = policy.number("framework_knock_out", day, policy.read_overrides(top))
    if not least <= share < 100:
        raise top.fail("knock_out", f"must be from {least.normalize():f} to below 100")
    return share


def _places(top: Node) -> int | None:
    if top.data.get("most_admitted") is None:
        return None
    places = top.number("most_admitted")
    if places < 1 or places != places.to_integral_value():
        raise top.fail("most_admitted", "must be a whole number above zero")
    return int(places)


def main(arguments: Sequence[str]) -> dict[str, object]:
    """What the record of the admission must say."""
    return admit(read_call(load(arguments[0], FORMAT, RULE).data))


if __name__ == "__main__":
    run(main, "admission BUNDLE.json", 1)
