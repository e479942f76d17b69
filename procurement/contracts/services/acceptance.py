"""Acceptance by a team with service users, and its publication (条例 art. 45; RULES G-09)."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit, lifecycle
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.fields import to_yuan
from procurement.core.language import in_language_of_record
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import publish

from .. import permissions
from ..enums import AcceptanceResult, AcceptanceStatus, ContractStatus
from ..lifecycle import ACCEPTANCE, team_fault
from ..models import Acceptance, AcceptanceMember, Contract
from ..selectors.content import acceptance_notice
from .delivery import refuse_while_held


@transaction.atomic
def open_acceptance(
    *,
    contract: Contract,
    period: str,
    claimed: Decimal,
    members: Sequence[dict[str, Any]],
    actor: Actor,
    at: datetime,
) -> Acceptance:
    """Call the team together. ``members``: name, represents, is_service_user, user_code (if they sign in)."""
    verdict = permissions.accept(actor, contract)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="G-09")
    locked = Contract.objects.select_for_update().get(pk=contract.pk)
    claimed = to_yuan(claimed)
    _check_open(locked, period, claimed, at)
    _check_team(locked, members)
    acceptance = Acceptance(
        code=next_code(f"YS-{local_date(at):%Y}-"),
        contract=contract,
        period=period.strip(),
        claimed=claimed,
        author_code=actor.code,
    )
    lifecycle.create(acceptance, actor=actor, at=at, basis="G-09 条例第四十五条")
    AcceptanceMember.objects.bulk_create(
        AcceptanceMember(acceptance=acceptance, **member) for member in members
    )
    return acceptance


def _check_open(contract: Contract, period: str, claimed: Decimal, at: datetime) -> None:
    if contract.status not in ContractStatus.in_force():
        raise WrongState(_("合同不在履行期，不能验收。"), rule="G-09")
    refuse_while_held(contract, at)
    if local_date(at) < contract.starts_on:
        raise WrongState(_("服务还没有开始，不能验收。"), rule="G-09")
    if contract.acceptances.filter(status=AcceptanceStatus.OPEN).exists():
        raise WrongState(_("上一次验收还没有结束。"), rule="G-09")
    if not period.strip():
        raise DomainError(_("请写明验收哪一段服务，例如“2026年第四季度”。"), field="period", rule="G-09")
    left = contract.amount - contract.accepted
    if not 0 < claimed <= left:
        raise DomainError(
            _("本次验收金额应大于零且不超过%(left)s元（合同金额减去已验收金额）。")
            % {"left": f"{left:,.2f}"},
            field="claimed",
            rule="B-11",
        )


def _check_team(contract: Contract, members: Sequence[dict[str, Any]]) -> None:
    if any(not one["name"].strip() or not one["represents"].strip() for one in members):
        raise DomainError(_("请填写每名成员的姓名和代表的单位（村组）。"), field="members", rule="G-09")
    users = sum(bool(one.get("is_service_user")) for one in members)
    fault = team_fault(contract, size=len(members), users=users)
    if fault:
        raise GuardRefused(fault, field="members", rule="G-09")


@transaction.atomic
def sign_acceptance(
    *, member: AcceptanceMember, agrees: bool, remark: str = "", actor: Actor, at: datetime
) -> None:
    """A member says what it thinks. For a member without an account the organiser enters the signed sheet."""
    acceptance = Acceptance.objects.select_for_update().get(pk=member.acceptance_id)
    member.refresh_from_db()
    own = bool(member.user_code) and member.user_code == actor.code
    entered = not member.user_code and bool(permissions.accept(actor, acceptance))
    if not (own or entered):
        raise NotAllowed(_("验收意见由成员本人签署；没有账户的服务对象由验收组织人代为登记。"), rule="G-09")
    if acceptance.status != AcceptanceStatus.OPEN or member.signed_at is not None:
        raise WrongState(_("验收意见已经签署。"), rule="G-09")
    if not agrees and not remark.strip():
        raise DomainError(_("不同意时请写明意见。"), field="remark", rule="G-09")
    member.agrees, member.remark, member.signed_at = agrees, remark.strip(), at
    member.save(update_fields=["agrees", "remark", "signed_at"])
    audit.record(
        subject_kind=ACCEPTANCE.subject_kind,
        subject_code=acceptance.code,
        action="sign_acceptance",
        actor=actor,
        at=at,
        basis="G-09",
        changes={"member": member.name, "agrees": agrees, "remark": member.remark, "entered": entered},
    )


@transaction.atomic
def conclude_acceptance(
    *,
    acceptance: Acceptance,
    accepted: Decimal,
    result: AcceptanceResult,
    opinion: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Fix what was accepted: nothing where it failed, at most what was claimed."""
    if not opinion.strip():
        raise DomainError(_("请填写验收意见。"), field="opinion", rule="G-09")
    accepted = to_yuan(accepted)
    failed = result == AcceptanceResult.FAILED
    if not 0 <= accepted <= acceptance.claimed or (failed and accepted != 0):
        raise DomainError(
            _("验收金额应在0到%(claimed)s元之间；结论为不合格时为0。")
            % {"claimed": f"{acceptance.claimed:,.2f}"},
            field="accepted",
            rule="B-11",
        )
    contract = Contract.objects.select_for_update().get(pk=acceptance.contract_id)
    lifecycle.apply(
        "conclude",
        acceptance,
        actor=actor,
        at=at,
        updates={"accepted": accepted, "result": result, "opinion": opinion.strip(), "concluded_at": at},
    )
    contract.accepted += accepted
    contract.save(update_fields=["accepted"])
    acceptance.contract.refresh_from_db()


@transaction.atomic
def publish_acceptance(*, acceptance: Acceptance, actor: Actor, at: datetime) -> Acceptance:
    """Publish the result of an acceptance (条例 art. 45)."""
    contract = acceptance.contract
    lifecycle.apply("publish", acceptance, actor=actor, at=at)
    publication = _publish_notice(acceptance, contract, actor, at)
    acceptance.publication_code = publication.code
    acceptance.save(update_fields=["publication_code"])
    return acceptance


@in_language_of_record
def _publish_notice(acceptance: Acceptance, contract: Contract, actor: Actor, at: datetime) -> Publication:
    return publish(
        kind=PublicationKind.ACCEPTANCE,
        subject_kind=ACCEPTANCE.subject_kind,
        subject_code=acceptance.code,
        project_code=contract.item.code,
        title=_("%(title)s验收结果公告") % {"title": contract.title},
        organisation=contract.purchaser,
        payload=acceptance_notice(acceptance, local_date(at)),
        actor=actor,
        at=at,
        basis=ACCEPTANCE["publish"].basis,
    )
