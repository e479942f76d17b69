"""Sound and picture of openings and evaluations: what is registered, what is missing, a wrong entry struck."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict

from ..forms.recordings import RecordingForm, StrikeForm
from ..models import Package, SceneRecording
from ..permissions import openings as permissions
from ..selectors import recording
from ..services.recording import record_scene, strike_scene
from .frame import PackageAction, TenderAction


class RecordingList(PackageAction):
    """What is registered of a package, stage by stage, and the form for one more."""

    template_name = "tendering/recording_list.html"
    form_class = RecordingForm
    title = gettext_lazy("开标、评审录音录像")
    submit = gettext_lazy("登记")
    success_message = gettext_lazy("已登记。")
    one_time = True

    def load(self) -> None:
        super().load()
        self.scenes = recording.scenes(self.object)

    def permission(self, actor: Actor, obj: Package) -> Verdict:
        if self.request.method != "POST":
            return self.view_permission(actor, obj)
        return permissions.keep_recordings(actor, obj)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "scenes": self.scenes}

    def get_initial(self) -> dict[str, Any]:
        """Begin with the first time that is not registered yet."""
        scene = next((one for one in self.scenes if one.gaps), None)
        if scene is None:
            stage = self.scenes[0].stage.value if self.scenes else ""
            return {"stage": stage, "years": recording.years(self.at).integer}
        begins, ends = (moment.astimezone(clock.SHANGHAI) for moment in scene.gaps[0])
        return {
            "stage": scene.stage.value,
            "begins": begins,
            "ends": ends,
            "keeper": self.actor.organisation_name,
            "years": recording.years(self.at).integer,
        }

    def run(self, form: RecordingForm) -> SceneRecording:
        stage = form.cleaned_data["stage"]
        return record_scene(package=self.object, stage=stage, said=form.said(), actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        return reverse("tendering:recording-list", args=[self.object.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            package=self.object,
            scenes=self.scenes,
            basis=recording.basis_of(self.object),
            may_keep=bool(permissions.keep_recordings(self.actor, self.object)),
            **kwargs,
        )


class RecordingStrike(TenderAction):
    """Strike a wrong entry."""

    model = SceneRecording
    form_class = StrikeForm
    title = gettext_lazy("作废一条录音录像登记")
    submit = gettext_lazy("作废登记")
    success_message = gettext_lazy("已作废，原来的登记仍可查看。")

    def get_queryset(self) -> Any:
        return recording.recordings()

    def permission(self, actor: Actor, obj: SceneRecording) -> Verdict:
        return permissions.keep_recordings(actor, obj.package, obj.stage)

    def run(self, form: StrikeForm) -> SceneRecording:
        return strike_scene(row=self.object, reason=form.cleaned_data["reason"], actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        return reverse("tendering:recording-list", args=[self.object.package.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "cancel_url": self.get_success_url()}
