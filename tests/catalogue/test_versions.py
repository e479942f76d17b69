"""The guidance catalogue: drafted, imported at any depth, published, superseded."""

import pytest
from django.core.management import call_command

from catalogue import services
from catalogue.enums import VersionStatus
from catalogue.models import CatalogueItem, NationalItem
from catalogue.selectors import search_items, tree_of, version_in_force
from procurement.accounts.enums import Office
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.publications.models import Publication
from tests.factories.accounts import AT, bureau, person, stranger, township
from tests.factories.catalogue import (
    TREE,
    catalogue_officer,
    draft_catalogue,
    published_catalogue,
    ready_catalogue,
)

pytestmark = pytest.mark.django_db


def test_the_national_classification_is_loaded_once(capsys):
    assert services.load_national_items() == 621
    call_command("load_national_items")
    assert capsys.readouterr().out == "0 national items added\n"
    assert NationalItem.objects.get(code="C05010100").parent_code == "C05010000"


def test_the_shipped_tree_says_where_each_code_comes_from_and_that_it_is_unconfirmed():
    services.load_national_items()
    version = published_catalogue(rows=services.shipped_tree())
    items = list(version.items.select_related("national_item"))
    assert len(items) == 145
    assert {item.confirmed for item in items} == {False}
    assert all(item.provenance for item in items)
    assert {item.code: item.national_item.code for item in items if item.code == "A0401"} == {
        "A0401": "C05010200"
    }
    assert [item.code for item in search_items(version, "养老")] == ["A0402"]


def test_a_tree_of_any_depth_knows_its_leaves_and_classes():
    deep = [
        {
            "code": f"X{'1' * level}",
            "name": f"第{level}级",
            "parent": f"X{'1' * (level - 1)}" if level else "",
        }
        for level in range(6)
    ]
    deep[0]["service_class"] = "AUXILIARY"
    version = draft_catalogue(rows=reversed(deep))
    found = list(version.items.order_by("level").values_list("level", "is_leaf", "service_class"))
    assert found == [(level, level == 6, "AUXILIARY") for level in range(1, 7)]
    node = tree_of(version)[0]
    assert (node.leaves, node.children[0].children[0].item.name) == (1, "第2级")


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ([{"code": "A", "name": "甲", "parent": "", "service_class": "PUBLIC"}] * 2, "重复"),
        ([{"code": "A1", "name": "甲", "parent": "A"}], "不存在"),
        (
            [{"code": "A", "name": "甲", "parent": "B"}, {"code": "B", "name": "乙", "parent": "A"}],
            "互为上级",
        ),
        ([{"code": "A", "name": "甲", "parent": ""}], "公共服务"),
    ],
)
def test_a_broken_tree_is_refused(rows, word):
    with pytest.raises(DomainError, match=word):
        draft_catalogue(rows=rows)
    assert CatalogueItem.objects.count() == 0


def test_publishing_supersedes_the_one_in_force_and_freezes_a_notice():
    first, second = published_catalogue(), ready_catalogue()
    services.publish_version(version=second, actor=catalogue_officer(), at=AT)
    first.refresh_from_db()
    assert (first.status, second.status) == (VersionStatus.SUPERSEDED, VersionStatus.PUBLISHED)
    assert version_in_force(AT.date()) == second
    notice = Publication.objects.get(code=second.publication_code)
    assert [row["code"] for row in notice.payload["items"]] == sorted(row["code"] for row in TREE)


def test_next_years_catalogue_leaves_this_years_in_force():
    now, later = published_catalogue(2026), published_catalogue(2027)
    assert (version_in_force(AT.date()), version_in_force(AT.date(), 2027)) == (now, later)


def test_an_empty_catalogue_goes_nowhere():
    with pytest.raises(GuardRefused, match="先导入目录树"):
        ready_catalogue(rows=[])


def test_a_published_catalogue_is_not_edited():
    with pytest.raises(WrongState):
        services.import_tree(version=published_catalogue(), rows=[], actor=catalogue_officer(), at=AT)
    with pytest.raises(WrongState):
        services.publish_version(version=published_catalogue(), actor=catalogue_officer(), at=AT)


@pytest.mark.parametrize(
    "make", [bureau, stranger, lambda: person(township(), Office.OPERATOR), lambda: SYSTEM]
)
@pytest.mark.parametrize("verb", ["draft", "import", "publish"])
def test_only_the_catalogue_office_makes_catalogues(make, verb):
    version, actor = draft_catalogue(), make()
    acts = {
        "draft": lambda: services.draft_version(
            organisation=version.organisation, year=2026, title="目录", actor=actor, at=AT
        ),
        "import": lambda: services.import_tree(version=version, rows=[], actor=actor, at=AT),
        "publish": lambda: services.publish_version(version=version, actor=actor, at=AT),
    }
    with pytest.raises(NotAllowed):
        acts[verb]()
