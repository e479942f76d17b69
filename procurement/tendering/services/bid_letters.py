"""The letter of a small or medium enterprise (中小企业声明函, services) in the words of 财库〔2020〕46号 annex 1.

It is written in Chinese whoever reads it: what is signed is the official text, and it is sealed with the bid.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from procurement.suppliers.enums import Scale

from ..enums import PolicyBody
from ..models import BidRound, Tender
from .bid_parties import effective_scale, named_enterprises

_SIZES = {Scale.MICRO: "微型企业", Scale.SMALL: "小型企业", Scale.MEDIUM: "中型企业"}
_WHOLE = "服务全部由符合政策要求的中小企业承接"
# Annex 1 has no words for the case that a larger enterprise leads: shown as unconfirmed on the page.
_PART = "服务部分由符合政策要求的中小企业承接"


def letter(*, form: Mapping[str, Any], round: BidRound, supplier: str, on: date) -> list[str]:
    """Return the letter's paragraphs, the last one the signature; empty where nobody claims the policy."""
    package, tender = round.package, round.package.tender
    named = named_enterprises(form, package)
    if not form["statements"]["sme_letter"]:
        return []
    welfare = _welfare(tender, supplier, on) if is_welfare(form) else []
    if not named:
        return welfare
    who = "本公司（联合体）" if form["consortium"] else "本公司"
    opening = (
        f"{who}郑重声明，根据《政府采购促进中小企业发展管理办法》（财库〔2020〕46号）的规定，{who}参加"
        f"{tender.purchaser.name}的{tender.title}采购活动，{_PART if is_partial(form) else _WHOLE}。"
        "相关企业（含联合体中的中小企业、签订分包意向协议的中小企业）的具体情况如下："
    )
    lines = [
        f"{number}. {_enterprise(row, name or supplier, package.title, tender.industry)}"
        for number, (_prefix, name, row) in enumerate(named, start=1)
    ]
    return [
        *welfare,
        opening,
        *(f"{line}；" for line in lines),
        "以上企业，不属于大企业的分支机构，不存在控股股东为大企业的情形，也不存在与大企业的负责人为同一人的情形。",
        "本企业对上述声明内容的真实性负责。如有虚假，将依法承担相应责任。",
        f"企业名称：{supplier}　日期：{on.year}年{on.month}月{on.day}日",
    ]


def is_welfare(form: Mapping[str, Any]) -> bool:
    """Tell whether the letter is that of a welfare unit for disabled people (财库〔2017〕141号)."""
    return form.get("policy_body") == PolicyBody.WELFARE


def _welfare(tender: Tender, supplier: str, on: date) -> list[str]:
    """Return the letter of 财库〔2017〕141号, for services. Its text was not read: the page says so."""
    return [
        "本单位郑重声明，根据《财政部 民政部 中国残疾人联合会关于促进残疾人就业政府采购政策的通知》"
        f"（财库〔2017〕141号）的规定，本单位为符合条件的残疾人福利性单位，且本单位参加{tender.purchaser.name}的{tender.title}采购活动"
        "由本单位提供服务。",
        "本单位对上述声明的真实性负责。如有虚假，将依法承担相应责任。",
        f"单位名称：{supplier}　日期：{on.year}年{on.month}月{on.day}日",
    ]


def is_partial(form: Mapping[str, Any]) -> bool:
    """Tell whether larger enterprises do a part too: annex 1 has no words for that."""
    return effective_scale(form) not in _SIZES


def _enterprise(row: Mapping[str, Any], name: str, title: str, industry: str) -> str:
    figures = (
        "为新成立企业，无上一年度数据"
        if row["new_firm"] and not row["employees"]
        else f"从业人员{row['employees']}人，营业收入为{row['revenue']}万元，资产总额为{row['assets']}万元"
    )
    what = row["work"] or title
    return f"{what}，属于{industry}；承接企业为{name}，{figures}，属于{_SIZES[Scale(row['scale'])]}"
