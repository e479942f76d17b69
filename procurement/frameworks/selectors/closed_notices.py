"""What the notices of a closed framework say, with the fields that the order names (110 art. 22, 23, 28)."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.language import listed
from procurement.core.templatetags import formats
from procurement.regulations.admission import knocked_out
from procurement.tendering.selectors.notices import contact, long_day, row

from ..enums import CallOffWay, Pricing
from ..models import Framework, FrameworkEntry, Solicitation
from .notices import Payload, conditions, facts_of, need, price_of, supplier_contact, terms
from .solicitations import judges, round_of

_WAYS = {
    CallOffWay.COMPETITION: gettext_lazy(
        "采购人明确需求后，全部入围供应商在本平台报价，以协议价格为最高限价，报价截止以前任何人看不到；报价最低的成交，"
        "相同的抽签。"
    ),
    CallOffWay.ROTATION: gettext_lazy(
        "按入围排序依次授予合同，每个入围供应商在一轮中只有一次机会；书面说明理由不接受的，记录后轮到下一家。"
        "清退和补充征集以外不调整顺序。"
    ),
}
_DRAW = ("pool", "commitment", "seed", "beacon")


def call(solicitation: Solicitation) -> Payload:
    """Return the call for responses: notice and documents in one (110 art. 22, 23)."""
    framework, tender = solicitation.framework, solicitation.package.tender
    return {
        "format": "framework-notice/1",
        "facts": {
            **facts_of(framework),
            "tender": tender.code,
            "method": framework.method,
            **({"factors": framework.quality_factors} if framework.is_scored else {}),
            "knock_out": framework.knock_out,
            "most_admitted": framework.most_admitted,
            "documents_until": tender.documents_until,
            "deadline": tender.deadline,
            **({"supplements": framework.notice_code} if solicitation.is_supplement else {}),
            "round": round_of(solicitation).code,
        },
        "sections": [
            {"title": _("一、征集人"), "rows": [row(_("征集人"), contact(framework.organiser))]},
            {"title": _("二、项目和采购需求"), "rows": [*_supplement(solicitation), *need(framework)]},
            {"title": _("三、供应商资格条件和审查"), "rows": conditions(framework)},
            {"title": _("四、报价和入围办法"), "rows": _admission_rules(framework)},
            *_scoring_table(framework),
            {"title": _("五、框架协议的条件"), "rows": terms(framework)},
            {"title": _("六、获取征集文件和提交响应文件"), "rows": _dates(solicitation)},
        ],
    }


def _supplement(solicitation: Solicitation) -> list[dict[str, str]]:
    if not solicitation.is_supplement:
        return []
    text = _(
        "%(reason)s。补充征集的条件、程序、评审方法和淘汰比例与初次征集相同，遵守原框架协议的有效期，"
        "期间原框架协议继续履行。已经入围的，以及被取消入围资格或者解除框架协议的供应商不能参加。"
    )
    return [row(_("补充征集"), text % {"reason": solicitation.supplement_reason.rstrip("。；;. ")})]


def _admission_rules(framework: Framework) -> list[dict[str, str]]:
    scored = framework.is_scored
    rows = [
        row(
            _("报价要求"),
            _offer_text(framework) % {"unit": framework.unit, "price": price_of(framework)},
        ),
        row(_("评审方法"), framework.get_method_display()),
        row(
            _("确定入围供应商"),
            _order_text(scored)
            % {
                "share": f"{framework.knock_out.normalize():f}",
                "five": knocked_out(5, framework.knock_out, framework.most_admitted),
            },
        ),
        row(
            _("得分相同") if scored else _("报价相同"),
            _("排在入围界线上的得分相同的，以事先公布哈希的种子和全部回执的根哈希抽签，任何人可以复算。")
            if scored
            else _(
                "排在入围界线上的报价相同的，以事先公布哈希的种子和全部回执的根哈希抽签，任何人可以复算。"
            ),
        ),
        row(_("最低数量"), _("提交响应文件和符合要求的供应商均不少于2家，否则本次征集失败（第二十七条）。")),
    ]
    if framework.call_off_way in _WAYS:
        rows.append(row(_("第二阶段的规则"), str(_WAYS[framework.call_off_way])))
    if framework.most_admitted:
        most = _("%(count)s家") % {"count": framework.most_admitted}
        rows.insert(3, row(_("入围供应商数量上限"), most))
    return rows


def _offer_text(framework: Framework) -> str:
    if framework.pricing == Pricing.FIXED:
        return _("政府定价：报%(unit)s的单价，须为%(price)s；入围后即为协议价格。")
    return _("报%(unit)s的单价，不得超过最高限制单价%(price)s；入围后即为协议价格。")


def _order_text(scored: bool) -> str:
    if scored:
        return _(
            "满足采购需求、报价不超过最高限制单价的，由评审小组按评分表打质量分，价格不计分；"
            "取成员评分的平均值，按得分从高到低排序；"
            "淘汰比例%(share)s%%，小数进位，至少淘汰1家。例如5家符合要求的，淘汰%(five)s家。"
        )
    return _(
        "满足采购需求的，按响应报价从低到高排序；淘汰比例%(share)s%%，小数进位，至少淘汰1家。"
        "例如5家符合要求的，淘汰%(five)s家。"
    )


def _scoring_table(framework: Framework) -> list[Payload]:
    """Return the table by which quality is scored, with the levels of each factor (110 art. 23, 25)."""
    if not framework.is_scored:
        return []
    rows = [
        row(
            _("%(name)s（%(points)s分）") % {"name": one["name"], "points": one["maximum"]},
            "\n".join((one["criteria"], one["intervals"])),
        )
        for one in framework.quality_factors
    ]
    return [{"title": _("评分表（合计100分）"), "rows": rows}]


def _dates(solicitation: Solicitation) -> list[dict[str, str]]:
    tender = solicitation.package.tender
    return [
        row(
            _("获取征集文件"),
            _("本公告即征集文件，%(day)s以前在本平台免费获取，有效期内随时可以查阅。")
            % {"day": long_day(tender.documents_until)},
        ),
        row(_("提交响应文件"), _("在本平台填写，加密密封后提交，得到回执；截止前可以替换、撤回。")),
        row(_("提交截止和开启时间"), formats.day_time(tender.deadline)),
        row(
            _("开启地点和方式"),
            _("%(place)s；由三名保管人中的两名现场开启，公开唱价。") % {"place": tender.opening_place},
        ),
        row(_("公告期限"), _("自发布之日起5个工作日。")),
        row(_("响应文件有效期"), _("自提交截止之日起%(days)s日。") % {"days": solicitation.validity_days}),
        row(_("询问和质疑"), _("在本平台提出询问；对征集文件有异议的，可以依法质疑、投诉。")),
    ]


def admission(solicitation: Solicitation, entries: list[FrameworkEntry]) -> Payload:
    """Return who entered, in which order and at which price, with the bundle that anybody can repeat (110 art. 28)."""
    framework = solicitation.framework
    placed = _placed(solicitation, entries)
    return {
        "format": "framework-admission-notice/1",
        "facts": {
            **facts_of(framework),
            "admitted": [_fact(entry, line) for line, entry in placed],
            "bundle": solicitation.bundle,
            "bundle_sha256": solicitation.bundle_sha256,
            # What a draw between equals needs to be repeated, and nothing where none was needed.
            "draw": {name: solicitation.draw[name] for name in _DRAW if name in solicitation.draw},
        },
        "sections": [
            {
                "title": _("一、项目"),
                "rows": [row(_("项目名称"), framework.title), row(_("项目编号"), framework.code)],
            },
            {"title": _("二、征集人"), "rows": [row(_("征集人"), contact(framework.organiser))]},
            *(_admitted(entry, line) for line, entry in placed),
            {
                "title": _("三、评审"),
                "rows": [
                    row(_("评审方法"), framework.get_method_display()),
                    _line(solicitation, entries),
                    row(_("符合要求、淘汰"), _counts(solicitation.result)),
                    row(_("评审小组成员"), listed(judges(solicitation))),
                    row(_("采购代理服务收费"), _("不收取。")),
                    row(_("入围数据包（SHA-256）"), solicitation.bundle_sha256),
                ],
            },
            {"title": _("四、服务内容和标准"), "rows": [row(_("服务内容和标准"), framework.service)]},
            {"title": _("五、公告期限"), "rows": [row(_("公告期限"), _("自发布之日起1个工作日。"))]},
        ],
    }


def _counts(result: dict[str, Any]) -> str:
    values = {"standing": len(result["ranking"]), "out": result["knocked_out"]}
    return _("符合要求%(standing)s家，淘汰%(out)s家") % values


def _line(call: Solicitation, entries: list[FrameworkEntry]) -> dict[str, str]:
    """Return where the line was drawn: the dearest price that entered, or the lowest score (110 art. 28)."""
    if call.framework.is_scored:
        lowest = min(Decimal(line["quality"]) for line in call.result["ranking"] if line["admitted"])
        return row(_("最低入围分值"), _("%(points)s分") % {"points": f"{lowest:f}"})
    highest = max(entry.price for entry in entries)
    price = _("%(price)s元／%(unit)s") % {"price": f"{highest:,.2f}", "unit": call.framework.unit}
    return row(_("最高入围价格"), price)


def _placed(call: Solicitation, entries: list[FrameworkEntry]) -> list[tuple[dict[str, Any], FrameworkEntry]]:
    """Return the entries with their lines in this call: in the framework, who comes in later stands behind."""
    lines = [line for line in call.result["ranking"] if line["admitted"]]
    return list(zip(lines, entries, strict=True))


def _fact(entry: FrameworkEntry, line: dict[str, Any]) -> dict[str, Any]:
    return {
        "entry": entry.code,
        "supplier": entry.supplier.code,
        "name": entry.supplier.name,
        "price": entry.price,
        "rank": line["rank"],
        **({} if line["quality"] is None else {"quality": line["quality"]}),
    }


def _admitted(entry: FrameworkEntry, line: dict[str, Any]) -> Payload:
    price = _("%(price)s元／%(unit)s") % {"price": f"{entry.price:,.2f}", "unit": entry.framework.unit}
    return {
        "title": _("入围供应商（第%(rank)s名）") % {"rank": line["rank"]},
        "rows": [
            row(_("名称、地址和联系方式"), supplier_contact(entry)),
            row(_("框架协议书编号"), entry.code),
            row(_("入围单价"), price),
            *(
                []
                if line["quality"] is None
                else [row(_("质量评分"), _("%(points)s分") % {"points": line["quality"]})]
            ),
        ],
    }
