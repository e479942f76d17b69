"""Giving documents out: the file as issued, or a page that says when it comes and what to do meanwhile."""

from typing import IO, Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _

from .. import documents, health, pdf
from ..documents import Key
from ..models import DocumentOrder
from .base import LoadedObjectMixin

PRINT = "print"
REFRESH_SECONDS = 3


class DocumentView(LoadedObjectMixin):
    """One document of an object. GET gives the file; POST orders one that nobody has ordered.

    ``?as=print`` gives the same content as a page for the browser's printer, for a machine that cannot draw.
    The page that waits asks again by itself (the Refresh header needs no script).
    """

    document_kind = ""
    # What never changes and is public may be kept by browsers.
    document_cache = "private, no-store"
    http_method_names = ["get", "head", "post", "options"]

    def document_key(self) -> Key:
        return Key(self.document_kind, self.object.code)

    def document_home(self) -> str:
        """Return the page to go back to, '' where the object has none."""
        try:
            return self.object.get_absolute_url()
        except (AttributeError, NoReverseMatch):
            return ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = self.document_key()
        if request.GET.get("as") == PRINT:
            return self._uncached(HttpResponse(documents.as_page(key)))
        found = self.drawn(key)
        if found is None:
            return self._uncached(self._waiting(key))
        response = FileResponse(found[0], filename=found[1], content_type=pdf.TYPE)
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = self.document_cache
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.order(self.document_key())
        return HttpResponseRedirect(request.path)

    def drawn(self, key: Key) -> tuple[IO[bytes], str] | None:
        """Return the file and its name once it is drawn."""
        found = documents.issued(key)
        return None if found is None else (documents.open_document(found), found.name)

    def order(self, key: Key) -> None:
        documents.order(key, at=self.at)

    def _waiting(self, key: Key) -> HttpResponse:
        order = documents.waiting(key)
        context = {
            **_state(order),
            "print_url": f"{self.request.path}?as={PRINT}",
            "home_url": self.document_home(),
        }
        response = render(self.request, "core/document_waiting.html", context, status=context["code"])
        if context["code"] == 202:
            response["Refresh"] = str(REFRESH_SECONDS)
        return response

    def _uncached(self, response: HttpResponse) -> HttpResponse:
        response["Cache-Control"] = "private, no-store"
        return response


def _state(order: DocumentOrder | None) -> dict[str, Any]:
    """Return what the page says: status code, tone, sentence, whether the person may ask for the drawing."""
    if packages := pdf.missing_packages():
        text = _("这台服务器缺少系统组件 %(packages)s。请联系管理员安装；现在可以先用网页版打印。")
        return {"code": 503, "tone": "warn", "text": text % {"packages": ", ".join(packages)}}
    if order is None:
        text = _("这份文件还没有生成过。点下面的按钮，几秒钟后就能下载。")
        return {"code": 200, "tone": "info", "text": text, "may_order": True}
    if order.given_up:
        text = _("多次生成没有成功，原因已记录。可以再试一次；现在可以先用网页版打印。")
        return {"code": 503, "tone": "danger", "text": text, "may_order": True}
    if stopped := health.scheduler_trouble():
        return {"code": 503, "tone": "warn", "text": stopped}
    if order.error:
        text = _("刚才没有生成成功，系统会自动再试。现在可以先用网页版打印。")
        return {"code": 202, "tone": "warn", "text": text}
    text = _("通常几秒钟就好。本页会自动刷新，完成后自动打开。")
    return {"code": 202, "tone": "info", "text": text}
