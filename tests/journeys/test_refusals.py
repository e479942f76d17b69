"""What may not be bought as a service, or from whom: each refusal with its article."""

from decimal import Decimal

import pytest

from catalogue.models import PlanItem
from catalogue.selectors import splitting_watch
from catalogue.services import edit_item, submit_item
from procurement.accounts.enums import SupplierKind
from procurement.accounts.selectors import actor_of
from procurement.core.clock import local_date
from procurement.core.errors import DomainError, GuardRefused
from procurement.suppliers.services import register_supplier
from procurement.workspace.management.demo.people import Arrivals
from procurement.workspace.management.demo.plan import item_of, operator

from .conftest import row_of

pytestmark = pytest.mark.django_db


def test_works_bundled_with_services_stay_a_draft(county):
    row = row_of("qingminghe-build")
    stage = county(row["key"])
    stage.play()
    item, author = item_of(row), operator(stage, row)
    with pytest.raises(GuardRefused, match="第十条"):
        submit_item(item=item, actor=author, at=stage.at)
    # Whoever answers otherwise than the title says is asked to explain the words.
    answers = dict.fromkeys(item.negative_answers, False)
    edit_item(item=item, actor=author, at=stage.at, negative_answers=answers)
    with pytest.raises(GuardRefused, match="厕所改建"):
        submit_item(item=item, actor=author, at=stage.at)


@pytest.mark.parametrize(
    ("key", "article"), [("shahe-hiring", "第十条"), ("zengdian-advance", "财预〔2017〕87号")]
)
def test_hiring_and_advanced_money_come_back_with_the_article(county, key, article):
    county(key).play()
    item = item_of(row_of(key))
    assert item.status == "RETURNED"
    assert article in item.remarks


def test_two_purchases_just_below_the_limit_are_noticed(county):
    stage = county("shahe-split1", "shahe-split2")
    stage.play()
    watch = splitting_watch(year=2026, on=local_date(stage.at))
    assert [(one.level, one.total, len(one.items)) for one in watch] == [("SPLIT", Decimal("998000.00"), 2)]
    assert PlanItem.objects.filter(status="SUBMITTED").count() == 2


def test_a_public_institution_of_the_first_kind_may_not_supply(county):
    stage = county("shahe-split1")
    user = Arrivals(stage).person("museum-admin")
    with pytest.raises(DomainError, match="公益一类") as refused:
        register_supplier(
            user=user,
            name="云梦县演示文化馆",
            supplier_kind=SupplierKind.PUBLIC_INSTITUTION_I,
            credit_code="12420923420453451L",
            legal_representative="演示馆长",
            phone="0712-4320000",
            address="云梦县城关镇",
            bank_name="演示银行",
            bank_account="1",
            scale="NOT_ENTERPRISE",
            actor=actor_of(user),
            at=stage.at,
        )
    assert (refused.value.field, refused.value.rule) == ("supplier_kind", "A-04")
