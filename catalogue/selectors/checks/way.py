"""How an item is bought: the method, who organises it, who may take part."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from procurement.accounts.enums import OrganisationKind
from procurement.core import parameters
from procurement.core.findings import article
from procurement.core.language import listed
from procurement.regulations import methods, thresholds
from procurement.regulations import parameters as policy

from ...enums import OrganisationForm, method_name
from ...models import PlanItem
from .problem import Problem
from .reading import Reading


def method(item: PlanItem, around: Reading) -> Iterator[Problem]:
    """The method is lawful for the amount (C-05 … C-14)."""
    if item.method not in methods.METHODS:
        rule = "C-09" if item.method == methods.INQUIRY else "C-01"
        text = _("询价只用于货物，购买服务不能采用（%(article)s）。请改用其他方式。")
        yield Problem(rule, "method", text % {"article": article("C-09")})
        return
    advice = method_advice(item, around.on, around.given)
    if item.method not in advice.lawful:
        yield Problem(
            advice.basis[0],
            "method",
            _(
                "%(amount)s 元的项目不能采用%(method)s（%(article)s）。可以采用%(lawful)s；其他方式须有法定情形。"
            )
            % {
                "amount": f"{item.amount:,.2f}",
                "method": method_name(item.method),
                "article": article(advice.basis[0]),
                "lawful": listed(method_name(name) for name in advice.lawful),
            },
        )
    if item.method not in (advice.proposed, methods.OPEN_TENDER) and not item.method_reason.strip():
        yield Problem("C-01", "method_reason", _("请写明采用这种采购方式的理由。"))


def method_advice(item: PlanItem, on: date, given: dict[str, Any] | None = None) -> methods.MethodAdvice:
    """Return what the law says of the methods for this item: lawful ones, proposal, approvals, unconfirmed.

    ``given``: the parameters in force on the day, where they were read already.
    """
    listed_centrally = (
        item.catalogue_item.centralised or item.organisation_form == OrganisationForm.CENTRALISED
    )
    return methods.resolve(
        item.amount,
        on=on,
        reasons=[item.method_case] if item.method_case in methods.REASONS else [],
        in_centralised_list=listed_centrally,
        parameters=parameters.changed(on) if given is None else given,
    )


def form(item: PlanItem, around: Reading) -> Iterator[Problem]:
    """What is on the centralised list goes to the central agency; a small purchase is run by oneself (N-06, N-14)."""
    if item.catalogue_item.centralised and item.organisation_form not in central_forms(item):
        text = _(
            "“%(entry)s”属于集中采购目录以内，必须委托集中采购机构代理（%(article)s）：组织形式请选“集中采购”。"
        )
        facts = {"entry": item.catalogue_item, "article": article("N-06")}
        yield Problem("N-06", "organisation_form", text % facts)
        return
    small = item.method == methods.SMALL_PURCHASE
    if small == (item.organisation_form == OrganisationForm.INTERNAL):
        return
    text = (
        _("小额采购的组织形式应为“限额以下小额采购”。")
        if small
        else _("“限额以下小额采购”只用于小额采购方式，请改选组织形式。")
    )
    yield Problem("N-06", "organisation_form", text)


def central_forms(item: PlanItem) -> tuple[str, ...]:
    """Return the forms that are lawful on the centralised list: a department may buy its special needs itself."""
    if item.organisation.kind == OrganisationKind.TOWNSHIP:
        return (OrganisationForm.CENTRALISED,)
    return (OrganisationForm.CENTRALISED, OrganisationForm.DEPARTMENT_CENTRALISED)


def small_share(item: PlanItem, around: Reading) -> Iterator[Problem]:
    """Warn of a share below the law's: that counts over all projects of the supervising unit (E-45, N-08)."""
    least = policy.number("sme_reserve_share", around.on, around.given)
    if 0 < item.sme_share < least:
        text = _(
            "预留份额 %(share)s%% 低于 %(least)s%%：比例按主管预算单位全部适宜项目合计，"
            "请在其他项目中补足（%(article)s）。"
        )
        facts = {"share": f"{item.sme_share.normalize():f}", "least": f"{least:f}"}
        yield Problem("E-45", "sme_share", text % {**facts, "article": article("E-45")})


def sme(item: PlanItem, around: Reading) -> Iterator[Problem]:
    """Above the threshold a project open to all says why; a share says how it is kept (E-45, E-47, N-08).

    Up to the limit the whole is due, so that what is left open has a reason; above it a share is.
    """
    place = thresholds.position(item.amount, on=around.on, parameters=around.given)
    if item.sme_share and not item.sme_measure:
        text = _("预留部分份额的，要选择预留的措施（%(article)s）。")
        yield Problem("E-45", "sme_measure", text % {"article": article("E-45")})
    if _small_unsaid(item, around):
        text = _("超过整体预留限额的项目，预留时要写明其中给小微企业的比例，没有的填0（%(article)s）。")
        yield Problem("E-45", "sme_small_share", text % {"article": article("E-45")})
    if item.sme_reserved or place.below_split or item.method == methods.FRAMEWORK:
        return
    if item.sme_share and item.amount > policy.number("sme_reserve_amount", around.on, around.given):
        return
    if item.sme_reason not in thresholds.NOT_RESERVED_REASONS:
        text = _("限额以上项目不专门面向中小企业时，须选择理由（%(article)s）。")
        yield Problem("E-47", "sme_reason", text % {"article": article("E-47")})


def _small_unsaid(item: PlanItem, around: Reading) -> bool:
    """Tell whether a reserve above the limit leaves open what of it is for small and micro enterprises (46 art. 8)."""
    reserved = item.sme_reserved or item.sme_share
    above = item.amount > policy.number("sme_reserve_amount", around.on, around.given)
    return bool(reserved and above and item.sme_small_share is None)
