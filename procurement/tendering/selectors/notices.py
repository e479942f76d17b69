"""What a notice says, with the full fields of 财办库〔2020〕50号 (RULES F), as plain data.

``sections`` is what is shown, in the order of the form; ``facts`` the same for machines.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation
from procurement.core import clock
from procurement.core.language import listed
from procurement.publications.enums import PublicationKind
from procurement.regulations.money import capitals
from procurement.suppliers.selectors import public_address

from ..enums import Method
from ..models import Package, Tender
from .agreement_text import fee_of
from .dates import ProposedDate, propose_dates
from .invitation import by_invitation
from .policy import article

KINDS = {
    Method.OPEN_TENDER: PublicationKind.TENDER_NOTICE,
    Method.INVITED_TENDER: PublicationKind.TENDER_NOTICE,
    Method.COMPETITIVE_CONSULTATION: PublicationKind.CONSULTATION_NOTICE,
    Method.COMPETITIVE_NEGOTIATION: PublicationKind.NEGOTIATION_NOTICE,
}


def row(label: str, value: Any) -> dict[str, str]:
    """Return one line of a notice."""
    return {"label": str(label), "value": "" if value is None else str(value)}


def money(amount: Any) -> str:
    """Write yuan in figures and capital characters."""
    return _("%(figures)s元（%(capitals)s）") % {"figures": f"{amount:,.2f}", "capitals": capitals(amount)}


def moment(value: datetime | None) -> str:
    """Write a time in the county as notices do."""
    if value is None:
        return ""
    local = value.astimezone(clock.SHANGHAI)
    return _("%(day)s %(time)s（北京时间）") % {"day": long_day(local.date()), "time": f"{local:%H:%M}"}


def long_day(day: Any) -> str:
    return _("%(year)s年%(month)s月%(day)s日") % {"year": day.year, "month": day.month, "day": day.day}


def release_payload(tender: Tender, *, published_on: Any, sha256: str) -> dict[str, Any]:
    """Return the tender or consultation notice as it goes out; ``sha256`` is that of the documents."""
    proposed = propose_dates(tender, published_on)
    packages = list(tender.packages.order_by("number").prefetch_related("requirements", "conditions"))
    return {
        "format": "tender-notice/1",
        "facts": _facts(tender, packages, proposed["notice_until"], sha256),
        "sections": [
            {"title": _("项目概况"), "text": _overview(tender), "rows": []},
            {"title": _("一、项目基本情况"), "rows": _basics(tender, packages)},
            {"title": _("二、申请人的资格要求"), "rows": _qualification(tender, packages)},
            {"title": _("三、获取采购文件"), "rows": _documents(tender, sha256)},
            *_ending(tender, packages, proposed["notice_until"]),
        ],
    }


def _ending(tender: Tender, packages: list[Package], until: ProposedDate) -> list[dict[str, Any]]:
    """Return the last sections: a tender's form names deadline and opening together, the others apart."""
    period, others = _notice_period(until), _others(tender, packages)
    contact_rows = [*contacts(tender), row(_("项目联系方式"), _project_contact(tender))]
    if tender.method in Method.tenders():
        return [
            {"title": _("四、截止时间、开标（开启）时间和地点"), "rows": _deadline(tender)},
            {"title": _("五、公告期限"), "rows": period},
            {"title": _("六、其他补充事宜"), "rows": others},
            {"title": _("七、联系方式"), "rows": contact_rows},
        ]
    place = row(_("地点"), tender.opening_place)
    handing_in = [
        row(_("提交截止时间"), moment(tender.deadline)),
        row(_("提交方式"), _("在本平台加密提交，截止前不能开启。")),
    ]
    return [
        {"title": _("四、响应文件提交"), "rows": handing_in},
        {"title": _("五、响应文件开启"), "rows": [row(_("开启时间"), moment(tender.deadline)), place]},
        {"title": _("六、公告期限"), "rows": period},
        {"title": _("七、其他补充事宜"), "rows": others},
        {"title": _("八、联系方式"), "rows": contact_rows},
    ]


def _project_contact(tender: Tender) -> str:
    """Return whom to call about this project: the agency that runs it, else the purchaser."""
    runner = tender.agency or tender.purchaser
    return _("项目联系人：%(person)s　电话：%(phone)s") % {
        "person": runner.contact_name or _("采购经办人"),
        "phone": runner.contact_phone or _("见采购人门户"),
    }


def _overview(tender: Tender) -> str:
    if by_invitation(tender):
        text = _(
            "%(title)s项目采用%(way)s的方式邀请供应商，受邀请的供应商于%(deadline)s前提交投标（响应）文件。"
        )
        values = {"way": tender.get_invitation_way_display(), "title": tender.title}
        return text % {**values, "deadline": moment(tender.deadline)}
    return _(
        "%(title)s项目的潜在供应商可在本平台免费获取采购文件，并于%(deadline)s前提交投标（响应）文件。"
    ) % {"title": tender.title, "deadline": moment(tender.deadline)}


def _facts(
    tender: Tender, packages: list[Package], notice_until: ProposedDate, sha256: str
) -> dict[str, Any]:
    return {
        "tender": tender.code,
        "filing_number": tender.plan.filing_number,
        "project": tender.item.code,
        "method": tender.method,
        "award_rule": tender.award_rule,
        "budget": tender.budget,
        "documents_from": tender.documents_from,
        "documents_until": tender.documents_until,
        "deadline": tender.deadline,
        "opening_place": tender.opening_place,
        "notice_until": notice_until.day,
        "provisional_calendar": notice_until.provisional,
        "term_months": tender.term_months,
        "accepts_consortium": tender.accepts_consortium,
        "reserved_for_sme": tender.reserved_for_sme,
        "industry": tender.industry,
        "bond_percent": tender.bond_percent,
        "document_sha256": sha256,
        "packages": [
            {
                "code": package.code,
                "number": package.number,
                "title": package.title,
                "budget": package.budget,
                "price_ceiling": package.price_ceiling,
                "reserved_for_sme": package.reserved_for_sme,
                **({"small_micro_only": True} if package.small_micro_only else {}),
            }
            for package in packages
        ],
    }


def _basics(tender: Tender, packages: list[Package]) -> list[dict[str, str]]:
    rows = [
        row(_("项目编号"), tender.code),
        row(_("采购计划备案号"), tender.plan.filing_number),
        row(_("项目名称"), tender.title),
        row(_("采购方式"), tender.get_method_display()),
        row(_("邀请方式"), tender.get_invitation_way_display()),
        row(_("预算金额"), money(tender.budget)),
    ]
    for package in packages:
        ceiling = package.budget if package.price_ceiling is None else package.price_ceiling
        values = {"number": package.number, "title": package.title}
        rows.append(row(_("第%(number)s包 %(title)s：最高限价") % values, money(ceiling)))
    return [
        *rows,
        row(_("采购需求"), _needs(tender, packages)),
        row(_("合同履行期限"), _("%(months)s个月") % {"months": tender.term_months}),
        row(_("是否接受联合体"), _("接受") if tender.accepts_consortium else _("不接受")),
    ]


def _needs(tender: Tender, packages: list[Package]) -> str:
    lines = [
        f"{line.what} {line.quantity.normalize():f}{line.unit}"
        for package in packages
        for line in package.requirements.all()
    ]
    return "\n".join([tender.requirement, *lines])


def _qualification(tender: Tender, packages: list[Package]) -> list[dict[str, str]]:
    policy = _reserve(tender, packages)
    specific = [
        f"{condition.text}（{condition.basis}）"
        for package in packages
        for condition in package.conditions.all()
    ]
    return [
        row(_("基本资格"), _("满足《中华人民共和国政府采购法》第二十二条规定。")),
        row(_("落实政府采购政策需满足的资格要求"), policy),
        row(_("特定资格要求"), "\n".join(dict.fromkeys([*specific, tender.qualification_note])).strip()),
    ]


def _reserve(tender: Tender, packages: list[Package]) -> str:
    """Say what is kept for small and medium enterprises: all, a share and how, or nothing and why."""
    item = tender.item
    numbers = [package.number for package in packages if package.sme_package]
    if tender.reserved_for_sme:
        text = _("本项目专门面向中小企业采购，所属行业：%(industry)s。")
    elif numbers:
        text = _("第%(numbers)s包专门面向中小企业采购，其余采购包不预留。所属行业：%(industry)s。")
    elif item.sme_share:
        text = _("本项目预留%(share)s%%面向中小企业：%(measure)s。所属行业：%(industry)s。")
    else:
        text = _("本项目不专门面向中小企业采购，理由：%(reason)s。所属行业：%(industry)s。")
    if small := [package.number for package in packages if package.small_micro_only]:
        text += _("其中第%(small)s包只面向小型、微型企业。") % {"small": listed(small)}
    return text % {
        "industry": tender.industry,
        "reason": tender.sme_reason,
        "numbers": listed(numbers),
        "share": f"{item.sme_share.normalize():f}",
        "measure": item.get_sme_measure_display(),
    }


def _documents(tender: Tender, sha256: str) -> list[dict[str, str]]:
    period = _("%(start)s至%(end)s（%(article)s）") % {
        "start": long_day(tender.documents_from),
        "end": long_day(tender.documents_until),
        "article": article("D-04" if tender.method in Method.tenders() else "D-05"),
    }
    return [
        row(_("时间"), period),
        row(_("地点和方式"), _("在本平台项目页面查看和下载，不需要登记。")),
        row(_("售价"), _("免费")),
        row(_("采购文件哈希（SHA-256）"), sha256),
    ]


def _deadline(tender: Tender) -> list[dict[str, str]]:
    return [
        row(_("提交截止时间"), moment(tender.deadline)),
        row(_("开标（开启）时间"), moment(tender.deadline)),
        row(_("地点"), tender.opening_place),
    ]


def _notice_period(until: ProposedDate) -> list[dict[str, str]]:
    text = _("自本公告发布之日起%(days)s个工作日，至%(day)s（%(article)s）。") % {
        "days": until.days,
        "day": long_day(until.day),
        "article": until.article,
    }
    if until.provisional:
        text = _("%(text)s按暂定工作日历推算。") % {"text": text}
    return [row(_("公告期限"), text)]


def _others(tender: Tender, packages: list[Package]) -> list[dict[str, str]]:
    deduction = _("小微企业报价扣除%(small)s%%；符合条件的联合体或者分包扣除%(joint)s%%（%(article)s）。") % {
        "small": f"{tender.small_micro_deduction.normalize():f}",
        "joint": f"{tender.consortium_deduction.normalize():f}",
        "article": article("E-41"),
    }
    if any(package.sme_package for package in packages):
        deduction = _("%(text)s专门面向中小企业的采购包不给予价格扣除。") % {"text": deduction}
    bond = (
        _("不收取保证金。")
        if not tender.bond_percent
        else _("保证金为预算金额的%(percent)s%%，以非现金形式提交（%(article)s）。")
        % {"percent": f"{tender.bond_percent.normalize():f}", "article": article("D-28", tender.method)}
    )
    return [
        row(_("评审办法"), tender.get_award_rule_display()),
        row(
            _("政府采购政策"),
            _("专门面向中小企业，不再给予价格扣除。") if tender.reserved_for_sme else deduction,
        ),
        row(_("保证金"), bond),
        *([row(_("代理服务收费"), fee)] if (fee := fee_of(tender.plan.agreement)) else []),
        row(
            _("询问和质疑"),
            _("可以在项目页面提出询问，3个工作日内答复（%(article)s）。") % {"article": article("D-33")},
        ),
    ]


def contacts(tender: Tender) -> list[dict[str, str]]:
    """Return whom to turn to: purchaser, and agency where one is entrusted."""
    rows = [row(_("采购人信息"), contact(tender.purchaser))]
    if tender.agency:
        rows.append(row(_("采购代理机构信息"), contact(tender.agency)))
    return rows


def contact(organisation: Organisation) -> str:
    return _("名称：%(name)s　地址：%(address)s　联系人：%(person)s　联系方式：%(phone)s") % {
        "name": organisation.name,
        "address": organisation.address or _("见采购人门户"),
        "person": organisation.contact_name or _("采购经办人"),
        "phone": organisation.contact_phone or _("见采购人门户"),
    }


def supplier_contact(organisation: Organisation) -> str:
    """Return name and seat of a supplier: it was promised that its telephone and contact are not published."""
    address = public_address(organisation)
    if not address:
        return _("名称：%(name)s") % {"name": organisation.name}
    return _("名称：%(name)s　地址：%(address)s") % {"name": organisation.name, "address": address}


def follow_up_payload(
    tender: Tender, *, title: str, rows: list[dict[str, str]], facts: dict[str, Any]
) -> dict[str, Any]:
    """Return a correction, clarification, annulment or termination notice: number, matter, contacts."""
    return {
        "format": "tender-follow-up/1",
        "facts": {
            "tender": tender.code,
            "project": tender.project_code,
            "notice": tender.notice_code,
            **facts,
        },
        "sections": [
            {
                "title": _("一、项目基本情况"),
                "rows": [row(_("项目编号"), tender.code), row(_("项目名称"), tender.title)],
            },
            {"title": title, "rows": rows},
            {"title": _("三、其他补充事宜"), "text": _("无。"), "rows": []},
            {"title": _("四、联系方式"), "rows": contacts(tender)},
        ],
    }
