"""Conditions of the steps: each returns the sentence that says why not yet, or nothing."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from catalogue.enums import ItemStatus, OrganisationForm
from procurement.core.actors import Actor

from ..enums import Method, PackageStatus, TenderStatus
from ..models import ImplementationPlan, Package, Tender
from ..permissions import tender_of
from ..selectors.holds import holds_in_force

Refusal = str | Promise | None


def item_is_published(plan: ImplementationPlan, *, actor: Actor, at: datetime) -> Refusal:
    if plan.item.status == ItemStatus.PUBLISHED:
        return None
    return _("年度购买服务计划公布后才能报送采购实施计划（先有预算、后购买服务，B-01）。")


def method_is_approved(plan: ImplementationPlan, *, actor: Actor, at: datetime) -> Refusal:
    return None


def agency_is_entrusted(plan: ImplementationPlan, *, actor: Actor, at: datetime) -> Refusal:
    if plan.organisation_form != OrganisationForm.ENTRUSTED:
        return None
    if plan.agency_id and plan.entrustment.strip():
        return None
    return _("委托代理的，须写明代理机构和委托范围、权限、期限与费用（《政府采购法》第二十条）。")


def no_tender_runs(plan: ImplementationPlan, *, actor: Actor, at: datetime) -> Refusal:
    if plan.tenders.exclude(status=TenderStatus.TERMINATED).exists():
        return _("依本计划的采购活动还在进行，须先终止采购活动（87号令第二十九条）。")
    return None


def documents_are_complete(tender: Tender, *, actor: Actor, at: datetime) -> Refusal:
    return None


def reviews_are_complete(tender: Tender, *, actor: Actor, at: datetime) -> Refusal:
    return None


def intent_was_public(tender: Tender, *, actor: Actor, at: datetime) -> Refusal:
    return None


def dates_are_lawful(tender: Tender, *, actor: Actor, at: datetime) -> Refusal:
    return None


def nothing_is_held(obj: object, *, actor: Actor, at: datetime) -> Refusal:
    """While a hold is on, the activity does not go on (RULES D-44, D-45)."""
    hold = holds_in_force(tender_of(obj), at).first()
    if hold is None:
        return None
    return _("采购活动已暂停：%(reason)s（%(basis)s）。解除暂停后再办理。") % {
        "reason": hold.reason,
        "basis": hold.basis,
    }


def nothing_is_contracted(tender: Tender, *, actor: Actor, at: datetime) -> Refusal:
    if tender.packages.filter(status=PackageStatus.CONTRACTED).exists():
        return _("已有采购包签订合同，不能再终止采购活动。")
    return None


def has_final_offers(package: Package, *, actor: Actor, at: datetime) -> Refusal:
    if package.tender.method in Method.with_final_offers():
        return None
    return _("只有竞争性磋商和竞争性谈判有磋商（谈判）环节（74号令第三十一条）。")
