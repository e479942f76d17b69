"""What a bid must say before it is sealed: amounts that add up, an answer to each line, statements; in plain words.

A form is plain JSON (``bid-form/2``), every amount a text of digits. ``clean`` returns it in its one form, a
``bid-form/1`` that was kept as a draft too; ``problems`` tells everything that stops it at once, ``warnings`` what
a bidder should think about.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from procurement.core.errors import DomainError, WrongState
from procurement.core.language import cited
from procurement.regulations.money import half_up

from ..enums import Method, RoundKind, Stance
from ..models import BidRound, Package
from ..selectors.bid_content import questions
from . import bid_bonds, bid_parties, bid_sizes
from .bid_amounts import Problem, amount, readable, tidy

__all__ = ["Problem", "amount", "clean", "problems", "questions", "require", "warnings"]

FORMAT = "bid-form/2"
SCALES = bid_parties.SCALES
STATEMENTS = ("article22", "no_collusion", "unit_confirmed", "sme_letter", "lead_authority")
LONGEST_ANSWER = 20_000
_NOT_SMALL_OR_MEDIUM = ("LARGE", "NOT_ENTERPRISE")
# An offer below a thousandth of the budget was most likely typed in 万元.
_WAN = 1000


def clean(*, form: Mapping[str, Any], round: BidRound) -> dict[str, Any]:
    """Return the form with every amount in one writing and every line's total worked out.

    Amounts that cannot be read stay as typed, so that ``problems`` can say so.
    """
    return {
        "format": FORMAT,
        "offer": tidy(form.get("offer", "")),
        "prices": [_priced(line, form) for line in _lines(round.package)],
        "statements": {name: bool(form.get("statements", {}).get(name)) for name in STATEMENTS},
        **(_nobody() if round.kind == RoundKind.FINAL else _bidder(form, round)),
    }


def _bidder(form: Mapping[str, Any], round: BidRound) -> dict[str, Any]:
    """Return what the first bid says beside its price; a final offer stands on it."""
    package = round.package
    found: dict[str, Any] = {
        "responses": [_response(line, form) for line in _lines(package)],
        "answers": [
            {"kind": kind, "code": code, "text": _answer(form, kind, code)}
            for kind, code, _label in questions(package=package)
        ],
        "team": str(form.get("team", ""))[:LONGEST_ANSWER],
        "own_scale": str(form.get("own_scale") or form.get("scale") or ""),
        "policy_body": str(form.get("policy_body") or ""),
        "size": bid_parties.clean_figures(form.get("size") or {}),
        "consortium": bid_parties.clean_consortium(form, package),
        "subcontracts": bid_parties.clean_parties(form.get("subcontracts") or []),
        "bond": bid_bonds.clean_bond(form, round),
    }
    share = bid_parties.small_share(found)
    return {
        **found,
        "scale": bid_parties.effective_scale(found),
        "small_share": share,
        # A share of bid-form/1 that no row stands for: it is asked for, not forgotten.
        "share_unnamed": _share_unnamed(form, found),
    }


def _nobody() -> dict[str, Any]:
    return {"responses": [], "answers": [], "team": "", "consortium": None, "subcontracts": [], "bond": None}


def _share_unnamed(form: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    if found["consortium"] or found["subcontracts"]:
        return ""
    return str(form.get("share_unnamed") or form.get("small_share") or "")[:20]


def too_late(round: BidRound) -> WrongState:
    """Return the refusal of whatever comes after the deadline, with the procedure's own article (D-16)."""
    article = round.package.tender.own_articles["late"]
    return WrongState(
        _("截止时间已过，逾期提交的文件一律拒收（%(article)s）。") % {"article": cited(article)}, rule="D-16"
    )


def problems(
    *, form: Mapping[str, Any], round: BidRound, files: Sequence[Mapping[str, str]] = (), own: str = ""
) -> list[Problem]:
    """Return everything that keeps the form from being sealed, in the order of the page.

    ``files``: the attachments as the draft names them, each with its ``purpose``; ``own``: the bidder's number.
    """
    found = [*_price_problems(form, round.package)]
    found += [*_limits(form, round)] if _stops_at_ceiling(round) else []
    found += _unit_problem(form, round.package)
    if round.kind == RoundKind.FIRST:
        found += [*_answer_problems(form, round), *_bidder_problems(form, round.package)]
        found += bid_parties.own_problem(form, own)
        found += bid_bonds.bond_problems(form, round)
    found += _statement_problems(form)
    attached = {file.get("purpose") for file in files}
    needed = chain(bid_parties.needed_files(form), bid_bonds.needed_file(form))
    return [*found, *(problem for purpose, problem in needed if purpose not in attached)]


def by_own_law(found: Iterable[Problem], round: BidRound) -> list[Problem]:
    """Return problems with the articles of the round's own procedure: the order on tendering binds tenders only."""
    tender = round.package.tender
    return [replace(problem, rule=tender.own_basis(problem.rule)) for problem in found]


def _statement_problems(form: Mapping[str, Any]) -> Iterable[Problem]:
    if not form["statements"]["article22"]:
        yield Problem("article22", _("请声明符合《政府采购法》第二十二条规定的条件。"), "H-01")
    if not form["statements"]["no_collusion"]:
        yield Problem("no_collusion", _("请声明独立编制、没有与其他供应商串通。"), "E-62")


def warnings(*, form: Mapping[str, Any], round: BidRound) -> list[Problem]:
    """Return what does not stop the form: a first offer above the ceiling in a consultation (N-01), a deviation."""
    found = [] if _stops_at_ceiling(round) else [*_limits(form, round)]
    if round.kind == RoundKind.FIRST:
        found += bid_sizes.warnings(form, round.package)
    return [*found, *_deviations(form), *_share_warning(form)]


def _deviations(form: Mapping[str, Any]) -> Iterable[Problem]:
    for row in form["responses"]:
        if row["stance"] == Stance.DEVIATES:
            text = _("采购需求第%(n)s项写的是“不能完全满足”：属于实质性要求的，投标（响应）将作无效处理。")
            yield Problem(f"stance_{row['position']}", text % {"n": row["position"]}, "E-60")


def _share_warning(form: Mapping[str, Any]) -> Iterable[Problem]:
    rows = [*(form["consortium"] or {}).get("partners", []), *form["subcontracts"]]
    if any(row["related"] and row["scale"] in bid_parties.SMALL for row in rows):
        text = _("小微企业与其他各方有控股、管理关系的，其份额不享受价格扣除（46号办法第九条）。")
        yield Problem("subs-0-related", text, "E-43")


def require(
    *, form: Mapping[str, Any], round: BidRound, files: Sequence[Mapping[str, str]] = (), own: str = ""
) -> None:
    """Raise DomainError for the first problem."""
    found = problems(form=form, round=round, files=files, own=own)
    if found:
        first = found[0]
        raise DomainError(first.message, field=first.field, rule=first.rule)


def ceiling_of(*, package: Package) -> Decimal:
    """Return the price ceiling; where none is set the budget is the ceiling (FORMATS 1)."""
    return package.budget if package.price_ceiling is None else package.price_ceiling


def _stops_at_ceiling(round: BidRound) -> bool:
    """Only a tender's bid or a final offer is invalid above the ceiling (B-10, N-01)."""
    return round.kind == RoundKind.FINAL or round.package.tender.method in Method.with_public_opening()


def _price_problems(form: Mapping[str, Any], package: Package) -> Iterable[Problem]:
    total, whole = Decimal(0), True
    for line, row in zip(_lines(package), form["prices"], strict=True):
        try:
            amount(text=row["unit_price"], field=_field(line), what=_("第%(n)s项单价") % {"n": line.position})
            total += Decimal(row["total"])
        except DomainError as error:
            whole = False
            yield Problem(_field(line), str(error.message), error.rule)
    try:
        offer = amount(text=form["offer"], field="offer", what=_("总报价"))
    except DomainError as error:
        yield Problem("offer", str(error.message), error.rule)
        return
    if whole and form["prices"] and total != offer:
        yield Problem(
            "offer",
            _("总报价%(offer)s元与分项合计%(total)s元不一致，请核对单价或总报价。")
            % {"offer": f"{offer:,}", "total": f"{total:,}"},
            "E4",
        )


def _limits(form: Mapping[str, Any], round: BidRound) -> Iterable[Problem]:
    package, offer = round.package, readable(form["offer"])
    ceiling = ceiling_of(package=package)
    if offer is not None and offer > ceiling:
        yield Problem(
            "offer", _ceiling_sentence(round) % {"offer": f"{offer:,}", "ceiling": f"{ceiling:,}"}, "B-10"
        )
    elif offer is not None and package.tender.is_call and package.tender.price_is_fixed and offer < ceiling:
        text = _("政府定价，单价须填%(ceiling)s元（财政部令第110号第十三条）。")
        yield Problem("offer", text % {"ceiling": f"{ceiling:,}"}, "N-15")
    if package.reserved_for_sme and form.get("scale") in _NOT_SMALL_OR_MEDIUM:
        yield Problem("scale", _("本包专门面向中小企业，其他供应商的投标（响应）无效。"), "E-46")
    elif package.small_micro_only and form.get("scale") == "MEDIUM":
        yield Problem("scale", _("本包只面向小型、微型企业，中型企业的投标（响应）无效。"), "E-46")


def _ceiling_sentence(round: BidRound) -> str:
    if _stops_at_ceiling(round):
        return _("报价%(offer)s元超过最高限价%(ceiling)s元，将作无效处理。请降低报价。")
    return _(
        "首次报价%(offer)s元超过最高限价%(ceiling)s元。首次报价不因此无效；最后报价仍超过的，将作无效处理。"
    )


def _unit_problem(form: Mapping[str, Any], package: Package) -> Iterable[Problem]:
    offer = readable(form["offer"])
    if offer is not None and offer * _WAN < package.budget and not form["statements"]["unit_confirmed"]:
        yield Problem(
            "offer",
            _("报价%(offer)s元不到预算的千分之一，是否误把“万元”当成“元”？如确实如此报价，请勾选“单位无误”。")
            % {"offer": f"{offer:,}"},
            "E7",
        )


def _bidder_problems(form: Mapping[str, Any], package: Package) -> Iterable[Problem]:
    if form["own_scale"] not in SCALES:
        yield Problem("scale", _("请选择企业规模（不是企业的选“非企业”）。"), "E-41")
    if form["share_unnamed"]:
        text = _("小微企业承担的份额请在联合体或者分包的表中逐家填写。")
        yield Problem("subs-0-name", text, "E-43")
    yield from bid_parties.letter_problems(form, package)
    yield from bid_parties.party_problems(form, package)


def _answer_problems(form: Mapping[str, Any], round: BidRound) -> Iterable[Problem]:
    for row in form["responses"]:
        yield from _response_problems(row)
    texts = {(answer["kind"], answer["code"]): answer["text"] for answer in form["answers"]}
    for kind, code, label in questions(package=round.package):
        if not texts.get((kind, code), "").strip():
            yield Problem(
                f"{kind}_{code}", _("请响应：%(label)s。") % {"label": label.rstrip("。；")}, "E-60"
            )


def _response_problems(row: Mapping[str, Any]) -> Iterable[Problem]:
    number = {"n": row["position"]}
    if row["stance"] not in Stance.values:
        text = _("请响应采购需求第%(n)s项：完全满足、优于要求，还是不能完全满足。")
        yield Problem(f"stance_{row['position']}", text % number, "E-60")
    elif row["stance"] != Stance.MEETS and not row["text"].strip():
        text = _("请写明采购需求第%(n)s项偏离的内容。")
        yield Problem(f"response_{row['position']}", text % number, "E-60")


def _lines(package: Package) -> list[Any]:
    return list(package.requirements.all())


def _field(line: Any) -> str:
    return f"unit_price_{line.position}"


def _priced(line: Any, form: Mapping[str, Any]) -> dict[str, Any]:
    typed = next((row for row in form.get("prices", []) if row.get("position") == line.position), {})
    unit_price = tidy(typed.get("unit_price", ""))
    value = readable(unit_price)
    total = "" if value is None else str(half_up(value * line.quantity))
    return {
        "position": line.position,
        "unit_price": unit_price,
        "quantity": format(line.quantity.normalize(), "f"),
        "total": total,
    }


def _answer(form: Mapping[str, Any], kind: str, code: str) -> str:
    for answer in form.get("answers", []):
        if (answer.get("kind"), answer.get("code")) == (kind, code):
            return str(answer.get("text", ""))[:LONGEST_ANSWER]
    return ""


def _response(line: Any, form: Mapping[str, Any]) -> dict[str, Any]:
    rows = form.get("responses") or []
    typed = next((row for row in rows if row.get("position") == line.position), {})
    return {
        "position": line.position,
        "stance": str(typed.get("stance") or ""),
        "text": str(typed.get("text") or "")[:LONGEST_ANSWER],
    }
