"""Sealed bids, the close, the ceremony of two custodians, and a tender that fails for want of bidders."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from procurement.tendering.enums import RoundKind, SealChecker
from procurement.tendering.models import BidRound, SealedBid
from procurement.tendering.selectors import attendance
from procurement.tendering.selectors.steps import ground_article
from procurement.tendering.services import bid_forms
from procurement.tendering.services.attending import check_seals, sign_in
from procurement.tendering.services.bidding import seal_bid
from procurement.tendering.services.drafts import add_file
from procurement.tendering.services.ending import annul
from procurement.tendering.services.opening import unlock

from .cast import Part
from .data import read
from .paper import package_of, tender_of
from .papers import pdf
from .people import pass_phrases
from .plan import Row, operator
from .stage import CURTAIN, Stage, Story

# The first price is the bidder's second word in its row, the final one the third.
_PRICE = {RoundKind.FIRST: 1, RoundKind.FINAL: 2}
DAYS_BEFORE = 2
# Last year's figures as the letter of a small or medium enterprise states them: staff, and 万元.
_SIZES = {
    "MICRO": {"employees": "8", "revenue": "86", "assets": "52"},
    "SMALL": {"employees": "46", "revenue": "620", "assets": "410"},
    "MEDIUM": {"employees": "210", "revenue": "3600", "assets": "2800"},
}


def first_bids(stage: Stage, row: Row) -> Story:
    """Everybody seals in the days before the deadline, or before the demonstration starts."""
    last = min(tender_of(row).deadline, CURTAIN)
    for number, bidder in enumerate(row["bidders"]):
        yield max(stage.at, last - timedelta(days=DAYS_BEFORE) + timedelta(hours=7 * number))
        seal(stage, row, bidder, RoundKind.FIRST)
    yield tender_of(row).deadline + timedelta(minutes=1)


def seal(stage: Stage, row: Row, bidder: list[Any], kind: str) -> SealedBid:
    """Attach a paper and seal the form; the receipt comes back."""
    actor = stage.cast[f"{bidder[0]}-admin"]
    round = round_of(row, kind)
    if kind == RoundKind.FIRST:
        plan = pdf("服务实施方案.pdf", f"Service plan of {bidder[0]} for {round.code}")
        add_file(round=round, file=plan, actor=actor, at=stage.at)
    form = bid_form(stage, row, round, bidder)
    return seal_bid(round=round, form=form, actor=actor, at=stage.at)


def bid_form(stage: Stage, row: Row, round: BidRound, bidder: list[Any]) -> dict[str, Any]:
    """Return the form as the bidder fills it in: one line priced, every question answered."""
    texts = read("texts")
    answers = texts["answers"]
    price = Decimal(bidder[_PRICE[RoundKind(round.kind)]])
    supplier = stage.cast.organisation(bidder[0]).supplier
    return {
        "offer": f"{price * row['quantity']:.2f}",
        "prices": [{"position": 1, "unit_price": f"{price:.2f}"}],
        "responses": [
            {"position": line.position, "stance": "MEETS", "text": texts["response"]}
            for line in round.package.requirements.all()
        ],
        "own_scale": supplier.scale,
        "size": _SIZES.get(supplier.scale, {}),
        "statements": {
            "article22": True,
            "no_collusion": True,
            "sme_letter": supplier.scale in ("MICRO", "SMALL", "MEDIUM"),
        },
        "answers": [
            {"kind": kind, "code": code, "text": answers[code]}
            for kind, code, _label in bid_forms.questions(package=round.package)
        ],
        "team": "项目负责人1名，骨干4名，其余人员按采购需求配备，均签订劳动合同。",
    }


def ceremony(stage: Stage, row: Row, kind: str) -> Story:
    """Two of the three custodians act: the purchaser's, then the independent one (N-03)."""
    names = stage.cast.custodians(row["organisation"])
    round = round_of(row, kind)
    if attendance.is_public(round):
        yield stage.at + timedelta(minutes=2)
        look_at_seals(stage, round, came(row))
    for part in (Part.PURCHASER, Part.INDEPENDENT):
        yield stage.at + timedelta(minutes=4)
        act_as_custodian(stage, row, kind, names[part])


def came(row: Row) -> list[str]:
    """Return the keys of the bidders who come to the opening of a tender."""
    return [bidder[0] for bidder in row["bidders"] if bidder[0] not in row.get("absent", [])]


def look_at_seals(stage: Stage, round: BidRound, keys: list[str]) -> None:
    """The bidders come to the opening; the first of them holds the receipts against the sealed files (N-02)."""
    bidders = [stage.cast[f"{key}-admin"] for key in keys]
    for bidder in bidders:
        sign_in(round=round, actor=bidder, at=stage.at)
    check_seals(round=round, by=SealChecker.BIDDER, person="", actor=bidders[0], at=stage.at)


def act_as_custodian(stage: Stage, row: Row, kind: str, username: str) -> BidRound:
    phrase = pass_phrases()[username]
    return unlock(round=round_of(row, kind), passphrase=phrase, actor=stage.cast[username], at=stage.at)


def failed_tender(stage: Stage, row: Row) -> Story:
    """Too few bidders: nothing is opened, the tender is annulled with its reason (E-61)."""
    yield from first_bids(stage, row)
    yield stage.workday(after=1, hour=9)
    annul(
        package=package_of(row),
        reason=f"截止时递交投标文件的供应商只有{len(row['bidders'])}家，不足三家，依法不得开标。",
        basis=ground_article("TOO_FEW", package_of(row).tender.method),
        actor=operator(stage, row),
        at=stage.at,
    )


def round_of(row: Row, kind: str) -> BidRound:
    found = BidRound.objects.select_related("package__tender")
    return found.get(package=package_of(row), kind=kind)
