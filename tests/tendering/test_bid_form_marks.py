"""Which figures a bidder must fill depends on the size it chooses: the label says so whatever is chosen."""

import re

import pytest
from django.urls import reverse

from procurement.core import clock
from procurement.tendering.enums import Method
from procurement.tendering.services import bid_forms
from tests.factories import accounts as people
from tests.factories import seals as make

pytestmark = pytest.mark.django_db


def marks_of(client, round, name):
    """Return the marks of a field's label, each with what shows it."""
    people.login(client, make.bidder("测试甲"))
    page = client.get(reverse("tendering:bid-edit", args=[round.code])).content.decode()
    label = re.search(rf'<label class="form-label" for="id_{name}">(.*?)</label>', page, re.S)
    return re.findall(r'<span class="optional ?([\w-]*)">(.*?)</span>', label[1])


@pytest.mark.parametrize("name", ["employees", "revenue", "assets", "subs-0-employees"])
def test_a_small_enterprise_reads_that_its_figures_are_required(client, name):
    clock.start_at(make.AT)
    round, _custodians = make.receiving(Method.COMPETITIVE_CONSULTATION)
    assert marks_of(client, round, name) == [
        ("if-open", "（小型、微型企业必填）"),
        ("if-needed", "（必填）"),
        ("if-free", "（选填）"),
    ]
    form = bid_forms.clean(form={"own_scale": "SMALL"}, round=round)
    missing = {problem.field for problem in bid_forms.problems(form=form, round=round)}
    assert {"employees", "revenue", "assets"} <= missing


def test_where_a_share_is_kept_for_medium_enterprises_they_are_asked_too(client):
    clock.start_at(make.AT)
    round, _custodians = make.receiving(Method.COMPETITIVE_CONSULTATION)
    round.package.sme_package = True
    round.package.save()
    assert marks_of(client, round, "assets")[0] == ("if-open", "（中型、小型、微型企业必填）")


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("bond_account", "（不是保函的必填）"),
        ("bond_valid_until", "（保函必填）"),
        ("response_1", "（有偏离的必填）"),
        ("team", "（选填）"),
    ],
)
def test_a_field_that_is_required_at_times_says_when(client, name, mark):
    clock.start_at(make.AT)
    round, _custodians = make.receiving(Method.OPEN_TENDER, bond_percent="2")
    assert marks_of(client, round, name) == [("", mark)]
