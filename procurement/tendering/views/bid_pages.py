"""What the supplier's pages show, worked out here so that templates only place it."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.templatetags import formats
from procurement.regulations.money import capitals

from ..enums import RoundStatus
from ..models import BidRound, SealedBid
from ..selectors import bidding
from ..services import bid_forms

STATUS_TONES = {"VALID": "done", "REPLACED": "neutral", "WITHDRAWN": "neutral"}


def is_open(round: BidRound, at: datetime) -> bool:
    return round.status == RoundStatus.RECEIVING and at <= round.deadline


def round_facts(round: BidRound) -> list[dict[str, Any]]:
    """Return what a round is about."""
    package = round.package
    return [
        {"label": _("项目"), "value": package.tender.title},
        {
            "label": _("项目编号"),
            "value": _("%(code)s 第%(number)s包") % {"code": package.tender.code, "number": package.number},
        },
        {"label": _("采购人"), "value": package.tender.purchaser.name},
        {"label": _("轮次"), "value": round.get_kind_display()},
        {"label": _("最高限价"), "value": f"{bid_forms.ceiling_of(package=package):,}", "unit": _("元")},
    ]


def bid_page(round: BidRound, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return draft, attachments, and the check list of what is missing."""
    draft = bidding.load_draft(round, actor)
    form = draft.form or bid_forms.clean(form={}, round=round)
    return {
        "facts": round_facts(round),
        "draft": draft,
        "files": _files(draft, round),
        "totals": grouped_rows([row for row in form["prices"] if row["total"]]),
        "problems": bid_forms.problems(form=form, round=round),
        "warnings": bid_forms.warnings(form=form, round=round),
        "sealed": bidding.my_bid(round, actor),
        "open": is_open(round, at),
        "closed": not is_open(round, at),
        "steps": _steps(round, "bid-edit"),
    }


def seal_page(round: BidRound, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return everything that will be sealed, as it will be sealed."""
    page = bid_page(round, actor, at)
    form = page["draft"].form
    sealable = bool(form) and not page["problems"]
    labels = {(kind, code): label for kind, code, label in bid_forms.questions(package=round.package)}
    return {
        **page,
        "sealable": sealable and page["open"],
        "offer": grouped(form.get("offer", "")),
        "offer_capitals": capitals(form["offer"]) if sealable else "",
        "prices": grouped_rows(form.get("prices", [])),
        "answers": [
            {"label": labels.get((row["kind"], row["code"]), row["code"]), "text": row["text"]}
            for row in form.get("answers", [])
        ],
        "team": form.get("team", ""),
        "steps": _steps(round, "bid-seal"),
    }


def receipt_facts(bid: SealedBid) -> list[dict[str, Any]]:
    moment = bid.submitted_at.astimezone(clock.SHANGHAI)
    return [
        {"label": _("递交时间"), "value": f"{formats.day(moment)} {moment:%H:%M:%S}"},
        {"label": _("状态"), "value": bid.get_status_display()},
        {"label": _("供应商"), "value": bid.supplier.name},
    ]


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


def _files(draft: bidding.Draft, round: BidRound) -> list[dict[str, Any]]:
    return [
        {
            **entry,
            "bytes": int(entry["size"]),
            "remove_url": reverse("tendering:bid-file-remove", args=[round.code, entry["code"]]),
        }
        for entry in draft.files
    ]


def _steps(round: BidRound, current: str) -> list[dict[str, str]]:
    """Return where one is: writing, checking and sealing, the receipt."""
    names = ["bid-edit", "bid-seal", "receipt"]
    labels = [_("填写"), _("核对并密封"), _("回执")]
    place = names.index(current)
    return [
        {
            "label": label,
            "state": "current" if index == place else "done" if index < place else "open",
            "url": reverse(f"tendering:{names[index]}", args=[round.code]) if index < place else "",
        }
        for index, label in enumerate(labels)
    ]
