"""A unit's reserve for small and medium enterprises: who sees it, what it counts, the yearly report (N-08)."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from catalogue.enums import ItemStatus, OrganisationForm, ReserveMeasure
from catalogue.models import PlanItem
from procurement.accounts.enums import Office
from procurement.accounts.models import Organisation
from procurement.awarding.models import Award
from procurement.contracts.models import Contract, ReserveStatement
from procurement.contracts.selectors import reserves
from procurement.contracts.services import explain_reserve
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.models import AuditEntry
from procurement.regulations import methods
from procurement.tendering.models import OpenedBid
from tests.factories import accounts as people
from tests.factories import contracts as make
from tests.factories.accounts import AT, login
from tests.factories.catalogue import department, operator, organisation_of, plan_item

WORK, LIST = reverse("contracts:reserve-work"), reverse("contracts:reserve-list")
BIG = {"amount": Decimal("2400000.00"), "method": methods.OPEN_TENDER}
SHARE = {"sme_share": Decimal(30), "sme_measure": ReserveMeasure.PACKAGE, "sme_small_share": Decimal(60)}


def item(state, author, **changed):
    values = {"organisation_form": OrganisationForm.SELF_RUN, **BIG, **changed}
    return plan_item(state, author=author, **values)


def of(author, *, public=False):
    return reserves.units_of_year(2026, AT, public=public, unit=organisation_of(author).code)


@pytest.mark.django_db
def test_the_share_is_over_all_projects_and_drafts_are_nobodys_plan_yet():
    author = operator()
    item(ItemStatus.PUBLISHED, author, **SHARE)
    item(ItemStatus.SUBMITTED, author, sme_reason="NO_COMPETITION")
    item(ItemStatus.DRAFT, author)
    (one,) = of(author)
    above = one.sums.above
    assert (above.suited, above.reserved, above.small) == tuple(
        Decimal(n) for n in ("2400000", "720000", "432000")
    )
    assert ([row.standing for row in one.rows], one.short) == (["RESERVED", "EXCUSED"], False)
    (seen,) = of(author, public=True)
    assert [row.standing for row in seen.rows] == ["RESERVED"]


@pytest.mark.django_db
def test_the_supervising_unit_counts_for_those_it_supervises():
    author = operator()
    home, over = organisation_of(author), department("县农业农村局")
    Organisation.objects.filter(pk=home.pk).update(supervising=over)
    item(ItemStatus.PUBLISHED, author, **SHARE)
    assert [one.unit for one in reserves.units_of_year(2026, AT, public=True)] == [over]
    assert of(author) == []


@pytest.mark.django_db
def test_the_page_names_what_is_missing_and_the_unit_says_why(client):
    author = operator()
    home = organisation_of(author)
    made = item(ItemStatus.PUBLISHED, author, sme_reason="NO_COMPETITION")
    # As an item older than the rule stands: nothing kept, and no reason.
    PlanItem.objects.filter(pk=made.pk).update(sme_reason="")
    page = login(client, author).get(WORK)
    said = page.content.decode()
    assert "超过限额的项目还差 720,000.00 元，其中给小微企业还差 432,000.00 元" in said
    assert "没有预留，也没有理由" in said
    url = reverse("contracts:reserve-explain", args=[2026, home.code])
    assert url in said
    assert "text" in client.post(url, {"text": " "}).context["form"].errors
    assert client.post(url, {"text": "市场上只有三家，其中一家是大型企业。"}).status_code == 302
    client.logout()
    assert (
        "市场上只有三家"
        in client.get(reverse("contracts:reserve-report", args=[2026, home.code])).content.decode()
    )
    assert AuditEntry.objects.get(subject_kind="reserve-statement").basis == "N-08"


@pytest.mark.django_db
def test_only_the_unit_explains_and_only_where_something_is_missing(client):
    author = operator()
    home = organisation_of(author)
    item(ItemStatus.PUBLISHED, author, **SHARE)
    said = {"unit": home, "year": 2026, "text": "说明", "at": AT}
    with pytest.raises(DomainError, match="不需要说明"):
        explain_reserve(actor=author, **said)
    for stranger in (people.person(home, Office.FINANCE), people.bureau()):
        with pytest.raises(NotAllowed):
            explain_reserve(actor=stranger, **said)
        url = reverse("contracts:reserve-explain", args=[2026, home.code])
        assert login(client, stranger).get(url).status_code == 404
    assert not ReserveStatement.objects.exists()
    assert (
        login(client, author).get(reverse("contracts:reserve-explain", args=[1999, home.code])).status_code
        == 404
    )


@pytest.mark.django_db
def test_what_was_bought_stands_in_the_report_with_its_contract(client):
    deal = make.awarded_deal()
    deal.filed()
    wanted = {"amount": Decimal("2400000.00"), "sme_reserved": True, "sme_small_share": Decimal(0)}
    PlanItem.objects.filter(pk=deal.item.pk).update(**wanted)
    Contract.objects.filter(pk=deal.contract.pk).update(sme_reserved=True)
    OpenedBid.objects.filter(pk=deal.award.bid_id).update(scale="SMALL", small_share=None)
    url = reverse("contracts:reserve-report", args=[deal.item.year, deal.home.code])
    page = client.get(url)
    (line,) = page.context["bought"]
    amount = deal.contract.amount
    assert (line["one"].sme, line["one"].small, line["option"]) == (amount, amount, "采购项目整体预留")
    assert "占100.00%" in page.context["summary"]
    table = BytesIO(b"".join(client.get(f"{url}?export=xlsx").streaming_content))
    rows = list(load_workbook(table).active.values)
    assert rows[-1][1:6] == (deal.item.title, "采购项目整体预留", amount, amount, deal.contract.code)


@pytest.mark.parametrize(
    ("kept", "scale", "share", "found"),
    [
        ({"sme_reserved": True}, "SMALL", None, ("1000.00", "1000.00")),
        ({"sme_reserved": True}, "MEDIUM", None, ("1000.00", "0.00")),
        ({"sme_reserved": True}, "MEDIUM", "25", ("1000.00", "250.00")),
        ({}, "LARGE", "20", ("400.00", "200.00")),
        ({}, "LARGE", None, ("400.00", "0.00")),
        ({}, "NOT_ENTERPRISE", "50", ("500.00", "500.00")),
        ({}, "MICRO", None, ("1000.00", "1000.00")),
    ],
)
def test_what_a_contract_brought_small_and_medium_enterprises(kept, scale, share, found):
    """Reserved: all of it. By consortium or subcontracting: at the least the share that it was bound to."""
    one = PlanItem(sme_share=Decimal(40), sme_measure=ReserveMeasure.CONSORTIUM)
    bid = OpenedBid(scale=scale, small_share=None if share is None else Decimal(share))
    contract = Contract(amount=Decimal("1000.00"), award=Award(pk=1, bid=bid), **kept)
    bought = reserves._bought(one, contract)
    assert (bought.sme, bought.small) == tuple(Decimal(n) for n in found)
    assert reserves.keeps(one, contract)


def test_a_contract_of_the_open_part_kept_nothing():
    one = PlanItem(sme_share=Decimal(40), sme_measure=ReserveMeasure.PACKAGE)
    assert not reserves.keeps(one, Contract(award=Award(pk=1)))
    assert not reserves.keeps(PlanItem(), Contract(award=Award(pk=1)))


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?year=abc", "?year=1999", "?year=99999999999", "?year=2030"])
def test_a_year_that_is_none_shows_a_year_that_is(client, query):
    assert client.get(LIST + query).status_code == 200


@pytest.mark.django_db
def test_the_county_is_a_table_with_a_fixed_number_of_queries(client, django_assert_max_num_queries):
    author = operator()
    item(ItemStatus.PUBLISHED, author, **SHARE)
    login(client, people.bureau())
    client.get(WORK)
    with django_assert_max_num_queries(20):
        assert len(client.get(WORK).context["units"]) == 1
    for number in range(4):
        other = operator(people.township(f"第{number}镇"))
        item(ItemStatus.PUBLISHED, other, **SHARE)
    with django_assert_max_num_queries(20):
        page = client.get(WORK)
    assert (len(page.context["units"]), page.context["opened"]) == (5, [])
    assert len(client.get(f"{WORK}?unit={organisation_of(author).code}").context["opened"]) == 1
