"""Signing up on screen: one question at a time, refusals beside the field, nothing typed lost."""

import pytest

from procurement.accounts.enums import SupplierKind
from procurement.suppliers.models import Supplier
from tests.factories import accounts as people
from tests.factories import suppliers as make

pytestmark = pytest.mark.django_db
BASE = "/workspace/supplier/register/"
DETAILS = {
    "name": "测试环境服务有限公司",
    "legal_representative": "测试负责人",
    "scale": "SMALL",
    "phone": "0712-4320000",
    "address": "云梦县城关镇测试路1号",
    "bank_name": "测试银行云梦支行",
    "bank_account": "6222 0000-0000 0001",
}


@pytest.fixture
def person(client):
    actor = people.stranger("赵六")
    people.login(client, actor)
    return actor


def walk(client, kind=SupplierKind.ENTERPRISE, code=None, upto="declaration"):
    steps = {
        "kind": {"supplier_kind": kind},
        "code": {"credit_code": code or make.credit_code()},
        "details": DETAILS,
    }
    for name in list(steps)[: ["kind", "code", "details", "declaration"].index(upto)]:
        response = client.post(f"{BASE}{name}/", steps[name])
        assert response.status_code == 302, response.context["form"].errors


def declare(client):
    token = client.get(f"{BASE}declaration/").context["form"]["form_token"].value()
    return client.post(f"{BASE}declaration/", {"declared": "on", "form_token": token})


def test_four_steps_make_a_supplier(client, person):
    walk(client, code="91420922MA480001XC")
    told = client.get(f"{BASE}details/").context["found"]
    assert [row["value"] for row in told] == [
        "91420922MA480001XC",
        "企业",
        "企业",
        "市场监管（国家企业信用信息公示系统）",
    ]
    response = declare(client)
    supplier = Supplier.objects.get()
    assert response.url == f"/workspace/suppliers/{supplier.code}/"
    assert supplier.bank_account == "6222000000000001"
    page = client.get(response.url)
    assert page.wsgi_request.actor.organisation_code == supplier.code
    assert page.status_code == 200


def test_a_second_click_registers_nothing_twice(client, person):
    walk(client)
    token = client.get(f"{BASE}declaration/").context["form"]["form_token"].value()
    answers = [
        client.post(f"{BASE}declaration/", {"declared": "on", "form_token": token}) for _click in range(2)
    ]
    assert [answer.url for answer in answers] == [Supplier.objects.get().get_absolute_url()] * 2


@pytest.mark.parametrize("step", ["code", "details", "declaration"])
def test_who_comes_too_early_is_sent_to_the_open_step(client, person, step):
    assert client.get(f"{BASE}{step}/").url == f"{BASE}kind/"
    client.post(f"{BASE}kind/", {"supplier_kind": "ENTERPRISE"})
    expected = {"code": 200, "details": 302, "declaration": 302}
    assert client.get(f"{BASE}{step}/").status_code == expected[step]


def test_a_class_one_institution_is_told_on_the_first_step(client, person):
    page = client.post(f"{BASE}kind/", {"supplier_kind": "PUBLIC_INSTITUTION_I"})
    (error,) = page.context["form"].errors["supplier_kind"]
    assert error.startswith("公益一类事业单位不得作为承接主体")
    assert client.get(f"{BASE}code/").url == f"{BASE}kind/"


def test_a_wrong_code_stands_beside_the_field_with_what_was_typed(client, person):
    walk(client, upto="code")
    page = client.post(f"{BASE}code/", {"credit_code": "91440300708461136X"})
    form = page.context["form"]
    assert form.errors == {
        "credit_code": ["统一社会信用代码的校验码不对，至少有一位填错。请对照证照逐位核对。"]
    }
    assert form["credit_code"].value() == "91440300708461136X"


def test_a_registered_code_points_to_the_administrator(client, person):
    supplier, _admin = make.supplier()
    walk(client, upto="code")
    page = client.post(f"{BASE}code/", {"credit_code": supplier.organisation.credit_code})
    (error,) = page.context["form"].errors["credit_code"]
    assert "请联系贵单位的管理员" in error
    assert supplier.organisation.name not in page.content.decode()


def test_a_mass_organisation_is_asked(client, person):
    code = make.credit_code("13")
    walk(client, SupplierKind.OTHER, upto="code")
    asked = client.post(f"{BASE}code/", {"credit_code": code})
    assert list(asked.context["form"].errors) == ["publicly_funded"]
    refused = client.post(f"{BASE}code/", {"credit_code": code, "publicly_funded": "yes"})
    assert list(refused.context["form"].errors) == ["publicly_funded"]
    assert client.post(f"{BASE}code/", {"credit_code": code, "publicly_funded": "no"}).status_code == 302


def test_what_was_typed_is_there_when_one_goes_back(client, person):
    walk(client)
    form = client.get(f"{BASE}details/").context["form"]
    assert {name: form[name].value() for name in ("name", "phone")} == {
        "name": DETAILS["name"],
        "phone": DETAILS["phone"],
    }


def test_wrong_details_keep_what_was_typed(client, person):
    walk(client, upto="details")
    page = client.post(f"{BASE}details/", {**DETAILS, "bank_account": "无"})
    form = page.context["form"]
    assert list(form.errors) == ["bank_account"]
    assert form["address"].value() == DETAILS["address"]


def test_another_kind_asks_for_the_code_again(client, person):
    walk(client, upto="details")
    client.post(f"{BASE}kind/", {"supplier_kind": "RURAL_COLLECTIVE"})
    assert client.get(f"{BASE}details/").url == f"{BASE}code/"


def test_without_the_tick_nothing_is_signed(client, person):
    walk(client)
    token = client.get(f"{BASE}declaration/").context["form"]["form_token"].value()
    page = client.post(f"{BASE}declaration/", {"form_token": token})
    assert list(page.context["form"].errors) == ["declared"]
    assert Supplier.objects.count() == 0


def test_a_code_taken_meanwhile_is_told_at_the_end(client, person):
    code = make.credit_code()
    walk(client, code=code)
    make.supplier(credit_code=code)
    page = declare(client)
    assert page.status_code == 200
    assert "已经注册" in page.context["form"].non_field_errors()[0]


def test_an_individual_registers_by_identity_card(client, person):
    client.post(f"{BASE}kind/", {"supplier_kind": "INDIVIDUAL"})
    client.post(f"{BASE}code/", {"identity_number": "11010519491231002x"})
    client.post(f"{BASE}details/", {**DETAILS, "name": "赵六", "scale": "NOT_ENTERPRISE"})
    declare(client)
    assert Supplier.objects.get().identity_number == "11010519491231002X"


@pytest.mark.parametrize("step", ["kind", "code", "details", "declaration"])
def test_a_stranger_signs_in_first(client, step):
    assert client.get(f"{BASE}{step}/").url == f"/accounts/login/?next={BASE}{step}/"
