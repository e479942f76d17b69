"""Signing up on screen: one question at a time, refusals beside the field, nothing typed lost."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile

from procurement.accounts.enums import SupplierKind
from procurement.accounts.models import User
from procurement.accounts.selectors import actor_of
from procurement.suppliers.enums import PaperKind
from procurement.suppliers.models import Exclusion, RegistrationDraft, Supplier
from procurement.suppliers.selectors import may_bid, todos
from procurement.suppliers.services import add_paper
from tests.factories import accounts as people
from tests.factories import suppliers as make
from tests.factories.catalogue import published_catalogue

pytestmark = pytest.mark.django_db
BASE = "/workspace/supplier/register/"
NAME = {"name": "测试环境服务有限公司", "legal_representative": "测试负责人"}
CONTACT = {
    "phone": "0712-4320000",
    "address": "云梦县城关镇测试路1号",
    "bank_name": "测试银行云梦支行",
    "bank_account": "6222 0000-0000 0001",
}
OFFER = {"scale": "SMALL"}


@pytest.fixture
def person(client):
    actor = people.stranger("赵六")
    people.login(client, actor)
    return actor


def walk(client, kind=SupplierKind.ENTERPRISE, code=None, upto="declaration"):
    steps = {
        "kind": {"supplier_kind": kind},
        "code": {"credit_code": code or make.credit_code()},
        "name": NAME,
        "contact": CONTACT,
        "offer": OFFER,
    }
    for name in list(steps)[: [*steps, "declaration"].index(upto)]:
        response = client.post(f"{BASE}{name}/", steps[name])
        assert response.status_code == 302, response.context["form"].errors


def declare(client):
    token = client.get(f"{BASE}declaration/").context["form"]["form_token"].value()
    return client.post(f"{BASE}declaration/", {"declared": "on", "form_token": token})


def test_six_steps_make_a_supplier(client, person):
    walk(client, code="91420922MA480001XC")
    told = client.get(f"{BASE}name/").context["found"]
    assert [row["value"] for row in told] == [
        "91420922MA480001XC",
        "企业",
        "企业",
        "市场监管（国家企业信用信息公示系统）",
    ]
    response = declare(client)
    supplier = Supplier.objects.get()
    assert response.url == f"/workspace/suppliers/{supplier.code}/papers/"
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
    papers = f"/workspace/suppliers/{Supplier.objects.get().code}/papers/"
    assert [answer.url for answer in answers] == [papers] * 2


@pytest.mark.parametrize("step", ["code", "name", "declaration"])
def test_who_comes_too_early_is_sent_to_the_open_step(client, person, step):
    assert client.get(f"{BASE}{step}/").url == f"{BASE}kind/"
    client.post(f"{BASE}kind/", {"supplier_kind": "ENTERPRISE"})
    expected = {"code": 200, "name": 302, "declaration": 302}
    assert client.get(f"{BASE}{step}/").status_code == expected[step]


def test_the_size_is_worked_out_and_told_with_its_reasons(client, person):
    """Who does not know its class gives last year's figures: told at once, declared, and nothing of them kept."""
    walk(client, upto="offer")
    page = client.post(f"{BASE}offer/", {})
    assert list(page.context["form"].errors) == ["scale"]
    page = client.post(f"{BASE}offer/", {"industry": "PROPERTY", "employees": "很多"})
    assert set(page.context["form"].errors) == {"employees"}
    page = client.post(f"{BASE}offer/", {"industry": "PROPERTY", "employees": "120"})
    assert set(page.context["form"].errors) == {"revenue"}
    given = {"industry": "PROPERTY", "employees": "120", "revenue": "2,000.50"}
    page = client.post(f"{BASE}offer/", {**given, "calculate": "1"})
    told = page.context["size"]["found"]
    assert (page.status_code, told.scale, told.confirmed) == (200, "SMALL", False)
    assert told.steps == (
        "从业人员120人：达到小型企业的100人，不到中型企业的300人。",
        "营业收入2,000.5万元：达到中型企业的1,000万元，不到大型企业的5,000万元。",
    )
    assert client.post(f"{BASE}offer/", given).status_code == 302
    last = client.get(f"{BASE}declaration/")
    assert "自行申报为小型企业" in last.content.decode()
    assert last.context["size"]["differs"] is False
    client.post(f"{BASE}offer/", {**given, "scale": "MICRO"})
    assert client.get(f"{BASE}declaration/").context["size"]["differs"] is True
    declare(client)
    assert Supplier.objects.get().scale == "MICRO"


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


def test_a_state_organ_is_told_before_anything_else_is_asked(client, person):
    walk(client, SupplierKind.OTHER, upto="code")
    page = client.post(f"{BASE}code/", {"credit_code": make.credit_code("11")})
    assert list(page.context["form"].errors) == ["credit_code"]
    assert "国家机关是购买主体，不能作为承接主体" in page.context["form"].errors["credit_code"][0]


def test_what_was_typed_is_there_when_one_goes_back(client, person):
    walk(client)
    kept = {name: client.get(f"{BASE}{name}/").context["form"] for name in ("name", "contact")}
    assert kept["name"]["name"].value() == NAME["name"]
    assert kept["contact"]["phone"].value() == CONTACT["phone"]


def test_wrong_details_keep_what_was_typed(client, person):
    walk(client, upto="contact")
    page = client.post(f"{BASE}contact/", {**CONTACT, "bank_account": "无", "phone": "县城"})
    form = page.context["form"]
    assert sorted(form.errors) == ["bank_account", "phone"]
    assert form["address"].value() == CONTACT["address"]


def test_another_kind_asks_for_the_code_again(client, person):
    walk(client, upto="name")
    client.post(f"{BASE}kind/", {"supplier_kind": "RURAL_COLLECTIVE"})
    assert client.get(f"{BASE}name/").url == f"{BASE}code/"


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
    assert list(client.get(f"{BASE}name/").context["form"].fields) == ["name"]
    client.post(f"{BASE}name/", {"name": "赵六"})
    assert "contact" not in client.get(f"{BASE}contact/").context["form"].fields
    client.post(f"{BASE}contact/", CONTACT)
    assert "scale" not in client.get(f"{BASE}offer/").context["form"].fields
    client.post(f"{BASE}offer/", {})
    declare(client)
    supplier = Supplier.objects.get()
    assert (supplier.identity_number, supplier.scale) == ("11010519491231002X", "NOT_ENTERPRISE")
    assert supplier.legal_representative == "赵六"


@pytest.mark.parametrize(
    ("kind", "prefix", "asked"),
    [
        ("ENTERPRISE", "91", ["name", "head_office", "legal_representative", "controller"]),
        ("FARMERS_COOPERATIVE", "93", ["name", "head_office", "legal_representative", "controller"]),
        ("SOCIAL_SERVICE_INSTITUTION", "52", ["name", "legal_representative", "controller"]),
        ("RURAL_COLLECTIVE", "N2", ["name", "legal_representative", "controller"]),
        ("SELF_GOVERNING_BODY", "54", ["name", "legal_representative"]),
    ],
)
def test_each_kind_is_asked_what_fits_it(client, person, kind, prefix, asked):
    walk(client, kind, make.credit_code(prefix), upto="name")
    assert list(client.get(f"{BASE}name/").context["form"].fields) == asked


def test_who_is_kept_out_by_a_list_learns_it_when_it_has_signed_up(client, person):
    code = make.credit_code()
    Exclusion.objects.create(
        credit_code=code,
        code="X-1",
        list_kind="DISHONEST_DEBTOR",
        starts_on="2020-01-01",
        recorded_at=people.AT,
    )
    walk(client, code=code)
    page = client.get(declare(client).url)
    assert "列入“失信被执行人”" in page.context["standing"].reason
    assert [str(told).startswith("注册成功，资料已经保存。") for told in page.context["messages"]] == [True]


def test_what_was_typed_waits_for_the_next_sign_in_and_nobody_else(client, person):
    walk(client, upto="offer")
    (row,) = RegistrationDraft.objects.all()
    assert b"6222" not in bytes(row.content)
    client.logout()
    people.login(client, people.stranger())
    assert client.get("/workspace/supplier/").url == f"{BASE}kind/"
    people.login(client, person)
    assert client.get("/workspace/supplier/").url == f"{BASE}offer/"
    assert [todo.title for todo in todos(person, people.AT)] == ["继续填写供应商注册"]
    client.post(f"{BASE}offer/", OFFER)
    declare(client)
    assert RegistrationDraft.objects.count() == 0


def test_full_width_digits_are_read_as_digits(client, person):
    wide = str.maketrans(
        "0123456789ABCDEFGHJKLMNPQRTUWXY", "０１２３４５６７８９ＡＢＣＤＥＦＧＨＪＫＬＭＮＰＱＲＴＵＷＸＹ"
    )
    walk(client, code="91420922MA480001XC".translate(wide), upto="contact")
    client.post(f"{BASE}contact/", {key: value.translate(wide) for key, value in CONTACT.items()})
    client.post(f"{BASE}offer/", OFFER)
    declare(client)
    supplier = Supplier.objects.select_related("organisation").get()
    assert (supplier.organisation.credit_code, supplier.bank_account, supplier.phone) == (
        "91420922MA480001XC",
        "6222000000000001",
        "0712-4320000",
    )


def test_a_branch_names_its_head_office_and_bids_with_its_authorisation(client, person):
    walk(client, upto="name")
    branch = {"name": "测试环境服务有限公司云梦分公司", "legal_representative": "钱七"}
    page = client.post(f"{BASE}name/", branch)
    assert list(page.context["form"].errors) == ["head_office"]
    client.post(f"{BASE}name/", {**branch, "head_office": "测试环境服务有限公司"})
    client.post(f"{BASE}contact/", CONTACT)
    client.post(f"{BASE}offer/", OFFER)
    page = client.get(declare(client).url)
    assert "还缺总公司（总所）的授权书" in page.context["standing"].reason
    assert [str(told) for told in page.context["messages"]] == [
        "注册成功，资料已经保存。但现在还不能参加采购，原因和办法写在下面。"
    ]
    assert page.context["proofs"][0]["kind"] == PaperKind.AUTHORISATION
    supplier = Supplier.objects.get()
    admin = actor_of(User.objects.get(pk=person.user_id), supplier.organisation)
    paper = SimpleUploadedFile("letter.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    add_paper(supplier=supplier, kind=PaperKind.AUTHORISATION, file=paper, actor=admin, at=people.AT)
    assert may_bid(supplier.organisation, people.AT.date())


def test_the_size_is_declared_in_what_is_signed(client, person):
    walk(client)
    declare(client)
    signed = Supplier.objects.get().declarations.get()
    assert "自行申报为小型企业" in signed.text


def test_services_are_ticked_class_by_class(client, person):
    published_catalogue()
    walk(client, upto="offer")
    groups = client.get(f"{BASE}offer/").context["form"].fields["fields_of_service"].choices
    (label, rows) = groups[0]
    assert (label.split()[0], [code for code, _name in rows]) == ("A04", ["A04", "A0402"])


@pytest.mark.parametrize("step", ["kind", "code", "name", "contact", "offer", "declaration"])
def test_a_stranger_signs_in_first(client, step):
    assert client.get(f"{BASE}{step}/").url == f"/accounts/login/?next={BASE}{step}/"


def test_neither_the_size_nor_its_figures_are_marked_optional(client, person):
    walk(client, upto="offer")
    page = BeautifulSoup(client.get(f"{BASE}offer/").content, "html.parser")
    said = {
        name: page.find("label", {"for": f"id_{name}"}).get_text()
        for name in ("scale", "industry", "revenue")
    }
    assert {name: "选填" in label for name, label in said.items()} == dict.fromkeys(said, False)
    assert "（不清楚的填下面的数据）" in said["scale"] and "（不清楚规模的填写）" in said["revenue"]
