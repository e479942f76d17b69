"""Kinds of organisation, kinds of supplier, and the offices a person can hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    FINANCE_BUREAU = "FINANCE_BUREAU", _("财政部门")
    SUPERVISING_DEPARTMENT = "SUPERVISING_DEPARTMENT", _("主管预算单位")
    COUNTY_DEPARTMENT = "COUNTY_DEPARTMENT", _("县直部门")
    TOWNSHIP = "TOWNSHIP", _("乡镇人民政府")
    AGENCY = "AGENCY", _("采购代理机构")
    CENTRAL_AGENCY = "CENTRAL_AGENCY", _("集中采购机构")
    SUPPLIER = "SUPPLIER", _("供应商（承接主体）")
    EVALUATOR = "EVALUATOR", _("第三方评价机构")
    AUDIT_OFFICE = "AUDIT_OFFICE", _("审计机关")
    EXPERT_POOL = "EXPERT_POOL", _("评审专家库")
    INDEPENDENT = "INDEPENDENT", _("公共资源交易中心、公证等独立机构")

    @classmethod
    def purchasers(cls) -> tuple[str, ...]:
        """Kinds that may be purchasing entities (RULES A-03)."""
        return (cls.TOWNSHIP, cls.COUNTY_DEPARTMENT, cls.SUPERVISING_DEPARTMENT, cls.FINANCE_BUREAU)


class SupplierKind(models.TextChoices):
    """Who may supply (102 art. 6, RULES A-05, A-06) and who the opinion 一(八) names."""

    ENTERPRISE = "ENTERPRISE", _("企业")
    INTERMEDIARY = "INTERMEDIARY", _("中介机构")
    SOCIAL_ASSOCIATION = "SOCIAL_ASSOCIATION", _("社会团体")
    SOCIAL_SERVICE_INSTITUTION = "SOCIAL_SERVICE_INSTITUTION", _("社会服务机构")
    FOUNDATION = "FOUNDATION", _("基金会")
    PUBLIC_INSTITUTION_II = "PUBLIC_INSTITUTION_II", _("公益二类事业单位")
    PRODUCTION_INSTITUTION = "PRODUCTION_INSTITUTION", _("从事生产经营活动的事业单位")
    PUBLIC_INSTITUTION_I = "PUBLIC_INSTITUTION_I", _("公益一类事业单位（不得承接）")
    RURAL_COLLECTIVE = "RURAL_COLLECTIVE", _("农村集体经济组织")
    SELF_GOVERNING_BODY = "SELF_GOVERNING_BODY", _("村（居）民委员会")
    FARMERS_COOPERATIVE = "FARMERS_COOPERATIVE", _("农民专业合作社")
    INDIVIDUAL_BUSINESS = "INDIVIDUAL_BUSINESS", _("个体工商户")
    INDIVIDUAL = "INDIVIDUAL", _("具备条件的个人")
    OTHER = "OTHER", _("其他")


class Office(models.TextChoices):
    """What a person does for an organisation; one person may hold several, in several organisations."""

    BUREAU_CATALOGUE = "BUREAU_CATALOGUE", _("目录与计划管理")
    BUREAU_BUDGET = "BUREAU_BUDGET", _("预算管理")
    BUREAU_SUPERVISOR = "BUREAU_SUPERVISOR", _("采购监督")
    OPERATOR = "OPERATOR", _("采购经办")
    REVIEWER = "REVIEWER", _("内部审核")
    FINANCE = "FINANCE", _("财务支付")
    LEADER = "LEADER", _("负责人")
    REPRESENTATIVE = "REPRESENTATIVE", _("采购人代表")
    ACCEPTOR = "ACCEPTOR", _("履约验收")
    DISCIPLINE = "DISCIPLINE", _("纪检内控")
    CUSTODIAN = "CUSTODIAN", _("开标密钥保管人")
    AGENCY_OPERATOR = "AGENCY_OPERATOR", _("代理经办")
    SUPPLIER_ADMIN = "SUPPLIER_ADMIN", _("供应商管理员")
    BIDDER = "BIDDER", _("投标经办")
    DELIVERY = "DELIVERY", _("履约服务")
    AGENT = "AGENT", _("授权代理人（单个项目）")
    EXPERT = "EXPERT", _("评审专家")
    EVALUATOR = "EVALUATOR", _("绩效评价人员")
    AUDITOR = "AUDITOR", _("审计人员")


class Language(models.TextChoices):
    """In which language a person wants their mail."""

    CHINESE = "zh-hans", _("简体中文")
    ENGLISH = "en", _("英文")


_PURCHASER_OFFICES = frozenset(
    {
        Office.OPERATOR,
        Office.REVIEWER,
        Office.FINANCE,
        Office.LEADER,
        Office.REPRESENTATIVE,
        Office.ACCEPTOR,
        Office.DISCIPLINE,
    }
)
_AGENCY_OFFICES = frozenset({Office.AGENCY_OPERATOR, Office.CUSTODIAN, Office.LEADER, Office.DISCIPLINE})

# Which offices a kind of organisation has at all. What a person may do follows from their office, so an
# organisation must not be able to hand out another's. The bureau and the audit office hold no opening
# key (RULES N-03).
OFFICES_OF_KIND: dict[str, frozenset[str]] = {
    OrganisationKind.FINANCE_BUREAU: _PURCHASER_OFFICES
    | {Office.BUREAU_CATALOGUE, Office.BUREAU_BUDGET, Office.BUREAU_SUPERVISOR},
    OrganisationKind.SUPERVISING_DEPARTMENT: _PURCHASER_OFFICES | {Office.CUSTODIAN},
    OrganisationKind.COUNTY_DEPARTMENT: _PURCHASER_OFFICES | {Office.CUSTODIAN},
    OrganisationKind.TOWNSHIP: _PURCHASER_OFFICES | {Office.CUSTODIAN},
    OrganisationKind.AGENCY: _AGENCY_OFFICES,
    OrganisationKind.CENTRAL_AGENCY: _AGENCY_OFFICES,
    OrganisationKind.SUPPLIER: frozenset(
        {Office.SUPPLIER_ADMIN, Office.BIDDER, Office.DELIVERY, Office.AGENT}
    ),
    OrganisationKind.EVALUATOR: frozenset({Office.LEADER, Office.EVALUATOR}),
    OrganisationKind.AUDIT_OFFICE: frozenset({Office.LEADER, Office.AUDITOR}),
    OrganisationKind.EXPERT_POOL: frozenset({Office.LEADER, Office.EXPERT}),
    OrganisationKind.INDEPENDENT: frozenset({Office.LEADER, Office.CUSTODIAN}),
}

# Who reads, seals and withdraws what a supplier bids.
BIDDING_OFFICES = frozenset({Office.SUPPLIER_ADMIN, Office.BIDDER})
# Who runs an organisation's own list of people.
HEAD_OFFICES = frozenset({Office.LEADER, Office.SUPPLIER_ADMIN})
