"""The county's catalogue is made: departments asked, the public heard, experts, approval, in force (RULES A-13)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from catalogue.enums import Conclusion, Handling, OpinionKind
from catalogue.models import CatalogueVersion, DepartmentOpinion
from catalogue.selectors import entry_hits, places_to_file, to_consult
from catalogue.services import (
    add_comment,
    answer_consultation,
    approve_version,
    confirm_words,
    consult_departments,
    copy_version,
    draft_version,
    explain_words,
    file_filing,
    import_tree,
    open_comments,
    publish_version,
    record_expert,
    reply_to,
    request_filing,
    shipped_tree,
)
from procurement.regulations import scope

from .data import read
from .entries import ENTRIES, MADE_UP, as_last_year, bring_up_to_date, more_entries
from .stage import YEAR, Stage, Story

CATALOGUE_OFFICER = "bureau-catalogue"
SUGGESTION = "A0402 基本养老服务建议写明包括居家上门照护，乡镇才好选用。"


@dataclass(frozen=True)
class Making:
    """When what happens on the way of a year's catalogue, and whether anybody has something to say."""

    year: int
    drafted: str
    asked_until: date
    answered: str
    opened: str
    heard_until: date
    commented: str
    approved: str
    published: str
    document: str
    disputed: bool = True


_LAST = Making(
    year=YEAR - 1,
    drafted="2025-09-09",
    asked_until=date(2025, 9, 15),
    answered="2025-09-12",
    opened="2025-09-16",
    heard_until=date(2025, 9, 24),
    commented="2025-09-19",
    approved="2025-09-25",
    published="2025-09-29",
    document="云财购〔2025〕11号（演示）",
    disputed=False,
)
_THIS = Making(
    year=YEAR,
    drafted="2025-11-11",
    asked_until=date(2025, 11, 18),
    answered="2025-11-14",
    opened="2025-11-19",
    heard_until=date(2025, 11, 27),
    commented="2025-11-21",
    approved="2025-11-28",
    published="2025-12-03",
    document="云财购〔2025〕18号（演示）",
)


def make_catalogue(stage: Stage) -> Story:
    """The trial catalogue of last autumn, and from it this year's: from the draft to the day it is published.

    A small play has this year's only.
    """
    for making in (_LAST, _THIS) if stage.cast.whole else (_THIS,):
        yield stage.moment(making.drafted, 10)
        version = _draft(stage, making)
        yield from _made(stage, making, version)


def _made(stage: Stage, making: Making, version: CatalogueVersion) -> Story:
    officer = stage.cast[CATALOGUE_OFFICER]
    _settle_words(stage, version)
    consult_departments(
        version=version,
        organisations=to_consult(version),
        until=making.asked_until,
        actor=officer,
        at=stage.at,
    )
    yield stage.moment(making.answered, 15)
    _answer(stage, version, making)
    yield stage.moment(making.opened, 10)
    for opinion in version.opinions.filter(kind=OpinionKind.SUGGEST):
        reply_to(
            opinion=opinion,
            handling=Handling.ADOPTED,
            reply="已在条目说明中写明。",
            actor=officer,
            at=stage.at,
        )
    open_comments(version=version, until=making.heard_until, actor=officer, at=stage.at)
    yield stage.moment(making.commented, 20)
    if making.disputed:
        _comment(stage, version)
    yield stage.moment(making.approved, 10)
    _approve(stage, version, making)
    yield stage.moment(making.published, 9)
    publish_version(version=version, actor=officer, at=stage.at)


def _draft(stage: Stage, making: Making) -> CatalogueVersion:
    """Last year's from the tree that comes with the platform, this year's copied from it and brought up to date."""
    officer = stage.cast[CATALOGUE_OFFICER]
    title = f"云梦县{making.year}年政府购买服务指导性目录（演示）"
    rows = _rows(stage)
    last = CatalogueVersion.objects.filter(year=making.year - 1).first()
    if last is not None:
        version = copy_version(source=last, year=making.year, title=title, actor=officer, at=stage.at)
        bring_up_to_date(version, rows, officer, stage.at)
        return version
    version = draft_version(
        organisation=stage.cast.organisation("bureau"),
        year=making.year,
        title=title,
        actor=officer,
        at=stage.at,
    )
    if making is _LAST:
        rows = as_last_year(rows)
    import_tree(version=version, rows=rows, actor=officer, at=stage.at)
    return version


def _rows(stage: Stage) -> list[dict[str, Any]]:
    """Return this year's entries; what the projects use has a demonstration basis."""
    facts = read("entries")
    used = {row["catalogue"] for row in read("items")}
    rows = [{**row, **facts.get(row["code"], {})} for row in shipped_tree()]
    if stage.scale > 1:
        rows += more_entries(rows, stage.scale * ENTRIES)
    for row in rows:
        if row["code"] in used or row.get("provenance") == MADE_UP:
            # No county has confirmed these: the code says that it is the demonstration's.
            row["provincial_code"] = f"演示-{row['code']}"
        keys = [key for key in row.pop("departments", []) if stage.cast.has(key)]
        row["responsible"] = [stage.cast.organisation(key) for key in keys]
    return rows


def _settle_words(stage: Stage, version: CatalogueVersion) -> None:
    """One person writes why the words of the negative list do no harm, another agrees."""
    for hit in entry_hits(version, stage.today):
        reason = "条目写明不含新建、改建和工程建设，只管日常维护。"
        row = explain_words(entry=hit.entry, reason=reason, actor=stage.cast[CATALOGUE_OFFICER], at=stage.at)
        confirm_words(screening=row, actor=stage.cast["bureau-reviewer"], at=stage.at)


def _answer(stage: Stage, version: CatalogueVersion, making: Making) -> None:
    """The civil-affairs bureau suggests something this year, agriculture agrees, the others stay silent."""
    suggested = (OpinionKind.SUGGEST, SUGGESTION) if making.disputed else (OpinionKind.AGREE, "")
    for key, kind, text in (("civil", *suggested), ("agriculture", OpinionKind.AGREE, "")):
        if stage.cast.has(key):
            opinion = DepartmentOpinion.objects.get(
                version=version, organisation=stage.cast.organisation(key)
            )
            answer_consultation(
                opinion=opinion, kind=kind, text=text, actor=stage.cast[f"{key}-operator"], at=stage.at
            )


def _comment(stage: Stage, version: CatalogueVersion) -> None:
    add_comment(
        version=version,
        text="村里公厕和水渠的日常管护希望也能列进来，让村集体自己来做。",
        entry_code="A0607",
        name="伍洛镇村民",
        at=stage.at,
    )


def _approve(stage: Stage, version: CatalogueVersion, making: Making) -> None:
    officer = stage.cast[CATALOGUE_OFFICER]
    for comment in version.comments.all():
        reply_to(
            opinion=comment,
            handling=Handling.PARTLY,
            reply="公厕和水渠的日常管护属于这一条；修建属于工程，不能列入。农村集体经济组织可以承接。",
            actor=officer,
            at=stage.at,
        )
    version.refresh_from_db()
    record_expert(
        version=version,
        name="演示专家甲",
        employer="湖北演示大学公共管理学院",
        position="教授",
        conclusion=Conclusion.AGREE,
        text="条目与乡镇职责相符，没有列入负面清单的内容；省级编码待省级目录公布后核对。",
        given_on=stage.today,
        actor=officer,
        at=stage.at,
    )
    approve_version(
        version=version,
        document_number=making.document,
        approved_by="云梦县人民政府（演示）",
        approved_on=stage.today,
        actor=officer,
        at=stage.at,
    )


def file_off_catalogue(stage: Stage) -> Story:
    """A township asks for two services that the catalogue does not have; one is on file, one waits."""
    for day, title, code, amount, decided in _REQUESTS:
        yield stage.moment(day, 10)
        if not stage.cast.has("shahe"):
            return
        places = {item.code: item for item in places_to_file(stage.today, YEAR)}
        filing = request_filing(
            organisation=stage.cast.organisation("shahe"),
            year=YEAR,
            entry=places[code],
            title=title,
            description=f"{title}，由村集体或社会力量承接。",
            reason="群众需求集中，目录里没有对应条目。",
            amount=Decimal(amount),
            negative_answers={question.code: False for question in scope.NEGATIVE_QUESTIONS},
            actor=stage.cast["shahe-operator"],
            at=stage.at,
        )
        if decided:
            yield stage.workday(after=2, hour=15)
            file_filing(
                filing=filing,
                opinion="情况属实，列为下一版目录的建议。",
                actor=stage.cast[CATALOGUE_OFFICER],
                at=stage.at,
            )


_REQUESTS = (
    ("2026-05-12", "村级公益墓地日常看护服务", "A11", "60000.00", True),
    ("2026-09-17", "山塘水库周边防溺水巡查服务", "A01", "45000.00", False),
)
