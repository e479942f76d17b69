"""How figures, dates and hashes are written, in Chinese and in English. Plain functions; `ui` makes them filters."""

import re
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from procurement.regulations.basis import CITATIONS
from procurement.regulations.performance import GRADE_NAMES_ZH

from .. import language

NOTHING = "—"
WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SHORT_HASH = 8
# From one Chinese character to the last before Latin letters or a new line, digits and brackets with it.
_WRITTEN = re.compile(r"[0-9]*[《“〔（]?[\u3400-\u9fff](?:[^A-Za-z<>&\n]*[\u3400-\u9fff])?[》”〕）。]*")
_ASIDE = re.compile(r"(.+)(（[^（）]{1,12}）)")


def is_chinese() -> bool:
    """Say whether the page speaks Chinese."""
    return (get_language() or "zh-hans").startswith("zh")


def amount(value: Decimal | int | None) -> str:
    """Write yuan with two places and thousands separators: 462,000.00; nothing is a dash."""
    return NOTHING if value is None or value == "" else f"{Decimal(value):,.2f}"


def wan(value: Decimal | int | None) -> str:
    """Write yuan in units of 10,000, exactly: 46.20, and more places only where the yuan needs them."""
    if value is None or value == "":
        return NOTHING
    text = f"{Decimal(value) / 10_000:,.6f}"
    whole, places = text.split(".")
    return f"{whole}.{places.rstrip('0'):0<2}"


def local_day(value: date | datetime) -> date:
    """Return the calendar day in the county of a date or an aware time."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def day(value: date | datetime | None) -> str:
    """Write a day with its weekday: 2026年10月8日（周四） or Thu 8 Oct 2026."""
    if not value:
        return NOTHING
    at = local_day(value)
    if is_chinese():
        return f"{at.year}年{at.month}月{at.day}日（周{WEEKDAYS_ZH[at.weekday()]}）"
    return f"{WEEKDAYS_EN[at.weekday()]} {at.day} {MONTHS_EN[at.month - 1]} {at.year}"


def day_only(value: date | datetime | None) -> str:
    """Write a day as documents date themselves, without weekday: 2026年10月8日 or 8 Oct 2026."""
    if not value:
        return NOTHING
    at = local_day(value)
    return (
        f"{at.year}年{at.month}月{at.day}日"
        if is_chinese()
        else f"{at.day} {MONTHS_EN[at.month - 1]} {at.year}"
    )


def month_day(value: date | datetime | None) -> str:
    """Write a day where there is little room, without weekday: 10月8日 or 8 Oct."""
    if not value:
        return NOTHING
    at = local_day(value)
    return f"{at.month}月{at.day}日" if is_chinese() else f"{at.day} {MONTHS_EN[at.month - 1]}"


def short_day(value: date | datetime | None) -> str:
    """Write a day of the current season without its year: 10月8日（周四） or Thu 8 Oct."""
    if not value:
        return NOTHING
    at = local_day(value)
    if is_chinese():
        return f"{at.month}月{at.day}日（周{WEEKDAYS_ZH[at.weekday()]}）"
    return f"{WEEKDAYS_EN[at.weekday()]} {at.day} {MONTHS_EN[at.month - 1]}"


def day_time(value: datetime | None) -> str:
    """Write a day and a time of day in the county: 2026年10月8日（周四）9:30."""
    if not value:
        return NOTHING
    at = timezone.localtime(value) if timezone.is_aware(value) else value
    gap = "" if is_chinese() else ", "
    return f"{day(value)}{gap}{at:%H:%M}"


def short_hash(value: str | None) -> str:
    """Write the first eight characters of a hash, enough to compare by eye."""
    return f"{value[:SHORT_HASH]}…" if value else NOTHING


def hash_words(value: str | None) -> str:
    """Write a whole hash in words of four characters, to be read aloud and compared with paper."""
    return " ".join(value[i : i + 4] for i in range(0, len(value), 4)) if value else NOTHING


def file_size(size: int | None) -> str:
    """Write bytes as people read them: 820 B, 13.4 KB, 2.0 MB."""
    if size is None or size == "":
        return NOTHING
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.1f} KB" if size < 1024**2 else f"{size / 1024**2:.1f} MB"


def cited(value: str) -> str:
    """Write rule ids as their articles, in the reader's language: ``D-24`` is for code and tests.

    Ids beside an article that is already named are left out; what is no rule id stays as written. An article
    that several of the rules rest on is named once.
    """
    words = str(value or "").split()
    named = [word for word in words if word not in CITATIONS]
    if named or not words:
        return language.cited(" ".join(named))
    articles = dict.fromkeys(article for word in words for article in CITATIONS[word].article.split("; "))
    return language.together(language.cited(article) for article in articles)


def grade(code: str) -> str:
    """Write a grade of performance in the reader's word: EXCELLENT is 优 or Excellent."""
    return gettext(GRADE_NAMES_ZH[code]) if code in GRADE_NAMES_ZH else code


def kept_aside(value: str) -> str | SafeString:
    """Keep the bracket that a title ends with on one line: （演示） never breaks in its middle."""
    found = _ASIDE.fullmatch(value)
    return format_html('{}<span class="kept">{}</span>', *found.groups()) if found else value


def written(value: object) -> object:
    """Mark what people wrote, in Chinese, for who reads the page in another language (WCAG 3.1.2).

    What the platform itself says is translated and never passes here; on a Chinese page nothing changes.
    """
    if is_chinese() or not _WRITTEN.search(str(value)):
        return value
    text = conditional_escape(value if isinstance(value, str) else str(value))
    # What is cut out of escaped text is escaped.
    pieces, end = [], 0
    for run in _WRITTEN.finditer(text):
        pieces.append((SafeString(text[end : run.start()]), SafeString(run.group())))
        end = run.end()
    return format_html_join("", '{}<span lang="zh-Hans">{}</span>', pieces) + SafeString(text[end:])


def written_in(value: object) -> str | SafeString:
    """Return the attribute that says the same of a whole element, such as an option, or nothing."""
    return "" if is_chinese() or not _WRITTEN.search(str(value)) else format_html(' lang="{}"', "zh-Hans")
