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
from procurement.core.errors import DomainError, NotAllowed
from procurement.publications.enums import PublicationKind
from procurement.publications.services import publish

from .. import permissions
from ..enums import AcceptanceResult, AcceptanceStatus
from ..models import Acceptance, AcceptanceMember, Contract
from .delivery import IN_FORCE
from .signing import origin_code


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
        raise NotAllowed(verdict.reason)
    locked = Contract.objects.select_for_update().get(pk=contract.pk)
    if locked.status not in IN_FORCE:
        raise DomainError(_("合同不在履行期，不能验收。"))
    left = locked.amount - locked.accepted
    if not 0 < claimed <= left:
        raise DomainError(
            _("本次验收金额应大于零且不超过%(left)s元（合同金额减去已验收金额）。")
            % {"left": f"{left:,.2f}"},
            field="claimed",
            rule="B-11",
        )
    if locked.acceptances.filter(status=AcceptanceStatus.OPEN).exists():
        raise DomainError(_("上一次验收还没有结束。"))
    acceptance = Acceptance(
        code=next_code(f"YS-{at:%Y}-"),
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


@transaction.atomic
def sign_acceptance(
    *, member: AcceptanceMember, agrees: bool, remark: str = "", actor: Actor, at: datetime
) -> None:
    """A member says what it thinks. For a member without an account the organiser enters the signed sheet."""
    own = bool(member.user_code) and member.user_code == actor.code
    entered = not member.user_code and bool(permissions.accept(actor, member.acceptance))
    if not (own or entered):
        raise NotAllowed(_("验收意见由成员本人签署；没有账户的服务对象由验收组织人代为登记。"))
    if member.acceptance.status != AcceptanceStatus.OPEN or member.signed_at is not None:
        raise DomainError(_("验收意见已经签署。"))
    if not agrees and not remark.strip():
        raise DomainError(_("不同意时请写明意见。"), field="remark")
    member.agrees, member.remark, member.signed_at = agrees, remark.strip(), at
    member.save(update_fields=["agrees", "remark", "signed_at"])
    audit.record(
        subject_kind="acceptance",
        subject_code=member.acceptance.code,
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
        raise DomainError(_("请填写验收意见。"), field="opinion")
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
def publish_acceptance(*, acceptance: Acceptance, actor: Actor, at: datetime) -> None:
    """Publish the result of accepting a public service (条例 art. 45)."""
    contract = acceptance.contract
    publication = publish(
        kind=PublicationKind.ACCEPTANCE,
        subject_kind="acceptance",
        subject_code=acceptance.code,
        project_code=contract.item.code,
        title=_("%(title)s验收结果公告") % {"title": contract.title},
        organisation=contract.purchaser,
        payload={
            "format": "acceptance-notice/1",
            "contract": contract.code,
            "title": contract.title,
            "origin": origin_code(contract),
            "purchaser": contract.purchaser.name,
            "supplier": contract.supplier.name,
            "period": acceptance.period,
            "accepted_on": local_date(acceptance.concluded_at),
            "accepted": acceptance.accepted,
            "team": [
                {"name": m.name, "represents": m.represents, "service_user": m.is_service_user}
                for m in acceptance.members.all()
            ],
            "result": acceptance.result,
            "opinion": acceptance.opinion,
        },
        actor=actor,
        at=at,
        basis="G-09 条例第四十五条",
    )
    lifecycle.apply("publish", acceptance, actor=actor, at=at, updates={"publication_code": publication.code})
