"""The bid bond where the documents ask for one: how much, in what form, proven by what (RULES D-28, E-60)."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from procurement.core.clock import local_date
from procurement.core.errors import DomainError
from procurement.regulations.money import half_up

from ..enums import BondKind, FilePurpose, Method, RoundKind
from ..models import BidRound, Package
from .bid_amounts import Problem, amount, tidy

TEXTS = ("kind", "institution", "number", "account", "valid_until")


def due(package: Package) -> Decimal:
    """Return the bond in yuan that the documents ask of this package; 0 where they ask none."""
    return half_up(package.budget * package.tender.bond_percent / 100)


def is_asked(round: BidRound) -> bool:
    """Tell whether a bid of this round must prove a bond: a final offer stands on that of the first."""
    return round.kind == RoundKind.FIRST and due(round.package) > 0


def clean_bond(form: Mapping[str, Any], round: BidRound) -> dict[str, str] | None:
    """Return the bond's proof in its one form; None where none is asked."""
    if not is_asked(round):
        return None
    given = form.get("bond") or {}
    return {
        **{name: str(given.get(name) or "").strip()[:120] for name in TEXTS},
        "amount": tidy(given.get("amount") or ""),
    }


def bond_problems(form: Mapping[str, Any], round: BidRound) -> Iterator[Problem]:
    """Yield what is missing or wrong about the bond, in the order of the page."""
    bond = form["bond"]
    if bond is None:
        return
    if bond["kind"] not in BondKind.for_method(round.package.tender.method):
        yield Problem("bond_kind", _("请选择保证金的形式：不接受现金。"), "D-28")
    if not bond["institution"]:
        yield Problem("bond_institution", _("请填写出具保函的机构或者付款银行。"), "D-28")
    if not bond["number"]:
        yield Problem("bond_number", _("请填写保函、票据或者付款凭证的编号。"), "D-28")
    if bond["kind"] not in ("", BondKind.GUARANTEE) and not bond["account"]:
        yield Problem("bond_account", _account_text(round.package), "E-62")
    yield from _amount_problems(bond, due(round.package))
    if bond["kind"] == BondKind.GUARANTEE:
        yield from _validity_problems(bond, round)


def _account_text(package: Package) -> str:
    """One account for two bonds is collusion by itself in a tender; elsewhere the group looks into it (E-62, E-66)."""
    if package.tender.method in Method.with_public_opening():
        return _("请填写付款账户的账号：不同投标人的保证金从同一账户转出的，视为串通投标。")
    return _("请填写付款账户的账号：不同供应商的保证金从同一账户转出的，评审小组须核对有没有恶意串通。")


def needed_file(form: Mapping[str, Any]) -> Iterator[tuple[str, Problem]]:
    """Yield that the bond's paper must be among the attachments."""
    if form["bond"] is not None:
        text = _("请上传保证金凭证，并选择“保证金凭证”：没有按要求提交的，投标（响应）无效。")
        yield FilePurpose.BOND, Problem("file", text, "E-60")


def _amount_problems(bond: Mapping[str, str], asked: Decimal) -> Iterator[Problem]:
    try:
        given = amount(text=bond["amount"], field="bond_amount", what=_("保证金金额"))
    except DomainError as error:
        yield Problem("bond_amount", str(error.message), "D-28")
        return
    if given < asked:
        text = _("保证金不足：采购文件要求%(due)s元，现在是%(given)s元。")
        yield Problem("bond_amount", text % {"due": f"{asked:,}", "given": f"{given:,}"}, "E-60")


def _validity_problems(bond: Mapping[str, str], round: BidRound) -> Iterator[Problem]:
    try:
        until = date.fromisoformat(bond["valid_until"])
    except ValueError:
        yield Problem("bond_valid_until", _("请填写保函的有效期截止日期。"), "D-28")
        return
    if until < local_date(round.deadline):
        text = _("保函在截止时间以前就失效了，请换一份有效期更长的保函。")
        yield Problem("bond_valid_until", text, "E-60")
