"""States of a supplier, kinds of paper and list, and which registry code fits which kind of supplier."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import SupplierKind


class SupplierStatus(models.TextChoices):
    """Verification is optional and no condition to bid (RULES N-04)."""

    REGISTERED = "REGISTERED", _("已注册")
    VERIFICATION_REQUESTED = "VERIFICATION_REQUESTED", _("待核验")
    QUESTIONED = "QUESTIONED", _("待补充说明")
    VERIFIED = "VERIFIED", _("已核验")
    REFUSED = "REFUSED", _("核验未通过")


class ChangeStatus(models.TextChoices):
    """A change of what was verified (RULES N-04): until it is accepted the old value holds."""

    ASKED = "ASKED", _("待核验")
    ACCEPTED = "ACCEPTED", _("已变更")
    REFUSED = "REFUSED", _("未予变更")
    WITHDRAWN = "WITHDRAWN", _("已撤回")


class Scale(models.TextChoices):
    """Size by the statistics bureau's classes (工信部联企业〔2011〕300号), as the supplier declares it."""

    MICRO = "MICRO", _("微型企业")
    SMALL = "SMALL", _("小型企业")
    MEDIUM = "MEDIUM", _("中型企业")
    LARGE = "LARGE", _("大型企业")
    NOT_ENTERPRISE = "NOT_ENTERPRISE", _("非企业")


# Bodies that are no enterprise whatever their size (财库〔2020〕46号 art. 2, RULES E-48).
NO_ENTERPRISES = frozenset(
    {
        SupplierKind.SOCIAL_ASSOCIATION,
        SupplierKind.SOCIAL_SERVICE_INSTITUTION,
        SupplierKind.FOUNDATION,
        SupplierKind.PUBLIC_INSTITUTION_II,
        SupplierKind.PRODUCTION_INSTITUTION,
        SupplierKind.SELF_GOVERNING_BODY,
        SupplierKind.INDIVIDUAL,
    }
)


# Kinds of body that can open a branch with a code of its own (RULES H-10).
BRANCH_KINDS = frozenset(
    {SupplierKind.ENTERPRISE, SupplierKind.INTERMEDIARY, SupplierKind.FARMERS_COOPERATIVE, SupplierKind.OTHER}
)
# Bodies that nobody can hold or run for: a person, a villagers' committee, a self-employed person.
NOT_CONTROLLED = frozenset(
    {SupplierKind.INDIVIDUAL, SupplierKind.SELF_GOVERNING_BODY, SupplierKind.INDIVIDUAL_BUSINESS}
)


class PaperKind(models.TextChoices):
    """The proofs of RULES H-01 (采购法实施条例 art. 17)."""

    LICENCE = "LICENCE", _("营业执照、登记证书或身份证明")
    FINANCE = "FINANCE", _("财务状况报告")
    TAX = "TAX", _("依法缴纳税收的材料")
    SOCIAL_SECURITY = "SOCIAL_SECURITY", _("依法缴纳社会保障资金的材料")
    CAPABILITY = "CAPABILITY", _("设备和专业技术能力证明")
    STATEMENT = "STATEMENT", _("三年内无重大违法记录的书面声明")
    INSPECTION = "INSPECTION", _("社会组织年检结论")
    SPECIAL = "SPECIAL", _("行业许可、资质等专门证明")
    AUTHORISATION = "AUTHORISATION", _("总公司（总所）对分支机构的授权书")


# The words of the parameter ``commitment_letters``, by which the bureau says which proofs a signed
# letter may stand for (RULES N-04). Licences and what another authority grants are no matter of promise.
COMMITMENTS = {
    "财务状况": PaperKind.FINANCE,
    "依法纳税": PaperKind.TAX,
    "社会保障": PaperKind.SOCIAL_SECURITY,
    "设备和技术": PaperKind.CAPABILITY,
    "无重大违法": PaperKind.STATEMENT,
}


class ListKind(models.TextChoices):
    """Lists that keep a supplier out, or warn of it (RULES H-02, H-04, H-05)."""

    MAJOR_VIOLATION = "MAJOR_VIOLATION", _("三年内有重大违法记录")
    DISHONEST_DEBTOR = "DISHONEST_DEBTOR", _("失信被执行人")
    TAX_OFFENDER = "TAX_OFFENDER", _("重大税收违法失信主体")
    PROCUREMENT_OFFENDER = "PROCUREMENT_OFFENDER", _("政府采购严重违法失信行为记录名单")
    SOCIAL_OFFENDER = "SOCIAL_OFFENDER", _("社会组织严重违法失信名单")
    SOCIAL_ABNORMAL = "SOCIAL_ABNORMAL", _("社会组织活动异常名录（提示，不限制参加）")


# An abnormal-activity entry is a warning; all others keep out while they last (H-05).
WARNING_LISTS = frozenset({ListKind.SOCIAL_ABNORMAL})

# Consulted for everybody (H-04), and besides for social organisations (H-05).
LISTS_FOR_ALL = (ListKind.DISHONEST_DEBTOR, ListKind.TAX_OFFENDER, ListKind.PROCUREMENT_OFFENDER)
LISTS_FOR_SOCIAL = (ListKind.SOCIAL_OFFENDER, ListKind.SOCIAL_ABNORMAL)
SOCIAL_KINDS = frozenset(
    {SupplierKind.SOCIAL_ASSOCIATION, SupplierKind.SOCIAL_SERVICE_INSTITUTION, SupplierKind.FOUNDATION}
)


def lists_for(supplier_kind: str) -> tuple[ListKind, ...]:
    """Return the lists to be consulted for a kind of supplier."""
    return LISTS_FOR_ALL + (LISTS_FOR_SOCIAL if supplier_kind in SOCIAL_KINDS else ())


BASIS_OF_LIST: dict[str, str] = {
    ListKind.MAJOR_VIOLATION: "H-02 《政府采购法》第二十二条第一款第五项、《实施条例》第十九条",
    ListKind.DISHONEST_DEBTOR: "H-04 财库〔2016〕125号",
    ListKind.TAX_OFFENDER: "H-04 财库〔2016〕125号",
    ListKind.PROCUREMENT_OFFENDER: "H-04 财库〔2016〕125号",
    ListKind.SOCIAL_OFFENDER: "H-05 《社会组织信用信息管理办法》",
    ListKind.SOCIAL_ABNORMAL: "H-05 《社会组织信用信息管理办法》",
}

# Kinds of body, as regulations.credit_code names them, that may register as each kind of supplier (H-10).
# OTHER takes whatever has no kind of its own; an individual has an identity card instead of a code.
CODE_KINDS: dict[str, frozenset[str]] = {
    SupplierKind.ENTERPRISE: frozenset({"ENTERPRISE"}),
    SupplierKind.INTERMEDIARY: frozenset({"ENTERPRISE", "LAW_FIRM"}),
    SupplierKind.SOCIAL_ASSOCIATION: frozenset({"SOCIAL_ASSOCIATION"}),
    SupplierKind.SOCIAL_SERVICE_INSTITUTION: frozenset({"SOCIAL_SERVICE_INSTITUTION"}),
    SupplierKind.FOUNDATION: frozenset({"FOUNDATION"}),
    SupplierKind.PUBLIC_INSTITUTION_I: frozenset({"PUBLIC_INSTITUTION"}),
    SupplierKind.PUBLIC_INSTITUTION_II: frozenset({"PUBLIC_INSTITUTION"}),
    SupplierKind.PRODUCTION_INSTITUTION: frozenset({"PUBLIC_INSTITUTION"}),
    SupplierKind.RURAL_COLLECTIVE: frozenset({"RURAL_COLLECTIVE"}),
    SupplierKind.SELF_GOVERNING_BODY: frozenset({"VILLAGE_COMMITTEE", "RESIDENTS_COMMITTEE"}),
    SupplierKind.FARMERS_COOPERATIVE: frozenset({"FARMERS_COOPERATIVE"}),
    SupplierKind.INDIVIDUAL_BUSINESS: frozenset({"INDIVIDUAL_BUSINESS"}),
    SupplierKind.OTHER: frozenset({"MASS_ORGANISATION", "TRADE_UNION", "OTHER_CIVIL_AFFAIRS", "OTHER"}),
}

# Bodies of which the code alone does not tell whether the budget keeps them: they are asked (H-10, A-04).
FUNDING_ASKED = CODE_KINDS[SupplierKind.OTHER]

CODE_KIND_LABELS = {
    "STATE_ORGAN": _("机关"),
    "PUBLIC_INSTITUTION": _("事业单位"),
    "MASS_ORGANISATION": _("群众团体"),
    "LAW_FIRM": _("律师执业机构"),
    "SOCIAL_ASSOCIATION": _("社会团体"),
    "SOCIAL_SERVICE_INSTITUTION": _("民办非企业单位（社会服务机构）"),
    "FOUNDATION": _("基金会"),
    "VILLAGE_COMMITTEE": _("村民委员会"),
    "RESIDENTS_COMMITTEE": _("居民委员会"),
    "OTHER_CIVIL_AFFAIRS": _("其他民政登记组织"),
    "TRADE_UNION": _("基层工会"),
    "ENTERPRISE": _("企业"),
    "INDIVIDUAL_BUSINESS": _("个体工商户"),
    "FARMERS_COOPERATIVE": _("农民专业合作社"),
    "RURAL_COLLECTIVE": _("农村集体经济组织"),
    "OTHER": _("其他组织"),
}
