"""Bank account, telephone, contact and identity number stand in no public page, no export, no log and no chain."""

import logging

import pytest

from procurement.core.models import AuditEntry
from procurement.suppliers.selectors import public_address
from procurement.suppliers.services import change_details, save_registration_step
from procurement.tendering.selectors.notices import supplier_contact
from tests.factories import accounts as people
from tests.factories import suppliers as make

pytestmark = pytest.mark.django_db
PRIVATE = {
    "phone": "0712-4987654",
    "bank_account": "820199998888",
    "contact": "钱七七",
    "address": "测试村九组",
}
SECRETS = [*PRIVATE.values(), "11010519491231002X"]


@pytest.fixture
def person(caplog):
    with caplog.at_level(logging.DEBUG):
        supplier, admin = make.supplier(
            "赵六",
            supplier_kind="INDIVIDUAL",
            credit_code="x",
            identity_number="11010519491231002X",
            **PRIVATE,
        )
        changed = {**PRIVATE, "phone": "0712-4987655"}
        change_details(supplier=supplier, actor=admin, at=people.AT, **changed)
        save_registration_step(step="contact", answers=PRIVATE, actor=people.stranger(), at=people.AT)
        yield supplier


def found_in(text):
    return [secret for secret in [*SECRETS, "0712-4987655"] if secret in text]


def test_public_pages_hold_none(client, person):
    paths = (f"/suppliers/{person.code}/", f"/en/suppliers/{person.code}/", "/", "/notices/")
    assert [found_in(client.get(path).content.decode()) for path in paths] == [[]] * len(paths)


@pytest.mark.parametrize("address", ["/workspace/suppliers/", "/workspace/organisations/"])
def test_exports_hold_none(client, person, address):
    people.login(client, people.bureau())
    export = client.get(address, {"export": "csv"})
    text = b"".join(export.streaming_content).decode("utf-8-sig")
    assert ("赵六" in text, found_in(text)) == (True, [])


def test_logs_and_chains_hold_none(person, caplog):
    assert found_in(caplog.text) == []
    entries = AuditEntry.objects.values_list("changes", "reason")
    assert [row for row in entries if found_in(str(row))] == []


def test_a_notice_names_the_seat_of_an_organisation_and_no_home_of_a_person(person):
    registered, _admin = make.supplier()
    strange = people.township()
    assert [public_address(one) for one in (registered.organisation, person.organisation, strange)] == [
        "云梦县城关镇测试路1号",
        "",
        "",
    ]
    assert supplier_contact(person.organisation) == f"名称：{person.organisation.name}"
