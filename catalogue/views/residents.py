"""What everybody sees of the services that a purchaser asks the residents about, and where they speak."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core import clock
from procurement.core.permissions import anybody
from procurement.core.views import FilteredListView

from ..enums import ConsultationStatus, ItemStatus
from ..forms.consulting import VoiceForm
from ..models import RequirementComment, RequirementConsultation
from ..selectors import requirement
from ..services.consultations import add_voice, takes_voices
from .comments import SpeakView
from .public import HOME
from .summary import TONES


class ConsultationList(FilteredListView):
    """What the residents are asked, and what came of it."""

    template_name = "catalogue/requirementconsultation_list.html"
    sorts = {"until": "until", "title": "item__title"}
    default_sort = "-until"
    tones = TONES

    def get_queryset(self) -> models.QuerySet[RequirementConsultation]:
        self.queryset = requirement.public_consultations()
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        heads = (
            {"label": _("打算买的服务"), "field": "title"},
            {"label": _("截止日期"), "field": "until"},
            {"label": _("状态")},
        )
        return {**context, "heads": heads, "breadcrumbs": [HOME, {"label": _("征求群众意见")}]}


class ConsultationPage(SpeakView):
    """One service that is to be bought, in plain words; the form while it is open, then comments and answers."""

    form_class = VoiceForm
    template_name = "catalogue/requirementconsultation_public.html"
    context_object_name = "consultation"
    success_message = gettext_lazy("已收到，谢谢您的意见。经办单位会答复，答复和意见一起公开。")
    view_permission = staticmethod(anybody)

    def get_queryset(self) -> models.QuerySet[RequirementConsultation]:
        # Also what was taken back: its notice still leads here.
        return RequirementConsultation.objects.select_related("item__organisation", "item__catalogue_item")

    def load(self) -> None:
        self.queryset = self.get_queryset()
        super().load()

    def keep(self, form: VoiceForm) -> RequirementComment:
        facts = {name: form.cleaned_data[name] for name in ("text", "name", "contact")}
        return add_voice(consultation=self.object, at=self.at, **facts)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.object
        return super().get_context_data(
            withdrawn=row.status == ConsultationStatus.WITHDRAWN,
            open=takes_voices(row, clock.local_date(self.at)),
            voices=list(requirement.published_voices(row)),
            counts=requirement.counts(row),
            planned=row.item.status in ItemStatus.public(),
            breadcrumbs=[
                HOME,
                {"label": _("征求群众意见"), "url": reverse("catalogue:consultation-list")},
                {"label": row.item.title},
            ],
            **kwargs,
        )
