"""The purchaser's decision, the result notice, the letters, and what each bidder is told."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurement.core.actors import Actor
from procurement.core.permissions import Verdict, allow_if, refused
from procurement.core.views import ActionView, DocumentView, ObjectView, TransitionView

from .. import documents, permissions, services
from ..enums import AWARD_LETTER, AwardStatus
from ..forms import PublishForm
from ..models import Award
from ..selectors.stages import letter_for
from .panels import PACKAGES

AWARDS = Award.objects.select_related(
    "package__tender__purchaser", "package__tender__item", "supplier", "bid"
)


class AwardDetail(ObjectView):
    """Whom the report puts first, for how much, and what the purchaser does about it."""

    queryset = AWARDS
    sign_in_required = True
    view_permission = staticmethod(permissions.view_award)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        award = self.object
        report = documents.report_context(award.package.evaluation)
        return super().get_context_data(
            **report,
            notified=award.status == AwardStatus.NOTIFIED,
            drafts_contract=bool(permissions.drafts_contract(self.actor, award)),
            **kwargs,
        )


class AwardTransition(TransitionView):
    """Confirm the award."""

    queryset = AWARDS
    view_permission = staticmethod(permissions.view_award)
    services = {"confirm": services.confirm_award}
    argument = "award"


class AwardNotify(ActionView):
    """Result notice and letters in one stroke."""

    template_name = "awarding/award_notify.html"
    queryset = AWARDS
    form_class = PublishForm
    transition = "notify"
    view_permission = staticmethod(permissions.view_award)
    success_message = _("结果公告已发布，通知书已发出，每家供应商都收到了自己的结果。")

    def run(self, form: PublishForm) -> None:
        services.publish_result(
            award=self.object, actor=self.actor, at=self.at, medium_url=form.cleaned_data["medium_url"]
        )


class AwardLetter(DocumentView):
    """The award letter for purchaser, overseers and the awarded supplier."""

    # A letter that was sent stays readable, void or not: the verify page says which.
    queryset = AWARDS.filter(notified_at__isnull=False)
    sign_in_required = True
    document_kind = AWARD_LETTER

    def view_permission(self, actor: Actor, obj: Award) -> Verdict:
        own = actor.organisation_id == obj.supplier_id
        return allow_if(own or bool(permissions.view_award(actor, obj)), "")

    def document_home(self) -> str:
        """Return the supplier's own page, for the others that of the award."""
        if permissions.view_award(self.actor, self.object):
            return self.object.get_absolute_url()
        return reverse("awarding:outcome", args=[self.object.package.code])


class Outcome(ObjectView):
    """What one bidder is told: its own score and rank, or why it failed (RULES N-07)."""

    template_name = "awarding/outcome.html"
    queryset = PACKAGES
    sign_in_required = True
    context_object_name = "package"

    def view_permission(self, actor: Actor, obj: Any) -> Verdict:
        self.letter = letter_for(obj, actor)
        return permissions.read_letter(actor, self.letter) if self.letter else refused("")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        award = Award.objects.filter(package=self.object, status=AwardStatus.NOTIFIED).first()
        return super().get_context_data(letter=self.letter, award=award, **kwargs)
