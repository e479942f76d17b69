"""What an item is: bought by whom, in the catalogue, not forbidden, for how long."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from procurement.accounts.enums import OrganisationKind
from procurement.budgeting.selectors import plan_horizon
from procurement.core.findings import article, sentence
from procurement.core.language import listed
from procurement.regulations import scope
from procurement.regulations.errors import RegulationError

from ...models import PlanItem
from ..screening import item_words
from .problem import Problem
from .reading import Reading


def purchaser(item: PlanItem, around: Reading) -> Iterator[Problem]:
    """Only state organs buy (A-03, A-04)."""
    if item.organisation.kind not in OrganisationKind.purchasers():
        yield Problem("A-03", "", _("%(name)s不能作为购买主体。") % {"name": item.organisation.name})


def in_catalogue(item: PlanItem, around: Reading) -> Iterator[Problem]:
    """The item names a purchasable entry of the catalogue in force (A-14)."""
    entry = item.catalogue_item
    if entry.version_id not in around.in_force(item.year):
        yield Problem(
            "A-14",
            "catalogue_item",
            _(
                "“%(entry)s”不在现行指导性目录中：列入目录且有预算才能购买（%(article)s）。请重新选择目录条目。"
            )
            % {"entry": entry, "article": article("A-14")},
        )
    if entry.is_leaf and entry.provincial_code:
        return
    if around.filing(item) is not None:
        return
    if not entry.is_leaf:
        text = _("“%(entry)s”是目录的类别，请选择它下面的具体条目；确实没有的，先办理目录外备案。")
        yield Problem("A-16", "catalogue_item", text % {"entry": entry})
    else:
        text = _(
            "“%(entry)s”需要省级依据：县级条目应对应省级指导性目录（%(article)s）。请先办理目录外备案，"
            "备案后可以选用。"
        )
        yield Problem("A-11", "catalogue_item", text % {"entry": entry, "article": article("A-11")})


def negative_list(item: PlanItem, around: Reading) -> Iterator[Problem]:
    """No answer of the negative list may be yes (A-08)."""
    try:
        findings = scope.answers_block(item.negative_answers)
    except RegulationError:
        yield Problem("A-08", "negative_answers", _("负面清单六个问题都要回答“是”或“否”。"))
        return
    for finding in findings:
        text = _("回答“是”的事项不得购买：%(finding)s。请改用其他方式办理。") % {"finding": sentence(finding)}
        yield Problem("A-08", "negative_answers", text)


def words(item: PlanItem, around: Reading) -> Iterator[Problem]:
    """A listed word needs a written explanation, which a second person reads (A-09, B-07)."""
    if item.word_screen_reason.strip():
        return
    for rule, found in item_words(item, around.on, around.given).items():
        yield Problem(
            rule,
            "word_screen_reason",
            _("文字中出现“%(words)s”，可能属于不得购买的内容（%(article)s）：请修改，或说明为什么不属于。")
            % {"words": listed(found), "article": article(rule)},
        )


def words_settled(item: PlanItem, around: Reading) -> Iterator[Problem]:
    """Before the bureau agrees, a second person has agreed with the explanation (A-09, B-07)."""
    screening = getattr(item, "screening", None)
    for rule, found in item_words(item, around.on, around.given).items():
        if screening is None or screening.confirmed_at is None or not screening.explains(found):
            text = _(
                "文字中出现“%(words)s”，说明还没有经另一人复核（%(article)s）：先由单位内部审核岗或财政部门的另一人复核。"
            )
            yield Problem(rule, "", text % {"words": listed(found), "article": article(rule)})


def term(item: PlanItem, around: Reading) -> Iterator[Problem]:
    """At most one year, three with five conditions, inside the mid-term plan (A-18, A-19)."""
    stated = [code for code in scope.LONG_TERM_CONDITIONS if item.term_conditions.get(code) is True]
    try:
        found = scope.contract_term_check(
            item.term_months,
            stated,
            on=around.on,
            ends_on=term_end(item),
            plan_horizon=plan_horizon(item.year),
            parameters=around.given,
        )
    except RegulationError:
        yield Problem("A-18", "term_months", _("服务期至少一个月。"))
        return
    for finding in found:
        yield Problem(finding.rule, "term_months", sentence(finding))


def term_end(item: PlanItem) -> date:
    """Return the month in which the service ends, as its first day, when it starts in the planned month."""
    months = item.start_month - 1 + item.term_months - 1
    return date(item.year + months // 12, months % 12 + 1, 1)
