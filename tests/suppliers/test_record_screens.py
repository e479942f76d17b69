"""The record, the register and the public profile: who sees what."""

from datetime import date

import pytest

from procurement.core.models import AuditEntry
from procurement.suppliers.enums import ListKind
from procurement.suppliers.models import Exclusion
from procurement.suppliers.services import exclude
from tests.factories import accounts as people
from tests.factories import suppliers as make

pytestmark = pytest.mark.django_db
SECRETS = ("6200000000000000001", "0712-4320000", "11010519491231002X")


@pytest.fixture
def firm():
    return make.supplier("测试环境服务有限公司")


def record(supplier, tail=""):
    return f"/workspace/suppliers/{supplier.code}/{tail}"


def status(client, actor, address):
    return people.login(client, actor).get(address).status_code


@pytest.mark.parametrize("tail", ["", "change/", "lists/new/", "request_verification/", "verify/"])
def test_a_record_is_nobody_elses_business(client, firm, tail):
    supplier, _admin = firm
    _other, outsider = make.supplier()
    for actor in (people.stranger(), outsider, people.bureau("BUREAU_BUDGET")):
        assert status(client, actor, record(supplier, tail)) == 404
    client.logout()
    assert client.get(record(supplier, tail)).status_code == 302


@pytest.mark.parametrize("tail", ["lists/new/", "verify/", "refuse_verification/"])
def test_the_supplier_does_not_judge_itself(client, firm, tail):
    supplier, admin = firm
    assert status(client, admin, record(supplier, tail)) == 403


@pytest.mark.parametrize("tail", ["change/", "request_verification/"])
def test_the_bureau_does_not_act_for_the_supplier(client, firm, tail):
    assert status(client, people.bureau(), record(firm[0], tail)) == 403


def test_owner_bureau_and_auditor_see_the_record(client, firm):
    supplier, admin = firm
    for actor in (admin, people.bureau(), people.auditor()):
        page = people.login(client, actor).get(record(supplier))
        assert page.status_code == 200
        assert "6200000000000000001" in page.content.decode()


def test_details_are_changed_and_kept(client, firm):
    supplier, admin = firm
    people.login(client, admin)
    form = client.get(record(supplier, "change/")).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    response = client.post(record(supplier, "change/"), {**values, "address": "云梦县新址"})
    assert response.url == record(supplier)
    supplier.refresh_from_db()
    assert supplier.address == "云梦县新址"
    entry = AuditEntry.objects.filter(subject_code=supplier.code, action="change").get()
    assert entry.changes == {"address": "***"}


def test_a_list_entry_is_recorded_and_lifted_by_supervision(client, firm):
    supplier, _admin = firm
    people.login(client, people.bureau())
    token = client.get(record(supplier, "lists/new/")).context["form"]["form_token"].value()
    typed = {
        "list_kind": "TAX_OFFENDER",
        "starts_on": "2026-09-01",
        "source": "信用中国",
        "form_token": token,
    }
    assert client.post(record(supplier, "lists/new/"), typed).status_code == 302
    entry = Exclusion.objects.get()
    page = client.get(record(supplier))
    assert page.context["standing"].allowed is False
    client.post(record(supplier, f"lists/{entry.code}/lift/"), {"reason": "信用修复"})
    assert client.get(record(supplier)).context["standing"].allowed is True
    other, _b = make.supplier()
    assert client.get(record(other, f"lists/{entry.code}/lift/")).status_code == 404


def test_the_profile_is_public_and_holds_nothing_personal(client, firm):
    supplier, _admin = firm
    page = client.get(f"/suppliers/{supplier.code}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert supplier.organisation.credit_code in text
    assert [secret in text for secret in (*SECRETS, supplier.legal_representative)] == [False] * 4


def test_a_natural_persons_profile_holds_neither_number_nor_address(client):
    supplier, _admin = make.supplier(
        "赵六", supplier_kind="INDIVIDUAL", credit_code="x", identity_number="11010519491231002X"
    )
    text = client.get(f"/suppliers/{supplier.code}/").content.decode()
    assert "赵六" in text
    assert [secret in text for secret in (*SECRETS, supplier.address)] == [False] * 4


def test_an_unknown_supplier_is_a_404(client):
    assert client.get("/suppliers/S-99999/").status_code == 404


def test_the_register_is_for_supervision_and_auditors(client, firm):
    address = "/workspace/suppliers/"
    for actor in (people.stranger(), firm[1], people.bureau("BUREAU_BUDGET")):
        assert status(client, actor, address) == 404
    for actor in (people.bureau(), people.auditor()):
        assert status(client, actor, address) == 200
    client.logout()
    assert client.get(address).url == f"/accounts/login/?next={address}"


def test_the_register_is_searched_and_exported(client, firm):
    supplier, _admin = firm
    make.supplier("测试养老服务中心")
    people.login(client, people.bureau())
    found = client.get("/workspace/suppliers/", {"text": "养老"}).context["page_obj"].object_list
    assert [row.organisation.name for row in found] == ["测试养老服务中心"]
    export = client.get("/workspace/suppliers/", {"text": "环境", "export": "csv"})
    lines = b"".join(export.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert supplier.organisation.credit_code in lines[1]


def test_one_and_thirty_suppliers_cost_the_same(client, firm, django_assert_max_num_queries):
    people.login(client, people.bureau())
    client.get("/workspace/suppliers/")
    with django_assert_max_num_queries(12) as one:
        client.get("/workspace/suppliers/")
    for _number in range(24):
        make.supplier()
    with django_assert_max_num_queries(12) as many:
        client.get("/workspace/suppliers/")
    assert len(one) == len(many)


def test_ones_own_record_is_found_without_its_code(client, firm):
    supplier, admin = firm
    people.login(client, admin)
    assert client.get("/workspace/supplier/").url == record(supplier)
    people.login(client, people.stranger())
    assert client.get("/workspace/supplier/").url == "/workspace/supplier/register/kind/"


@pytest.mark.parametrize("step", ["lapse", "create", "nonsense"])
def test_steps_that_are_nobodys_do_not_exist(client, firm, step):
    assert status(client, firm[1], record(firm[0], f"{step}/")) == 404


def test_the_public_profile_says_from_when_until_when_a_list_keeps_out(client):
    supplier, _admin = make.supplier()
    for ends_on in (date(2099, 9, 30), None):
        exclude(
            supplier=supplier,
            list_kind=ListKind.TAX_OFFENDER,
            starts_on=people.AT.date(),
            ends_on=ends_on,
            source="信用中国",
            actor=people.bureau(),
            at=people.AT,
        )
    page = client.get(f"/suppliers/{supplier.code}/").content.decode()
    assert ("至2099年9月30日" in page, "至解除为止" in page) == (True, True)
