"""What a bid must say before it is sealed: amounts that add up, statements, answers; all in plain words.

A form is plain JSON (``bid-form/1``), every amount a text of digits. ``clean`` returns it in its one form;
``problems`` tells everything that stops it at once, ``warnings`` what a bidder should think about.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from procurement.core.errors import DomainError, WrongState
from procurement.core.language import cited
from procurement.regulations.money import half_up

from ..enums import Method, RoundKind
from ..models import BidRound, Package

FORMAT = "bid-form/1"
SCALES = ("MICRO", "SMALL", "MEDIUM", "LARGE", "NOT_ENTERPRISE")
_NOT_SMALL_OR_MEDIUM = ("LARGE", "NOT_ENTERPRISE")
LARGEST = Decimal("100000000000")
LONGEST_ANSWER = 20_000
# An offer below a thousandth of the budget was most likely typed in 万元.
_WAN = 1000


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong or missing; ``field`` is the form field it stands beside."""

    field: str
    message: str
    rule: str = ""


def amount(*, text: str, field: str, what: str) -> Decimal:
    """Return an amount in yuan; raise DomainError that tells a bookkeeper what to type instead."""
    plain = unicodedata.normalize("NFKC", str(text)).replace(",", "").replace(" ", "").lstrip("¥￥")
    plain = plain.removesuffix("元") if not plain.endswith("万元") else plain
    if not plain:
        raise _wrong(field, _("请填写%(what)s。"), what)
    if "万" in plain or "亿" in plain:
        raise _wrong(field, _("%(what)s请以“元”为单位填写数字，例如28.8万元写成288000.00。"), what)
    if "e" in plain.lower():
        raise _wrong(field, _("%(what)s请用普通数字填写，不用科学计数法，例如288000.00。"), what)
    try:
        value = _finite(plain)
    except InvalidOperation as error:
        raise _wrong(field, _("%(what)s不是数字。请以元为单位填写，例如288000.00。"), what) from error
    if abs(value) >= LARGEST:
        raise _wrong(field, _("%(what)s过大，请核对位数和单位（元）。"), what)
    if value != value.quantize(Decimal("0.01")):
        raise _wrong(field, _("%(what)s最多两位小数（到分）。"), what)
    if value <= 0:
        raise _wrong(field, _("%(what)s必须大于零。"), what)
    return value.quantize(Decimal("0.01"))


def clean(*, form: Mapping[str, Any], round: BidRound) -> dict[str, Any]:
    """Return the form with every amount in one writing and every line's total worked out.

    Amounts that cannot be read stay as typed, so that ``problems`` can say so.
    """
    return {
        "format": FORMAT,
        "offer": _tidy(form.get("offer", "")),
        "prices": [_priced(line, form) for line in _lines(round.package)],
        "scale": str(form.get("scale", "")),
        "small_share": _tidy(form.get("small_share") or "") or None,
        "statements": {
            name: bool(form.get("statements", {}).get(name))
            for name in ("article22", "no_collusion", "unit_confirmed")
        },
        "answers": [
            {"kind": kind, "code": code, "text": _answer(form, kind, code)}
            for kind, code, _label in questions(package=round.package)
        ],
        "team": str(form.get("team", ""))[:LONGEST_ANSWER],
    }


def questions(*, package: Package) -> list[tuple[str, str, str]]:
    """Return what the documents ask an answer to: (kind, code, text)."""
    return [
        *(("condition", row.code, row.text) for row in package.conditions.all()),
        *(("factor", row.code, row.name) for row in package.factors.all()),
    ]


def too_late(round: BidRound) -> WrongState:
    """Return the refusal of whatever comes after the deadline, with the procedure's own article (D-16)."""
    article = round.package.tender.own_articles["late"]
    return WrongState(
        _("截止时间已过，逾期提交的文件一律拒收（%(article)s）。") % {"article": cited(article)}, rule="D-16"
    )


def problems(*, form: Mapping[str, Any], round: BidRound) -> list[Problem]:
    """Return everything that keeps the form from being sealed, in the order of the page."""
    found = [*_price_problems(form, round.package)]
    found += [*_limits(form, round)] if _stops_at_ceiling(round) else []
    found += [*_unit_problem(form, round.package), *_bidder_problems(form), *_answer_problems(form, round)]
    for name, sentence in (
        ("article22", _("请声明符合《政府采购法》第二十二条规定的条件。")),
        ("no_collusion", _("请声明独立编制、没有与其他供应商串通（87号令第三十七条）。")),
    ):
        if not form["statements"][name]:
            found.append(Problem(name, sentence, "H-01" if name == "article22" else "E-62"))
    return found


def warnings(*, form: Mapping[str, Any], round: BidRound) -> list[Problem]:
    """Return what does not stop the form: a first offer above the ceiling in a consultation (N-01)."""
    return [] if _stops_at_ceiling(round) else [*_limits(form, round)]


def require(*, form: Mapping[str, Any], round: BidRound) -> None:
    """Raise DomainError for the first problem."""
    found = problems(form=form, round=round)
    if found:
        first = found[0]
        raise DomainError(first.message, field=first.field, rule=first.rule)


def ceiling_of(*, package: Package) -> Decimal:
    """Return the price ceiling; where none is set the budget is the ceiling (FORMATS 1)."""
    return package.budget if package.price_ceiling is None else package.price_ceiling


def _stops_at_ceiling(round: BidRound) -> bool:
    """Only a tender's bid or a final offer is invalid above the ceiling (B-10, N-01)."""
    return round.kind == RoundKind.FINAL or round.package.tender.method in Method.tenders()


def _price_problems(form: Mapping[str, Any], package: Package) -> Iterable[Problem]:
    total, whole = Decimal(0), True
    for line, row in zip(_lines(package), form["prices"], strict=True):
        try:
            amount(text=row["unit_price"], field=_field(line), what=_("第%(n)s项单价") % {"n": line.position})
            total += Decimal(row["total"])
        except DomainError as error:
            whole = False
            yield Problem(_field(line), str(error.message), "E4")
    try:
        offer = amount(text=form["offer"], field="offer", what=_("总报价"))
    except DomainError as error:
        yield Problem("offer", str(error.message), "E4")
        return
    if whole and form["prices"] and total != offer:
        yield Problem(
            "offer",
            _("总报价%(offer)s元与分项合计%(total)s元不一致，请核对单价或总报价。")
            % {"offer": f"{offer:,}", "total": f"{total:,}"},
            "E4",
        )


def _limits(form: Mapping[str, Any], round: BidRound) -> Iterable[Problem]:
    package, offer = round.package, _readable(form["offer"])
    ceiling = ceiling_of(package=package)
    if offer is not None and offer > ceiling:
        yield Problem(
            "offer", _ceiling_sentence(round) % {"offer": f"{offer:,}", "ceiling": f"{ceiling:,}"}, "B-10"
        )
    if package.reserved_for_sme and form["scale"] in _NOT_SMALL_OR_MEDIUM:
        yield Problem("scale", _("本包专门面向中小企业，其他供应商的投标（响应）无效。"), "E-46")
    elif package.small_micro_only and form["scale"] == "MEDIUM":
        yield Problem("scale", _("本包只面向小型、微型企业，中型企业的投标（响应）无效。"), "E-46")


def _ceiling_sentence(round: BidRound) -> str:
    if _stops_at_ceiling(round):
        return _("报价%(offer)s元超过最高限价%(ceiling)s元，将作无效处理（87号令第六十三条）。请降低报价。")
    return _(
        "首次报价%(offer)s元超过最高限价%(ceiling)s元。首次报价不因此无效；最后报价仍超过的，将作无效处理。"
    )


def _unit_problem(form: Mapping[str, Any], package: Package) -> Iterable[Problem]:
    offer = _readable(form["offer"])
    if offer is not None and offer * _WAN < package.budget and not form["statements"]["unit_confirmed"]:
        yield Problem(
            "offer",
            _("报价%(offer)s元不到预算的千分之一，是否误把“万元”当成“元”？如确实如此报价，请勾选“单位无误”。")
            % {"offer": f"{offer:,}"},
            "E7",
        )


def _bidder_problems(form: Mapping[str, Any]) -> Iterable[Problem]:
    if form["scale"] not in SCALES:
        yield Problem("scale", _("请选择企业规模（不是企业的选“非企业”）。"), "E-41")
    share = form["small_share"]
    if share is None:
        return
    try:
        fits = 0 < Decimal(share) <= 100 and Decimal(share) == Decimal(share).quantize(Decimal("0.01"))
    except InvalidOperation:
        fits = False
    if not fits:
        yield Problem(
            "small_share", _("小微企业份额填0到100之间的百分数，最多两位小数，没有则留空。"), "E-43"
        )


def _answer_problems(form: Mapping[str, Any], round: BidRound) -> Iterable[Problem]:
    if round.kind == RoundKind.FINAL:
        return
    texts = {(answer["kind"], answer["code"]): answer["text"] for answer in form["answers"]}
    for kind, code, label in questions(package=round.package):
        if not texts.get((kind, code), "").strip():
            yield Problem(
                f"{kind}_{code}", _("请响应：%(label)s。") % {"label": label.rstrip("。；")}, "E-60"
            )


def _lines(package: Package) -> list[Any]:
    return list(package.requirements.all())


def _field(line: Any) -> str:
    return f"unit_price_{line.position}"


def _priced(line: Any, form: Mapping[str, Any]) -> dict[str, Any]:
    typed = next((row for row in form.get("prices", []) if row.get("position") == line.position), {})
    unit_price = _tidy(typed.get("unit_price", ""))
    value = _readable(unit_price)
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


def _tidy(text: Any) -> str:
    value = _readable(text)
    return str(text).strip()[:40] if value is None else str(value)


def _readable(text: Any) -> Decimal | None:
    try:
        return amount(text=str(text), field="", what="")
    except DomainError:
        return None


def _wrong(field: str, sentence: str, what: str) -> DomainError:
    return DomainError(sentence % {"what": what}, field=field, rule="E4")


def _finite(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite():
        raise InvalidOperation
    return value
