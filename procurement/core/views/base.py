"""What every view starts from: who acts, at what time, on which object they may know of."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView
from django.views.generic.base import View

from .. import clock
from ..actors import ANONYMOUS, Actor
from ..errors import NotAllowed
from ..permissions import Verdict
from .refusals import sign_in_first


class ActorMixin(View):
    """Reads the actor and the rules' time once per request, in ``setup()``.

    ``sign_in_required`` sends strangers to the sign-in page before anything is loaded, so that an address
    tells them nothing. ``page_permission(actor)``, as ``staticmethod(permissions.list_it)``, says who may see the
    page at all, and why not.
    """

    sign_in_required = False
    page_permission: Callable[[Actor], Verdict] | None = None
    actor: Actor = ANONYMOUS
    at: datetime

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.actor = getattr(request, "actor", ANONYMOUS)
        self.at = clock.now_for(request)
        if not self._turned_away():
            self.load()

    def load(self) -> None:
        """Load what the view is about; called once the person is known. Override, calling super."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self._turned_away():
            return sign_in_first(request)
        if self.page_permission is not None:
            verdict = self.page_permission(self.actor)
            if not verdict:
                raise NotAllowed(verdict.reason)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(actor=self.actor, at=self.at, **kwargs)  # type: ignore[misc]

    def _turned_away(self) -> bool:
        return self.sign_in_required and self.actor.is_anonymous


def nobody_said(actor: Actor, obj: Any) -> Verdict:
    """Stand where a view does not say who may see its object: such a page is never served."""
    raise ImproperlyConfigured(f"nobody said who may see a {type(obj).__name__}")


class LoadedObjectMixin(ActorMixin):
    """Loads ``self.object`` by its public code; an object the actor may not know of does not exist (404).

    ``view_permission(actor, obj)`` must be given, as a method or as ``staticmethod(permissions.view_it)``;
    ``core.permissions.anybody`` says that the page is public.
    """

    model: type[models.Model] | None = None
    queryset: models.QuerySet | None = None
    slug_field = "code"
    slug_url_kwarg = "code"
    context_object_name = ""
    object: Any = None
    view_permission: Callable[..., Verdict] = staticmethod(nobody_said)

    def get_queryset(self) -> models.QuerySet:
        """Return the rows to look in; override for select_related or a visibility filter."""
        if self.queryset is not None:
            return self.queryset.all()
        if self.model is None:
            raise ImproperlyConfigured(f"{type(self).__name__} needs a model or a queryset")
        return self.model._default_manager.all()

    def get_object(self) -> Any:
        """Return the row with the code from the address; Http404 without one."""
        return get_object_or_404(self.get_queryset(), **{self.slug_field: self.kwargs[self.slug_url_kwarg]})

    def load(self) -> None:
        super().load()
        self.object = self.get_object()
        if not self.view_permission(self.actor, self.object):
            raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["object"] = self.object
        if self.object is not None:
            context[self.context_object_name or self.object._meta.model_name] = self.object
        return context


class ObjectView(LoadedObjectMixin, TemplateView):
    """The page of one object, under its public code.

    The template is ``<app_label>/<model>_detail.html`` unless ``template_name`` says otherwise.
    """

    def get_template_names(self) -> list[str]:
        if self.template_name:
            return [self.template_name]
        meta = self.object._meta
        return [f"{meta.app_label}/{meta.model_name}_detail.html"]
