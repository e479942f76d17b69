"""What stands around every page: menu, languages, offices, demo bar, messages. `ui` makes them tags."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from procurement.core import language

from . import formats

PORTAL = (
    ("/", _("首页")),
    ("/catalogue/", _("目录")),
    ("/plan/", _("计划")),
    ("/budget/", _("预算")),
    ("/notices/", _("公告")),
    ("/frameworks/", _("框架协议")),
    ("/performance/", _("绩效")),
    ("/verify/", _("核验")),
    ("/guides/", _("指南")),
)
# Django's message levels and the tones they are shown in.
MESSAGE_TONES = {"debug": "neutral", "info": "info", "success": "done", "warning": "warn", "error": "danger"}


def message_tone(tags: str) -> str:
    """Return the tone of a Django message from its level tag."""
    return MESSAGE_TONES.get(tags.split()[-1] if tags else "", "info")


def in_language(path: str) -> str:
    """Return a public path in the page's language: /notices/ or /en/notices/."""
    return path if formats.is_chinese() else f"/{get_language()}{path}"


def portal_navigation(context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the public menu: label, url and whether one is there."""
    request = context.get("request")
    here = request.path if request else ""
    items = [(in_language(path), label) for path, label in PORTAL]
    return [
        {"url": url, "label": label, "active": here == url if i == 0 else here.startswith(url)}
        for i, (url, label) in enumerate(items)
    ]


def other_language(request: HttpRequest, language: str) -> str:
    """Return this page's address in another language: the languages differ in the prefix, and in nothing else."""
    here = request.get_full_path()
    bare = here.removeprefix("/en") if here.startswith("/en/") else here
    return bare if language.startswith("zh") else f"/{language}{bare}"


def languages(context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the languages with the address of this page in each."""
    request = context.get("request")
    current = get_language() or settings.LANGUAGE_CODE
    names = {"zh-hans": "中文", "en": "EN"}
    return [
        {
            "code": code,
            "label": names.get(code, code),
            "current": code == current,
            "url": other_language(request, code) if request else "/",
        }
        for code, _name in settings.LANGUAGES
    ]


def county_name() -> str:
    """Return the county whose platform this is, in the page's language where it is translated."""
    return language.either(settings.COUNTY_NAME, settings.COUNTY_NAME_EN)


def is_demo() -> bool:
    """Say whether this installation shows invented data; asks no database."""
    return settings.DEMO


def message_list(messages: Sequence[Any] | None) -> list[dict[str, Any]]:
    """Return Django's messages with their tones, each once."""
    return [{"tone": message_tone(m.level_tag), "text": m.message} for m in messages or ()]


def offices_held(context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the organisations one serves in, with the offices there; the one acted for is active."""
    request = context.get("request")
    memberships = getattr(request, "memberships", None) or []
    current = getattr(getattr(request, "actor", None), "organisation_code", "")
    return [
        {
            "code": held.organisation.code,
            "organisation": held.organisation.name,
            "name": language.listed(held.office_labels),
            "active": held.organisation.code == current,
        }
        for held in memberships
    ]
