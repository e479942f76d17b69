"""The desk of a requirement: must it be surveyed, must residents be heard, and both done step by step."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.attachments import attachments_of
from procurement.core.models import Attachment
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, ObjectView, TransitionView

from .. import permissions
from ..enums import SurveyStatus
from ..forms.requirement import (
    AskForm,
    MarksForm,
    SurveyForm,
    SurveyPaperForm,
    default_days,
    initial_of,
    rows_of,
)
from ..lifecycle import SURVEY
from ..models import PlanItem, RequirementConsultation, RequirementMark, RequirementSurvey
from ..selectors import requirement
from ..services.consultations import open_consultation
from ..services.requirement import add_survey_paper, mark_requirement, remove_survey_paper
from ..services.surveys import conclude_survey, discard_survey, save_survey
from .items import HOME, PLAN
from .stale import KnowinglyMixin
from .summary import SURVEY_TONES, summary_of

ITEMS = PlanItem.objects.select_related("organisation", "catalogue_item", "requirement_mark")
SURVEYS = RequirementSurvey.objects.select_related(
    "item__organisation", "item__catalogue_item", "reuses__item"
)


def address_of(item: PlanItem) -> str:
    """Return the desk of an item's requirement."""
    return reverse("catalogue:requirement", args=[item.code])


def crumbs(item: PlanItem, *more: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the way to the desk of an item's requirement and on."""
    home = {"label": item.title, "url": item.get_absolute_url()}
    return [HOME, PLAN, home, {"label": _("采购需求"), "url": address_of(item)}, *more]


class RequirementDesk(ObjectView):
    """One screen: what the law wants before the requirement is fixed, and how far it is."""

    sign_in_required = True
    queryset = ITEMS
    context_object_name = "item"
    template_name = "catalogue/requirement_detail.html"

    def view_permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.view_item(actor, obj)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = requirement.latest_consultation(self.object)
        return super().get_context_data(
            requirement=summary_of(self.object, self.actor, self.at),
            mark=requirement.mark_of(self.object),
            counts=requirement.counts(asked) if asked else {},
            breadcrumbs=crumbs(self.object),
            **kwargs,
        )


class _ItemStep(ActionView):
    """What is done to one item and leads back to its desk."""

    queryset = ITEMS
    context_object_name = "item"
    template_name = "catalogue/requirement_step.html"
    title: Any = ""
    what: Any = ""
    submit: Any = ""

    def view_permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.view_item(actor, obj)

    def permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.survey(actor, obj)

    def get_success_url(self) -> str:
        return address_of(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.title,
            what=self.what,
            submit=self.submit or _("保存"),
            cancel_url=address_of(self.object),
            breadcrumbs=crumbs(self.object, {"label": self.title}),
            **kwargs,
        )


class RequirementMarks(_ItemStep):
    """Say what only people know of the item."""

    form_class = MarksForm
    title = gettext_lazy("需求特点")
    what = gettext_lazy(
        "金额和是否公共服务由系统判断；下面三项由经办人判断，选上任何一项就应当开展需求调查（财库〔2021〕22号第十一条）。"
    )
    success_message = gettext_lazy("已保存。")

    def get_initial(self) -> dict[str, Any]:
        mark = requirement.mark_of(self.object)
        names = ("watched", "difficult", "wanted", "reason")
        return {name: getattr(mark, name) for name in names} if mark else {}

    def run(self, form: MarksForm) -> RequirementMark:
        return mark_requirement(item=self.object, actor=self.actor, at=self.at, **form.cleaned_data)


class ConsultationOpen(_ItemStep):
    """Ask the residents."""

    form_class = AskForm
    one_time = True
    title = gettext_lazy("征求社会公众意见")
    what = gettext_lazy(
        "发布公告，任何人都可以在公开页面看到这些内容并提意见，不用登录。截止后逐条答复，意见和答复一起公开。"
    )
    submit = gettext_lazy("发布公告，开始征求意见")
    success_message = gettext_lazy("已开始征求意见，公告已发布。")

    def permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.consult_public(actor, obj)

    def get_initial(self) -> dict[str, Any]:
        today = clock.local_date(self.at)
        days = timedelta(days=requirement.least_days(today))
        return {"summary": self.object.description, "until": today + days}

    def run(self, form: AskForm) -> RequirementConsultation:
        return open_consultation(item=self.object, actor=self.actor, at=self.at, **form.cleaned_data)


class _SurveyForm(KnowinglyMixin):
    """What both pages of the record share."""

    form_class = SurveyForm
    template_name = "catalogue/requirementsurvey_form.html"
    title: Any = ""

    @property
    def item(self) -> PlanItem:
        """The plan item that is surveyed."""
        return self.object

    @property
    def survey(self) -> RequirementSurvey | None:
        """The record that is gone on with, if there is one."""
        return None

    def view_permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.view_item(actor, obj if isinstance(obj, PlanItem) else obj.item)

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.survey(actor, obj)

    def get_form_kwargs(self) -> dict[str, Any]:
        earlier = requirement.reusable(self.item, clock.local_date(self.at))
        return {**super().get_form_kwargs(), "earlier": earlier, "rows": rows_of(self.survey)}

    def get_initial(self) -> dict[str, Any]:
        return default_days(clock.local_date(self.at))

    def run(self, form: SurveyForm) -> RequirementSurvey:
        return save_survey(
            item=self.item,
            survey=self.survey,
            facts=form.facts(),
            answers=form.asked(),
            revision=form.cleaned_data["revision"] if self.survey else None,
            actor=self.actor,
            at=self.at,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = self.survey.get_absolute_url() if self.survey else address_of(self.item)
        return super().get_context_data(
            title=self.title,
            item=self.item,
            least=requirement.least_respondents(clock.local_date(self.at)),
            cancel_url=back,
            breadcrumbs=crumbs(self.item, {"label": self.title}),
            **kwargs,
        )


class SurveyCreate(_SurveyForm):
    """Begin the record."""

    queryset = ITEMS
    one_time = True
    title = gettext_lazy("需求调查记录")
    success_message = gettext_lazy("已保存。附上材料、核对无误后，点“完成需求调查”。")


class SurveyEdit(_SurveyForm):
    """Go on with the record."""

    queryset = SURVEYS
    title = gettext_lazy("修改需求调查")
    success_message = gettext_lazy("已保存。")

    @property
    def item(self) -> PlanItem:
        """The plan item that is surveyed."""
        return self.object.item

    @property
    def survey(self) -> RequirementSurvey:
        """The record that is gone on with."""
        return self.object

    def get_initial(self) -> dict[str, Any]:
        return initial_of(self.object)


class SurveyDetail(ObjectView):
    """One survey: what was asked, who said what, the papers, the conclusion."""

    sign_in_required = True
    queryset = SURVEYS
    context_object_name = "survey"

    def view_permission(self, actor: Actor, obj: RequirementSurvey) -> Verdict:
        return permissions.view_item(actor, obj.item)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        survey = self.object
        open_ = survey.status == SurveyStatus.OPEN
        return super().get_context_data(
            tone=SURVEY_TONES[survey.status],
            respondents=list(survey.respondents.all()),
            papers=list(attachments_of(SURVEY.subject_kind, survey.code)),
            may_edit=open_ and bool(permissions.survey(self.actor, survey)),
            breadcrumbs=crumbs(survey.item, {"label": _("需求调查")}),
            **kwargs,
        )


class _SurveyStep(ActionView):
    """What is done to one survey and leads back to it."""

    queryset = SURVEYS
    context_object_name = "survey"
    template_name = "catalogue/requirement_step.html"
    title: Any = ""
    submit: Any = ""

    def view_permission(self, actor: Actor, obj: RequirementSurvey) -> Verdict:
        return permissions.view_item(actor, obj.item)

    def permission(self, actor: Actor, obj: RequirementSurvey) -> Verdict:
        return permissions.survey(actor, obj)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            item=self.object.item,
            title=self.title,
            submit=self.submit,
            cancel_url=self.object.get_absolute_url(),
            breadcrumbs=crumbs(self.object.item, {"label": self.title}),
            **kwargs,
        )


class SurveyPaperAdd(_SurveyStep):
    """Attach a paper."""

    form_class = SurveyPaperForm
    one_time = True
    title = gettext_lazy("附上调查材料")
    submit = gettext_lazy("上传")
    success_message = gettext_lazy("已上传。")

    def run(self, form: SurveyPaperForm) -> Attachment:
        return add_survey_paper(
            survey=self.object, file=form.cleaned_data["file"], actor=self.actor, at=self.at
        )

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()


class SurveyPaperRemove(_SurveyStep):
    """Take a paper out."""

    title = gettext_lazy("移除调查材料")
    submit = gettext_lazy("确认移除")
    success_message = gettext_lazy("已移除。")

    def load(self) -> None:
        super().load()
        papers = attachments_of(SURVEY.subject_kind, self.object.code)
        self.paper = papers.filter(code=self.kwargs["file"]).first()
        if self.paper is None:
            raise Http404

    def run(self, form: Any) -> RequirementSurvey:
        return remove_survey_paper(survey=self.object, paper=self.paper, actor=self.actor, at=self.at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(what=self.paper.name, **kwargs)


class SurveyTransition(TransitionView):
    """Complete the survey, or give it up."""

    queryset: models.QuerySet | None = SURVEYS
    argument = "survey"
    services = {"conclude": conclude_survey, "discard": discard_survey}
    reasons = {"discard": True}

    def view_permission(self, actor: Actor, obj: RequirementSurvey) -> Verdict:
        return permissions.view_item(actor, obj.item)
