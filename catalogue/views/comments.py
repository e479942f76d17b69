"""What everybody sees of a catalogue in the making: the draft, its comments, and two versions side by side."""

from typing import Any

from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from procurement.core import clock, rates
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict, anybody
from procurement.core.views import ActionView, ActorMixin

from .. import permissions, selectors, services
from ..forms import CommentForm
from ..models import CatalogueVersion, PublicComment
from ..models.making import PublicVoice
from .public import HOME


class SpeakView(ActionView):
    """A form for everybody: no sign-in, no name; held to so many in a while, and nothing typed is lost.

    ``keep(form)`` calls the service that keeps what was said.
    """

    sign_in_required = False
    one_time = True
    success_message = gettext_lazy("已收到，谢谢您的意见。截止后会逐条答复，答复和意见一起公开。")
    permission = staticmethod(anybody)

    def keep(self, form: Any) -> PublicVoice:
        """Keep what was said."""
        raise NotImplementedError

    def run(self, form: Any) -> PublicVoice:
        rates.check(self.request, "voice")
        kept = self.keep(form)
        rates.count(self.request, "voice")
        return kept

    def get_success_url(self) -> str:
        return self.request.path


class VersionComments(SpeakView):
    """The form for everybody while comments are open; comments and answers as they are published."""

    form_class = CommentForm
    template_name = "catalogue/catalogueversion_comments.html"
    context_object_name = "version"
    slug_url_kwarg = "version"

    def get_queryset(self) -> models.QuerySet[CatalogueVersion]:
        return CatalogueVersion.objects.filter(comment_from__isnull=False)

    def load(self) -> None:
        self.queryset = self.get_queryset()
        super().load()

    def view_permission(self, actor: Actor, obj: CatalogueVersion) -> Verdict:
        return permissions.view_version(actor, obj)

    def get_initial(self) -> dict[str, Any]:
        return {"entry_code": self.request.GET.get("entry", "")[:20]}

    def keep(self, form: CommentForm) -> PublicComment:
        facts = {name: form.cleaned_data[name] for name in ("text", "entry_code", "name", "contact")}
        return services.add_comment(version=self.object, at=self.at, **facts)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.object
        return super().get_context_data(
            open=services.takes_comments(version, clock.local_date(self.at)),
            comments=list(selectors.public_comments(version)),
            count=version.comments.count(),
            breadcrumbs=[
                HOME,
                {"label": version.title, "url": reverse("catalogue:version", args=[version.code])},
                {"label": _("公开征求意见")},
            ],
            **kwargs,
        )


class VersionCompare(ActorMixin, TemplateView):
    """Two versions side by side; any two that one may read."""

    template_name = "catalogue/catalogueversion_compare.html"

    def load(self) -> None:
        super().load()
        self.pair = [self._readable(self.kwargs[name]) for name in ("old", "new")]

    def _readable(self, code: str) -> CatalogueVersion:
        version = get_object_or_404(CatalogueVersion, code=code)
        if not permissions.view_version(self.actor, version):
            raise Http404
        return version

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        old, new = self.pair
        return super().get_context_data(
            found=selectors.compare(old, new),
            others=selectors.visible_versions(self.actor).exclude(pk__in=[old.pk, new.pk]),
            breadcrumbs=[
                HOME,
                {"label": new.title, "url": reverse("catalogue:version", args=[new.code])},
                {"label": _("版本比较")},
            ],
            **kwargs,
        )
