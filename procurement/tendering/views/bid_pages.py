"""What the supplier's pages show, worked out here so that templates only place it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.templatetags import formats
from procurement.suppliers.models import Supplier

from ..enums import RoundKind, RoundStatus
from ..models import BidRound, SealedBid
from ..selectors import bidding
from ..selectors.bid_content import capitals_of, grouped, grouped_rows, purpose_of, shown_content
from ..selectors.qualification import listed_partners
from ..selectors.standing import licence_warning
from ..selectors.versions import amended_since
from ..services import bid_bonds, bid_forms, bid_letters, bid_sizes

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


def begun(draft: bidding.Draft, actor: Actor) -> dict[str, Any]:
    """Return what stands in the form: what was written, before that what it proposes."""
    return draft.form or {"own_scale": bidding.registered_scale(actor)}


def bid_page(round: BidRound, draft: bidding.Draft, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return draft, attachments, and the check list of what is missing."""
    form = bid_forms.clean(form=begun(draft, actor), round=round)
    sealed = bidding.my_bid(round, actor)
    return {
        "facts": round_facts(round),
        "draft": draft,
        "files": _files(draft, round),
        "sealed": sealed,
        **_amended(round, sealed, draft.saved_at),
        "open": is_open(round, at),
        "closed": not is_open(round, at),
        "steps": _steps(round, "bid-edit"),
        "bond_due": grouped(str(bid_bonds.due(round.package))) if bid_bonds.is_asked(round) else "",
        "tidy": form,
        **live_parts(round, form, draft, actor, at),
    }


def _amended(round: BidRound, sealed: SealedBid | None, saved_at: datetime | None) -> dict[str, Any]:
    """Return what amendments have changed since the bid was sealed, else since the draft was saved."""
    known = [moment for moment in (sealed.submitted_at if sealed else None, saved_at) if moment]
    found = amended_since(round.package, min(known)) if known and round.kind == RoundKind.FIRST else []
    last = found[-1].amendment.at if found else None
    return {
        "amended": found,
        "sealed_before": bool(last and sealed and sealed.submitted_at < last),
        "saved_before": bool(last and saved_at and saved_at < last),
    }


def files_part(round: BidRound, draft: bidding.Draft, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return the attachments and what is still missing, and nothing of the form."""
    form = bid_forms.clean(form=begun(draft, actor), round=round)
    return {"round": round, "files": _files(draft, round), **_checks(round, form, draft, actor, at)}


def _checks(
    round: BidRound, form: dict[str, Any], draft: bidding.Draft, actor: Actor, at: datetime
) -> dict[str, Any]:
    problems = bid_forms.problems(
        form=form, round=round, files=draft.files, own=bidding.own_number(actor, form)
    )
    warnings = [*bid_forms.warnings(form=form, round=round), *_listed(form, at), *_licence(round, actor, at)]
    return {
        "problems": bid_forms.by_own_law(problems, round),
        "warnings": bid_forms.by_own_law(warnings, round),
    }


def live_parts(
    round: BidRound, form: dict[str, Any], draft: bidding.Draft, actor: Actor, at: datetime
) -> dict[str, Any]:
    """Return what changes with each keeping of the draft: sums, the letter, the check list."""
    checks = _checks(round, form, draft, actor, at)
    prices = {f"unit_price_{row['position']}": row["unit_price"] for row in form["prices"]}
    typed = {**prices, "offer": form["offer"]}
    return {
        "totals": grouped_rows([row for row in form["prices"] if row["total"]]),
        "sum_of_lines": _sum(form),
        "offer_shown": grouped(form["offer"]),
        "offer_capitals": capitals_of(form["offer"]),
        "small_share": form.get("small_share"),
        "letter": _letter(round, form, actor, at),
        "letter_sizes": bid_sizes.sizes(form, round.package) if round.kind == RoundKind.FIRST else [],
        "letter_welfare": bid_letters.is_welfare(form),
        "letter_partial": bool(form.get("own_scale")) and bid_letters.is_partial(form),
        "wrong_prices": [problem for problem in checks["problems"] if typed.get(problem.field)],
        **checks,
    }


def seal_page(round: BidRound, draft: bidding.Draft, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return everything that will be sealed, as it will be sealed."""
    page = bid_page(round, draft, actor, at)
    sealable = bool(page["draft"].form) and not page["problems"]
    return {
        **page,
        "sealable": sealable and page["open"],
        "content": shown_content(page["tidy"], round),
        "steps": _steps(round, "bid-seal"),
    }


def _letter(round: BidRound, form: dict[str, Any], actor: Actor, at: datetime) -> list[str]:
    if round.kind == RoundKind.FINAL:
        return []
    on = clock.local_date(at)
    return bid_letters.letter(form=form, round=round, supplier=actor.organisation_name, on=on)


def _listed(form: dict[str, Any], at: datetime) -> list[bid_forms.Problem]:
    """Warn of a partner that a list keeps out today; whether it does at the examination is the examiner's to find."""
    found = listed_partners(form, clock.local_date(at))
    return [bid_forms.Problem("partners-0-credit_code", text, "H-04") for text in found]


def _licence(round: BidRound, actor: Actor, at: datetime) -> list[bid_forms.Problem]:
    # Its code and its papers are all that is asked of it, with every attachment and every look.
    supplier = Supplier.objects.filter(organisation_id=actor.organisation_id).only("code").first()
    answer = licence_warning(round.package.tender, supplier, at) if supplier else None
    return [bid_forms.Problem("", answer.text, answer.basis)] if answer else []


def _sum(form: dict[str, Any]) -> str:
    """Return what the lines add up to; nothing where one of them cannot be read."""
    totals = [row["total"] for row in form["prices"]]
    return f"{sum(map(Decimal, totals), Decimal(0)):,}" if totals and all(totals) else ""


def receipt_facts(bid: SealedBid) -> list[dict[str, Any]]:
    moment = bid.submitted_at.astimezone(clock.SHANGHAI)
    return [
        {"label": _("递交时间"), "value": f"{formats.day(moment)} {moment:%H:%M:%S}"},
        {"label": _("状态"), "value": bid.get_status_display()},
        {"label": _("供应商"), "value": bid.supplier.name},
    ]


def _files(draft: bidding.Draft, round: BidRound) -> list[dict[str, Any]]:
    return [
        {
            **entry,
            "bytes": int(entry["size"]),
            "kind": purpose_of(entry),
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
