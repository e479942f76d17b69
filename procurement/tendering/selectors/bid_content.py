"""What a bid says, ``bid-form/1`` or later, in the order and words in which people read it."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from procurement.regulations.errors import RegulationError
from procurement.regulations.money import capitals
from procurement.suppliers.enums import Scale
from procurement.suppliers.selectors import guarded_number

from ..enums import BondKind, FilePurpose, PolicyBody, Stance
from ..models import BidRound, Package
from .versions import asked_in

LETTER_TITLE = "中小企业声明函（服务）"


def questions(*, package: Package) -> list[tuple[str, str, str]]:
    """Return what the documents ask an answer to: (kind, code, text)."""
    return [
        *(("condition", row.code, row.text) for row in package.conditions.all()),
        *(("factor", row.code, row.name) for row in package.factors.all()),
    ]


def shown_content(content: dict[str, Any], round: BidRound) -> dict[str, Any]:
    """Return what a bid says, ``bid-form/1`` or later, in the order and words in which people read it.

    What it answers stands there as in the version of the documents that it was written by.
    """
    package = round.package
    labels, lines = asked_in(package, content)
    return {
        "offer": grouped(content.get("offer", "")),
        "offer_capitals": capitals_of(content.get("offer", "")),
        "prices": [
            {**row, "line": lines.get(row["position"])} for row in grouped_rows(content.get("prices", []))
        ],
        "responses": [_response(row, lines) for row in content.get("responses", [])],
        "answers": [
            {"label": labels.get((row["kind"], row["code"]), row["code"]), "text": row["text"]}
            for row in content.get("answers", [])
        ],
        "team": content.get("team", ""),
        "bidder": _bidder(content),
        "consortium": content.get("consortium"),
        "parties": shown_parties(content),
        "bond": _bond(content.get("bond")),
        "letter": content.get("letter", []),
        "letter_title": LETTER_TITLE,
    }


def _response(row: dict[str, Any], lines: dict[int, Any]) -> dict[str, Any]:
    tones = {Stance.MEETS: "done", Stance.EXCEEDS: "done", Stance.DEVIATES: "warn"}
    return {
        **row,
        "line": lines.get(row["position"]),
        "label": dict(Stance.choices).get(row["stance"], ""),
        "tone": tones.get(row["stance"], "neutral"),
    }


def _bidder(content: dict[str, Any]) -> list[dict[str, Any]]:
    sizes = dict(Scale.choices)
    own = content.get("own_scale") or content.get("scale") or ""
    found = [{"label": _("企业规模（自行声明）"), "value": sizes.get(own, "")}] if own else []
    if content.get("policy_body") in PolicyBody.values:
        label = PolicyBody(content["policy_body"]).label
        found.append({"label": _("视同小型、微型企业"), "value": label})
    if content.get("scale") and content.get("scale") != own:
        found.append({"label": _("联合体按此规模评审"), "value": sizes.get(content["scale"], "")})
    if content.get("small_share"):
        found.append({"label": _("小微企业承担的合同份额"), "value": f"{content['small_share']}%"})
    return found


def shown_parties(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return partners and sub-contractors as people read them."""
    consortium = content.get("consortium") or {}
    rows = [(_("联合体成员"), row) for row in consortium.get("partners", [])]
    rows += [(_("分包单位"), row) for row in content.get("subcontracts", [])]
    sizes = dict(Scale.choices)
    return [
        {
            **row,
            "credit_code": guarded_number(row.get("credit_code") or ""),
            "role": role,
            "scale": sizes.get(row["scale"], ""),
        }
        for role, row in rows
    ]


def _bond(bond: dict[str, str] | None) -> list[dict[str, Any]]:
    if bond is None:
        return []
    return [
        {"label": _("保证金的形式"), "value": dict(BondKind.choices).get(bond["kind"], "")},
        {"label": _("出具机构或者付款银行"), "value": bond["institution"]},
        {"label": _("编号"), "value": bond["number"]},
        *([{"label": _("付款账户的账号"), "value": bond["account"]}] if bond.get("account") else []),
        {"label": _("保证金金额"), "value": grouped(bond["amount"]), "unit": _("元")},
        *([{"label": _("有效期至"), "value": bond["valid_until"]}] if bond["valid_until"] else []),
    ]


def capitals_of(offer: str) -> str:
    """Return an amount in capital characters; nothing for what is no amount."""
    try:
        return capitals(offer)
    except RegulationError:
        return ""


def grouped(text: str) -> str:
    """Return an amount with thousands separators; what is no amount stays as typed."""
    try:
        return f"{Decimal(text):,}"
    except InvalidOperation:
        return text


def grouped_rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            **row,
            "unit_price": grouped(row["unit_price"]),
            "quantity": grouped(row["quantity"]),
            "total": grouped(row["total"]),
        }
        for row in rows
    ]


def purpose_of(entry: dict[str, str]) -> str:
    """Return in words what an attachment is; nothing for those of ``bid-form/1``."""
    return str(dict(FilePurpose.choices).get(entry.get("purpose", ""), ""))
