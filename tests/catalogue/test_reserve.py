"""What an item keeps for small and medium enterprises: all, a share and how, or nothing and why (E-45, N-08)."""

from decimal import Decimal

import pytest
from django.urls import reverse

from catalogue import services
from catalogue.enums import ItemStatus, OrganisationForm, ReserveMeasure
from catalogue.selectors.checks import problems, warnings
from procurement.core.errors import DomainError
from procurement.publications.models import Publication
from procurement.regulations import methods
from tests.factories.accounts import AT, login
from tests.factories.catalogue import operator, plan_item

pytestmark = pytest.mark.django_db
SHARE = {
    "sme_share": Decimal("30.00"),
    "sme_measure": ReserveMeasure.PACKAGE,
    "sme_small_share": Decimal("60.00"),
}


def item(state=ItemStatus.DRAFT, **changed):
    values = {
        "amount": Decimal("2400000.00"),
        "method": methods.OPEN_TENDER,
        "organisation_form": OrganisationForm.SELF_RUN,
        **changed,
    }
    return plan_item(state, **values)


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        (SHARE, []),
        ({**SHARE, "sme_measure": ""}, [("E-45", "sme_measure")]),
        ({**SHARE, "sme_small_share": None}, [("E-45", "sme_small_share")]),
        ({**SHARE, "sme_small_share": Decimal(0)}, []),
        ({"sme_reserved": True}, [("E-45", "sme_small_share")]),
        ({"sme_reserved": True, "amount": Decimal("1960000.00")}, []),
        ({}, [("E-47", "sme_reason")]),
        ({**SHARE, "amount": Decimal("1960000.00")}, [("E-47", "sme_reason")]),
        ({**SHARE, "amount": Decimal("1960000.00"), "sme_reason": "NO_COMPETITION"}, []),
    ],
)
def test_above_the_limit_a_share_is_enough_and_below_it_the_rest_has_a_reason(changed, found):
    assert [(one.rule, one.field) for one in problems(item(**changed), AT)] == found


@pytest.mark.parametrize("share", ["-1", "100", "30"])
def test_a_share_is_a_share_and_stands_beside_no_whole(share):
    with pytest.raises(DomainError) as refused:
        item(sme_share=Decimal(share), sme_reserved=share == "30")
    assert (refused.value.field, refused.value.rule) == ("sme_share", "E-45")


@pytest.mark.parametrize("share", ["-1", "100.01"])
def test_the_part_for_small_and_micro_is_a_part(share):
    with pytest.raises(DomainError) as refused:
        item(**{**SHARE, "sme_small_share": Decimal(share)})
    assert (refused.value.field, refused.value.rule) == ("sme_small_share", "E-45")


def test_a_share_below_the_laws_is_a_warning_for_it_counts_over_all_projects():
    assert [one.field for one in warnings(item(**{**SHARE, "sme_share": Decimal("29.99")}), AT)] == [
        "sme_share"
    ]
    assert warnings(item(**SHARE), AT) == []


def test_the_pages_and_the_notice_say_how_much_and_how(client):
    author = operator()
    made = item(ItemStatus.PUBLISHED, author=author, **SHARE)
    assert made.sme_amount == Decimal("720000.00")
    said = "预留 30%，即 720,000.00 元：设置专门面向中小企业的采购包，其中给小微企业 60%，即 432,000.00 元"
    assert said in client.get(made.get_public_url()).content.decode()
    page = login(client, author).get(made.get_absolute_url())
    assert said in page.content.decode()
    assert page.context["kinds"]["part"]
    assert "社会组织" in page.context["kinds"]["shut"]
    row = Publication.objects.get(code=made.publication_code).payload["items"][0]
    assert (row["sme_reserved"], row["sme_share"], row["sme_measure"]) == (False, "30.00", "PACKAGE")
    assert row["sme_small_share"] == "60.00"


def test_the_form_takes_a_share_and_an_empty_one_is_none(client):
    author = operator()
    made = item(author=author, **SHARE)
    form = login(client, author).get(reverse("catalogue:plan-item-edit", args=[made.code])).context["form"]
    assert (form["sme_share"].value(), form["sme_measure"].value()) == (Decimal("30.00"), "PACKAGE")
    services.edit_item(item=made, sme_share=Decimal(0), sme_measure="", actor=author, at=AT)
    made.refresh_from_db()
    assert (made.sme_amount, made.sme_reserve) == (Decimal("0.00"), "NONE")
