"""An action whose form has choices that words find among thousands."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from ..forms import FIND, WORDS, FindingForm
from .actions import ActionView


class FindingView(ActionView):
    """An ``ActionView`` with a ``FindingForm``: what words find is shown, what was typed stays, nothing is saved.

    Without JavaScript the button sends the form, which comes back unchecked; htmx asks for one control.
    """

    # The form as it was sent with the button that finds.
    sent: Any = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        if not (name := self._asked()):
            return super().get(request, *args, **kwargs)
        form: FindingForm = self.get_form()
        control = form.found(name)
        if control is None:
            raise Http404
        return HttpResponse(control)

    def _asked(self) -> str:
        asked = self.request.method == "GET" and getattr(self.request, "htmx", False)
        return self.request.GET.get(FIND, "") if asked else ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if FIND not in request.POST:
            return super().post(request, *args, **kwargs)
        self.sent = self.get_form()
        return self.render_to_response(self.get_context_data())

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if self.sent is not None:
            return {**kwargs, "data": None, "files": None, "initial": self.sent.typed()}
        if name := self._asked():
            typed = {one: self.request.GET.get(one, "") for one in (name, name + WORDS)}
            return {**kwargs, "initial": {**kwargs["initial"], **typed}}
        return kwargs
