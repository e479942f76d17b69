"""A share that the plan keeps for small and medium enterprises, carried into the packages (E-45, E-46)."""

from decimal import Decimal

import pytest

from procurement.awarding.models import Evaluation
from procurement.awarding.selectors.bundle import build_bundle
from procurement.core.errors import DomainError
from procurement.tendering.models import Package
from procurement.tendering.selectors.documents import payload, problems
from procurement.tendering.selectors.notices import release_payload
from procurement.tendering.services import drafting
from tests.factories import tendering as make

pytestmark = pytest.mark.django_db
HALVES = [{"title": "东片", "budget": "1500000.00"}, {"title": "西片", "budget": "900000.00"}]


@pytest.fixture
def home():
    return make.town()


def tender_of(home, measure, share="30.00", small="0"):
    kept = {"sme_share": Decimal(share), "sme_measure": measure, "sme_small_share": Decimal(small)}
    item = make.published_item(home, amount="2400000.00", sme_reason="", **kept)
    plan = make.implementation_plan(home, item, approved=True)
    return drafting.draft_tender(
        plan=plan,
        title=item.title,
        award_rule="COMPREHENSIVE_SCORING",
        packages=HALVES,
        terms={**make.TERMS, "sme_reason": ""},
        actor=home.operator,
        at=make.AT,
    )


def about_the_reserve(tender):
    return [one.field for one in problems(tender, make.AT) if one.rule == "E-45"]


def mark(package, home, **changed):
    return drafting.edit_package(
        package=package,
        title=package.title,
        budget=package.budget,
        price_ceiling=None,
        actor=home.operator,
        at=make.AT,
        **{"sme_package": True, **changed},
    )


def test_the_packages_kept_make_the_plans_share(home):
    tender = tender_of(home, "PACKAGE")
    assert about_the_reserve(tender) == ["packages"]
    west = mark(tender.packages.get(number="2"), home)
    assert about_the_reserve(tender) == []
    east = tender.packages.get(number="1")
    assert (tender.reserved_for_sme, east.reserved_for_sme, west.reserved_for_sme) == (False, False, True)
    assert [row.get("reserved_for_sme") for row in payload(tender)["packages"]] == [None, True]


def test_a_package_that_is_kept_takes_no_deduction_and_says_so(home):
    tender = tender_of(home, "PACKAGE")
    mark(tender.packages.get(number="2"), home)
    make.with_dates(tender, home)
    notice = str(release_payload(tender, published_on=make.AT.date(), sha256="0" * 64))
    assert "第2包专门面向中小企业采购，其余采购包不预留" in notice
    assert "专门面向中小企业的采购包不给予价格扣除" in notice
    terms = [_terms(package) for package in Package.objects.select_related("tender").order_by("number")]
    assert terms == [(False, tender.small_micro_deduction), (True, Decimal(0))]


def _terms(package):
    package.tender.released_at = make.AT
    said = build_bundle(Evaluation(package=package))["tender"]
    return said["reserved_for_sme"], Decimal(said["small_micro_deduction"])


@pytest.mark.parametrize(
    ("measure", "words"), [("CONSORTIUM", "以联合体形式参加"), ("SUBCONTRACT", "分包意向协议")]
)
def test_a_consortium_or_subcontracting_is_a_condition_with_its_share(home, measure, words):
    tender = tender_of(home, measure, "40.00")
    texts = [package.conditions.order_by("code").last().text for package in tender.packages.all()]
    assert [words in text and "40%以上" in text for text in texts] == [True, True]
    assert tender.accepts_consortium == (measure == "CONSORTIUM")
    assert about_the_reserve(tender) == []


def test_documents_that_refuse_the_planned_consortium_do_not_go_out(home):
    tender = tender_of(home, "CONSORTIUM")
    drafting.edit_terms(tender=tender, terms={"accepts_consortium": False}, actor=home.operator, at=make.AT)
    assert about_the_reserve(tender) == ["accepts_consortium"]


def test_what_the_plan_keeps_for_small_and_micro_is_kept_by_packages_for_them_alone(home):
    tender = tender_of(home, "PACKAGE", small="60.00")
    west = mark(tender.packages.get(number="2"), home)
    assert about_the_reserve(tender) == ["packages"]
    mark(west, home, small_micro_only=True)
    assert about_the_reserve(tender) == []
    make.with_dates(tender, home)
    notice = str(release_payload(tender, published_on=make.AT.date(), sha256="0" * 64))
    assert "其中第2包只面向小型、微型企业" in notice
    assert [row.get("small_micro_only") for row in payload(tender)["packages"]] == [None, True]


def test_only_a_reserved_package_is_for_small_and_micro_alone(home):
    tender = tender_of(home, "PACKAGE")
    with pytest.raises(DomainError) as refused:
        mark(tender.packages.get(number="1"), home, sme_package=False, small_micro_only=True)
    assert (refused.value.field, refused.value.rule) == ("small_micro_only", "E-45")


def test_by_consortium_it_is_a_part_of_the_condition(home):
    tender = tender_of(home, "CONSORTIUM", "40.00", small="60.00")
    (text, *_rest) = [package.conditions.order_by("code").last().text for package in tender.packages.all()]
    assert "其中小微企业承担的不少于这一部分的60%" in text
