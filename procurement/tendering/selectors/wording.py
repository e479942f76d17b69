"""Words that tender documents may not use, and what to write instead (RULES E-25, E-26, I-08).

Which words are looked for is policy (``forbidden_document_words``); why each is forbidden and what would be
lawful is said here. Words about a bidder's size are forbidden where bidders are chosen (factors and
conditions); the others anywhere in the documents.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core import parameters
from procurement.regulations import scope

from .policy import article


@dataclass(frozen=True, slots=True)
class Advice:
    """Why a word is forbidden and what to write instead."""

    rule: str
    instead: "str | Promise"
    everywhere: bool = True


_SIZE = Advice(
    "E-26",
    gettext_lazy("改为与履约能力直接有关、可以核对的要求，例如拟投入本项目的人员、方案和响应时间"),
    everywhere=False,
)
_LOCAL = Advice("I-08", gettext_lazy("改为不限地域、不限行业的同类服务经验，或者写明到达现场的时间要求"))
_ORIGIN = Advice(
    "I-08",
    gettext_lazy("删去：凡能独立承担民事责任的供应商，不论所有制、组织形式和所在地，都按同样的条件参加"),
    everywhere=False,
)
_BRANCH = Advice(
    "N-04", gettext_lazy("改为接到通知后多长时间到达现场；中标、成交以后再设服务点"), everywhere=False
)
_AWARD = Advice(
    "I-08",
    gettext_lazy("删去特定行政区域、特定行业的奖项和荣誉，改为能够证明服务质量的指标"),
    everywhere=False,
)
_BRAND = Advice("I-08", gettext_lazy("改为服务标准和可以检测的指标，不指向特定的品牌或者供应商"))
_REGISTER = Advice("N-04", gettext_lazy("删去入库、名录、资格库条件：凡符合法定条件的供应商都可以参加"))
_GRADE = Advice(
    "N-09",
    gettext_lazy("删去本县评价等级；过去的履约情况在资格审查时按公开的信用记录查询"),
    everywhere=False,
)
_FLOOR = Advice("B-09", gettext_lazy("只能设定最高限价；报价过低的，按异常低价审查处理"))
_AVERAGE = Advice("E-23", gettext_lazy("采用低价优先法计算价格分，不去掉最高、最低报价"))

_ADVICE = {
    **dict.fromkeys(
        (
            "注册资本",
            "资产总额",
            "营业收入",
            "从业人员",
            "利润",
            "纳税额",
            "特定金额合同",
            "经营年限",
            "成立年限",
            "股权结构",
            "成立时间",
            "成立满",
            "企业规模",
            "供应商规模",
        ),
        _SIZE,
    ),
    **dict.fromkeys(("所有制", "国有企业", "民营企业", "外资企业", "注册地"), _ORIGIN),
    **dict.fromkeys(("设立分支机构", "设有分支机构"), _BRANCH),
    **dict.fromkeys(
        (
            *("省级奖项", "市级奖项", "县级奖项", "省级荣誉", "市级荣誉", "县级荣誉"),
            *("省级以上荣誉", "市级以上荣誉", "县级以上荣誉"),
        ),
        _AWARD,
    ),
    **dict.fromkeys(("绩效等级", "评价等级"), _GRADE),
    **dict.fromkeys(("指定品牌", "唯一品牌"), _BRAND),
    **dict.fromkeys(("入库登记", "备选库", "名录库", "资格库"), _REGISTER),
    **dict.fromkeys(("去掉最高", "去掉最低"), _AVERAGE),
    "最低限价": _FLOOR,
}


@dataclass(frozen=True, slots=True)
class Wording:
    """A forbidden word where it stands, with the article and the better wording."""

    word: str
    rule: str
    sentence: str


def advice_for(word: str) -> Advice:
    """Return why a word is forbidden; a word that the bureau has added counts as discrimination (I-08)."""
    return _ADVICE.get(word, _LOCAL)


def forbidden_in(text: str, *, on: date, choosing: bool) -> list[Wording]:
    """Return what may not stand in ``text``; ``choosing``: it decides who is chosen (a factor, a condition)."""
    hits = scope.screen("E-26", text, on=on, parameters=parameters.changed(on))
    found = {hit.word: advice_for(hit.word) for hit in hits}
    return [
        Wording(word, advice.rule, _sentence(word, advice))
        for word, advice in found.items()
        if choosing or advice.everywhere
    ]


def _sentence(word: str, advice: Advice) -> str:
    return _("不能写“%(word)s”（%(article)s）。建议：%(instead)s。") % {
        "word": word,
        "article": article(advice.rule),
        "instead": advice.instead,
    }
