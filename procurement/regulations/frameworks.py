"""Framework agreements (财政部令第110号): what may be bought so, and whose turn it is in the second stage.

Who is admitted to a closed framework: `procurement.regulations.admission`. Prices are Decimal yuan for one
unit, shares are per cent.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement.regulations import parameters as policy
from procurement.regulations.basis import Basis, Finding, cite
from procurement.regulations.errors import RegulationError
from procurement.regulations.thresholds import position

RULE = "C-13"
OPEN, CLOSED = "OPEN", "CLOSED"
KINDS = (OPEN, CLOSED)
CENTRAL_LIST, ADVISORY, PUBLIC_SERVICE = "CENTRAL_LIST", "ADVISORY", "PUBLIC_SERVICE"
CASES = (CENTRAL_LIST, ADVISORY, PUBLIC_SERVICE)
"""The cases of art. 3: the centralised list; advice for one's own administration; services for people outside."""
NO_KNOCK_OUT, NEARBY = "NO_KNOCK_OUT", "NEARBY"
OPEN_CASES = {NO_KNOCK_OUT: CENTRAL_LIST, NEARBY: PUBLIC_SERVICE}
"""The cases of art. 10 in which a framework may be open, and the case of art. 3 that each belongs to."""
FIXED, GUIDED, SURVEYED = "FIXED", "GUIDED", "SURVEYED"
PRICE_FIRST, QUALITY_FIRST = "PRICE_FIRST", "QUALITY_FIRST"
METHODS = (PRICE_FIRST, QUALITY_FIRST)
DIRECT, COMPETITION, ROTATION, USER_CHOICE = "DIRECT", "COMPETITION", "ROTATION", "USER_CHOICE"
LEAST_ASKED = 3
STILL_ENOUGH = Decimal(70)


@dataclass(frozen=True)
class Clause(Finding):
    """A finding that names its own article of 财政部令第110号, beside the id of the rule book."""

    article: str

    @property
    def basis(self) -> Basis:
        """The rule, with this clause's article."""
        rule = cite(self.rule)
        return Basis(self.rule, self.article, rule.text_zh, rule.text_en, rule.evidence, rule.confidence)


def clause(rule: str, article: str, text_zh: str, text_en: str) -> Clause:
    """A refusal by one article of the order, e.g. 第十五条."""
    return Clause(rule, text_zh, text_en, f"财政部令第110号{article}")


@dataclass(frozen=True)
class Design:
    """A framework as it is planned. `by_central_agency`, `by_supervising_unit`: who runs it.

    `annual_estimate`: what all users are expected to buy in a year (yuan). `pricing`: FIXED or GUIDED by
    the state, or SURVEYED. `surveyed`: how many purchasers and suppliers were asked;
    `experts_heard`: how many experts. `knock_out` (per cent) and
    `most_admitted` (None: no limit) are a closed framework's.
    """

    kind: str
    case: str
    open_case: str = ""
    by_central_agency: bool = False
    by_supervising_unit: bool = True
    approval: str = ""
    annual_estimate: Decimal = Decimal(0)
    ceiling: Decimal = Decimal(0)
    pricing: str = SURVEYED
    method: str = PRICE_FIRST
    call_off_way: str = DIRECT
    users_choose: bool = False
    term_months: int = 12
    knock_out: Decimal = Decimal(20)
    most_admitted: int | None = None
    surveyed: tuple[int, int] = (LEAST_ASKED, LEAST_ASKED)
    experts_heard: int = 1
    survey_reason: str = ""


def check(design: Design, *, on: date, parameters: policy.Overrides | None = None) -> list[Clause]:
    """What stands against filing a framework on a day; nothing where it is lawful."""
    found = [
        *_case(design, on, parameters),
        *_organiser(design),
        *_need(design),
        *_term(design, on, parameters),
        *(_open(design) if design.kind == OPEN else _closed(design, on, parameters)),
    ]
    return found


def _case(design: Design, on: date, parameters: policy.Overrides | None) -> list[Clause]:
    found = []
    if design.case not in CASES:
        return [
            clause("C-13", "第三条", "请选择一种可以采用框架协议的情形", "State the case for a framework")
        ]
    if design.case != CENTRAL_LIST:
        place = position(design.annual_estimate, on=on, parameters=parameters)
        if place.below_split:
            limit = f"{place.split_limit:,.2f}"
            found.append(
                clause(
                    "C-13",
                    "第三条",
                    f"同一品目全年采购预算须达到采购限额标准{limit}元，达不到的按小额采购办理",
                    f"The year's purchases must reach {limit} yuan; below, they are small purchases",
                )
            )
    if design.case == PUBLIC_SERVICE and not design.users_choose:
        found.append(
            clause(
                "C-13",
                "第三条",
                "为本系统以外的服务对象提供的服务，须由服务对象在2家以上供应商中自主选择",
                "A service for people outside is chosen by them among two suppliers or more",
            )
        )
    return found


def _organiser(design: Design) -> list[Clause]:
    if (design.case == CENTRAL_LIST) != design.by_central_agency:
        return [
            clause(
                "N-15",
                "第五条",
                "集中采购目录以内的由集中采购机构征集，目录以外的由主管预算单位征集",
                "The central agency runs what is on the centralised list, a supervising budget unit the rest",
            )
        ]
    if design.by_central_agency or design.by_supervising_unit or design.approval.strip():
        return []
    return [
        clause(
            "N-15",
            "第五条",
            "不是主管预算单位的，须先经主管预算单位批准，请填写批准文号",
            "Who is no supervising budget unit needs its approval: enter the document's number",
        )
    ]


def _need(design: Design) -> list[Clause]:
    found = []
    if design.ceiling <= 0:
        found.append(
            clause(
                "N-15",
                "第十三条",
                "最高限制单价必须大于零",
                "The ceiling of the unit price must be above zero",
            )
        )
    if min(design.surveyed) < LEAST_ASKED and not design.survey_reason.strip():
        found.append(
            clause(
                "N-15",
                "第十一条",
                "需求调查的采购人和供应商一般各不少于3个，少于3个的须写明原因",
                "At least three purchasers and three suppliers are asked; say why where fewer were",
            )
        )
    if design.experts_heard < 1 and not design.survey_reason.strip():
        found.append(
            clause(
                "N-15",
                "第十一条",
                "需求调查要听取采购人、供应商和专家等意见，没有听取专家意见的须写明原因",
                "Purchasers, suppliers and experts are heard; say why where no expert was",
            )
        )
    return found


def _term(design: Design, on: date, parameters: policy.Overrides | None) -> list[Clause]:
    longest = policy.whole("framework_term", on, parameters)
    if 0 < design.term_months <= longest:
        return []
    return [
        clause(
            "C-13",
            "第十五条",
            f"服务项目框架协议的期限不超过{longest}个月",
            f"A framework for services runs at most {longest} months",
        )
    ]


def _open(design: Design) -> list[Clause]:
    found = []
    if OPEN_CASES.get(design.open_case) != design.case:
        found.append(
            clause(
                "C-13",
                "第十条",
                "开放式只用于两种情形：目录内不宜淘汰供应商的；或者付费标准统一、"
                "为方便服务对象须接纳所有愿意加入的供应商的。其余应当采用封闭式",
                "Open only where none should be knocked out of the centralised list, or where a uniform fee and "
                "nearness call for all who are willing; else closed",
            )
        )
    if design.call_off_way != DIRECT:
        found.append(
            clause(
                "C-13",
                "第四十二条",
                "开放式框架协议的第二阶段只能直接选定",
                "Under an open framework suppliers are chosen directly",
            )
        )
    return found


def _closed(design: Design, on: date, parameters: policy.Overrides | None) -> list[Clause]:
    found = []
    if design.method == QUALITY_FIRST and design.pricing == SURVEYED:
        found.append(
            clause(
                "N-15",
                "第二十五条",
                "没有政府定价、政府指导价的服务应当采用价格优先法",
                "Without a price fixed or guided by the state, price comes first",
            )
        )
    if design.pricing == FIXED:
        found += _fixed(design)
    least = policy.number("framework_knock_out", on, parameters)
    if not least <= design.knock_out < 100:
        found.append(
            clause(
                "C-13",
                "第二十七条",
                f"淘汰比例不得低于{least.normalize():f}%，并须低于100%",
                f"At least {least.normalize():f} % are knocked out, and fewer than all",
            )
        )
    if design.most_admitted is not None and design.most_admitted < 1:
        found.append(
            clause(
                "C-13", "第二十三条", "入围供应商数量上限至少为1家", "At least one supplier must be admitted"
            )
        )
    return found


def _fixed(design: Design) -> list[Clause]:
    """What the state's price rules out: all offer the same, so that nothing is ranked or won by price."""
    found = []
    if design.method != QUALITY_FIRST:
        found.append(
            clause(
                "N-15",
                "第二十五条",
                "政府定价的价格一样，价格优先法分不出先后，也不得符合条件即入围（第六条）：请选质量优先法",
                "At a price that the state fixes all offer the same and price cannot rank; nobody enters for being "
                "qualified alone (art. 6): choose quality-first",
            )
        )
    if design.call_off_way == COMPETITION:
        found.append(
            clause(
                "C-13",
                "第三十三条",
                "政府定价的价格不能竞低，第二阶段不能用二次竞价：请选直接选定或者顺序轮候",
                "Nobody can go below a price that the state fixes: choose suppliers directly or in turn",
            )
        )
    return found


def next_in_turn(order: Sequence[str], last: str | None, active: Collection[str]) -> str | None:
    """Whose turn it is after `last` (110 art. 34): the next in the fixed order who is still there; None: nobody.

    Who comes in later stands at the end of the order; who left keeps its place in it and is passed over.
    """
    if not order:
        return None
    start = order.index(last) + 1 if last in order else 0
    around = [*order[start:], *order[:start]]
    return next((code for code in around if code in active), None)


def lowest_offers(offers: Mapping[str, Decimal], agreed: Mapping[str, Decimal]) -> list[str]:
    """Who offered least in a second competition (110 art. 33), all of them where several did.

    An offer above the supplier's own agreed price does not count. Raises RegulationError where none is left.
    """
    standing = {code: price for code, price in offers.items() if price <= agreed[code]}
    if not standing:
        raise RegulationError("offers", RULE, "no offer is within its agreed price")
    least = min(standing.values())
    return sorted(code for code, price in standing.items() if price == least)


def may_supplement(admitted: int, left: int) -> bool:
    """Whether so few are left that a closed framework may call for more: below 70 % (110 art. 31)."""
    return left * 100 < admitted * STILL_ENOUGH
