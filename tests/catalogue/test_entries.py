"""A draft's entries and a copied draft: works, wrong role, stranger, wrong state; and publishing with its date."""

from datetime import date

import pytest

from catalogue import services
from catalogue.enums import VersionStatus
from catalogue.models import CatalogueVersion, NationalItem
from procurement.accounts.enums import Office
from procurement.core.errors import DomainError, NotAllowed, NotVisible, WrongState
from procurement.core.models import AuditEntry
from procurement.publications.models import Publication
from tests.factories.accounts import AT, auditor, bureau, organisation_of, person, stranger, township
from tests.factories.catalogue import TREE, catalogue_officer, draft_catalogue, plan_item, published_catalogue

pytestmark = pytest.mark.django_db
PLAIN = {"confirmed": False, "provincial_code": "", "national_item": None, "provenance": ""}


def add(version, code="A0403", actor=None, **changed):
    parent = changed.pop("parent", version.items.filter(code="A04").first())
    values = {"name": "社会救助服务", **PLAIN, **changed}
    return services.add_entry(
        version=version, code=code, parent=parent, actor=actor or catalogue_officer(), at=AT, **values
    )


def edit(entry, actor=None, **changed):
    values = {"name": entry.name, **PLAIN, **changed}
    return services.edit_entry(entry=entry, actor=actor or catalogue_officer(), at=AT, **values)


def remove(entry, actor=None):
    return services.remove_entry(entry=entry, actor=actor or catalogue_officer(), at=AT)


def last(version) -> AuditEntry:
    chain = AuditEntry.objects.filter(subject_kind="catalogue-version", subject_code=version.code)
    return chain.order_by("-seq")[0]


def test_an_entry_is_added_below_its_class_and_found():
    version = draft_catalogue()
    entry = add(version, code=" a0403 ")
    assert (entry.code, entry.level, entry.service_class, entry.is_leaf) == ("A0403", 3, "PUBLIC", True)
    assert (last(version).action, last(version).changes["entry"]) == ("add-entry", "A0403")
    below = add(version, code="A040301", name="临时救助", parent=entry)
    entry.refresh_from_db()
    assert (entry.is_leaf, below.level, below.is_leaf) == (False, 4, True)


def test_a_root_says_its_class():
    version = draft_catalogue()
    entry = add(version, code="C", name="其他", parent=None, service_class="AUXILIARY")
    assert (entry.level, entry.service_class) == (1, "AUXILIARY")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code": "A0402"}, "code"),
        ({"code": "publish!"}, "code"),
        ({"code": "0403"}, "code"),
        ({"name": " "}, "name"),
        ({"name": "长" * 201}, "name"),
        ({"parent": None}, "service_class"),
        ({"confirmed": True}, "provincial_code"),
    ],
)
def test_an_entry_that_says_too_little_is_refused(changed, field):
    version = draft_catalogue()
    with pytest.raises(DomainError) as refusal:
        add(version, **changed)
    assert refusal.value.field == field
    assert version.items.count() == len(TREE)


def test_a_parent_of_another_version_is_refused():
    other, version = draft_catalogue(2027), draft_catalogue()
    with pytest.raises(DomainError, match="另一个目录版本"):
        add(version, parent=other.items.get(code="A04"))


def test_an_entry_is_confirmed_with_its_provincial_code_and_its_national_item():
    services.load_national_items()
    version = draft_catalogue()
    entry = version.items.get(code="A0402")
    national = NationalItem.objects.get(code="C05010200")
    done = edit(entry, confirmed=True, provincial_code="420402", national_item=national)
    assert (done.confirmed, done.provincial_code, done.national_match) == (True, "420402", "chosen")
    assert set(last(version).changes) == {
        "entry",
        "confirmed",
        "provincial_code",
        "national_item",
        "provenance",
    }
    assert edit(entry, name=national.name, national_item=national).national_match == "exact"
    assert edit(entry, name="养老").national_match == ""


def test_saving_without_a_change_leaves_no_trace():
    version = draft_catalogue()
    before = last(version).seq
    entry = version.items.get(code="A04")
    edit(entry)
    assert last(version).seq == before


def test_a_leaf_is_removed_and_its_class_can_be_bought():
    version = draft_catalogue()
    remove(version.items.get(code="A0402"))
    assert version.items.get(code="A04").is_leaf is True
    assert (last(version).action, last(version).changes["name"]) == ("remove-entry", "基本养老服务")
    remove(version.items.get(code="A04"))
    remove(version.items.get(code="A0607"))
    remove(version.items.get(code="A06"))
    assert version.items.get(code="A").is_leaf is False


def test_a_class_with_entries_and_one_that_is_gone_are_not_removed():
    version = draft_catalogue()
    with pytest.raises(WrongState, match="下面还有条目"):
        remove(version.items.get(code="A04"))
    entry = version.items.get(code="A0402")
    remove(entry.__class__.objects.get(pk=entry.pk))
    with pytest.raises(NotVisible):
        remove(entry)


def test_an_entry_that_a_plan_item_names_is_not_removed():
    item = plan_item()
    version = draft_catalogue(2027)
    entry = version.items.get(code="A0402")
    # The form offers published entries only; the guard holds whatever road a reference came by.
    type(item).objects.filter(pk=item.pk).update(catalogue_item=entry)
    with pytest.raises(WrongState, match="已有计划项目"):
        remove(entry)


def test_a_copy_is_a_draft_with_every_entry_as_it_stood():
    source = published_catalogue()
    copy = services.copy_version(source=source, year=2027, title="明年目录", actor=catalogue_officer(), at=AT)
    facts = (
        "code",
        "name",
        "level",
        "parent__code",
        "service_class",
        "confirmed",
        "provincial_code",
        "is_leaf",
    )
    assert (copy.status, copy.year, copy.organisation) == (VersionStatus.DRAFT, 2027, source.organisation)
    assert list(copy.items.values_list(*facts)) == list(source.items.values_list(*facts))


def test_a_draft_is_no_source():
    with pytest.raises(WrongState):
        services.copy_version(
            source=draft_catalogue(), year=2027, title="目录", actor=catalogue_officer(), at=AT
        )


def test_the_shipped_tree_becomes_a_draft():
    officer = catalogue_officer()
    version = services.draft_shipped(
        organisation=organisation_of(officer), year=2027, title="目录", actor=officer, at=AT
    )
    assert version.items.count() == len(services.shipped_tree())


def release(version, **changed):
    values = {
        "title": "正式目录",
        "document_number": "云财购〔2026〕9号",
        "effective_from": AT.date(),
        **changed,
    }
    return services.publish_version(version=version, actor=catalogue_officer(), at=AT, **values)


def test_publishing_writes_name_number_and_date_into_version_and_notice():
    version = release(draft_catalogue())
    facts = (version.title, version.document_number, version.effective_from)
    assert facts == ("正式目录", "云财购〔2026〕9号", date(2026, 9, 21))
    notice = Publication.objects.get(code=version.publication_code)
    assert (notice.title, notice.payload["document_number"], notice.payload["effective_from"]) == (
        "正式目录",
        "云财购〔2026〕9号",
        "2026-09-21",
    )


def test_a_later_date_would_leave_a_gap_and_is_refused():
    first, second = published_catalogue(), draft_catalogue()
    with pytest.raises(DomainError, match="中间就没有可用的目录") as refusal:
        release(second, effective_from=date(2026, 9, 22))
    first.refresh_from_db()
    assert (refusal.value.field, first.status) == ("effective_from", VersionStatus.PUBLISHED)
    assert release(draft_catalogue(2027), effective_from=date(2027, 1, 1)).status == VersionStatus.PUBLISHED


VERBS = {
    "add": lambda version, actor: add(version, actor=actor),
    "edit": lambda version, actor: edit(version.items.get(code="A0402"), actor=actor, name="养老"),
    "remove": lambda version, actor: remove(version.items.get(code="A0402"), actor=actor),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    "who", [bureau, auditor, stranger, lambda: person(township(), Office.OPERATOR, Office.LEADER)]
)
def test_only_the_catalogue_office_works_on_a_draft(verb, who):
    version = draft_catalogue()
    with pytest.raises(NotAllowed):
        VERBS[verb](version, who())
    with pytest.raises(NotAllowed):
        services.copy_version(source=version, year=2027, title="目录", actor=who(), at=AT)
    assert CatalogueVersion.objects.count() == 1


@pytest.mark.parametrize("verb", VERBS)
def test_a_published_catalogue_stays_as_it_is(verb):
    version = published_catalogue()
    with pytest.raises(WrongState):
        VERBS[verb](version, catalogue_officer())
    assert version.items.count() == len(TREE)
