"""The tender documents as they stand: what is missing or forbidden in them, and the whole as plain data."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core import clock

from ..models import Package, Tender
from .agreement_text import fee_of
from .changes import published_rows
from .invitation import by_invitation, invitation_problem
from .policy import article
from .read_out import chosen
from .reserves import reserve_problems
from .reviews import is_weighty
from .takeover import indicator_rows
from .terms import Problem, ceiling_problem, interval_problem, is_scored, sum_problem, term_problems
from .wording import forbidden_in

# Parts that must be written before a review: field, page, what to call them.
_PARTS = (
    ("requirement", gettext_lazy("采购需求概况")),
    ("commercial_terms", gettext_lazy("商务条款")),
    ("payment_terms", gettext_lazy("付款安排")),
    ("contract_draft", gettext_lazy("合同草案")),
)


def problems(tender: Tender, at: datetime) -> list[Problem]:
    """Return everything that stands between these documents and their release but reviews, in page order.

    The dates are judged apart (``dates.date_problems``): they are set last.
    """
    on = clock.local_date(at)
    packages = list(tender.packages.prefetch_related("requirements", "conditions", "factors"))
    found = [*_missing_parts(tender), *term_problems(tender, on=on)]
    if not packages:
        found.append(Problem("documents", "packages", _("至少要有一个采购包。"), "B-09"))
    for package in packages:
        found += package_problems(package, on)
    found += reserve_problems(tender, packages)
    invited = invitation_problem(tender)
    if invited:
        found.append(invited)
    return [
        *found,
        *_missing_risks(tender),
        *_wording_problems(tender, packages, on),
        *_missing_dates(tender),
    ]


def package_problems(package: Package, on: date) -> list[Problem]:
    """Return what is missing in one package: requirement lines, conditions, the scoring table's sum."""
    tender, found = package.tender, []
    values = {"package": package.number}
    ceiling = ceiling_problem(package)
    if ceiling:
        found.append(ceiling)
    if not package.requirements.all():
        text = _("第%(package)s包还没有采购需求：至少写一行服务内容、数量和标准（需求管理办法第六条）。")
        found.append(Problem("requirements", "rows", text % values, "G-10"))
    if not package.conditions.all():
        text = _("第%(package)s包还没有资格条件：至少写明《政府采购法》第二十二条的条件。")
        found.append(Problem("requirements", "conditions", text % values, "H-01"))
    if is_scored(tender):
        wrong = sum_problem(tender, [factor.maximum for factor in package.factors.all()])
        found += [wrong] if wrong else []
        texts = [interval_problem(factor) for factor in package.factors.all()]
        found += [Problem("scoring", "factors", text, "E-25") for text in texts if text]
    return found


def _missing_parts(tender: Tender) -> Iterator[Problem]:
    for field, label in _PARTS:
        if not getattr(tender, field).strip():
            text = _("还没有写%(part)s（需求管理办法第二十三条）。") % {"part": label}
            yield Problem("documents", field, text, "N-12")


def _missing_risks(tender: Tender) -> Iterator[Problem]:
    if is_weighty(tender) and not tender.risk_plan:
        text = _("还没有写风险处置方案（需求管理办法第二十五条）：点开预填的表，改好保存。")
        yield Problem("documents", "risk_plan", text, "N-12")


def _missing_dates(tender: Tender) -> Iterator[Problem]:
    if tender.deadline is None or tender.documents_from is None or not tender.opening_place:
        yield Problem("dates", "deadline", _("还没有确定文件发出、截止日期和地点。"), "D-06")


def _wording_problems(tender: Tender, packages: list[Package], on: date) -> Iterator[Problem]:
    """Look at each text where it stands; what is found here was written before a word was added (I-08)."""
    for text in (
        tender.requirement,
        tender.commercial_terms,
        tender.qualification_note,
        tender.contract_draft,
    ):
        for hit in forbidden_in(text, on=on, choosing=False):
            yield Problem("documents", "requirement", hit.sentence, hit.rule)
    for package in packages:
        chosen = " ".join(f"{factor.name} {factor.criteria}" for factor in package.factors.all())
        for hit in forbidden_in(chosen, on=on, choosing=True):
            yield Problem("scoring", "factors", hit.sentence, hit.rule)


def payload(tender: Tender) -> dict[str, Any]:
    """Return the documents as plain data: what a version is frozen from (format tender-documents/1)."""
    packages = tender.packages.prefetch_related("requirements", "conditions", "factors").order_by("number")
    return {
        "format": "tender-documents/1",
        "tender": tender.code,
        "title": tender.title,
        "filing_number": tender.plan.filing_number,
        "purchaser": tender.purchaser.name,
        "agency": tender.agency.name if tender.agency else "",
        **({"agency_fee": fee_of(tender.plan.agreement)} if tender.plan.agreement else {}),
        "method": tender.method,
        **({"invitation_way": tender.get_invitation_way_display()} if by_invitation(tender) else {}),
        "award_rule": tender.award_rule,
        "budget": tender.budget,
        "terms": terms_payload(tender),
        "indicators": indicator_rows(tender.item),
        "dates": {
            "documents_from": tender.documents_from,
            "documents_until": tender.documents_until,
            "deadline": tender.deadline,
            "opening_place": tender.opening_place,
        },
        "packages": [package_payload(package) for package in packages],
        "rounding": _("每项得分保留两位小数，四舍五入，再求和。"),
        "amendments": [
            {"number": change.number, "text": change.text, "new_deadline": change.new_deadline}
            for change in tender.amendments.all()
        ],
        **(
            {"amendment_changes": rows}
            if (rows := [row for change in tender.amendments.all() for row in published_rows(change)])
            else {}
        ),
    }


_TERMS = (
    "requirement",
    "qualification_note",
    "commercial_terms",
    "payment_plan",
    "payment_terms",
    "contract_draft",
    "accepts_consortium",
    "bond_percent",
    "term_months",
    "price_weight",
    "price_is_fixed",
    "reserved_for_sme",
    "sme_reason",
    "industry",
    "small_micro_deduction",
    "consortium_deduction",
    "abnormal_low",
    "consents",
)


def terms_payload(tender: Tender) -> dict[str, Any]:
    """Return the terms that the documents fix, field by field."""
    read_out = {"read_out_further": words} if (words := chosen(tender)) else {}
    return {**{name: getattr(tender, name) for name in _TERMS}, **read_out}


def package_payload(package: Package) -> dict[str, Any]:
    """Return one package: what is bought, who may bid, how it is scored."""
    return {
        "code": package.code,
        "number": package.number,
        "title": package.title,
        "budget": package.budget,
        "price_ceiling": package.price_ceiling,
        **({"reserved_for_sme": True} if package.sme_package else {}),
        **({"small_micro_only": True} if package.small_micro_only else {}),
        "requirements": [
            {
                "position": line.position,
                "what": line.what,
                "quantity": line.quantity,
                "unit": line.unit,
                "place": line.place,
                "standard": line.standard,
                "by_when": line.by_when,
            }
            for line in package.requirements.all()
        ],
        "conditions": [
            {"code": row.code, "text": row.text, "basis": row.basis} for row in package.conditions.all()
        ],
        "factors": [
            {
                "code": row.code,
                "name": row.name,
                "kind": row.kind,
                "maximum": row.maximum,
                "objective": row.objective,
                "criteria": row.criteria,
                "intervals": row.interval_lines,
            }
            for row in package.factors.all()
        ],
    }


def standard_conditions() -> list[dict[str, str]]:
    """Return the conditions that every tender has: built into a new package, never typed."""
    return [
        {"text": _("满足《中华人民共和国政府采购法》第二十二条规定的条件。"), "basis": article("H-01")},
        {
            "text": _("未被列入失信被执行人、重大税收违法失信主体和政府采购严重违法失信行为记录名单。"),
            "basis": article("H-04"),
        },
        {
            "text": _(
                "单位负责人为同一人或者存在直接控股、管理关系的不同供应商，不得参加同一合同项下的采购活动。"
            ),
            "basis": article("E-64"),
        },
    ]
