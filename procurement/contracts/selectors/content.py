"""What a contract says: for its hash, the document, and the notices of contract and acceptance (RULES F, A-24)."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from procurement.core import audit
from procurement.core.clock import local_date
from procurement.regulations.canonical import canonical_json, sha256_hex
from procurement.regulations.money import capitals
from procurement.tendering.enums import Method
from procurement.tendering.selectors.notices import contact, long_day, money, row, supplier_contact

from ..models import Acceptance, Contract
from .money import advance_agreed
from .sources import origin_code


def content_of(contract: Contract) -> dict[str, Any]:
    """Return, as plain data, all that the two parties sign."""
    # Named only where there is one: what was signed without an advance keeps its hash.
    advance = (
        {"advance_percent": contract.advance_percent, "offset_percent": contract.offset_percent}
        if contract.advance_percent
        else {}
    )
    return audit.plain(
        {
            **advance,
            "format": "contract/1",
            "contract": contract.code,
            "origin": origin_code(contract),
            "project": contract.item.code,
            "title": contract.title,
            "purchaser": contract.purchaser.name,
            "supplier": contract.supplier.name,
            "amount": contract.amount,
            "amount_words": capitals(contract.amount),
            "slices": [
                {"line": part.line.code, "year": part.line.year, "amount": part.amount}
                for part in slices_of(contract)
            ],
            "starts_on": contract.starts_on,
            "ends_on": contract.ends_on,
            "terms": contract.terms,
            "signed_purchaser": contract.signed_purchaser,
            "signed_supplier": contract.signed_supplier,
            "signed_at": contract.signed_at,
        }
    )


def hash_of(contract: Contract) -> str:
    """Return SHA-256 over the canonical JSON of ``content_of``."""
    return sha256_hex(canonical_json(content_of(contract)))


def slices_of(contract: Contract) -> Any:
    return contract.slices.select_related("line").order_by("line__year", "line__code")


def contract_notice(contract: Contract, published_on: date) -> dict[str, Any]:
    """Return the contract notice: parties, content, amount, yearly funds, term (条例 art. 50; 财预87 五)."""
    years: dict[int, Any] = {}
    for part in slices_of(contract):
        years[part.line.year] = years.get(part.line.year, 0) + part.amount
    facts = {
        "contract": contract.code,
        "project": contract.item.code,
        "origin": origin_code(contract),
        "method": contract.method,
        "purchaser": contract.purchaser.code,
        "supplier": contract.supplier.code,
        "supplier_name": contract.supplier.name,
        "amount": contract.amount,
        "yearly": [{"year": year, "amount": amount} for year, amount in sorted(years.items())],
        "starts_on": contract.starts_on,
        "ends_on": contract.ends_on,
        "signed_on": local_date(contract.signed_at),
        "published_on": published_on,
        "sme_reserved": contract.sme_reserved,
        "contract_sha256": contract.sha256,
    }
    return {
        "format": "contract-notice/1",
        "facts": facts,
        "sections": [
            {"title": _("一、合同信息"), "rows": _basics(contract)},
            {"title": _("二、合同主体"), "rows": _parties(contract)},
            {"title": _("三、主要内容"), "text": contract.terms, "rows": _funds(contract, years)},
        ],
    }


def advance_sentence(contract: Contract) -> str:
    """Say the advance that the contract names and how it is offset; nothing where there is none (N-19)."""
    if not contract.advance_percent:
        return ""
    return _("合同金额的%(percent)s%%，计%(amount)s元；以后每次验收金额的%(offset)s%%用于抵扣，抵完为止") % {
        "percent": f"{contract.advance_percent.normalize():f}",
        "amount": f"{advance_agreed(contract):,.2f}",
        "offset": f"{contract.offset_percent.normalize():f}",
    }


def _basics(contract: Contract) -> list[dict[str, str]]:
    return [
        row(_("合同编号"), contract.code),
        row(_("合同名称"), contract.title),
        row(_("采购项目编号"), origin_code(contract)),
        row(_("采购方式"), Method(contract.method).label),
        row(_("合同签订日期"), long_day(local_date(contract.signed_at))),
        row(_("合同内容哈希（SHA-256）"), contract.sha256),
    ]


def _parties(contract: Contract) -> list[dict[str, str]]:
    return [
        row(_("采购人（甲方）"), contact(contract.purchaser)),
        row(_("供应商（乙方）"), supplier_contact(contract.supplier)),
    ]


def _funds(contract: Contract, years: dict[int, Any]) -> list[dict[str, str]]:
    yearly = "；".join(
        _("%(year)s年%(amount)s元") % {"year": year, "amount": f"{amount:,.2f}"}
        for year, amount in sorted(years.items())
    )
    return [
        row(_("服务内容"), contract.item.description),
        row(_("合同金额"), money(contract.amount)),
        row(_("分年财政资金安排"), yearly),
        row(_("预付款"), advance_sentence(contract)),
        row(
            _("合同履行期限"),
            _("%(first)s至%(last)s")
            % {"first": long_day(contract.starts_on), "last": long_day(contract.ends_on)},
        ),
    ]


def acceptance_notice(acceptance: Acceptance, published_on: date) -> dict[str, Any]:
    """Return the notice of an acceptance. Service users stand with their village, never with their name."""
    contract = acceptance.contract
    team = [
        {
            "name": "" if member.is_service_user else member.name,
            "represents": member.represents,
            "service_user": member.is_service_user,
            "agrees": member.agrees,
        }
        for member in acceptance.members.all()
    ]
    members = "；".join(
        _("服务对象代表（%(place)s）") % {"place": one["represents"]}
        if one["service_user"]
        else _("%(name)s（%(place)s）") % {"name": one["name"], "place": one["represents"]}
        for one in team
    )
    return {
        "format": "acceptance-notice/1",
        "facts": {
            "acceptance": acceptance.code,
            "contract": contract.code,
            "origin": origin_code(contract),
            "supplier": contract.supplier.code,
            "supplier_name": contract.supplier.name,
            "period": acceptance.period,
            "accepted_on": local_date(acceptance.concluded_at),
            "accepted": acceptance.accepted,
            "result": acceptance.result,
            "team": team,
            "published_on": published_on,
        },
        "sections": [
            {
                "title": _("验收结果"),
                "text": acceptance.opinion,
                "rows": [
                    row(_("合同编号"), contract.code),
                    row(_("项目名称"), contract.title),
                    row(_("采购人"), contract.purchaser.name),
                    row(_("供应商"), contract.supplier.name),
                    row(_("验收阶段"), acceptance.period),
                    row(_("验收日期"), long_day(local_date(acceptance.concluded_at))),
                    row(_("验收结论"), acceptance.get_result_display()),
                    row(_("验收金额"), money(acceptance.accepted) if acceptance.accepted else "0.00元"),
                    row(_("验收组成员"), members),
                ],
            }
        ],
    }
