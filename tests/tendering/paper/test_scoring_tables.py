"""The scoring table: levels for every factor, refused beside the cell; templates by class of service."""

from decimal import Decimal

import pytest
from django.urls import reverse

from procurement.core.errors import DomainError
from procurement.regulations import intervals
from procurement.regulations.scoring_templates import all_templates
from procurement.tendering.models import ScoringFactor
from procurement.tendering.selectors.documents import payload, problems
from procurement.tendering.services import documents
from tests.factories import accounts
from tests.factories import tendering as make

from .test_paper_pages import at, rules_time, send, table

pytestmark = pytest.mark.django_db
__all__ = ["rules_time"]


@pytest.fixture
def home():
    return make.town()


def test_levels_are_kept_as_data_and_stand_in_the_documents(home):
    package = make.complete_tender(home).packages.get()

    assert [row.intervals for row in package.factors.all()][2] == {
        "kind": "COUNTED",
        "unit": "份",
        "each": "10",
        "most": 2,
    }
    assert payload(package.tender)["packages"][0]["factors"][0]["intervals"] == "优 40\n良 30\n一般 20"


@pytest.mark.parametrize(
    ("change", "cell", "sentence"),
    [
        (
            {"criteria": "由评委酌情打分"},
            (1, "intervals"),
            "“保洁方案”没有分档，或者有一行读不出分值：评审因素要细化、量化，各等次设不同分值（财库〔2021〕22号第二十一条）。"
            "请一行写一档，例如“优 40 方案完整”；按数量计分的写“每份 5 最多 2”。",
        ),
        (
            {"intervals": "优 35\n良 20"},
            (1, "intervals"),
            "“保洁方案”最高能得35分，本项分值是40分，两者应当相等（财库〔2021〕22号第二十一条）。请修改分档或者分值。",
        ),
        ({"intervals": "本地企业 40\n其他 20"}, (1, "intervals"), None),
        ({"criteria": "上年绩效等级为优"}, (1, "criteria"), None),
        ({"name": " "}, (1, "name"), None),
    ],
)
def test_a_factor_without_lawful_levels_is_refused_at_its_cell(home, change, cell, sentence):
    package = make.drafted_tender(home).packages.get()
    rows = [{**make.FACTORS[0], **change}, *make.FACTORS[1:]]

    with pytest.raises(DomainError) as caught:
        documents.set_factors(package=package, rows=rows, actor=home.operator, at=make.AT)

    assert caught.value.cell == cell
    assert sentence is None or str(caught.value) == sentence
    assert package.factors.count() == 0


def test_a_factor_from_before_the_rule_stands_between_the_documents_and_their_release(home):
    tender = make.complete_tender(home)
    ScoringFactor.objects.filter(package__tender=tender, code="T1").update(intervals={})

    assert [(problem.tab, problem.rule) for problem in problems(tender, make.AT)] == [("scoring", "E-25")]


def test_every_template_makes_a_lawful_table(home):
    package = make.drafted_tender(home, price_weight=Decimal("15")).packages.get()

    for template in all_templates().values():
        documents.use_template(package=package, template=template, actor=home.operator, at=make.AT)
        assert sum(package.factors.values_list("maximum", flat=True)) == Decimal("85")
        assert package.factors.count() == len(template.factors)


def test_a_clerk_begins_with_the_template_of_the_service_and_is_told_beside_the_cell(
    home, client, rules_time
):
    package = make.drafted_tender(home).packages.get()
    client.force_login(accounts.user_of(home.operator))
    url = at("package-template", package.code)
    shown = client.get(url)
    assert shown.context["form"].initial["template"] == "UPKEEP"
    assert "获奖、荣誉、专利和软件著作权" in shown.content.decode()

    response = send(client, url, template="UPKEEP")

    assert response.redirect_chain == [(at("package-scoring", package.code), 302)]
    form = response.context["form"]
    assert form.total == Decimal("90")
    rows = [dict(row) for row in form.table.initial]
    assert [intervals.parse(row["intervals"]).top for row in rows] == [row["maximum"] for row in rows]
    rows[1]["intervals"] = "优 3"
    rows = [{**row, "objective": "on"} if row["objective"] else {**row, "objective": ""} for row in rows]
    refused = client.post(at("package-scoring", package.code), table(rows, prefilled=len(rows)))
    assert "只有一档" in refused.context["form"].table[1].errors["intervals"][0]
    assert refused.context["form"].table[0]["criteria"].value() == rows[0]["criteria"]


def test_templates_are_for_who_writes(home, client):
    package = make.drafted_tender(home).packages.get()
    client.force_login(accounts.user_of(home.reviewer))
    assert client.get(reverse("tendering:package-template", args=[package.code])).status_code == 403
