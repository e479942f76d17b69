"""Documents of evaluation and award, drawn from what was frozen."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from procurement.core.documents import Sheet
from procurement.core.language import listed
from procurement.publications.models import Publication
from procurement.publications.selectors import medium_of
from procurement.tendering.enums import Method
from procurement.tendering.selectors.notices import moment
from procurement.tendering.selectors.takers import takers_once_known

from .enums import MemberStatus
from .models import Award, Evaluation
from .selectors.stages import progress


def award_letter(code: str, version: str) -> Sheet:
    """Return the award letter (中标／成交通知书) with the amount in capitals and a QR to the verify page."""
    award = Award.objects.select_related("package__tender").get(code=code)
    context = {
        "award": award,
        "letter": award.letter,
        "tender": award.package.tender,
        "sha256": award.letter_sha256,
        "verify_address": verify_url(award.letter_sha256),
        "issuer": award.letter["purchaser"],
        "issued_on": date.fromisoformat(award.letter["sent_on"]),
        "document_title": "成交通知书",
    }
    return Sheet("awarding/award_letter.html", context, f"award-{award.code}.pdf")


def evaluation_report(code: str, version: str) -> Sheet:
    """Return the evaluation report: panel by alias, ranking, reasons, signatures."""
    evaluation = Evaluation.objects.select_related("package__tender__purchaser").get(code=code)
    return Sheet(
        "awarding/evaluation_report.html", report_context(evaluation), f"report-{evaluation.code}.pdf"
    )


def report_context(evaluation: Evaluation) -> dict[str, Any]:
    """Return what the report page and the PDF both show."""
    package = evaluation.package
    suppliers = {bid.code: bid.supplier.name for bid in _bids(evaluation)}
    result = evaluation.result or {}
    factors = list(package.factors.all())
    fallen = [
        {**row, "supplier": suppliers.get(row["bid"], ""), "rule": package.own_basis(row["rule"])}
        for row in result.get("invalid", [])
    ]
    return {
        "evaluation": evaluation,
        "package": package,
        "tender": package.tender,
        "report_facts": legal_facts(evaluation),
        "ranking": [_shown(row, factors, suppliers) for row in result.get("ranking", [])],
        "invalid": fallen,
        "abnormal_low": result.get("abnormal_low", []),
        "failure": result.get("failure"),
        "factors": factors,
        "members": progress(evaluation),
        "signatures": list(evaluation.signatures.select_related("member")),
        "sha256": evaluation.bundle_sha256,
        "verify_address": verify_url(evaluation.bundle_sha256),
        "issuer": package.tender.purchaser.name,
        "document_title": "评审报告",
    }


def legal_facts(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Return what a report must also name (87 art. 58; 74 art. 17; 214 art. 26): notice, opening, who took part.

    A consultation names who took the documents; who bid without taking them is among the suppliers it ranks.
    """
    tender, first = evaluation.package.tender, evaluation.package.rounds.order_by("pk").first()
    heard = sorted({bid.supplier.name for bid in _bids(evaluation)})
    rows = [
        (_("采购方式"), tender.get_method_display()),
        (_("评审办法"), _("质量优先法") if tender.is_call else tender.get_award_rule_display()),
        (_("采购公告"), f"{tender.notice_code} {_medium(tender)}".strip()),
        (_("开标（开启）时间"), moment(first.opened_at) if first else ""),
        (_("开标（开启）地点"), tender.opening_place),
        (_("递交投标（响应）文件的供应商"), listed(heard)),
        (_("评审小组成员"), listed(f"{row.alias} {row.get_role_display()}" for row in _sitting(evaluation))),
    ]
    if tender.method == Method.COMPETITIVE_CONSULTATION and evaluation.reported_at:
        taken = takers_once_known(tender, evaluation.reported_at)
        rows.insert(-1, (_("获取磋商文件的供应商"), listed(taken)))
    return [{"label": label, "value": value} for label, value in rows]


def _medium(tender: Any) -> str:
    notice = Publication.objects.filter(code=tender.notice_code).first()
    return medium_of(notice).name if notice else ""


def _sitting(evaluation: Evaluation) -> Any:
    return evaluation.package.panel.members.exclude(status=MemberStatus.RECUSED).order_by("alias")


def verify_url(sha256: str) -> str:
    """Return the public address that answers for a hash, in the language of record."""
    return f"{settings.BASE_URL}/verify/?q={sha256}"


def _bids(evaluation: Evaluation) -> list:
    return [
        bid
        for round in evaluation.package.rounds.prefetch_related("opened__supplier")
        for bid in round.opened.all()
    ]


def _shown(row: dict[str, Any], factors: list, suppliers: dict[str, str]) -> dict[str, Any]:
    """Return a line of the ranking with the supplier's name and each factor's points under its name."""
    points = row["factor_scores"] or {}
    cells = [{"label": factor.name, "value": points.get(factor.code, "")} for factor in factors]
    return {**row, "supplier": suppliers.get(row["bid"], ""), "cells": cells}
