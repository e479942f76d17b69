"""A supplier authorises one person for one tender, and ends it (采购法 art. 22; RULES E-62)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation, User
from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.codes import random_code
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.regulations.canonical import sha256_hex

from .. import permissions
from ..models import BidAgent, Tender
from ..selectors.agents import agents_of, candidates

SUBJECT_KIND = "bid-agent"
# What is signed is a document; it stays Chinese in every language.
LETTER = (
    "授权委托书\n"
    "{supplier}授权{agent}（人员编号{code}）为代理人，以本单位名义办理“{title}”（项目编号{tender}）的询问、"
    "投标（响应）文件的编制、递交、补充、修改、撤回和开启后的澄清、磋商、最后报价，其法律后果由本单位承担。\n"
    "授权只限于本项目，自签署之日起至本项目采购活动结束或者本单位终止授权时为止。代理人无转委托权。\n"
    "授权人：{supplier}（经办：{signer}）\n"
    "{day}"
)


@transaction.atomic
def authorise_agent(*, tender: Tender, person: User, actor: Actor, at: datetime) -> BidAgent:
    """Sign the authorisation; from now on the person bids here, in this tender and no other."""
    verdict = permissions.authorise(actor, tender)
    if not verdict:
        raise NotAllowed(verdict.reason)
    supplier = Organisation.objects.select_for_update().get(pk=actor.organisation_id)
    named = agents_of(tender, supplier).filter(user=person).exists()
    if named or not candidates(supplier).filter(pk=person.pk).exists():
        raise DomainError(
            _("请先在“人员”页为对方任命“授权代理人”岗位；已经授权的不必重复授权。"), field="person"
        )
    text = LETTER.format(
        supplier=supplier.name,
        agent=person.display_name,
        code=person.code,
        title=tender.title,
        tender=tender.code,
        signer=actor.name,
        day=local_date(at).isoformat(),
    )
    made = BidAgent.objects.create(
        code=f"SQ-{random_code()}",
        tender=tender,
        supplier=supplier,
        user=person,
        letter=text,
        sha256=sha256_hex(text.encode()),
        signed_by=actor.name,
        signed_at=at,
    )
    _record(made, "create", actor, at)
    return made


@transaction.atomic
def end_agent(*, agent: BidAgent, actor: Actor, at: datetime) -> BidAgent:
    """End the authorisation at once; what the agent did stays done."""
    verdict = permissions.end_agent(actor, agent)
    if not verdict:
        raise NotAllowed(verdict.reason)
    locked = BidAgent.objects.select_for_update().get(pk=agent.pk)
    if locked.ended_at is not None:
        raise WrongState(_("这份授权已经终止。"))
    agent.ended_at = at
    agent.save(update_fields=["ended_at"])
    _record(agent, "end", actor, at)
    return agent


def _record(agent: BidAgent, action: str, actor: Actor, at: datetime) -> None:
    """On a chain of its own under a random code: the tender's is read by people who may not know the bidder."""
    audit.record(
        subject_kind=SUBJECT_KIND,
        subject_code=agent.code,
        action=action,
        actor=actor,
        at=at,
        basis="采购法第二十二条",
        changes={"person": agent.user.code, "sha256": agent.sha256},
    )
