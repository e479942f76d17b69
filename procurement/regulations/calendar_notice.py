"""Reading the State Council's yearly notice on holidays as it is written (T-03).

Its sentences have one form: 「一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。」
"""

import re
from datetime import date, timedelta

from procurement.regulations.calendar import ADJUSTED_WORKDAY, HOLIDAY
from procurement.regulations.errors import RegulationError

Day = tuple[date, str, str]
_BRACKETS = re.compile(r"[（(][^）)]*[）)]")
_HEAD = re.compile(r"^(?:[一二三四五六七八九十]+、)?([^：:，。]{1,12})[：:]")
_SPAN = re.compile(
    r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:(?:至|到|-|—)(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日)?"
)
_COUNT = re.compile(r"共(\d+)天")


def is_prose(text: str) -> bool:
    """Whether the text is a notice in sentences and not a list of one day a line."""
    return bool(re.search(r"\d月\d{1,2}日[^\n]*(放假|上班)", _BRACKETS.sub("", text)))


def read_notice(text: str, year: int) -> list[Day]:
    """Days off and make-up working days of ``year`` as (date, kind, name), in order.

    Days of the neighbouring years that a notice also names are left out. Raises RegulationError with the
    paragraph that cannot be read, or whose days are not as many as it says.
    """
    found: dict[date, Day] = {}
    for paragraph in (line.strip() for line in text.splitlines()):
        plain = _BRACKETS.sub("", paragraph).replace(" ", "").replace("\u3000", "")
        head = _HEAD.match(plain)
        if not head or not _SPAN.search(plain):
            continue
        for day in _paragraph(plain[head.end() :], head[1], year, paragraph):
            if day[0].year == year:
                found[day[0]] = day
    if not found:
        raise RegulationError("days", "T-03", "no holiday could be read from the notice")
    return [found[day] for day in sorted(found)]


def _paragraph(body: str, name: str, year: int, paragraph: str) -> list[Day]:
    days: list[Day] = []
    for sentence in re.split("[。；;]", body):
        kind = ADJUSTED_WORKDAY if "上班" in sentence else HOLIDAY if "放假" in sentence else ""
        if not kind:
            continue
        listed = [day for match in _SPAN.finditer(sentence) for day in _span(match, year, paragraph)]
        days += [(day, kind, name) for day in listed]
        told = _COUNT.search(sentence)
        if kind == HOLIDAY and told and int(told[1]) != len(listed):
            raise RegulationError(
                "days", "T-03", f"says {told[1]} days, names {len(listed)}: {paragraph[:60]}"
            )
    if not days:
        raise RegulationError("days", "T-03", f"cannot be read: {paragraph[:60]}")
    return days


def _span(match: "re.Match[str]", year: int, paragraph: str) -> list[date]:
    try:
        first = date(int(match[1] or year), int(match[2]), int(match[3]))
        last = (
            date(int(match[4] or first.year), int(match[5] or first.month), int(match[6]))
            if match[6]
            else first
        )
    except ValueError:
        raise RegulationError("days", "T-03", f"no such day: {paragraph[:60]}") from None
    if not 0 <= (last - first).days <= 20:
        raise RegulationError("days", "T-03", f"a span that cannot be meant: {paragraph[:60]}")
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
