"""Who may do what with the guidance catalogue and the purchase plan."""

from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation
from procurement.core.actors import Actor
from procurement.core.models import Attachment
from procurement.core.permissions import ALLOWED, Verdict, allow_if, refused

from .enums import AnnualStatus, ItemStatus, VersionStatus
from .models import (
    AnnualPlan,
    CatalogueVersion,
    DepartmentOpinion,
    EntryScreening,
    OffCatalogueFiling,
    PlanAdjustment,
    PlanItem,
    RequirementConsultation,
    RequirementSurvey,
    SplittingGround,
)
from .selectors import confirms_grounds, is_catalogue_officer, is_overseer, is_public, owns, was_asked


def make_catalogue(actor: Actor, version: CatalogueVersion | None = None) -> Verdict:
    """Allow the bureau's catalogue office to draft, import and publish catalogues."""
    return allow_if(is_catalogue_officer(actor), _("指导性目录由财政部门目录与计划岗编制和公布。"))


def edit_version(actor: Actor, version: CatalogueVersion) -> Verdict:
    """Allow the catalogue office to change a draft; what was published stays as it is."""
    verdict = make_catalogue(actor)
    if not verdict or version.status == VersionStatus.DRAFT:
        return verdict
    if version.status in VersionStatus.in_making():
        return refused(_("征求意见、论证和批准期间条目不能改动：先退回修改条目。"))
    return refused(_("已公布的目录不能修改：请另起一个版本（财政部令第102号第十三条）。"))


def release_version(actor: Actor, version: CatalogueVersion) -> Verdict:
    """Allow the catalogue office to see what publishing a catalogue in the making will do."""
    verdict = make_catalogue(actor)
    if verdict and version.status not in VersionStatus.in_making():
        return refused(_("已公布的目录不能修改：请另起一个版本（财政部令第102号第十三条）。"))
    return verdict


def answer_consultation(actor: Actor, opinion: DepartmentOpinion) -> Verdict:
    """Allow whoever works for or heads the department that was asked."""
    own = actor.organisation_id == opinion.organisation_id
    return allow_if(
        own and actor.holds(Office.OPERATOR, Office.LEADER),
        _("由被征求意见单位的采购经办人或负责人答复。"),
    )


def view_opinions(actor: Actor, version: CatalogueVersion) -> Verdict:
    """Allow the bureau and the audit office to read every opinion before it is published."""
    return allow_if(is_overseer(actor), _("意见在目录公布时一并公开；公布前由财政部门和审计机关查看。"))


def confirm_words(actor: Actor, screening: EntryScreening) -> Verdict:
    """Allow a second person of the bureau: another catalogue officer, or its internal reviewer."""
    bureau = actor.organisation_kind == OrganisationKind.FINANCE_BUREAU
    if not (bureau and actor.holds(Office.BUREAU_CATALOGUE, Office.REVIEWER)):
        return refused(_("敏感词由财政部门目录与计划岗的另一人或内部审核岗复核。"))
    return allow_if(actor.code != screening.explained_code, _("写说明的人不能自己复核：请另一人复核。"))


def confirm_item_words(actor: Actor, item: PlanItem) -> Verdict:
    """Allow the owner's internal reviewer, and once submitted the bureau; never who drafted or explained."""
    own = owns(actor, item) and actor.holds(Office.REVIEWER)
    bureau = actor.organisation_kind == OrganisationKind.FINANCE_BUREAU and item.status != ItemStatus.DRAFT
    if not own and not (bureau and actor.holds(Office.BUREAU_CATALOGUE, Office.REVIEWER)):
        return refused(_("敏感词说明由本单位内部审核岗，或者提交后由财政部门目录与计划岗、内部审核岗复核。"))
    screening = getattr(item, "screening", None)
    writers = {item.author_code, screening.explained_code if screening else ""}
    return allow_if(actor.code not in writers, _("写说明的人不能自己复核：请另一人复核。"))


def request_filing(actor: Actor, organisation: Organisation | None = None) -> Verdict:
    """Allow a purchaser's operator to ask for an off-catalogue filing for the own organisation."""
    verdict = may_draft(actor)
    if verdict and organisation is not None and actor.organisation_id != organisation.pk:
        return refused(_("只能为本单位申请目录外备案。"))
    return verdict


def request_filing_of(actor: Actor, filing: OffCatalogueFiling) -> Verdict:
    """Allow an operator of the organisation that asked."""
    own = actor.organisation_id == filing.organisation_id and actor.holds(Office.OPERATOR)
    return allow_if(own, _("目录外备案由申请单位的采购经办人办理。"))


def examine_filing(actor: Actor, filing: OffCatalogueFiling) -> Verdict:
    """Allow the bureau's catalogue office, but never the person who asked."""
    if not is_catalogue_officer(actor):
        return refused(_("目录外备案由财政部门目录与计划岗审核。"))
    return allow_if(actor.code != filing.author_code, _("申请人不能审核自己的申请：请另一人审核。"))


def view_filing(actor: Actor, filing: OffCatalogueFiling) -> Verdict:
    """Allow the organisation that asked, bureau and audit office."""
    own = actor.organisation_id is not None and actor.organisation_id == filing.organisation_id
    return allow_if(own or is_overseer(actor), _("这份备案属于其他单位。"))


def list_versions(actor: Actor, obj: object = None) -> Verdict:
    """Allow the bureau and the audit office to see all versions, drafts too."""
    return allow_if(is_overseer(actor), _("目录的编制由财政部门办理；已公布的目录请看公开页面。"))


def view_version(actor: Actor, version: CatalogueVersion) -> Verdict:
    """Allow everybody to see what is public, bureau and departments asked also what is in the making."""
    if is_public(version) or is_overseer(actor) or was_asked(actor, version):
        return ALLOWED
    return refused(_("这个目录版本还没有公布。"))


def view_item(actor: Actor, item: PlanItem) -> Verdict:
    """Allow the owner and its supervising unit; bureau and audit office once it was submitted."""
    supervises = actor.organisation_id and actor.organisation_id == item.organisation.supervising_id
    oversees = is_overseer(actor) and item.status != ItemStatus.DRAFT
    allowed = owns(actor, item) or bool(supervises) or oversees
    return allow_if(allowed, _("这个计划项目属于其他单位。"))


def list_items(actor: Actor, obj: object = None) -> Verdict:
    """Allow whoever belongs to a purchaser, the bureau or the audit office."""
    belongs = actor.organisation_kind in OrganisationKind.purchasers()
    return allow_if(belongs or is_overseer(actor), _("只有购买主体、财政部门和审计机关可以查看购买计划。"))


def may_draft(actor: Actor, obj: object = None) -> Verdict:
    """Tell whether the actor drafts items for the own organisation at all."""
    purchaser = actor.organisation_kind in OrganisationKind.purchasers()
    return allow_if(purchaser and actor.holds(Office.OPERATOR), _("计划项目由购买主体的采购经办人起草。"))


def create_item(actor: Actor, organisation: Organisation) -> Verdict:
    """Allow an operator to draft for the own organisation."""
    verdict = may_draft(actor)
    if verdict and actor.organisation_id != organisation.pk:
        return refused(_("只能为本单位起草计划项目。"))
    return verdict


def edit_item(actor: Actor, item: PlanItem) -> Verdict:
    """Allow any operator of the owner: colleagues may finish each other's drafts."""
    own = owns(actor, item) and actor.holds(Office.OPERATOR)
    return allow_if(own, _("计划项目由本单位的采购经办人填写和提交。"))


def withdraw_item(actor: Actor, item: PlanItem) -> Verdict:
    """Allow the owner's operator or leader before the plan is public."""
    own = owns(actor, item) and actor.holds(Office.OPERATOR, Office.LEADER)
    return allow_if(own, _("公布前由本单位的采购经办人或负责人撤回。"))


def review_item(actor: Actor, item: PlanItem) -> Verdict:
    """Allow the bureau's catalogue office, but never the person who drafted the item."""
    if not is_catalogue_officer(actor):
        return refused(_("审核购买计划是财政部门目录与计划岗的职责。"))
    return allow_if(
        actor.code != item.author_code, _("起草人不能审核自己的项目：请由目录与计划岗的另一人审核。")
    )


def view_annual(actor: Actor, plan: AnnualPlan) -> Verdict:
    """Allow the owner and its supervising unit; bureau and audit office once it was handed in."""
    own = actor.organisation_id is not None and actor.organisation_id in (
        plan.organisation_id,
        plan.organisation.supervising_id,
    )
    oversees = is_overseer(actor) and plan.status != AnnualStatus.DRAFTING
    return allow_if(own or oversees, _("这份年度计划属于其他单位。"))


def read_minutes(actor: Actor, attachment: Attachment) -> Verdict:
    """Allow the papers of a plan to whoever may see the plan."""
    plan = AnnualPlan.objects.select_related("organisation").filter(code=attachment.owner_code).first()
    return view_annual(actor, plan) if plan else refused(_("这个文件不对外提供。"))


def edit_annual(actor: Actor, plan: AnnualPlan) -> Verdict:
    """Allow any operator of the owner: what was decided together is handed in by one of them."""
    own = actor.organisation_id == plan.organisation_id and actor.holds(Office.OPERATOR)
    return allow_if(own, _("年度计划由本单位的采购经办人提交。"))


def review_annual(actor: Actor, plan: AnnualPlan) -> Verdict:
    """Allow the bureau's catalogue office, but never the person who handed the plan in."""
    if not is_catalogue_officer(actor):
        return refused(_("审核购买计划是财政部门目录与计划岗的职责。"))
    return allow_if(
        actor.code != plan.submitted_code, _("提交人不能审核自己提交的计划：请由目录与计划岗的另一人审核。")
    )


def fund_item(actor: Actor, item: PlanItem) -> Verdict:
    """Allow the owner's operator or finance office to name the lines of an agreed wish (N-11)."""
    own = owns(actor, item) and actor.holds(Office.OPERATOR, Office.FINANCE)
    return allow_if(own, _("资金安排由本单位的采购经办人或财务岗填写。"))


def enter_ground(actor: Actor, item: PlanItem) -> Verdict:
    """Allow the owner's operators and the bureau's catalogue office to file what excuses a purchase (B-19)."""
    own = owns(actor, item) and actor.holds(Office.OPERATOR)
    return allow_if(
        own or is_catalogue_officer(actor), _("批准文件由本单位的采购经办人或财政部门目录与计划岗登记。")
    )


def confirm_ground(actor: Actor, ground: SplittingGround) -> Verdict:
    """Allow the bureau's catalogue office or its internal reviewer, but never the person who entered it."""
    if not confirms_grounds(actor):
        return refused(_("批准文件由财政部门目录与计划岗或内部审核岗复核。"))
    return allow_if(actor.code != ground.author_code, _("登记人不能复核自己登记的文件：请另一人复核。"))


def view_ground(actor: Actor, ground: SplittingGround) -> Verdict:
    """Allow the owner and its supervising unit, bureau and audit office."""
    own = actor.organisation_id is not None and actor.organisation_id in (
        ground.organisation_id,
        ground.organisation.supervising_id,
    )
    return allow_if(own or is_overseer(actor), _("这份登记属于其他单位。"))


def read_ground(actor: Actor, attachment: Attachment) -> Verdict:
    """Allow the scan to whoever may see the item that it was filed for."""
    item = PlanItem.objects.select_related("organisation").filter(code=attachment.owner_code).first()
    return view_item(actor, item) if item else refused(_("这个文件不对外提供。"))


def adjust_item(actor: Actor, item: PlanItem) -> Verdict:
    """Allow the owner's operators and the bureau's catalogue office to ask for a change of a public item."""
    own = owns(actor, item) and actor.holds(Office.OPERATOR)
    return allow_if(
        own or is_catalogue_officer(actor), _("计划调整由本单位的采购经办人或财政部门目录与计划岗申请。")
    )


def decide_plan_adjustment(actor: Actor, adjustment: PlanAdjustment) -> Verdict:
    """Allow the bureau's catalogue office, but never the person who asked."""
    if not is_catalogue_officer(actor):
        return refused(_("计划调整由财政部门目录与计划岗复核。"))
    return allow_if(
        actor.code != adjustment.author_code, _("申请人不能复核自己的申请：请由目录与计划岗的另一人复核。")
    )


def withdraw_plan_adjustment(actor: Actor, adjustment: PlanAdjustment) -> Verdict:
    """Allow the person who asked."""
    return allow_if(actor.code == adjustment.author_code, _("只有申请人可以撤回申请。"))


def view_plan_adjustment(actor: Actor, adjustment: PlanAdjustment) -> Verdict:
    """Allow whoever may see the plan that is adjusted."""
    return view_annual(actor, adjustment.plan)


def publish_plan(actor: Actor, item: PlanItem | None = None) -> Verdict:
    """Allow the bureau's catalogue office."""
    return allow_if(is_catalogue_officer(actor), _("购买计划由财政部门目录与计划岗公布。"))


def publish_intent(actor: Actor, item: PlanItem) -> Verdict:
    """Allow an operator of the owner, once the plan is public."""
    verdict = edit_item(actor, item)
    if verdict and item.status != ItemStatus.PUBLISHED:
        return refused(_("计划公布后才能公开采购意向。"))
    return ALLOWED if verdict else refused(_("采购意向由购买主体的采购经办人公开。"))


def _may_prepare(actor: Actor, item: PlanItem) -> bool:
    """Tell whether the actor is an operator of the owner and the item still runs."""
    running = item.status not in (ItemStatus.WITHDRAWN, ItemStatus.CLOSED)
    return running and owns(actor, item) and actor.holds(Office.OPERATOR)


def survey(actor: Actor, obj: "RequirementSurvey | PlanItem") -> Verdict:
    """Allow the owner's operator to survey what the item needs, as long as the item runs."""
    item = obj if isinstance(obj, PlanItem) else obj.item
    return allow_if(
        _may_prepare(actor, item), _("需求调查由购买主体的采购经办人组织和记录；已撤销或办结的项目不再办理。")
    )


def consult_public(actor: Actor, obj: "RequirementConsultation | PlanItem") -> Verdict:
    """Allow the owner's operator to ask the residents and to answer them."""
    item = obj if isinstance(obj, PlanItem) else obj.item
    return allow_if(
        _may_prepare(actor, item),
        _("征求社会公众意见由购买主体的采购经办人发起和答复；已撤销或办结的项目不再办理。"),
    )


def read_survey_paper(actor: Actor, attachment: Attachment) -> Verdict:
    """Allow whoever may see the item that the survey belongs to."""
    found = RequirementSurvey.objects.select_related("item__organisation")
    owner = found.filter(code=attachment.owner_code).first()
    return view_item(actor, owner.item) if owner else refused(_("这个文件不对外提供。"))
