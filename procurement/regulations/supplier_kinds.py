"""Which kinds of supplier a reserve for small and medium enterprises shuts out (N-08).

The seven kinds are those whom the municipal opinion invites to supply (孝办发〔2018〕18号一（八）). Only an
enterprise can be a small or medium one; who is self-employed counts as one (财库〔2020〕46号第二条).
"""

from dataclasses import dataclass

OPEN, PARTLY, UNCLEAR, SHUT = "OPEN", "PARTLY", "UNCLEAR", "SHUT"
"""May supply; some of them may; nobody has settled it yet; may not."""

RULE = "E-48"

WHOLE, PART, NONE = "WHOLE", "PART", "NONE"
"""What a purchase reserves for small and medium enterprises: all of it, a share of it, nothing."""


@dataclass(frozen=True)
class KindOfSupplier:
    """A kind that the opinion names, and where a reserve for small and medium enterprises leaves it."""

    code: str
    name_zh: str
    name_en: str
    reserved: str
    reason_zh: str
    reason_en: str


SEVEN_KINDS = (
    KindOfSupplier(
        "SOCIAL_ORGANISATION",
        "社会组织",
        "Social organisations",
        SHUT,
        "社会团体、社会服务机构和基金会不是企业，不能参加专门面向中小企业的采购。",
        "Associations, social service institutions and foundations are no enterprises.",
    ),
    KindOfSupplier(
        "ENTERPRISE",
        "企业",
        "Enterprises",
        PARTLY,
        "中型、小型和微型企业可以参加，大型企业及其控股、管理的企业不能参加。",
        "Medium, small and micro enterprises may; large ones, and those they control or manage, may not.",
    ),
    KindOfSupplier(
        "INTERMEDIARY",
        "中介机构",
        "Intermediaries",
        PARTLY,
        "登记为企业且符合中小企业标准的可以参加；没有登记为企业的不能参加。",
        "Those registered as enterprises of small or medium size may; others may not.",
    ),
    KindOfSupplier(
        "RURAL_COLLECTIVE",
        "农村集体经济组织",
        "Rural collective economic organisations",
        UNCLEAR,
        "是否视同中小企业尚无明确规定，须由财政部门确认；确认前按不能参加处理。",
        "Whether they count as small enterprises is not settled: the bureau must confirm it; until then they may not.",
    ),
    KindOfSupplier(
        "FARMERS_COOPERATIVE",
        "农民专业合作社",
        "Farmers' cooperatives",
        UNCLEAR,
        "是否视同中小企业尚无明确规定，须由财政部门确认；确认前按不能参加处理。",
        "Whether they count as small enterprises is not settled: the bureau must confirm it; until then they may not.",
    ),
    KindOfSupplier(
        "PUBLIC_SERVICE_BODY",
        "公益性服务机构",
        "Public-benefit service bodies",
        SHUT,
        "公益二类等事业单位不是企业，不能参加专门面向中小企业的采购。",
        "Public institutions are no enterprises.",
    ),
    KindOfSupplier(
        "OTHER_ECONOMIC",
        "其他经济组织",
        "Other economic organisations",
        PARTLY,
        "符合中小企业划分标准的个体工商户视同中小企业，可以参加；其他须是中小企业。",
        "The self-employed of small or medium size count as such; others must be small or medium enterprises.",
    ),
)
"""In the order of the opinion."""


@dataclass(frozen=True)
class Standing:
    """What a choice leaves to one kind of supplier: OPEN, PARTLY, UNCLEAR or SHUT, why, and the rule."""

    kind: KindOfSupplier
    standing: str
    reason_zh: str
    reason_en: str
    rule: str


def standings(*, reserve: str) -> tuple[Standing, ...]:
    """What a reserve of all or of a share, or a purchase open to all, leaves to each of the seven kinds (N-08).

    Of a share nobody is shut out altogether: there are other packages, or a consortium, or subcontracting
    with small and medium enterprises (财库〔2020〕46号第八条).
    """
    if reserve == WHOLE:
        return tuple(
            Standing(kind, kind.reserved, kind.reason_zh, kind.reason_en, RULE) for kind in SEVEN_KINDS
        )
    if reserve == PART:
        return tuple(
            Standing(
                kind,
                PARTLY,
                "没有预留的部分可以参加；预留的部分只能由中小企业承担。",
                "May supply what is not reserved; what is reserved is for small and medium enterprises.",
                "E-45",
            )
            for kind in SEVEN_KINDS
        )
    return tuple(
        Standing(kind, OPEN, "依法可以参加。", "May supply under the law.", "A-05") for kind in SEVEN_KINDS
    )
