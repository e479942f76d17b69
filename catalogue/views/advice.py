"""What the law and the catalogue say of an item, in words: for its page, and for the form while it is filled in."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation
from procurement.core import parameters
from procurement.core.findings import article, explained
from procurement.core.language import either, listed
from procurement.regulations import parameters as policy
from procurement.regulations import planning, supplier_kinds, thresholds
from procurement.regulations.basis import cite

from .. import selectors
from ..enums import method_name
from ..forms.item import PlanItemForm
from ..models import PlanItem
from ..selectors import checks

# What stands before a kind of supplier, and its badge.
STANDINGS = {
    supplier_kinds.OPEN: ("done", lambda: _("可以参加")),
    supplier_kinds.PARTLY: ("progress", lambda: _("部分可以")),
    supplier_kinds.UNCLEAR: ("warn", lambda: _("待确认")),
    supplier_kinds.SHUT: ("danger", lambda: _("不能参加")),
}


def advice_of(item: PlanItem, on: date) -> dict[str, Any]:
    """Return what the resolver says of an item's method: over all packages and years (N-20)."""
    advice = checks.method_advice(item, on)
    return {
        "lawful": listed(method_name(method) for method in advice.lawful),
        "proposed": method_name(advice.proposed),
        "basis": advice.basis[0],
        "article": article(advice.basis[0]),
        "follows": item.method == advice.proposed,
        "approval": item.method in advice.approval_needed,
        "authority": advice.approval_authority,
        "rules": [{"label": rule, "value": explained(cite(rule))} for rule in advice.basis],
        "unconfirmed": [_label(policy.lookup(key, on, parameters.changed(on))) for key in advice.unconfirmed],
        "thresholds": thresholds_on(on),
    }


def thresholds_on(on: date) -> list[dict[str, Any]]:
    """Return the thresholds in force: name, yuan, whether the bureau has confirmed the number."""
    given = parameters.changed(on)
    rows = [policy.lookup(key, on, given) for key in (thresholds.SPLIT_KEY, thresholds.OPEN_KEY)]
    return [
        {"name": _label(row), "amount": policy.number(row.key, on, given), "confirmed": row.confirmed}
        for row in rows
    ]


def words_of(item: PlanItem, on: date) -> list[dict[str, Any]]:
    """Return the listed words that an item's texts use, with their rule."""
    found = selectors.item_words(item, on)
    return [{"rule": rule, "article": article(rule), "words": listed(words)} for rule, words in found.items()]


def kinds_of_supplier(item: PlanItem) -> dict[str, Any]:
    """Return what each choice leaves to the seven kinds of supplier, and whom the choice made shuts out (N-08)."""
    whole, part, none = (
        supplier_kinds.standings(reserve=one)
        for one in (supplier_kinds.WHOLE, supplier_kinds.PART, supplier_kinds.NONE)
    )
    rows = [
        {
            "name": either(one.kind.name_zh, one.kind.name_en),
            "reserved": _standing(one),
            "part": _standing(two),
            "open": _standing(three),
            "reason": either(one.reason_zh, one.reason_en),
        }
        for one, two, three in zip(whole, part, none, strict=True)
    ]
    # Of a share nobody is shut out but from what is reserved.
    shut = [row["name"] for row in rows if item.sme_amount and row["reserved"]["tone"] in ("danger", "warn")]
    return {
        "rows": rows,
        "chosen": bool(item.sme_amount),
        "part": item.sme_reserve == supplier_kinds.PART,
        "shut": listed(shut),
        "article": article(supplier_kinds.RULE),
    }


def reserve_of(item: PlanItem, on: date) -> dict[str, Any]:
    """Return what of an item is to be reserved if it is suited to small and medium enterprises (E-45)."""
    given = parameters.changed(on)
    place = thresholds.position(item.amount, on=on, parameters=given)
    reserve = thresholds.sme_reserve(item.amount, on=on, parameters=given)
    return {
        "limit": policy.number("sme_reserve_amount", on, given),
        "below": place.below_split,
        "whole": reserve.whole,
        "reserved": reserve.reserved,
        "small": reserve.small_micro,
        "article": article("E-45"),
    }


def sme_words(item: PlanItem) -> str:
    """Return what of an item is kept for small and medium enterprises and how, or why nothing is."""
    if item.sme_reserved:
        return _small_words(_("专门面向中小企业采购"), item)
    reasons, english = thresholds.NOT_RESERVED_REASONS, thresholds.NOT_RESERVED_REASONS_EN
    why = either(reasons[item.sme_reason], english[item.sme_reason]) if item.sme_reason in reasons else ""
    if item.sme_share:
        text = _("预留 %(share)s%%，即 %(amount)s 元：%(measure)s") % {
            "share": f"{item.sme_share.normalize():f}",
            "amount": f"{item.sme_amount:,.2f}",
            "measure": item.get_sme_measure_display() or "—",
        }
        text = _small_words(text, item)
        return _("%(text)s；其余不预留：%(why)s") % {"text": text, "why": why} if why else text
    return _("不专门面向中小企业：%(why)s") % {"why": why} if why else _("不专门面向中小企业")


def _small_words(text: str, item: PlanItem) -> str:
    if item.sme_small_share is None:
        return text
    share, amount = f"{item.sme_small_share.normalize():f}", f"{item.sme_small_amount:,.2f}"
    return _("%(text)s，其中给小微企业 %(share)s%%，即 %(amount)s 元") % {
        "text": text,
        "share": share,
        "amount": amount,
    }


def quantity_of(item: PlanItem) -> str:
    """Return how much of what is bought at which price: 6400 小时 × 45.00 元."""
    return _("%(quantity)s %(unit)s × %(price)s 元") % {
        "quantity": f"{item.quantity.normalize():f}",
        "unit": item.unit,
        "price": f"{item.unit_price:,.2f}",
    }


def price_of_item(item: PlanItem) -> dict[str, Any]:
    """Return an item's unit price beside the price standard of its entry."""
    return {
        "standard": selectors.price_of(item.catalogue_item),
        "basis": item.catalogue_item.price_basis,
        "finding": checks.price_finding(item),
    }


def last_year_of(item: PlanItem) -> dict[str, Any] | None:
    """Return what became of the item that this one continues, beside what is planned now (G-07)."""
    earlier = item.continues
    if earlier is None:
        return None
    result, change = getattr(earlier, "result", None), item.amount - earlier.amount
    return {
        "item": earlier,
        "result": result,
        "change": f"{change:+,.2f}" if change else "0.00",
        "against": result is not None
        and planning.against_advice(result.recommendation, amount=item.amount, last_amount=earlier.amount),
    }


def reckoning_of(form: PlanItemForm, owner: Organisation, on: date) -> dict[str, Any]:
    """Return all that can be said of a form's values before they are saved."""
    item = form.sketch(PlanItem(organisation=owner, year=form.readable("year") or on.year))
    known = bool(item.amount)
    entry = form.entry()
    return {
        "item": item,
        "entry": entry,
        "price": price_of_item(item),
        "advice": advice_of(item, on) if known else None,
        "reserve": reserve_of(item, on) if known else None,
        "kinds": kinds_of_supplier(item),
        "words": words_of(item, on),
        "earlier": last_year_of(item),
        "years": _years(form, item),
        "central": article("N-06") if entry is not None and entry.centralised else "",
    }


def _years(form: PlanItemForm, item: PlanItem) -> dict[str, Any]:
    """Return the typed slices by year, their sum, and how many years the term asks for (B-06)."""
    sums = form.typed_years()
    total = sum(sums.values())
    return {
        "rows": sorted(sums.items()),
        "total": total,
        "missing": item.amount - total if sums else None,
        "needed": planning.years_needed(item.term_months),
    }


def _standing(one: supplier_kinds.Standing) -> dict[str, str]:
    tone, label = STANDINGS[one.standing]
    return {"tone": tone, "label": label()}


def _label(parameter: policy.Parameter) -> str:
    return either(parameter.label_zh, parameter.label_en)
