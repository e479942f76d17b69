"""Documents of evaluation and award, drawn from what was frozen."""

from datetime import date
from typing import Any

from django.conf import settings

from procurement.core.documents import Sheet

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
    return {
        "evaluation": evaluation,
        "package": package,
        "tender": package.tender,
        "ranking": [_shown(row, factors, suppliers) for row in result.get("ranking", [])],
        "invalid": [{**row, "supplier": suppliers.get(row["bid"], "")} for row in result.get("invalid", [])],
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
