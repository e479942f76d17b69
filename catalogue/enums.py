"""States and choices of catalogue and plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.core.language import either
from procurement.regulations.methods import METHOD_NAMES_EN, METHOD_NAMES_ZH


class VersionStatus(models.TextChoices):
    DRAFT = "DRAFT", _("编制中")
    PUBLISHED = "PUBLISHED", _("已公布")
    SUPERSEDED = "SUPERSEDED", _("已被新版替代")


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


class OrganisationForm(models.TextChoices):
    """How the purchase is organised (RULES N-06)."""

    CENTRALISED = "CENTRALISED", _("集中采购")
    DEPARTMENT_CENTRALISED = "DEPARTMENT_CENTRALISED", _("部门集中采购")
    ENTRUSTED = "ENTRUSTED", _("分散采购（委托代理）")
    SELF_RUN = "SELF_RUN", _("分散采购（自行组织）")
    INTERNAL = "INTERNAL", _("限额以下小额采购")


class Recommendation(models.TextChoices):
    """What a performance result means for next year's item (RULES G-07)."""

    RAISE = "RAISE", _("优先支持")
    KEEP = "KEEP", _("继续安排")
    CUT = "CUT", _("改进并压减")
    STOP = "STOP", _("暂缓或停止安排")


def method_name(code: str) -> str:
    """Return a procurement method's name in the reader's language; an unknown code is returned as it is."""
    return either(METHOD_NAMES_ZH.get(code, code), METHOD_NAMES_EN.get(code, code))
