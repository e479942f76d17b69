"""The way on after an upheld challenge: the figures of each package beside the lawful choices."""

from typing import Any

from django.utils.translation import gettext_lazy

from procurement.awarding.lifecycle import CONTRACT_IS_SIGNED
from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView

from .. import permissions
from ..enums import ChallengeGround
from ..forms import RemedyForm
from ..models import Challenge
from ..selectors import outlooks
from ..services import remedy_challenge
from .challenges import CHALLENGES


class ChallengeRemedyView(ActionView):
    """Choose what follows; the hold ends with it."""

    queryset = CHALLENGES
    template_name = "complaints/challenge_remedy.html"
    form_class = RemedyForm
    transition = "remedy"
    success_message = gettext_lazy("已处理，暂停已经解除。质疑供应商、有关供应商和财政部门会收到通知。")

    def view_permission(self, actor: Actor, obj: Challenge) -> Verdict:
        return permissions.view(actor, obj)

    def load(self) -> None:
        super().load()
        self.outlooks = outlooks(self.object)

    def get_form_kwargs(self) -> dict[str, Any]:
        packages = [row.package for row in self.outlooks]
        return {**super().get_form_kwargs(), "ground": self.object.ground, "packages": packages}

    def run(self, form: RemedyForm) -> Challenge:
        return remedy_challenge(challenge=self.object, actor=self.actor, at=self.at, **form.chosen())

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        documents = self.object.ground == ChallengeGround.DOCUMENTS
        return super().get_context_data(
            option=lifecycle.may("remedy", self.object, actor=self.actor, at=self.at),
            outlooks=[] if documents else self.outlooks,
            about_documents=documents,
            signed="" if self.outlooks else CONTRACT_IS_SIGNED,
            **kwargs,
        )
