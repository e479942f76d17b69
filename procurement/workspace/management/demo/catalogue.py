"""The county's catalogue is made: departments asked, the public heard, experts, approval, in force (RULES A-13)."""

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
from .entries import ENTRIES, MADE_UP, more_entries
from .stage import YEAR, Stage, Story

CATALOGUE_OFFICER = "bureau-catalogue"
SUGGESTION = "A0402 基本养老服务建议写明包括居家上门照护，乡镇才好选用。"


def make_catalogue(stage: Stage) -> Story:
    """From the draft in November to the catalogue in force in December."""
    yield stage.moment("2025-11-11", 10)
    version = _draft(stage)
    _settle_words(stage, version)
    _consult(stage, version)
    yield stage.moment("2025-11-14", 15)
    _answer(stage, version)
    yield stage.moment("2025-11-19", 10)
    officer = stage.cast[CATALOGUE_OFFICER]
    for opinion in version.opinions.filter(kind=OpinionKind.SUGGEST):
        reply_to(
            opinion=opinion,
            handling=Handling.ADOPTED,
            reply="已在条目说明中写明。",
            actor=officer,
            at=stage.at,
        )
    open_comments(version=version, until=date(2025, 11, 27), actor=officer, at=stage.at)
    yield stage.moment("2025-11-21", 20)
    _comment(stage, version)
    yield stage.moment("2025-11-28", 10)
    _approve(stage, version)
    yield stage.moment("2025-12-03", 9)
    publish_version(version=version, actor=officer, at=stage.at)


def _draft(stage: Stage) -> CatalogueVersion:
    """Draft from the tree that comes with the platform; what the projects use has a demonstration basis."""
    officer = stage.cast[CATALOGUE_OFFICER]
    version = draft_version(
        organisation=stage.cast.organisation("bureau"),
        year=YEAR,
        title=f"云梦县{YEAR}年政府购买服务指导性目录（演示）",
        actor=officer,
        at=stage.at,
    )
    import_tree(version=version, rows=_rows(stage), actor=officer, at=stage.at)
    return version


def _rows(stage: Stage) -> list[dict[str, Any]]:
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


def _consult(stage: Stage, version: CatalogueVersion) -> None:
    consult_departments(
        version=version,
        organisations=to_consult(version),
        until=date(2025, 11, 18),
        actor=stage.cast[CATALOGUE_OFFICER],
        at=stage.at,
    )


def _answer(stage: Stage, version: CatalogueVersion) -> None:
    """The civil-affairs bureau suggests, agriculture agrees, the others stay silent."""
    for key, kind, text in (
        ("civil", OpinionKind.SUGGEST, SUGGESTION),
        ("agriculture", OpinionKind.AGREE, ""),
    ):
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


def _approve(stage: Stage, version: CatalogueVersion) -> None:
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
        document_number="云财购〔2025〕18号（演示）",
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
