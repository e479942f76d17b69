"""Tags and filters of the design system, `{% load ui %}`, and the list of its pieces.

Figures  {{ v|amount }} 462,000.00 · {{ v|wan }} 46.20 · {{ d|zh_date }} 2026年10月8日（周四） · zh_day ·
         zh_day_only · zh_month_day · zh_datetime · {{ h|short_hash }} · hash_words · {{ n|file_size }} ·
         {% meter 62 90 "label" %} · {% qr address %}
Words    {{ text|cited }} of an id or article: 87号令第二十七条 or Order 87 art. 27 ·
         {{ title|written }} what people wrote, marked as Chinese for readers of another language ·
         {{ words|listed }} 甲、乙 or A, B · {{ parts|together }} 甲；乙 or A; B · {{ rule|meaning }} ·
         {{ label|labels:text }} 甲：乙 or A: B · {{ text|bracketing:aside }} 甲（乙） or A (B)
Shapes   {% icon "name" %} (static/img/icons.svg) · {% badge label tone %} (what components/status.html shows) ·
         tones: neutral progress done warn danger (info in alerts)
Tags     {% deadline when now label= basis= article= left= met= %} · {% due when now as x %} → tone, word, left
         {% money_bar title= paid= committed= frozen= reserved= free= %} · {% load transitions %}{% transitions obj %}
         {% sort_header "金额（元）" "amount" numeric=True %} · {% control field %} ·
         Django's own {% querystring page=2 %}
Pieces   {% include "components/X.html" with … %}; each file says its parameters on top:
         page_head title status tone lead actions · breadcrumbs · tabs tabs · status label tone · facts facts ·
         stat label value unit note url tone (in <div class="tiles">) · stages items · timeline items ·
         todo_row title url about due_at now (in <ul class="todo-list">) · transitions options others post ·
         explanation rule inputs steps result basis article · alert tone title text basis url link ·
         document name url size sha256 verify_url kind at · hash value label · chip name role url kind ·
         data_list page columns row_template form caption empty_title empty_text empty_url empty_link exports filtered ·
         filter_form form · pagination page · empty title text url link icon · search id large value
Forms    {{ form }} is complete (summary, fields); {{ form.x.as_field_group }} is one field ·
         form form submit cancel_url danger saved_at · form_steps steps saved_at · saved saved_at ·
         file_field field current limits · confirm text facts form submit cancel_url danger basis · error_summary form
Layouts  layouts/portal.html, layouts/workspace.html: blocks title, breadcrumbs, page_head, content (portal: main
         for the whole width); layouts/print.html: title, number, addressee, body, signature, verification
Classes  panel · prose · columns main-aside|halves|thirds · tiles · doors/door · news · table-frame > table.pairs with
         data-label on each td, cell-title on the first, num on figures · form-foot sticky-action · muted
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, widgets
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from .. import findings, language
from . import figures, formats, frame

register = template.Library()

register.filter("amount", formats.amount)
register.filter("wan", formats.wan)
register.filter("zh_date", formats.day)
register.filter("zh_day_only", formats.day_only)
register.filter("zh_day", formats.short_day)
register.filter("zh_month_day", formats.month_day)
register.filter("zh_datetime", formats.day_time)
register.filter("short_hash", formats.short_hash)
register.filter("hash_words", formats.hash_words)
register.filter("file_size", formats.file_size)
register.filter("cited", formats.cited)
register.filter("grade", formats.grade)
register.filter("kept_aside", formats.kept_aside)
register.filter("written", formats.written)
register.filter("written_in", formats.written_in)
register.filter("listed", language.listed)
register.filter("together", language.together)
register.filter("labels", language.labelled)
register.filter("bracketing", language.bracketed)
register.filter("meaning", findings.meaning)
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
SOON_DAYS = 3


@register.simple_tag(name="amount")
def amount_tag(value: Decimal | int | None) -> str:
    """Write yuan with thousands separators: {% amount contract.amount %} → 462,000.00."""
    return formats.amount(value)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw a symbol of static/img/icons.svg; give a label only where no word stands beside it."""
    return _symbol(name) if not label else figures.icon(f"{static('img/icons.svg')}#{name}", label)


@lru_cache(maxsize=256)
def _symbol(name: str) -> SafeString:
    """A page has some fifty, and all that they depend on is the name."""
    return figures.icon(f"{static('img/icons.svg')}#{name}")


@register.filter
def tone_icon(tone: str) -> str:
    """Return the shape that belongs to a tone: colour never speaks alone."""
    return TONE_ICONS.get(tone, "circle")


@register.simple_tag
def badge(label: object, tone: str = "") -> SafeString:
    """Draw a state as word and shape: components/status.html for rows of which a page has hundreds."""
    tone = tone or "neutral"
    return format_html('<span class="status status-{}">{}{}</span>', tone, icon(tone_icon(tone)), label)


@register.filter
def state_icon(state: str) -> str:
    """Return the shape of a moment in a timeline."""
    return STATE_ICONS.get(state, "circle")


@register.filter
def state_word(state: str) -> str:
    """Return what a screen reader says of a moment in a timeline."""
    words = {"past": gettext("已完成"), "present": gettext("进行中"), "missed": gettext("已逾期")}
    return words.get(state, gettext("未到"))


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
    asked = request.GET.get("sort", "") if request else ""
    current = context.get("sort") or asked
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

for _with_context in (frame.portal_navigation, frame.languages, frame.offices_held):
    register.simple_tag(_with_context, takes_context=True)
for _without in (frame.county_name, frame.is_demo, frame.message_list):
    register.simple_tag(_without)
