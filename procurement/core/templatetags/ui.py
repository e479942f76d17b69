"""Tags and filters of the design system: `{% load ui %}`. The pieces themselves are templates/components/*.html."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.db.models import Model
from django.forms import BoundField, CheckboxInput, widgets
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from procurement.core import clock, lifecycle
from procurement.core.actors import Actor
from procurement.core.permissions import system_only

from . import figures, formats

register = template.Library()

register.filter("amount", formats.amount)
register.filter("wan", formats.wan)
register.filter("zh_date", formats.day)
register.filter("zh_day_only", formats.day_only)
register.filter("zh_day", formats.short_day)
register.filter("zh_datetime", formats.day_time)
register.filter("short_hash", formats.short_hash)
register.filter("hash_words", formats.hash_words)
register.filter("file_size", formats.file_size)
register.simple_tag(figures.meter, name="meter")
register.simple_tag(figures.qr, name="qr")

TONE_ICONS = {
    "neutral": "circle",
    "progress": "half",
    "info": "info",
    "done": "check-circle",
    "warn": "triangle",
    "danger": "diamond",
}
STATE_ICONS = {"past": "check-circle", "present": "target", "future": "circle", "missed": "cross-circle"}
# Django's message levels and the tones they are shown in.
MESSAGE_TONES = {"debug": "neutral", "info": "info", "success": "done", "warning": "warn", "error": "danger"}
SOON_DAYS = 3
PORTAL = (
    ("/", _("首页")),
    ("/catalogue/", _("目录")),
    ("/plan/", _("计划")),
    ("/notices/", _("公告")),
    ("/performance/", _("绩效")),
    ("/verify/", _("核验")),
    ("/guides/", _("指南")),
)


@register.simple_tag(name="amount")
def amount_tag(value: Decimal | int | None) -> str:
    """Write yuan with thousands separators: {% amount contract.amount %} → 462,000.00."""
    return formats.amount(value)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw a symbol of static/img/icons.svg; give a label only where no word stands beside it."""
    return figures.icon(f"{static('img/icons.svg')}#{name}", label)


@register.filter
def tone_icon(tone: str) -> str:
    """Return the shape that belongs to a tone: colour never speaks alone."""
    return TONE_ICONS.get(tone, "circle")


@register.filter
def state_icon(state: str) -> str:
    """Return the shape of a moment in a timeline."""
    return STATE_ICONS.get(state, "circle")


@register.filter
def state_word(state: str) -> str:
    """Return what a screen reader says of a moment in a timeline."""
    words = {"past": gettext("已完成"), "present": gettext("进行中"), "missed": gettext("已逾期")}
    return words.get(state, gettext("未到"))


@register.filter
def message_tone(tags: str) -> str:
    """Return the tone of a Django message from its level tag."""
    return MESSAGE_TONES.get(tags.split()[-1] if tags else "", "info")


# Due dates ----------------------------------------------------------------------------------------------------


def due_tone(days: int) -> tuple[str, str]:
    """Return tone and word for a due date so many calendar days away."""
    if days < 0:
        return "danger", gettext("已逾期")
    if days <= SOON_DAYS:
        return "warn", gettext("即将到期")
    return "neutral", gettext("期限内")


def days_left(days: int) -> str:
    """Say in words how far a due date is from today, in calendar days."""
    if days < 0:
        return ngettext("已逾期 %(days)s 天", "已逾期 %(days)s 天", -days) % {"days": -days}
    if days == 0:
        return gettext("今天截止")
    return ngettext("还剩 %(days)s 天", "还剩 %(days)s 天", days) % {"days": days}


@register.simple_tag
def due(when: date | datetime, now: datetime) -> dict[str, Any]:
    """Return tone, word and days left of a due date: {% due row.due_at now as at %}."""
    days = (formats.local_day(when) - formats.local_day(now)).days
    if isinstance(when, datetime) and when < now:
        days = min(days, -1)
    tone, word = due_tone(days)
    return {"tone": tone, "word": word, "left": days_left(days), "days": days}


@register.inclusion_tag("components/deadline.html")
def deadline(when: date | datetime, now: datetime, **about: Any) -> dict[str, Any]:
    """Show a deadline; `about`: label, basis, article, left (words for working days), met=True once it is kept."""
    shown = due(when, now)
    if about.get("met"):
        shown = {"tone": "done", "word": gettext("已完成"), "left": gettext("已完成"), "days": shown["days"]}
    return {"when": when, "has_time": isinstance(when, datetime), **shown, **about}


# What may be done ---------------------------------------------------------------------------------------------


@register.inclusion_tag("components/transitions.html", takes_context=True)
def transitions(
    context: Mapping[str, Any], obj: Model, actor: Actor, at: datetime, prefix: str
) -> dict[str, Any]:
    """Show the steps from an object's present status; their pages are named `<prefix>-<step>` and take its code.

    A step that is mine but not possible yet stands with its reason; what others do is folded away; what
    only the machine does is left out, and so is a step without a page of its own.
    """
    mine, others = [], []
    for option in lifecycle.available(obj, actor=actor, at=at):
        url = page_of(prefix, option.name, obj)
        if not url or option.transition.permission is system_only:
            continue
        item = {
            "name": option.name,
            "label": option.label,
            "allowed": option.allowed,
            "reason": option.reason,
        }
        is_mine = option.allowed or bool(option.transition.permission(actor, obj))
        (mine if is_mine else others).append({**item, "url": url, "basis": ""})
    return {"options": mine, "others": others, "csrf_token": context.get("csrf_token")}


def page_of(prefix: str, name: str, obj: Model) -> str:
    """Return the address of a step's page, or nothing where it has none."""
    try:
        return reverse(f"{prefix}-{name.replace('_', '-')}", args=[obj.code])
    except NoReverseMatch:
        return ""


# Money --------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/money_bar.html")
def money_bar(title: str = "", **amounts: Decimal | None) -> dict[str, Any]:
    """Show a budget as bar and table: paid, committed, frozen, reserved, free in yuan, none counted twice."""
    parts, total = figures.segments(amounts)
    return {"title": title, "segments": parts, "total": total}


# Lists --------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(
    context: Mapping[str, Any], label: str, field: str = "", numeric: bool = False
) -> dict[str, Any]:
    """Show a column head; with a field it is a link that sorts by ?sort=field, and back by ?sort=-field."""
    request = context.get("request")
    current = request.GET.get("sort", "") if request else ""
    direction = {field: "ascending", f"-{field}": "descending"}.get(current, "") if field else ""
    query = ""
    if request and field:
        params = request.GET.copy()
        params.pop("page", None)
        params["sort"] = f"-{field}" if direction == "ascending" else field
        query = f"?{params.urlencode()}"
    return {"label": label, "numeric": numeric, "direction": direction, "query": query}


@register.simple_tag
def page_numbers(page: Page) -> list[int | str]:
    """Return the page numbers around the current one, with … for what is left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag(takes_context=True)
def kept_fields(context: Mapping[str, Any], *names: str) -> list[tuple[str, str]]:
    """Return the address's parameters of these names, to be kept as hidden fields of a filter form."""
    request = context.get("request")
    if not request:
        return []
    return [(name, value) for name in names for value in request.GET.getlist(name) if value]


# Forms --------------------------------------------------------------------------------------------------------


def control_class(widget: widgets.Widget) -> str:
    """Return Bootstrap's class for a widget; groups of choices are styled by their frame."""
    if isinstance(widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple | CheckboxInput):
        return ""
    if isinstance(widget, widgets.Select):
        return "form-select"
    return "form-control"


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Say whether a field is one box to tick, whose label stands behind it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Render a field's widget with the classes of the design; Django itself adds the aria attributes."""
    widget = field.field.widget
    classes = [widget.attrs.get("class", ""), control_class(widget)]
    if field.errors and classes[1]:
        classes.append("is-invalid")
    return field.as_widget(attrs={"class": " ".join(filter(None, classes))} if any(classes) else None)


# Frame --------------------------------------------------------------------------------------------------------


def in_language(path: str) -> str:
    """Return a public path in the page's language: /notices/ or /en/notices/."""
    return path if formats.is_chinese() else f"/{get_language()}{path}"


@register.simple_tag(takes_context=True)
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
    """Return this page's address in another language, also for a page that does not exist."""
    here = request.get_full_path()
    there = translate_url(here, language)
    if there == here:
        bare = here.removeprefix("/en") if here.startswith("/en/") else here
        there = bare if language.startswith("zh") else f"/{language}{bare}"
    return there


@register.simple_tag(takes_context=True)
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


@register.simple_tag
def county_name() -> str:
    """Return the county whose platform this is, in the page's language where it is translated."""
    return gettext(settings.COUNTY_NAME)


@register.simple_tag
def demo_clock() -> datetime | None:
    """Return the sandbox's time for the demo bar, or nothing where the clock is the real one."""
    return clock.now() if settings.SANDBOX_CLOCK else None


@register.simple_tag
def is_demo() -> bool:
    """Say whether this installation shows invented data; asks no database."""
    return settings.DEMO


@register.simple_tag
def message_list(messages: Sequence[Any] | None) -> list[dict[str, Any]]:
    """Return Django's messages with their tones, each once."""
    return [{"tone": message_tone(m.level_tag), "text": m.message} for m in messages or ()]
