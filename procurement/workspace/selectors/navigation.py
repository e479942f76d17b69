"""The workspace's menu: only what the person may use, and only screens that exist."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procurement.core.actors import Actor

from . import offices as may


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu; ``own`` puts the actor's organisation into the address.

    ``beside``: pages whose address stands beside the entry's belong to it too.
    """

    label: Promise
    screen: str
    icon: str
    shown: Callable[[Actor], bool]
    own: bool = False
    beside: bool = False


ENTRIES: tuple[Entry, ...] = (
    Entry(_("指导性目录"), "catalogue:draft-list", "documents", may.reviews_plans),
    Entry(_("购买计划"), "catalogue:plan-item-list", "list", may.plans),
    Entry(_("计划审核"), "catalogue:plan-review", "check", may.reviews_plans),
    Entry(_("预算指标"), "budgeting:line-list", "money", may.follows_budget, beside=True),
    Entry(_("实施计划"), "tendering:plan-list", "flag", may.procures),
    Entry(_("委托代理"), "tendering:entrustment-list", "handshake", may.entrusts),
    Entry(_("采购项目"), "tendering:tender-list", "documents", may.procures),
    Entry(_("小额采购"), "tendering:small-list", "handshake", may.procures_small),
    Entry(_("框架协议"), "frameworks:framework-list", "documents", may.procures_small),
    Entry(_("框架协议成交"), "frameworks:calloff-list", "handshake", may.procures_small),
    Entry(_("开启密钥"), "tendering:ceremony-list", "lock", may.keeps_keys),
    Entry(_("我的投标"), "tendering:bid-list", "seal", may.bids),
    Entry(_("框架协议"), "frameworks:entry-list", "documents", may.bids),
    Entry(_("框架协议订单"), "frameworks:calloff-list", "handshake", may.bids),
    Entry(_("评审"), "awarding:evaluation-list", "gavel", may.evaluates_bids),
    Entry(_("合同"), "contracts:contract-list", "document", may.contracts),
    Entry(_("验收"), "contracts:acceptance-list", "check-circle", may.contracts),
    Entry(_("发票和支付"), "contracts:invoice-list", "money", may.pays),
    Entry(_("绩效评价"), "performance:evaluation-list", "chart", may.measures),
    Entry(_("质疑"), "complaints:challenge-list", "question", may.challenges),
    Entry(_("单位资料"), "suppliers:supplier-own", "organisation", may.supplies),
    Entry(_("供应商库"), "suppliers:supplier-list", "people", may.oversees),
    Entry(_("本单位人员"), "accounts:organisation-detail", "people", may.has_people, own=True),
    Entry(_("机构"), "accounts:organisation-list", "organisation", may.oversees),
    Entry(_("政策参数"), "core:parameter-list", "settings", may.in_bureau),
    Entry(_("办理记录"), "workspace:trail", "eye", may.oversees),
)


def navigation(actor: Actor, path: str = "", waiting: int = 0) -> list[dict[str, Any]]:
    """Return the menu of the actor; the longest address that ``path`` begins with is where one is."""
    if actor.is_anonymous:
        return []
    home = reverse("workspace:home")
    menu = [{"label": _("工作台"), "url": home, "icon": "inbox", "count": waiting, "active": path == home}]
    for entry in ENTRIES:
        url = _address(entry, actor) if entry.shown(actor) else ""
        if url:
            where = {"url": url, "area": _area(entry, url)}
            menu.append({"label": entry.label, **where, "icon": entry.icon, "count": 0, "active": False})
    here = [item for item in menu[1:] if path.startswith(item["area"])]
    if here:
        max(here, key=lambda item: len(item["area"]))["active"] = True
    return menu


def _area(entry: Entry, url: str) -> str:
    return f"{url.rstrip('/').rsplit('/', 1)[0]}/" if entry.beside else url


def _address(entry: Entry, actor: Actor) -> str:
    try:
        return reverse(entry.screen, args=[actor.organisation_code] if entry.own else [])
    except NoReverseMatch:
        return ""
