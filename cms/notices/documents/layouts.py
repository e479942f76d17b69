"""The forms of 财办库〔2020〕50号 (RULES F): which keys of a payload stand under which heading, in which order.

A key may be a path (``supplier.name``). Whatever no heading names stands at the end, so that nothing of a
frozen payload is ever left out.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procurement.publications.enums import PublicationKind

Layout = tuple[tuple[Promise, tuple[str, ...]], ...]

RESULT: Layout = (
    (_("一、项目编号"), ("tender", "filing_number")),
    (_("二、项目名称"), ("title", "package", "method")),
    (_("三、成交信息"), ("supplier", "amount", "total_score", "scale_declaration")),
    (_("四、主要标的信息"), ("subject",)),
    (_("五、评审专家名单"), ("experts", "expert_source", "recommendations")),
    (_("六、公告期限"), ("period_ends",)),
    (_("七、其他补充事宜"), ("agency_fee", "evaluated_at", "bundle_sha256")),
    (_("八、联系方式"), ("purchaser",)),
    (_("附件：中小企业声明函"), ("sme_letter",)),
)
CONTRACT: Layout = (
    (_("一、合同编号和名称"), ("contract", "title")),
    (_("二、项目编号"), ("origin", "item", "method")),
    (_("三、合同主体"), ("purchaser", "supplier")),
    (_("四、合同金额和分年资金"), ("amount", "yearly")),
    (_("五、履约期限和主要条款"), ("starts_on", "ends_on", "terms", "sme_reserved")),
    (_("六、签订和公告日期"), ("signed_on", "published_on")),
)
ACCEPTANCE: Layout = (
    (_("一、合同和项目"), ("contract", "title", "origin")),
    (_("二、合同双方"), ("purchaser", "supplier")),
    (_("三、验收情况"), ("period", "accepted_on", "accepted")),
    (_("四、验收组成员"), ("team",)),
    (_("五、验收意见"), ("result", "opinion")),
)
PERFORMANCE: Layout = (
    (_("一、项目"), ("title", "contract", "evaluation")),
    (_("二、各方"), ("purchaser", "supplier", "evaluator")),
    (_("三、资金"), ("amount", "paid")),
    (_("四、结果"), ("total", "grade", "satisfaction", "self_total", "recommendation", "opinion")),
    (_("五、评价数据"), ("case.indicators", "result.scores", "result.total", "result.grade")),
)
DOCUMENTS: Layout = (
    (
        _("一、项目基本情况"),
        (
            "tender",
            "filing_number",
            "title",
            "purchaser",
            "agency",
            "agency_fee",
            "method",
            "invitation_way",
            "budget",
        ),
    ),
    (_("二、时间和地点"), ("dates",)),
    (_("三、采购需求和商务条款"), ("terms", "indicators")),
    (_("四、评审办法"), ("award_rule", "rounding")),
    (_("五、采购包"), ("packages",)),
    (_("六、更正"), ("amendments", "amendment_changes")),
)
OPENING: Layout = (
    (_("一、项目"), ("tender", "package", "round_kind", "round")),
    (_("二、截止和开启"), ("deadline", "opened_at", "custodians")),
    (_("签到和密封核对"), ("attendance", "seal_check")),
    (_("三、唱标"), ("read_out",)),
    (_("四、回执"), ("receipts", "root")),
)
INTENT: Layout = (
    (_("一、采购单位"), ("organisation",)),
    (
        _("二、意向内容"),
        (
            "title",
            "summary",
            "budget",
            "expected_month",
            "sme_reserved",
            "sme_share",
            "sme_measure",
            "sme_small_share",
        ),
    ),
    (_("三、时间"), ("earliest_start",)),
    (_("四、说明"), ("footer",)),
)
PLAN: Layout = ((_("一、年度"), ("year", "adjustments")), (_("二、计划项目"), ("items",)))

_BY_FORMAT: Mapping[str, Layout] = {
    "result-notice/1": RESULT,
    "contract-notice/1": CONTRACT,
    "acceptance-notice/1": ACCEPTANCE,
    "performance-notice/1": PERFORMANCE,
    "tender-documents/1": DOCUMENTS,
    "purchase-plan/2": PLAN,
}
_BY_KIND: Mapping[str, Layout] = {
    PublicationKind.OPENING_RECORD: OPENING,
    PublicationKind.INTENT: INTENT,
    PublicationKind.PURCHASE_PLAN: PLAN,
}


def layout_of(form: str, kind: str) -> Layout:
    """Return the layout of a payload by its format, else by the kind of notice; none: everything in order."""
    return _BY_FORMAT.get(form) or _BY_KIND.get(kind) or ()
