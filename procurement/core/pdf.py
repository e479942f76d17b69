"""Drawing a page as PDF. Called by the job that draws (``core.documents``), never on a request or in a transaction."""

import ctypes
import shutil
import subprocess
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

TYPE = "application/pdf"
# What weasyprint loads at import, and Debian's package for it.
LIBRARIES = {"libpango-1.0.so.0": "libpango-1.0-0", "libpangoft2-1.0.so.0": "libpangoft2-1.0-0"}
# Without this one documents are drawn all the same, up to 60 times slower.
SUBSETTER = {"libharfbuzz-subset.so.0": "libharfbuzz-subset0"}
CHINESE_FONT = "fonts-noto-cjk"


class DocumentsUnavailable(DomainError):
    """The machine lacks the libraries or fonts that documents are drawn with."""


def missing_packages() -> list[str]:
    """Return the Debian packages without which no document can be drawn, or Chinese would become boxes."""
    missing = not_installed(LIBRARIES)
    return missing if _has_chinese_font() else [*missing, CHINESE_FONT]


def not_installed(libraries: dict[str, str]) -> list[str]:
    """Return the packages of those libraries that do not load."""
    return [package for library, package in libraries.items() if not _loads(library)]


def render_pdf(template: str, context: dict[str, Any], *, language: str = "zh-hans") -> bytes:
    """Return the template as PDF in the language of record.

    Raises DocumentsUnavailable where libraries or fonts are missing, and names the packages.
    """
    if missing := missing_packages():
        raise DocumentsUnavailable(
            _("这台服务器没有安装文档组件：%(packages)s。") % {"packages": ", ".join(missing)}
        )
    # A missing library raises at import: the platform itself must start without it.
    from weasyprint import HTML  # noqa: PLC0415

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


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_chinese_font() -> bool:
    lister = shutil.which("fc-list")
    if not lister:
        return False
    families = subprocess.run([lister, ":lang=zh-cn", "family"], capture_output=True, check=False)
    return bool(families.stdout.strip())
