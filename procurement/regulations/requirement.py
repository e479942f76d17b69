"""When a requirement survey and a public consultation are a must (RULES G-09, G-10; 财库〔2021〕22号 art. 11)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement.regulations import parameters as policy
from procurement.regulations.basis import Finding

SURVEY_AMOUNT = "requirement_survey_amount"
RESPONDENTS = "requirement_survey_min"
VALID_YEARS = "requirement_survey_valid_years"
CONSULTATION_DAYS = "requirement_consult_days"


@dataclass(frozen=True, slots=True)
class Project:
    """What article 11 looks at. ``amount`` in yuan; ``small``: below the limit, outside the Act (N-14)."""

    amount: Decimal
    public_service: bool
    small: bool = False
    watched: bool = False
    difficult: bool = False
    wanted: bool = False


def survey_grounds(
    project: Project, *, on: date, parameters: policy.Overrides | None = None
) -> tuple[Finding, ...]:
    """Return why a survey must be made, one finding for each case of article 11; empty: it may be made.

    Whatever falls under article 11 also needs the risk plan (art. 25), the key review (art. 33) and the
    legal adviser (art. 23).
    """
    if project.small:
        return ()
    limit = policy.number(SURVEY_AMOUNT, on, parameters)
    ten_thousands = f"{limit / 10000:,.0f}"
    cases = (
        (
            project.amount >= limit,
            f"第十一条第（一）项：预算金额达到{ten_thousands}万元，应当开展需求调查",
            f"Case (1) of article 11: the budget reaches {limit:,.0f} yuan, a survey is a must",
        ),
        (
            project.public_service,
            "第十一条第（二）项：政府向社会公众提供的公共服务项目，应当开展需求调查",
            "Case (2) of article 11: a public service for the residents, a survey is a must",
        ),
        (
            project.watched and not project.public_service,
            "第十一条第（二）项：涉及公共利益、社会关注度较高，应当开展需求调查",
            "Case (2) of article 11: of public interest and closely watched, a survey is a must",
        ),
        (
            project.difficult,
            "第十一条第（三）项：技术复杂、专业性较强，应当开展需求调查",
            "Case (3) of article 11: technically complex or specialised, a survey is a must",
        ),
        (
            project.wanted,
            "第十一条第（四）项：采购人或者主管预算单位认为需要开展需求调查",
            "Case (4) of article 11: the purchaser or its supervising unit wants a survey",
        ),
    )
    return tuple(Finding("G-10", zh, en) for holds, zh, en in cases if holds)


def consultation_grounds(project: Project) -> tuple[Finding, ...]:
    """Return why the public must be consulted on the requirement (条例 art. 15); empty: it may be."""
    if project.small or not project.public_service:
        return ()
    zh = "政府向社会公众提供的公共服务项目，应当就确定采购需求征求社会公众的意见"
    en = "For a public service the residents must be heard on what is needed"
    return (Finding("G-09", zh, en),)


def still_valid(ended: date, *, on: date, parameters: policy.Overrides | None = None) -> bool:
    """Tell whether a survey for the same need that ended on ``ended`` spares a new one (art. 11, last part)."""
    years = policy.whole(VALID_YEARS, on, parameters)
    day = 28 if (ended.month, ended.day) == (2, 29) else ended.day
    return ended <= on <= ended.replace(year=ended.year + years, day=day)
