"""Documents as PDF. Called from tasks and downloads, never inside a transaction."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
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
    return HTML(string=html, base_url="static:/", url_fetcher=_own_files_only).write_pdf()


def _own_files_only(url: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
    """Fetch data URLs and our own static files; everything else, above all http and file, is refused."""
    from weasyprint import default_url_fetcher  # noqa: PLC0415 (see render_pdf)

    parts = urlsplit(url)
    if parts.scheme == "data":
        return default_url_fetcher(url)
    name = unquote(parts.path).removeprefix(settings.STATIC_URL).lstrip("/")
    found = finders.find(name) if parts.scheme in ("", "static") else None
    if not found:
        raise ValueError(f"a document may not fetch {url!r}")
    return {"file_obj": Path(found).open("rb")}
