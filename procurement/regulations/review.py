"""What a key review asks and what a risk plan answers (RULES N-12; 财库〔2021〕22号 art. 25, 31), in plain words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a key review. ``part`` is the number of the part in article 31."""

    code: str
    part: int
    text_zh: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk that article 25 names, with what a township usually writes against it."""

    code: str
    name_zh: str
    name_en: str
    stage: str
    likelihood: str
    impact: str
    responsible: str
    measure: str
    alternative: str


LOW, MEDIUM, HIGH = "LOW", "MEDIUM", "HIGH"
PARTS = {
    1: ("非歧视性审查", "Non-discrimination"),
    2: ("竞争性审查", "Competition"),
    3: ("采购政策审查", "Procurement policy"),
    4: ("履约风险审查", "Performance risk"),
}
QUESTIONS = (
    Question(
        "CONDITIONS",
        1,
        "资格条件都和这项服务直接有关，没有要求超过2份同类合同",
        "Every qualification condition belongs to this service; no more than two similar contracts are asked for",
    ),
    Question(
        "NO_BRAND",
        1,
        "技术要求没有指向特定的专利、商标、品牌、技术路线或供应商",
        "No patent, trade mark, brand, technical route or supplier is singled out",
    ),
    Question(
        "FAIR_SCORING",
        1,
        "评审因素没有偏向哪一家，评分档次写得清楚",
        "No scoring factor favours anybody, and its steps are clear",
    ),
    Question(
        "METHOD",
        2,
        "应当公开邀请的已公开邀请；不公开的符合法定情形",
        "Who must be invited publicly is; otherwise a lawful case applies",
    ),
    Question(
        "COMPLETE_NEED",
        2,
        "采购需求完整、明确，考虑了以后接着采购的竞争",
        "The requirement is complete and clear, and later purchases stay open to competition",
    ),
    Question(
        "PRICE_WEIGHT",
        2,
        "评审方法、评审因素和价格分权重合适",
        "Method, factors and weight of the price are appropriate",
    ),
    Question(
        "POLICY",
        3,
        "中小企业、绿色、创新等采购政策已落实；没有进口产品，或者确有必要",
        "Policies for small firms, green and new products are followed; nothing imported, or it is necessary",
    ),
    Question(
        "CONTRACT",
        4,
        "合同文本由法律顾问审定，权利义务围绕采购需求，知识产权等已写明",
        "The contract is passed by a legal adviser and built on the requirement; intellectual property is settled",
    ),
    Question(
        "ACCEPTANCE",
        4,
        "验收方案完整、标准明确，公共服务请服务对象参加",
        "The acceptance is complete, its standards clear, and users take part where the service is public",
    ),
    Question(
        "RISKS",
        4,
        "风险处置措施和替代方案做得到",
        "Measures against the risks and alternatives are feasible",
    ),
)
RISKS = (
    Risk(
        "POLICY",
        "国家政策变化",
        "Change of national policy",
        "全过程",
        LOW,
        MEDIUM,
        "采购经办人",
        "关注政策，标准变化时协商签补充协议",
        "按新标准重新确定需求后采购",
    ),
    Risk(
        "CIRCUMSTANCES",
        "实施环境变化",
        "Change of circumstances",
        "履约",
        MEDIUM,
        MEDIUM,
        "业务站所",
        "汛期、疫情等写明应急增派人员的办法",
        "由镇临时组织力量保障，按实际扣减",
    ),
    Risk(
        "TECHNOLOGY",
        "重大技术变化",
        "Major technical change",
        "履约",
        LOW,
        LOW,
        "业务站所",
        "标准只写效果，不指定技术路线",
        "双方书面确认等效做法",
    ),
    Risk(
        "BUDGET",
        "预算项目调整",
        "Change of the budget",
        "全过程",
        LOW,
        HIGH,
        "财务人员",
        "资金已落实到预算指标，按年付款",
        "按调整后的预算缩减数量，依法变更合同",
    ),
    Risk(
        "CHALLENGE",
        "因质疑投诉影响采购进度",
        "Delay by challenges",
        "采购",
        MEDIUM,
        MEDIUM,
        "采购经办人",
        "需求和评分标准公开透明，按期答复",
        "原合同期满前预留2个月，必要时临时保障",
    ),
    Risk(
        "FAILURE",
        "采购失败",
        "The procurement fails",
        "采购",
        MEDIUM,
        MEDIUM,
        "采购经办人",
        "需求调查确认有足够的供应商，预算合理",
        "修改需求后重新采购，期间临时保障",
    ),
    Risk(
        "PERFORMANCE",
        "不按规定签订或者履行合同",
        "Contract not signed or kept",
        "履约",
        MEDIUM,
        HIGH,
        "业务站所",
        "按月考核、分期付款，写明违约责任",
        "拒签的依法另定成交供应商；解除合同的重新采购",
    ),
    Risk(
        "PUBLIC_INTEREST",
        "损害国家利益和社会公共利益",
        "Harm to the public interest",
        "履约",
        LOW,
        HIGH,
        "监督人员",
        "公开监督电话，群众参与验收",
        "暂停付款，报告财政、纪检部门处理",
    ),
)
