"""Views that do something: a form on GET, one service on POST, refusals beside the field."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from django_htmx.http import HttpResponseClientRedirect

from .. import form_tokens, lifecycle
from ..actors import Actor
from ..errors import DomainError, NotAllowed, NotVisible
from ..lifecycle import Lifecycle
from ..permissions import Verdict
from .base import LoadedObjectMixin


class ActionView(LoadedObjectMixin, FormView):
    """Shows a form and, on POST, calls one service in ``run(form)``.

    With ``model`` or ``queryset`` the object is loaded by its code (404 where it may not be seen); without,
    the view creates something. ``permission(actor, obj)`` answers in ``dispatch()``; naming ``transition``
    takes the permission from the lifecycle's table. ``one_time`` guards services that would do their work
    twice when a form is sent twice. A DomainError stands beside its field and nothing typed is lost.
    """

    sign_in_required = True
    form_class: type[forms.BaseForm] = forms.Form
    transition = ""
    one_time = False
    success_message: Any = ""
    result: Any = None

    def run(self, form: Any) -> Any:
        """Call the one service; what it returns is kept as ``self.result``."""
        raise NotImplementedError

    def load(self) -> None:
        if self.model is not None or self.queryset is not None:
            super().load()

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        if not self.transition:
            raise ImproperlyConfigured(f"{type(self).__name__} names neither a permission nor a transition")
        return Lifecycle.of(obj)[self.transition].permission(actor, obj)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self._turned_away():
            verdict = self.permission(self.actor, self.object)
            if not verdict:
                raise NotAllowed(verdict.reason)
        return super().dispatch(request, *args, **kwargs)

    def get_form(self, form_class: type[forms.BaseForm] | None = None) -> Any:
        form = super().get_form(form_class)
        if self.one_time:
            token = form_tokens.issue(actor_code=self.actor.code, path=self.request.path)
            form.fields[form_tokens.FIELD] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=token
            )
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        token = form.cleaned_data.pop(form_tokens.FIELD, "")
        try:
            return self._submit_once(form, token) if self.one_time else self._submit(form)
        except (NotAllowed, NotVisible):
            raise
        except DomainError as error:
            # Nothing was written; the object in memory may have gone a step further before the refusal.
            if isinstance(self.object, models.Model):
                self.object.refresh_from_db()
            return self.refuse(form, error)

    def refuse(self, form: Any, error: DomainError) -> HttpResponse:
        """Show a service's refusal beside the field it names, or above the form."""
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return self.form_invalid(form)

    def get_success_url(self) -> str:
        if self.success_url:
            return str(self.success_url)
        target = self.result if hasattr(self.result, "get_absolute_url") else self.object
        return target.get_absolute_url()

    def get_success_message(self) -> str:
        """Return the sentence shown on the next page."""
        return str(self.success_message)

    def _submit(self, form: Any) -> HttpResponse:
        self.result = self.run(form)
        if message := self.get_success_message():
            messages.success(self.request, message)
        return self.leave_to(self.get_success_url())

    def _submit_once(self, form: Any, token: str) -> HttpResponse:
        try:
            submission = form_tokens.claim(token, actor_code=self.actor.code, path=self.request.path)
        except form_tokens.ReplayedToken as replay:
            return self._already(form, replay.result_url)
        except form_tokens.ExpiredToken:
            return self._expired(form)
        try:
            response = self._submit(form)
        except Exception:
            form_tokens.release(submission)
            raise
        form_tokens.settle(submission, self.get_success_url())
        return response

    def _already(self, form: Any, result_url: str) -> HttpResponse:
        if result_url:
            messages.info(self.request, _("这份表单刚才已经提交成功，没有重复提交。"))
            return self.leave_to(result_url)
        form.add_error(None, _("这份表单正在处理。请先查看是否已经办成，需要时再重新打开表单。"))
        return self.form_invalid(form)

    def _expired(self, form: Any) -> HttpResponse:
        token = form_tokens.issue(actor_code=self.actor.code, path=self.request.path)
        form.data = form.data.copy()
        form.data[form.add_prefix(form_tokens.FIELD)] = token
        form.add_error(None, _("页面打开时间过长，表单已更新。您填写的内容还在，请核对后再提交一次。"))
        return self.form_invalid(form)

    def leave_to(self, url: str) -> HttpResponse:
        """Redirect, in the way htmx or a plain browser understands."""
        if getattr(self.request, "htmx", False):
            return HttpResponseClientRedirect(url)
        return HttpResponseRedirect(url)


class ReasonForm(forms.Form):
    """The reason of a step."""

    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), required=False
    )


class TransitionView(ActionView):
    """One address for the plain steps of a lifecycle: ``<code>/<transition>/``.

    ``services`` maps the name of a step to the service that does it, called with the object under the
    keyword ``argument``, ``actor``, ``at`` and, for the steps in ``reasons``, ``reason`` (True: it must be
    given). GET asks for confirmation, so that it works without JavaScript.
    """

    template_name = "core/transition_form.html"
    form_class = ReasonForm
    services: Mapping[str, Callable[..., Any]] = {}
    argument = "obj"
    reasons: Mapping[str, bool] = {}

    def load(self) -> None:
        super().load()
        self.transition = self.kwargs["transition"]
        if self.transition not in self.services:
            raise Http404

    def get_form(self, form_class: type[forms.BaseForm] | None = None) -> Any:
        form = super().get_form(form_class)
        if self.transition not in self.reasons:
            form.fields.pop("reason", None)
        else:
            form.fields["reason"].required = self.reasons[self.transition]
        return form

    def run(self, form: Any) -> Any:
        arguments = {self.argument: self.object, "actor": self.actor, "at": self.at}
        if self.transition in self.reasons:
            arguments["reason"] = form.cleaned_data["reason"]
        return self.services[self.transition](**arguments)

    def get_success_message(self) -> str:
        step = Lifecycle.of(self.object)[self.transition]
        return str(self.success_message) or _("已完成：%(step)s。") % {"step": step.label or step.name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        option = lifecycle.may(self.transition, self.object, actor=self.actor, at=self.at)
        return super().get_context_data(option=option, cancel_url=self.get_success_url(), **kwargs)
