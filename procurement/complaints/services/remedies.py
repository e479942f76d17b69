"""What follows where a challenge is upheld and may change the result (94 art. 16). With it the hold ends."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.awarding.lifecycle import CONTRACT_IS_SIGNED
from procurement.awarding.selectors.ranking import standing_award
from procurement.awarding.services import redetermine
from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, GuardRefused
from procurement.core.language import in_language_of_record
from procurement.tendering.enums import PackageStatus
from procurement.tendering.models import Package
from procurement.tendering.selectors.people import of_finance
from procurement.tendering.services.ending import annul

from ..enums import REMEDIES, ChallengeGround, ChallengeRemedy
from ..models import Challenge
from ..selectors.remedies import live_packages
from .telling import awarded, lift, tell, write

BASIS = "94号令第十六条"


@transaction.atomic
def remedy_challenge(
    *,
    challenge: Challenge,
    remedy: ChallengeRemedy,
    reason: str,
    package: Package | None = None,
    winner_qualifies: bool = False,
    actor: Actor,
    at: datetime,
) -> Challenge:
    """Take the one lawful way on, and let the tender go on: all of it or nothing.

    Documents: amended, or bought anew. Procedure and result: the next qualified candidate, or bought anew;
    ``package`` says for which package, where there are several.
    """
    reason = reason.strip()
    if remedy not in REMEDIES[ChallengeGround(challenge.ground)]:
        raise DomainError(_("请选择处理方式（94号令第十六条）。"), field="remedy", rule="D-45")
    if not reason:
        raise DomainError(_("请写明处理的理由（94号令第十六条）。"), field="reason", rule="D-45")
    packages = _concerned(challenge, package)
    lifecycle.apply(
        "remedy",
        challenge,
        actor=actor,
        at=at,
        reason=reason,
        updates={"remedy": remedy, "remedy_reason": reason, "remedied_at": at},
        changes={"packages": [one.code for one in packages]},
    )
    cause = _cause(challenge)
    if remedy == ChallengeRemedy.AMEND:
        _require_amendment(challenge)
    elif remedy == ChallengeRemedy.NEXT:
        _determine_another(packages[0], winner_qualifies, cause, actor, at)
    else:
        for one in packages:
            annul(package=one, reason=cause, basis=BASIS, actor=actor, at=at)
    lift(challenge, at)
    _tell(challenge, at)
    return challenge


@in_language_of_record
def _cause(challenge: Challenge) -> str:
    return _("供应商质疑%(code)s成立：%(reason)s") % {
        "code": challenge.code,
        "reason": challenge.remedy_reason,
    }


def _concerned(challenge: Challenge, package: Package | None) -> list[Package]:
    """Documents are all packages' own; otherwise it is about one, which has not been contracted yet."""
    packages = live_packages(challenge)
    if not packages:
        raise GuardRefused(str(CONTRACT_IS_SIGNED), field="remedy", rule="D-45")
    if challenge.ground == ChallengeGround.DOCUMENTS:
        return packages
    if package is None and len(packages) == 1:
        return packages
    if package not in packages:
        raise DomainError(_("请选择质疑涉及的采购包。"), field="package", rule="D-45")
    return [package]


def _require_amendment(challenge: Challenge) -> None:
    """The documents are amended first; the amendment extends the deadline where the law asks (D-10, D-12)."""
    if not challenge.tender.amendments.filter(at__gte=challenge.received_at).exists():
        raise GuardRefused(
            _("请先发布更正（澄清或者修改采购文件），再回来登记处理结果（94号令第十六条）。"),
            field="remedy",
            rule="D-45",
        )


def _determine_another(
    package: Package, winner_qualifies: bool, reason: str, actor: Actor, at: datetime
) -> None:
    award = standing_award(package)
    if award is None or package.status not in (PackageStatus.EVALUATED, PackageStatus.AWARDED):
        raise GuardRefused(
            _("评审报告还没有签署，没有候选人可以另行确定；请选择重新开展采购活动（94号令第十六条）。"),
            field="remedy",
            rule="D-45",
        )
    redetermine(award=award, winner_qualifies=winner_qualifies, reason=reason, actor=actor, at=at)


def _tell(challenge: Challenge, at: datetime) -> None:
    """Challenger and winners are told; where the result changes, finance gets the written report (94 art. 16)."""
    concerned = {challenge.challenger, *awarded(challenge.tender)}
    for organisation in sorted(concerned, key=lambda one: one.code):
        tell("challenge_remedied", challenge, organisation, at)
    if challenge.remedy != ChallengeRemedy.AMEND:
        write("challenge_remedied", challenge, of_finance(), at)
