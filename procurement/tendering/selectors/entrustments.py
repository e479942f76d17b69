"""Agreements with agencies: what one lacks, whose they are, which papers go back to the purchaser (RULES N-06)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.core import clock, parameters
from procurement.core.actors import Actor
from procurement.core.models import AuditEntry, IssuedDocument
from procurement.publications.models import Publication
from procurement.regulations import entrustment as law

from ..enums import EntrustmentStatus, RoundStatus
from ..models import (
    BidRound,
    Entrustment,
    ImplementationPlan,
    Package,
    SceneRecording,
    Tender,
    TenderDocument,
)
from .lists import sees_all

_STAFF = (Office.OPERATOR, Office.LEADER, Office.REVIEWER, Office.FINANCE, Office.DISCIPLINE)
_AGENCY = (Office.AGENCY_OPERATOR, Office.LEADER)
REMINDER_DAYS = "entrustment_reminder_days"
_LAW = "财库〔2018〕2号第十三条"


@dataclass(frozen=True, slots=True)
class Lack:
    """What an agreement does not say, and in which field."""

    field: str
    text: str


def problems(agreement: Entrustment, at: datetime) -> list[Lack]:
    """Return what an agreement must still say before it is signed."""
    on = clock.local_date(at)
    found = law.problems(terms_of(agreement), on=on, parameters=parameters.changed(on))
    return [Lack(field, _SENTENCES[problem]()) for field, problem in found]


def terms_of(agreement: Entrustment) -> law.Terms:
    return law.Terms(
        scope=agreement.scope,
        powers=tuple(agreement.powers),
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
        fee_payer=agreement.fee_payer,
        fee_standard=agreement.fee_standard,
        fee_amount=agreement.fee_amount,
        fee_reason=agreement.fee_reason,
        ending_terms=agreement.ending_terms,
        liability=agreement.liability,
    )


_SENTENCES = {
    law.NO_SCOPE: lambda: _("请写明委托范围（%(law)s）。") % {"law": _LAW},
    law.NO_POWER: lambda: _("请至少选择一项权限（%(law)s）。") % {"law": _LAW},
    law.UNKNOWN_POWER: lambda: _("请在列出的权限中选择。"),
    law.PERIOD: lambda: _("委托期限的结束日期不能早于开始日期。"),
    law.PAST: lambda: _("委托期限的结束日期已经过去，请改为今天或之后。"),
    law.NO_FEE: lambda: _("请写明代理费用的收取方式和标准（%(law)s）。") % {"law": _LAW},
    law.NO_ENDING: lambda: _("请写明协议怎样解除和终止（%(law)s）。") % {"law": _LAW},
    law.NO_LIABILITY: lambda: _("请写明违约责任（%(law)s）。") % {"law": _LAW},
    law.FEE_REASON: lambda: _(
        "代理费用超过分散采购限额标准，原则上由中标、成交供应商支付（财库〔2018〕2号第十五条）。由采购人支付的，请写明理由。"
    ),
}


def visible_entrustments(actor: Actor) -> "models.QuerySet[Entrustment]":
    """Return the agreements of one's own purchaser or agency; all of them to the overseers."""
    rows = Entrustment.objects.select_related("purchaser", "agency")
    if sees_all(actor):
        return rows
    mine = models.Q(pk__in=())
    if actor.organisation_id and actor.holds(*_STAFF):
        mine |= models.Q(purchaser=actor.organisation_id)
    if actor.organisation_id and actor.holds(*_AGENCY):
        mine |= models.Q(agency=actor.organisation_id, signed_for_purchaser_at__isnull=False)
    return rows.filter(mine)


def usable(plan: ImplementationPlan) -> "models.QuerySet[Entrustment]":
    """Return the agreements in force under which this plan could run as well."""
    rows = Entrustment.objects.filter(
        purchaser=plan.item.organisation_id, agency=plan.agency_id, status=EntrustmentStatus.IN_FORCE
    )
    return rows.exclude(pk=plan.agreement_id or 0)


def pending_for(plan: ImplementationPlan) -> "models.QuerySet[Entrustment]":
    """Return the agreements that were drawn up for a plan and are not signed by both yet."""
    return plan.drafted_agreements.filter(status__in=(EntrustmentStatus.DRAFT, EntrustmentStatus.OFFERED))


def expiring(until: date) -> "models.QuerySet[Entrustment]":
    """Return the agreements in force whose last day is ``until`` or earlier."""
    return Entrustment.objects.filter(status=EntrustmentStatus.IN_FORCE, ends_on__lte=until)


def ending_soon(at: datetime) -> "models.QuerySet[Entrustment]":
    """Return the agreements in force that end within the reminder's days and still have a purchase under them."""
    day = clock.local_date(at)
    until = day + timedelta(days=parameters.get(REMINDER_DAYS, day).integer)
    return expiring(until).filter(plans__isnull=False).distinct()


def was_opened(agreement: Entrustment) -> bool:
    """Tell whether a purchase under it came as far as an opening, from which recordings and lists come."""
    rounds = BidRound.objects.filter(package__tender__plan__agreement=agreement)
    return rounds.filter(status=RoundStatus.OPENED).exists()


def papers_of(agreement: Entrustment) -> list[dict[str, Any]]:
    """Return the papers of every plan under an agreement that the platform keeps, with their hashes."""
    plans = list(agreement.plans.select_related("item").order_by("code"))
    found = [_paper(_("采购实施计划"), plan.title, plan.filing_number or plan.code) for plan in plans]
    for tender in Tender.objects.filter(plan__in=plans).order_by("code"):
        found += _of_tender(tender)
    return found


def _of_tender(tender: Tender) -> list[dict[str, Any]]:
    versions = TenderDocument.objects.filter(tender=tender).order_by("version")
    packages = list(Package.objects.filter(tender=tender))
    rounds = list(BidRound.objects.filter(package__in=packages))
    codes = [tender.code, *(one.code for one in packages), *(one.code for one in rounds)]
    issued = models.Q(code__startswith=tender.code)
    return [
        *(
            _paper(
                _("采购文件"),
                _("%(title)s 第%(number)s版") % {"title": tender.title, "number": row.version},
                tender.code,
                row.sha256,
            )
            for row in versions
        ),
        *(
            _paper(_("公告"), row.title, row.code, row.sha256)
            for row in Publication.objects.filter(
                models.Q(subject_code__in=codes) | models.Q(subject_code__startswith=f"{tender.code}-")
            ).order_by("published_at", "pk")
        ),
        *(
            _paper(_("文书"), row.name, row.code, row.sha256)
            for row in IssuedDocument.objects.filter(issued).order_by("pk")
        ),
        *(
            _paper(
                _("录音录像"),
                _("%(stage)s：%(what)s，%(keeper)s，%(place)s")
                % {
                    "stage": row.get_stage_display(),
                    "what": row.what,
                    "keeper": row.keeper,
                    "place": row.place,
                },
                row.code,
                row.sha256,
            )
            for row in SceneRecording.objects.filter(
                package__in=packages, missing=False, struck_at=None
            ).order_by("pk")
        ),
        _paper(
            _("办理记录"),
            _("%(title)s：审计链%(count)s条") % {"title": tender.title, "count": _entries(codes)},
            tender.code,
        ),
    ]


def _entries(codes: list[str]) -> int:
    return AuditEntry.objects.filter(subject_code__in=codes).count()


def _paper(kind: str, name: str, code: str, sha256: str = "") -> dict[str, Any]:
    return {"kind": str(kind), "name": name, "code": code, "sha256": sha256}
