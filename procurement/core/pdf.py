"""Documents as PDF. Called from tasks and downloads, never inside a transaction."""

from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils._os import safe_join
from django.utils.translation import gettext_lazy as _

from .errors import DomainError


class DocumentsUnavailable(DomainError):
    """The machine lacks the libraries or fonts that documents are drawn with."""


def render_pdf(template: str, context: dict[str, Any], *, language: str = "zh-hans") -> bytes:
    """Return the template as PDF in the language of record.

    Raises DocumentsUnavailable where pango is missing: the screen then says what to install.
    """
    try:
        # A missing pango raises at import: the platform itself must start without it.
        from weasyprint import HTML  # noqa: PLC0415
    except OSError as error:
        raise DocumentsUnavailable(
            _("这台服务器没有安装文档组件（pango），暂时不能生成 PDF。请联系管理员安装后再试。")
        ) from error
    with translation.override(language):
        html = render_to_string(template, context)
    return HTML(string=html, base_url="static:/", url_fetcher=_OwnFilesOnly()).write_pdf()


class _OwnFilesOnly:
    """Fetches data URLs and our own static files for WeasyPrint; everything else, above all http and file, is refused.

    Not a subclass of WeasyPrint's URLFetcher, which could only be named after the import; WeasyPrint calls
    it with an address and asks for ``_fail_on_errors``.
    """

    _fail_on_errors = False

    def __call__(self, url: str) -> Any:
        from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 (see render_pdf)

        parts = urlsplit(url)
        if parts.scheme == "data":
            return URLFetcher(allowed_protocols=["data"]).fetch(url)
        found = _static_file(unquote(parts.path)) if parts.scheme in ("", "static") else None
        if not found:
            raise ValueError(f"a document may not fetch {url!r}")
        kind = guess_type(found)[0] or "application/octet-stream"
        return URLFetcherResponse(url, Path(found).read_bytes(), {"Content-Type": kind})


def _static_file(path: str) -> str | None:
    """Return where a static file lies: collected under its hashed name, else with its app."""
    name = path.removeprefix(settings.STATIC_URL).lstrip("/")
    collected = safe_join(settings.STATIC_ROOT, name)
    return collected if Path(collected).is_file() else finders.find(name)
