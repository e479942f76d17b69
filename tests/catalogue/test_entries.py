"""A draft's entries and a copied draft: works, wrong role, stranger, wrong state; and publishing with its date."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from catalogue import services
from catalogue.enums import VersionStatus
from catalogue.models import CatalogueVersion, NationalItem
from catalogue.selectors import version_in_force
from catalogue.selectors.wording import SHOWN, worded
from procurement.accounts.enums import Office
from procurement.core import due_events
from procurement.core.errors import DomainError, NotAllowed, NotVisible, WrongState
from procurement.core.models import AuditEntry
from procurement.publications.models import Publication
from tests.factories.accounts import AT, auditor, bureau, organisation_of, person, stranger, township
from tests.factories.catalogue import (
    TREE,
    catalogue_in,
    catalogue_officer,
    draft_catalogue,
    plan_item,
    published_catalogue,
    ready_catalogue,
)

pytestmark = pytest.mark.django_db
TARGET = {"name": "完成率", "tier": "OUTPUT", "kind": "POSITIVE", "weight": 100, "target": 95, "unit": "%"}
PLAIN = {"confirmed": False, "provincial_code": "", "national_item": None, "provenance": ""}


def add(version, code="A0403", actor=None, **changed):
    parent = changed.pop("parent", version.items.filter(code="A04").first())
    values = {"name": "社会救助服务", **PLAIN, **changed}
    return services.add_entry(
        version=version, code=code, parent=parent, actor=actor or catalogue_officer(), at=AT, **values
    )


def edit(entry, actor=None, **changed):
    values = {"name": entry.name, **PLAIN, "provincial_code": entry.provincial_code, **changed}
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
    above = add(version, code="A07", name="就业服务", parent=version.items.get(code="A"))
    below = add(version, code="A0701", name="职业指导", parent=above)
    above.refresh_from_db()
    assert (above.is_leaf, below.level, below.is_leaf) == (False, 3, True)


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
        ({"code": "A0503"}, "code"),
        ({"code": "A04031"}, "code"),
        ({"supplier_kinds": ["PUBLIC_INSTITUTION_I"]}, "supplier_kinds"),
        ({"supplier_kinds": ["SHOP"]}, "supplier_kinds"),
        ({"methods": ["INQUIRY"]}, "methods"),
        ({"unit": "小时", "price_from": "50", "price_to": "40"}, "price_to"),
        ({"unit": "小时", "price_from": "0.001"}, "price_from"),
        ({"unit": "小时", "price_from": "-1"}, "price_from"),
        ({"price_to": "40"}, "unit"),
        ({"indicators": [{**TARGET, "weight": 90}]}, "indicators"),
        ({"indicators": [{**TARGET, "weight": 50}] * 2}, "indicators"),
        ({"indicators": [{**TARGET, "tier": "LUCK"}]}, "indicators"),
        ({"indicators": [{**TARGET, "weight": ""}]}, "indicators"),
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
    done = edit(entry, confirmed=True, provincial_code="420499", national_item=national)
    assert (done.confirmed, done.provincial_code, done.national_match) == (True, "420499", "chosen")
    assert set(last(version).changes) == {
        "entry",
        "confirmed",
        "provincial_code",
        "national_item",
        "provenance",
    }
    assert edit(entry, name=national.name, national_item=national).national_match == "exact"
    assert edit(entry, name="养老").national_match == ""


def test_an_entry_says_who_may_supply_it_and_what_it_costs():
    home = bureau()
    version = draft_catalogue()
    facts = {
        "explanation": "上门照护，不含医疗。",
        "responsible": [organisation_of(home)],
        "responsible_other": "县残联",
        "supplier_kinds": ["ENTERPRISE", "RURAL_COLLECTIVE"],
        "unit": "小时",
        "price_from": "40",
        "price_to": "55.5",
        "price_basis": "2025年市场调查",
        "service_standard": "每次不少于1小时",
        "indicators": [TARGET],
        "resident_facing": True,
        "methods": ["SMALL_PURCHASE"],
        "centralised": True,
    }
    entry = edit(version.items.get(code="A0402"), **facts)
    entry.refresh_from_db()
    assert (entry.price_from, entry.price_to, entry.revision) == (Decimal("40.00"), Decimal("55.50"), 2)
    assert entry.indicators == [{**TARGET, "weight": "100", "target": "95"}]
    assert (worded(entry, "price"), worded(entry, "responsible")) == (
        "40.00–55.50 元/小时",
        "云梦县财政局、县残联",
    )
    assert worded(entry, "indicators") == "完成率（目标95%、权重100）"
    assert set(last(version).changes) == {"entry", *facts, "provenance"}
    copy = services.copy_version(
        source=released(version), year=2027, title="明年目录", actor=catalogue_officer(), at=AT
    ).items.get(code="A0402")
    assert [worded(copy, fact) for fact in SHOWN] == [worded(entry, fact) for fact in SHOWN]


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (None, None, ""),
        ("40", "40", "40.00 元/小时"),
        ("40", None, "不低于 40.00 元/小时"),
        (None, "1200", "不超过 1,200.00 元/小时"),
    ],
)
def test_a_price_standard_in_words(low, high, text):
    entry = edit(draft_catalogue().items.get(code="A0402"), unit="小时", price_from=low, price_to=high)
    assert worded(entry, "price") == text


def test_who_saves_second_is_told_who_changed_what():
    version = draft_catalogue()
    entry = version.items.get(code="A0402")
    first, second = catalogue_officer(), catalogue_officer()
    edit(version.items.get(code="A04"), actor=second, name="保障")
    edit(entry, actor=first, revision=1, unit="小时", explanation="上门")
    with pytest.raises(services.StaleEdit, match=f"{first.name} 在 09:00 .*说明、计量单位") as stale:
        edit(entry, actor=second, revision=1, name="养老")
    assert edit(entry, actor=second, revision=stale.value.revision, name="养老").revision == 3


def test_a_scheme_says_how_deep_and_how_coded():
    officer = catalogue_officer()
    scheme = services.add_scheme(
        code="City-Four", name="市级四级", code_form="999|A|99|99", actor=officer, at=AT
    )
    assert (scheme.code, scheme.depth) == ("city-four", 4)
    version = services.draft_version(
        organisation=organisation_of(officer),
        year=2026,
        title="部门目录",
        scheme="city-four",
        actor=officer,
        at=AT,
    )
    top = add(version, code="101", name="民政", service_class="PUBLIC")
    below = add(version, code="101A", name="养老", parent=top)
    third = add(version, code="101A01", name="机构", parent=below)
    assert add(version, code="101A0102", name="床位", parent=third).level == 4
    with pytest.raises(DomainError, match="例如 101A01"):
        add(version, code="101AB", parent=below)
    deepest = version.items.get(code="101A0102")
    with pytest.raises(DomainError, match="只有4级"):
        add(version, code="101A010201", parent=deepest)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code_form": "A||99"}, "code_form"),
        ({"code_form": ""}, "code_form"),
        ({"name": ""}, "name"),
        ({"code": "national-ab"}, "code"),
    ],
)
def test_a_scheme_that_says_too_little_is_refused(changed, field):
    values = {"code": "new", "name": "新体系", "code_form": "A|99", **changed}
    with pytest.raises(DomainError) as refusal:
        services.add_scheme(actor=catalogue_officer(), at=AT, **values)
    assert refusal.value.field == field


@pytest.mark.parametrize("who", [bureau, auditor, stranger])
def test_only_the_catalogue_office_adds_a_scheme(who):
    with pytest.raises(NotAllowed):
        services.add_scheme(code="new", name="新体系", code_form="A|99", actor=who(), at=AT)


def test_a_version_of_no_known_scheme_is_refused():
    officer = catalogue_officer()
    with pytest.raises(DomainError, match="没有“none”"):
        services.draft_version(
            organisation=organisation_of(officer),
            year=2026,
            title="目录",
            scheme="none",
            actor=officer,
            at=AT,
        )


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


def released(version):
    ready = catalogue_in(VersionStatus.APPROVED, version=version)
    return services.publish_version(version=ready, actor=catalogue_officer(), at=AT)


def release(version, **changed):
    values = {
        "title": "正式目录",
        "document_number": "云财购〔2026〕9号",
        "effective_from": AT.date(),
        **changed,
    }
    return services.publish_version(version=version, actor=catalogue_officer(), at=AT, **values)


def test_publishing_writes_name_number_and_date_into_version_and_notice():
    version = release(ready_catalogue())
    facts = (version.title, version.document_number, version.effective_from)
    assert facts == ("正式目录", "云财购〔2026〕9号", date(2026, 9, 21))
    notice = Publication.objects.get(code=version.publication_code)
    assert (notice.title, notice.payload["document_number"], notice.payload["effective_from"]) == (
        "正式目录",
        "云财购〔2026〕9号",
        "2026-09-21",
    )


def test_until_its_day_the_earlier_one_stays_in_force():
    first, second = published_catalogue(), ready_catalogue()
    release(second, effective_from=date(2026, 9, 25))
    first.refresh_from_db()
    assert (first.status, second.status) == (VersionStatus.PUBLISHED, VersionStatus.ANNOUNCED)
    assert version_in_force(AT.date()) == first
    with pytest.raises(DomainError, match="当年或之前开始施行"):
        release(ready_catalogue(2027), effective_from=date(2028, 1, 1))
    due_events.run_due(until=AT + timedelta(days=4))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == (VersionStatus.SUPERSEDED, VersionStatus.PUBLISHED)
    assert version_in_force(date(2026, 9, 25)) == second


def test_what_is_announced_for_next_year_counts_for_next_years_plans():
    now = published_catalogue()
    later = release(ready_catalogue(2027), effective_from=date(2027, 1, 1))
    assert later.status == VersionStatus.ANNOUNCED
    assert (version_in_force(AT.date()), version_in_force(AT.date(), 2027)) == (now, later)


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
