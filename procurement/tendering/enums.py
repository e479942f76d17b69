"""States and choices of a procurement activity."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Kinds of document (``core.documents``) that this room brings about.
TENDER_DOCUMENT = "tender-document"
BID_RECEIPT = "bid-receipt"
BID_COPY = "bid-copy"
ENTRUSTMENT_PAPER = "entrustment"
OPENING_SHEET = "opening-record"


class Method(models.TextChoices):
    """Procurement methods; inquiry (询价) is for goods only and does not exist here (RULES C-09)."""

    OPEN_TENDER = "OPEN_TENDER", _("公开招标")
    INVITED_TENDER = "INVITED_TENDER", _("邀请招标")
    COMPETITIVE_NEGOTIATION = "COMPETITIVE_NEGOTIATION", _("竞争性谈判")
    COMPETITIVE_CONSULTATION = "COMPETITIVE_CONSULTATION", _("竞争性磋商")
    SINGLE_SOURCE = "SINGLE_SOURCE", _("单一来源采购")
    FRAMEWORK = "FRAMEWORK", _("框架协议采购")
    SMALL_PURCHASE = "SMALL_PURCHASE", _("限额以下小额采购")

    @classmethod
    def tenders(cls) -> tuple[str, ...]:
        """The two methods of the order on tendering (87)."""
        return (cls.OPEN_TENDER, cls.INVITED_TENDER)

    @classmethod
    def with_public_opening(cls) -> tuple[str, ...]:
        """Methods with a public opening and reading out (RULES N-02); a closed framework is called for as by an
        open tender (110 art. 9).
        """
        return (*cls.tenders(), cls.FRAMEWORK)

    @classmethod
    def with_final_offers(cls) -> tuple[str, ...]:
        """Methods in which only the final offer is scored (RULES N-01)."""
        return (cls.COMPETITIVE_NEGOTIATION, cls.COMPETITIVE_CONSULTATION)


class InvitationWay(models.TextChoices):
    """How suppliers are invited (RULES N-16; 87 art. 14, 74 art. 12, 214 art. 6)."""

    NOTICE = "NOTICE", _("发布公告")
    PREQUALIFICATION = "PREQUALIFICATION", _("发布资格预审公告征集")
    POOL = "POOL", _("从省级供应商库中随机抽取")
    RECOMMENDATION = "RECOMMENDATION", _("书面推荐")
    LAST_TWO = "LAST_TWO", _("邀请原公开招标剩下的两家供应商")


class InvitedBy(models.TextChoices):
    """Where a supplier on the list comes from."""

    QUALIFIED = "QUALIFIED", _("资格预审合格")
    POOL = "POOL", _("供应商库")
    PURCHASER = "PURCHASER", _("采购人推荐")
    EXPERT = "EXPERT", _("评审专家推荐")
    BIDDER = "BIDDER", _("原公开招标投标人")


class AwardRule(models.TextChoices):
    COMPREHENSIVE_SCORING = "COMPREHENSIVE_SCORING", _("综合评分法")
    LOWEST_EVALUATED_PRICE = "LOWEST_EVALUATED_PRICE", _("最低评标价法")


class ImplementationPlanStatus(models.TextChoices):
    DRAFT = "DRAFT", _("起草")
    FILED = "FILED", _("已备案")
    CANCELLED = "CANCELLED", _("已撤销")


class EntrustmentStatus(models.TextChoices):
    """A written agreement with an agency, from its draft to the file that comes back (RULES N-06)."""

    DRAFT = "DRAFT", _("起草")
    OFFERED = "OFFERED", _("待代理机构签署")
    IN_FORCE = "IN_FORCE", _("履行中")
    ENDED = "ENDED", _("已终止，待移交")
    HANDED_OVER = "HANDED_OVER", _("已移交，待签收")
    CLOSED = "CLOSED", _("已签收")
    DISCARDED = "DISCARDED", _("已作废")

    @classmethod
    def with_access(cls) -> tuple[str, ...]:
        """The agency reads the purchaser's file: from both signatures until the purchaser has it back."""
        return (cls.IN_FORCE.value, cls.ENDED.value, cls.HANDED_OVER.value)


class Power(models.TextChoices):
    """What a purchaser may have done for it; the winner, the contract and the plan stay its own (采购法 art. 20)."""

    DOCUMENTS = "DOCUMENTS", _("编制采购文件")
    NOTICES = "NOTICES", _("发布公告和采购文件、答复询问、更正")
    OPENING = "OPENING", _("组织开标（开启）和资格审查")
    EVALUATION = "EVALUATION", _("组建评审小组、组织评审")
    CHALLENGES = "CHALLENGES", _("在委托范围内答复质疑")


class FeePayer(models.TextChoices):
    SUPPLIER = "SUPPLIER", _("中标（成交）供应商")
    PURCHASER = "PURCHASER", _("采购人")


class FileKeeper(models.TextChoices):
    PURCHASER = "PURCHASER", _("采购人")
    AGENCY = "AGENCY", _("代理机构")


class TenderStatus(models.TextChoices):
    DRAFT = "DRAFT", _("编制文件")
    IN_REVIEW = "IN_REVIEW", _("内部审查")
    REVIEWED = "REVIEWED", _("审查通过")
    RELEASED = "RELEASED", _("已发布")
    TERMINATED = "TERMINATED", _("已终止")


class PackageStatus(models.TextChoices):
    """One package from release to contract."""

    PREPARED = "PREPARED", _("未发布")
    RECEIVING = "RECEIVING", _("接收投标（响应）")
    CLOSED = "CLOSED", _("已截止，待开启")
    OPENED = "OPENED", _("已开启")
    EXAMINED = "EXAMINED", _("已审查")
    NEGOTIATING = "NEGOTIATING", _("磋商（谈判）中")
    FINAL_OFFERS = "FINAL_OFFERS", _("最后报价")
    FINAL_OPENED = "FINAL_OPENED", _("最后报价已开启")
    EVALUATED = "EVALUATED", _("已评审")
    AWARDED = "AWARDED", _("已确定成交")
    CONTRACTED = "CONTRACTED", _("已签合同")
    ANNULLED = "ANNULLED", _("已废标")
    TERMINATED = "TERMINATED", _("已终止")

    @classmethod
    def with_result(cls) -> tuple[str, ...]:
        """The result is public: names and prices need no hiding any more (RULES N-01)."""
        return (cls.AWARDED, cls.CONTRACTED)

    @classmethod
    def road(cls) -> tuple["PackageStatus", ...]:
        """The stages of a package that reaches its contract, in their order."""
        return tuple(status for status in cls if status not in (cls.PREPARED, cls.ANNULLED, cls.TERMINATED))


class RoundKind(models.TextChoices):
    FIRST = "FIRST", _("投标（首次响应）")
    FINAL = "FINAL", _("最后报价")


class RoundStatus(models.TextChoices):
    RECEIVING = "RECEIVING", _("接收中")
    CLOSED = "CLOSED", _("已截止")
    OPENED = "OPENED", _("已开启")
    UNOPENED = "UNOPENED", _("不开启")


class BidState(models.TextChoices):
    """States of a receipt (FORMATS 7)."""

    VALID = "VALID", _("有效")
    REPLACED = "REPLACED", _("已被替换")
    WITHDRAWN = "WITHDRAWN", _("已撤回")


class SealProblem(models.TextChoices):
    """What is wrong where a row is not what its audit chain says."""

    GONE = "GONE", _("审计链上有记载，登记却不见了")
    UNKNOWN = "UNKNOWN", _("有登记，审计链上却没有记载")
    CHANGED = "CHANGED", _("登记与审计链的记载不符，可能被改动")


class Stance(models.TextChoices):
    """What a bidder says to one line of the requirement (87 art. 32)."""

    MEETS = "MEETS", _("完全满足")
    EXCEEDS = "EXCEEDS", _("优于要求（正偏离）")
    DEVIATES = "DEVIATES", _("不能完全满足（负偏离）")


class SealChecker(models.TextChoices):
    """Who held the receipts against the sealed files before unlocking (87 art. 41)."""

    BIDDER = "BIDDER", _("投标人")
    REPRESENTATIVE = "REPRESENTATIVE", _("投标人推选的代表")
    DECLINED = "DECLINED", _("到场投标人不检查")
    NOBODY = "NOBODY", _("没有投标人到场")

    @classmethod
    def for_host(cls) -> list[tuple[str, str]]:
        """What the host may state: a bidder speaks for itself."""
        return [(kind.value, str(kind.label)) for kind in (cls.REPRESENTATIVE, cls.DECLINED, cls.NOBODY)]


class SceneStage(models.TextChoices):
    """What is recorded in sound and picture from beginning to end (87 art. 39)."""

    OPENING = "OPENING", _("开标")
    EVALUATION = "EVALUATION", _("评标（评审）")


class ObjectionKind(models.TextChoices):
    """What may be raised on the spot (87 art. 42)."""

    DOUBT = "DOUBT", _("对开标过程或者开标记录有疑义")
    RECUSAL = "RECUSAL", _("认为相关工作人员应当回避")


class ReadOut(models.TextChoices):
    """What the documents may have read out beside names and prices (87 art. 41)."""

    UNIT_PRICES = "UNIT_PRICES", _("分项单价")
    SCALE = "SCALE", _("企业规模声明")
    CONSORTIUM = "CONSORTIUM", _("联合体成员和份额")
    SUBCONTRACTS = "SUBCONTRACTS", _("分包单位和份额")
    BOND = "BOND", _("保证金形式和金额")
    DEVIATIONS = "DEVIATIONS", _("声明的负偏离")


class BondKind(models.TextChoices):
    """How a bid bond may be given: never in cash (条例 art. 33; 74 art. 14; RULES D-28)."""

    GUARANTEE = "GUARANTEE", _("银行或担保机构的保函")
    CHEQUE = "CHEQUE", _("支票")
    DRAFT = "DRAFT", _("汇票")
    PROMISSORY = "PROMISSORY", _("本票")
    E_BANK = "E_BANK", _("网上银行支付")

    @classmethod
    def for_method(cls, method: str) -> "list[BondKind]":
        """Return the ways that the method's own rules name: paying over the net stands in order 74 only."""
        return [kind for kind in cls if kind != cls.E_BANK or method == Method.COMPETITIVE_NEGOTIATION]


class PolicyBody(models.TextChoices):
    """Who is treated as a small or micro enterprise without being asked for its size (RULES E-48)."""

    PRISON = "PRISON", _("监狱企业（含戒毒企业）")
    WELFARE = "WELFARE", _("残疾人福利性单位")


class FilePurpose(models.TextChoices):
    """What an attachment of a bid is, so that the check list knows what is still missing."""

    PLAN = "PLAN", _("服务方案、技术文件")
    QUALIFICATION = "QUALIFICATION", _("资格证明材料")
    BOND = "BOND", _("保证金凭证（保函等）")
    CONSORTIUM = "CONSORTIUM", _("联合协议")
    SUBCONTRACT = "SUBCONTRACT", _("分包意向协议")
    POLICY = "POLICY", _("监狱企业证明文件")
    OTHER = "OTHER", _("其他")


class FactorKind(models.TextChoices):
    TECHNICAL = "TECHNICAL", _("技术")
    COMMERCIAL = "COMMERCIAL", _("商务")


class ReviewKind(models.TextChoices):
    """Who reviews before release; never the author (RULES N-12)."""

    PROCUREMENT = "PROCUREMENT", _("采购审查")
    FINANCE = "FINANCE", _("财务审查")
    BUSINESS = "BUSINESS", _("业务审查")
    SUPERVISION = "SUPERVISION", _("监督审查")
    KEY = "KEY", _("重点审查")
    LEGAL = "LEGAL", _("法律顾问审查")


class Level(models.TextChoices):
    """How likely a risk is, how much it would hurt (需求管理办法 art. 25)."""

    LOW = "LOW", _("低")
    MEDIUM = "MEDIUM", _("中")
    HIGH = "HIGH", _("高")


class Finding(models.TextChoices):
    """What a key review says of one question (需求管理办法 art. 31)."""

    FINE = "FINE", _("没有问题")
    WRONG = "WRONG", _("有问题")
    NONE = "NONE", _("不涉及")


class EnquiryStatus(models.TextChoices):
    ASKED = "ASKED", _("待答复")
    ANSWERED = "ANSWERED", _("已答复")


class DealStatus(models.TextChoices):
    """How far the talks with a single source have come (74 art. 41 to 43)."""

    RECORDED = "RECORDED", _("待确认")
    CONFIRMED = "CONFIRMED", _("已确认")
    PUBLISHED = "PUBLISHED", _("结果已公告")
    CONTRACTED = "CONTRACTED", _("已签合同")
    CANCELLED = "CANCELLED", _("已作废")

    @classmethod
    def standing(cls) -> tuple[str, ...]:
        """Return the states of what was agreed and not taken back: of these a plan has one at most."""
        return (cls.RECORDED, cls.CONFIRMED, cls.PUBLISHED, cls.CONTRACTED)


class SmallPurchaseStatus(models.TextChoices):
    QUOTING = "QUOTING", _("询价比选")
    DECIDED = "DECIDED", _("集体决定")
    PUBLISHED = "PUBLISHED", _("结果已公开")
    CONTRACTED = "CONTRACTED", _("已签合同")
    CANCELLED = "CANCELLED", _("已取消")

    @classmethod
    def undecided(cls) -> tuple[str, ...]:
        """Statuses in which the purchase may still be given up."""
        return (cls.QUOTING.value, cls.DECIDED.value)
