"""Who may do what in evaluation and award. Expert names stay secret until the result notice (RULES E-05)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import Office
from procurement.core.actors import Actor
from procurement.core.language import cited
from procurement.core.permissions import Verdict, allow_if, refused
from procurement.publications.models import Publication
from procurement.tendering import permissions as tendering
from procurement.tendering.enums import Method, PackageStatus
from procurement.tendering.permissions import oversees

from .enums import AwardStatus, EvaluationStatus, MemberStatus
from .models import Award, Evaluation, OutcomeLetter, Panel, PanelMember, ScoreSheet
from .selectors import examined_bids

# From the first session until there is a result.
IN_TALKS = (
    PackageStatus.NEGOTIATING,
    PackageStatus.FINAL_OFFERS,
    PackageStatus.FINAL_OPENED,
    PackageStatus.EVALUATED,
)


def package_of(obj: Any) -> Any:
    """Return the package that a panel, evaluation, award, member or sheet belongs to."""
    if isinstance(obj, PanelMember):
        return obj.panel.package
    if isinstance(obj, ScoreSheet):
        return obj.evaluation.package
    return obj.package if isinstance(obj, Panel | Evaluation | Award | OutcomeLetter) else obj


def _by_own_law(text: Any, package: Any, topic: str) -> str:
    """Return a refusal with the article of the package's own procedure in it."""
    return text % {"article": cited(package.tender.own_articles[topic])}


def is_member(actor: Actor, package: Any) -> bool:
    """Tell whether this person sits on the package's panel and has not recused."""
    return (
        actor.user_id is not None
        and PanelMember.objects.filter(panel__package=package, user_id=actor.user_id)
        .exclude(status=MemberStatus.RECUSED)
        .exists()
    )


def form_panel(actor: Actor, obj: Any) -> Verdict:
    """Record the draw and name the members: whoever runs the tender."""
    return tendering.arrange_evaluation(actor, package_of(obj))


def names_are_public(package: Any) -> bool:
    """Tell whether the names need no hiding any more: the result is published, or there will be none."""
    if package.status in (PackageStatus.ANNULLED, PackageStatus.TERMINATED):
        return True
    if package.tender.is_call:
        return package.status in PackageStatus.with_result()
    return Award.objects.filter(package=package, notified_at__isnull=False).exists()


def view_panel(actor: Actor, obj: Any) -> Verdict:
    """The members and who draws them; the overseers with the result notice, like everybody else (E-05).

    198 art. 20 and 87 art. 47 know no exception for supervision, and 198 art. 20 names the finance
    departments among those who must not tell.
    """
    package = package_of(obj)
    drawing = bool(tendering.operate(actor, package)) or is_member(actor, package)
    seen = drawing or (oversees(actor) and names_are_public(package))
    return allow_if(seen, _by_own_law(_("评审成员名单在结果公告前保密（%(article)s）。"), package, "names"))


def act_as_member(actor: Actor, member: PanelMember) -> Verdict:
    """What a member declares, only that member declares."""
    return allow_if(member.user_id == actor.user_id, _("只能由评审成员本人办理。"))


def recuse(actor: Actor, member: PanelMember) -> Verdict:
    """A member leaves by itself, or is asked to by whoever runs the tender (条例 art. 9)."""
    mine = act_as_member(actor, member)
    return mine if mine else tendering.arrange_evaluation(actor, package_of(member))


def evaluate(actor: Actor, obj: Any) -> Verdict:
    """Members of this panel only."""
    return allow_if(is_member(actor, package_of(obj)), _("只有本项目的评审（磋商）小组成员可以办理。"))


def represent(actor: Actor, obj: Any) -> Verdict:
    """The purchaser's representative in the group (74 art. 32, 214 art. 20)."""
    package = package_of(obj)
    member = PanelMember.objects.filter(panel__package=package, user_id=actor.user_id, role="REPRESENTATIVE")
    text = _("实质性变动须由采购人代表确认（%(article)s）。")
    return allow_if(
        actor.user_id is not None and member.exists(), _by_own_law(text, package, "change_confirmed")
    )


def read_changes(actor: Actor, obj: Any) -> Verdict:
    """The group, whoever runs the tender, and everybody who still takes part: told in writing, all at once (N-01)."""
    package = package_of(obj)
    bids = tendering.bidder(actor, package.tender)
    talking = bids and package.status in (*IN_TALKS, *PackageStatus.with_result())
    if talking and any(bid.supplier_id == actor.organisation_id for bid in examined_bids(package)):
        return allow_if(True, "")
    return view_evaluation(actor, package)


def score(actor: Actor, sheet: ScoreSheet) -> Verdict:
    """A sheet is its member's alone (87 art. 62)."""
    return allow_if(sheet.member.user_id == actor.user_id, _("只能填写自己的评分表。"))


def view_evaluation(actor: Actor, obj: Any) -> Verdict:
    """Members, purchaser's and agency's staff, and the overseers: strictly secret to all others (RULES I-04)."""
    package = package_of(obj)
    seen = is_member(actor, package) or bool(tendering.operate_or_decide(actor, package)) or oversees(actor)
    return allow_if(seen, _by_own_law(_("评审过程和资料保密（%(article)s）。"), package, "evaluation"))


def reads_as_overseer(actor: Actor, package: Any) -> bool:
    """Tell whether an overseer may know names and prices: read out at a tender, else once it is over (RULES N-01)."""
    over = (*PackageStatus.with_result(), PackageStatus.ANNULLED, PackageStatus.TERMINATED)
    return oversees(actor) and (
        package.tender.method in Method.with_public_opening() or package.status in over
    )


def take_bundle(actor: Actor, evaluation: Evaluation) -> Verdict:
    """Purchaser, bureau and auditor get the whole bundle; each loser its own line (RULES N-07).

    Nobody outside the group reads a report that its members are still signing (87 art. 61, 66).
    """
    package = evaluation.package
    if evaluation.status not in (EvaluationStatus.SIGNED, EvaluationStatus.FAILED):
        text = _("评审报告还没有签署完成，只有评审（磋商）小组成员可以查看（%(article)s）。")
        return refused(_by_own_law(text, package, "evaluation"))
    seen = reads_as_overseer(actor, package) or bool(tendering.operate_or_decide(actor, package))
    text = _("评审数据包只提供给采购人、财政部门和审计机关（%(article)s）。")
    return allow_if(seen, _by_own_law(text, package, "evaluation"))


def decide(actor: Actor, award: Award) -> Verdict:
    """The purchaser fixes the winner (条例 art. 43)."""
    return tendering.award(actor, award.package)


def read_letter(actor: Actor, letter: OutcomeLetter) -> Verdict:
    """A bidder reads what it was told, and no other; so does whom it authorised for this tender."""
    own = tendering.bids_for(actor, letter.supplier_id, letter.package.tender)
    seen = own or oversees(actor) or bool(tendering.operate(actor, letter.package))
    return allow_if(seen, _("只能查看发给本单位的结果告知书。"))


def drafts_contract(actor: Actor, award: Award) -> Verdict:
    """After the result the purchaser's operator goes on with the contract."""
    mine = tendering.at_purchaser(actor, award.package, Office.OPERATOR)
    return allow_if(mine and award.status == AwardStatus.NOTIFIED, _("合同由采购人的经办人起草。"))


def view_award(actor: Actor, award: Award) -> Verdict:
    """Purchaser and agency before the notice, then the overseers too; the public reads the notice."""
    package = award.package
    seen = reads_as_overseer(actor, package) or bool(tendering.operate_or_decide(actor, package))
    return allow_if(seen, _("成交结果公告前不公开。"))


def agency_records_medium(actor: Actor, publication: Publication) -> Verdict:
    """The agency enters where the result notice stands on the legal medium, while its agreement lets it (N-06)."""
    award = (
        Award.objects.filter(code=publication.subject_code).select_related("package__tender__plan").first()
    )
    return tendering.announces_for(actor, award.package.tender.plan if award else None)
