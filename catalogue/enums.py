"""States and choices of catalogue and plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.core.language import either
from procurement.regulations import performance
from procurement.regulations.methods import METHOD_NAMES_EN, METHOD_NAMES_ZH

# The kind of document that a published catalogue is drawn as.
DOCUMENT = "catalogue"


class VersionStatus(models.TextChoices):
    """States of a catalogue (RULES A-13): entries change in DRAFT only; PUBLISHED is the one in force."""

    DRAFT = "DRAFT", _("编制中")
    CONSULTING = "CONSULTING", _("征求部门意见")
    COMMENTING = "COMMENTING", _("公开征求意见")
    REVIEWING = "REVIEWING", _("整理意见和论证")
    APPROVED = "APPROVED", _("已批准，待公布")
    ANNOUNCED = "ANNOUNCED", _("已公布，待施行")
    PUBLISHED = "PUBLISHED", _("已公布")
    SUPERSEDED = "SUPERSEDED", _("已被新版替代")
    DISCARDED = "DISCARDED", _("已作废")

    @classmethod
    def in_making(cls) -> tuple[str, ...]:
        """States of a catalogue that is worked on."""
        return (cls.DRAFT, cls.CONSULTING, cls.COMMENTING, cls.REVIEWING, cls.APPROVED)

    @classmethod
    def published(cls) -> tuple[str, ...]:
        """States of a catalogue that went out, in force or not."""
        return (cls.ANNOUNCED, cls.PUBLISHED, cls.SUPERSEDED)

    @classmethod
    def heard(cls) -> tuple[str, ...]:
        """States in which what was opened for comment stays readable."""
        return (cls.COMMENTING, cls.REVIEWING, cls.APPROVED, cls.DISCARDED)


class OpinionKind(models.TextChoices):
    """What a department answers."""

    AGREE = "AGREE", _("无意见")
    SUGGEST = "SUGGEST", _("有修改意见")


class Handling(models.TextChoices):
    """What became of a suggestion."""

    ADOPTED = "ADOPTED", _("采纳")
    PARTLY = "PARTLY", _("部分采纳")
    DECLINED = "DECLINED", _("不采纳")


class Conclusion(models.TextChoices):
    """What an expert concludes."""

    AGREE = "AGREE", _("同意")
    AFTER_CHANGES = "AFTER_CHANGES", _("修改后同意")
    DISAGREE = "DISAGREE", _("不同意")


class SurveyMethod(models.TextChoices):
    """How a requirement is surveyed (财库〔2021〕22号 art. 10); the last spares the asking (art. 11)."""

    QUESTIONNAIRE = "QUESTIONNAIRE", _("问卷调查")
    TALKS = "TALKS", _("座谈咨询")
    ON_SITE = "ON_SITE", _("实地走访")
    ARGUMENT = "ARGUMENT", _("专家论证")
    RECORDS = "RECORDS", _("查询历史成交信息")
    STUDY = "STUDY", _("采用可行性研究等前期工作成果")


class RespondentKind(models.TextChoices):
    """Who is asked; the first two are the market, of which art. 10 wants three."""

    SUPPLIER = "SUPPLIER", _("企业")
    ORGANISATION = "ORGANISATION", _("社会组织或合作社等")
    ASSOCIATION = "ASSOCIATION", _("行业协会")
    PURCHASER = "PURCHASER", _("买过同类服务的单位")
    EXPERT = "EXPERT", _("专家")
    USER = "USER", _("服务对象")

    @classmethod
    def market(cls) -> tuple[str, ...]:
        """Kinds that could supply: those art. 10 counts."""
        return (cls.SUPPLIER, cls.ORGANISATION)


class SurveyStatus(models.TextChoices):
    OPEN = "OPEN", _("调查中")
    CONCLUDED = "CONCLUDED", _("已完成")
    DISCARDED = "DISCARDED", _("已作废")


class ConsultationStatus(models.TextChoices):
    OPEN = "OPEN", _("正在征求意见")
    CLOSED = "CLOSED", _("已截止，待答复")
    CONCLUDED = "CONCLUDED", _("结果已公布")
    WITHDRAWN = "WITHDRAWN", _("已撤回")


class FilingKind(models.TextChoices):
    """Why an off-catalogue filing is needed (RULES A-11, A-15)."""

    OUTSIDE = "OUTSIDE", _("目录里没有这一条")
    UNBASED = "UNBASED", _("条目缺省级依据")


class FilingStatus(models.TextChoices):
    REQUESTED = "REQUESTED", _("待审核")
    FILED = "FILED", _("已备案")
    REFUSED = "REFUSED", _("不予备案")
    WITHDRAWN = "WITHDRAWN", _("已撤回")


class ServiceClass(models.TextChoices):
    PUBLIC = "PUBLIC", _("公共服务")
    AUXILIARY = "AUXILIARY", _("政府履职辅助性服务")


class ItemStatus(models.TextChoices):
    """States of a plan item. Money: DRAFT to AGREED is a wish; PUBLISHED is reserved (RULES N-11)."""

    DRAFT = "DRAFT", _("起草")
    SUBMITTED = "SUBMITTED", _("待财政审核")
    RETURNED = "RETURNED", _("退回修改")
    AGREED = "AGREED", _("审核同意")
    PUBLISHED = "PUBLISHED", _("已公布")
    CLOSED = "CLOSED", _("已办结")
    WITHDRAWN = "WITHDRAWN", _("已撤销")

    @classmethod
    def editable(cls) -> tuple[str, ...]:
        """States in which the author's organisation may change the item."""
        return (cls.DRAFT, cls.RETURNED)

    @classmethod
    def public(cls) -> tuple[str, ...]:
        """States that the public sees."""
        return (cls.PUBLISHED, cls.CLOSED)


class AnnualStatus(models.TextChoices):
    """States of a purchaser's plan of a year."""

    DRAFTING = "DRAFTING", _("编制中")
    SUBMITTED = "SUBMITTED", _("待财政审核")
    RETURNED = "RETURNED", _("退回修改")
    AGREED = "AGREED", _("审核同意")
    PUBLISHED = "PUBLISHED", _("已公布")

    @classmethod
    def open(cls) -> tuple[str, ...]:
        """States in which the purchaser has yet to hand it in."""
        return (cls.DRAFTING, cls.RETURNED)

    @classmethod
    def agreed(cls) -> tuple[str, ...]:
        """States in which its agreed items may be made public."""
        return (cls.AGREED, cls.PUBLISHED)


class PlanAdjustmentStatus(models.TextChoices):
    REQUESTED = "REQUESTED", _("待复核")
    AGREED = "AGREED", _("已同意")
    REFUSED = "REFUSED", _("未同意")
    WITHDRAWN = "WITHDRAWN", _("已撤回")


class ChangeKind(models.TextChoices):
    """What an adjustment does to an item."""

    ADD = "ADD", _("新增")
    CHANGE = "CHANGE", _("变更")
    CANCEL = "CANCEL", _("撤出计划")


class GroundKind(models.TextChoices):
    """Why buying the same more than once is not splitting (条例第二十八条)."""

    METHOD_APPROVAL = "METHOD_APPROVAL", _("经批准采用公开招标以外的方式")
    BUDGET_ADJUSTMENT = "BUDGET_ADJUSTMENT", _("项目预算调整")


class GroundStatus(models.TextChoices):
    ENTERED = "ENTERED", _("待复核")
    CONFIRMED = "CONFIRMED", _("已复核")
    REJECTED = "REJECTED", _("复核未通过")


TIERS = (
    (performance.EXECUTION, _("预算执行")),
    (performance.OUTPUT, _("产出")),
    (performance.BENEFIT, _("效益")),
    (performance.SATISFACTION, _("满意度")),
)
"""The tiers of a performance target, as ``regulations.performance`` counts them, with their names."""

KINDS = (
    (performance.POSITIVE, _("越高越好")),
    (performance.NEGATIVE, _("越低越好")),
    (performance.QUALITATIVE, _("定性")),
)
"""How a target's result becomes points, with names."""


class OrganisationForm(models.TextChoices):
    """How the purchase is organised (RULES N-06)."""

    CENTRALISED = "CENTRALISED", _("集中采购")
    DEPARTMENT_CENTRALISED = "DEPARTMENT_CENTRALISED", _("部门集中采购")
    ENTRUSTED = "ENTRUSTED", _("分散采购（委托代理）")
    SELF_RUN = "SELF_RUN", _("分散采购（自行组织）")
    INTERNAL = "INTERNAL", _("限额以下小额采购")


class ReserveMeasure(models.TextChoices):
    """How a share is kept for small and medium enterprises (财库〔2020〕46号 art. 8)."""

    PACKAGE = "PACKAGE", _("设置专门面向中小企业的采购包")
    CONSORTIUM = "CONSORTIUM", _("要求以联合体形式参加，中小企业承担一定比例")
    SUBCONTRACT = "SUBCONTRACT", _("要求中标（成交）供应商向中小企业分包一定比例")


class Priority(models.IntegerChoices):
    """What comes first when money is short (RULES A-17); the number is the order."""

    LIVELIHOOD = 1, _("民生改善")
    FUNCTION = 2, _("职能转变")
    PERFORMANCE = 3, _("上年绩效好")
    ORDINARY = 9, _("一般项目")


class Recommendation(models.TextChoices):
    """What a performance result means for next year's item (RULES G-07)."""

    RAISE = "RAISE", _("优先支持")
    KEEP = "KEEP", _("继续安排")
    CUT = "CUT", _("改进并压减")
    STOP = "STOP", _("暂缓或停止安排")


def method_name(code: str) -> str:
    """Return a procurement method's name in the reader's language; an unknown code is returned as it is."""
    return either(METHOD_NAMES_ZH.get(code, code), METHOD_NAMES_EN.get(code, code))
