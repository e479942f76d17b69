"""Organisations and their people on screen: the bureau, the head, a colleague, a stranger."""

import pytest

from procurement.accounts.enums import Office
from procurement.accounts.models import Organisation
from procurement.accounts.selectors import offices_of
from procurement.accounts.services import dismiss
from tests.factories import accounts as make
from tests.factories import suppliers

pytestmark = pytest.mark.django_db
LIST = "/workspace/organisations/"


@pytest.fixture
def town():
    return make.township()


@pytest.fixture
def leader(town):
    return make.person(town, Office.LEADER)


def page_of(town, tail=""):
    return f"{LIST}{town.code}/{tail}"


def status(client, actor, address):
    return make.login(client, actor).get(address).status_code


@pytest.mark.parametrize("tail", ["", "change/", "appoint/"])
def test_an_organisation_is_nobody_elses_business(client, town, tail):
    other = make.person(make.township("义堂镇"), Office.LEADER)
    for actor in (make.stranger(), other, make.bureau(Office.BUREAU_BUDGET)):
        assert status(client, actor, page_of(town, tail)) == 404
    client.logout()
    assert client.get(page_of(town, tail)).url == f"/accounts/login/?next={page_of(town, tail)}"


def test_colleagues_bureau_and_auditor_see_the_people(client, town, leader):
    operator = make.person(town, Office.OPERATOR, name="经办张三")
    for actor in (leader, operator, make.bureau(), make.auditor()):
        page = make.login(client, actor).get(page_of(town))
        assert page.status_code == 200
        assert "经办张三" in page.content.decode()


@pytest.mark.parametrize("tail", ["change/", "appoint/"])
def test_a_colleague_sees_but_does_not_manage(client, town, tail):
    page = make.login(client, make.person(town, Office.OPERATOR)).get(page_of(town, tail))
    assert page.status_code == 403
    assert "负责人（管理员）" in page.content.decode()


def test_the_head_appoints_by_the_persons_code(client, town, leader):
    newcomer = make.user("李四")
    make.login(client, leader)
    response = client.post(
        page_of(town, "appoint/"),
        {"person": f" {newcomer.code.lower()} ", "offices": ["OPERATOR", "ACCEPTOR"]},
    )
    assert response.url == page_of(town)
    assert offices_of(newcomer, town) == {"OPERATOR", "ACCEPTOR"}


def test_a_user_name_or_mail_address_is_no_code(client, town, leader):
    newcomer = make.user()
    make.login(client, leader)
    errors = [
        client.post(page_of(town, "appoint/"), {"person": typed, "offices": ["OPERATOR"]})
        .context["form"]
        .errors
        for typed in (newcomer.username, newcomer.email, "P-AAAA-AAAA")
    ]
    assert errors == [{"person": ["没有找到这个人员编号。请核对后重新填写，或请对方先注册账户。"]}] * 3


def test_a_township_is_not_offered_the_bureaus_offices(client, town, leader):
    newcomer = make.user()
    make.login(client, leader)
    form = client.get(page_of(town, "appoint/")).context["form"]
    assert "BUREAU_SUPERVISOR" not in dict(form.fields["offices"].choices)
    page = client.post(page_of(town, "appoint/"), {"person": newcomer.code, "offices": ["BUREAU_SUPERVISOR"]})
    assert list(page.context["form"].errors) == ["offices"]
    assert offices_of(newcomer, town) == frozenset()


def test_the_bureau_is_offered_the_head_only(client, town):
    form = make.login(client, make.bureau()).get(page_of(town, "appoint/")).context["form"]
    assert dict(form.fields["offices"].choices) == {"LEADER": "负责人"}


def test_nobody_appoints_themselves_on_screen(client, town, leader):
    make.login(client, leader)
    page = client.post(page_of(town, "appoint/"), {"person": leader.code, "offices": ["FINANCE"]})
    assert page.status_code == 403
    assert offices_of(make.user_of(leader), town) == {"LEADER"}


def test_the_head_ends_an_office(client, town, leader):
    operator = make.person(town, Office.OPERATOR, Office.ACCEPTOR)
    make.login(client, leader)
    response = client.post(
        page_of(town, f"people/{operator.code}/dismiss/"), {"offices": ["OPERATOR"], "reason": "轮岗"}
    )
    assert response.url == page_of(town)
    assert offices_of(make.user_of(operator), town) == {"ACCEPTOR"}


def test_who_leaves_is_led_out(client, town):
    operator = make.person(town, Office.OPERATOR)
    make.login(client, operator)
    response = client.post(page_of(town, f"people/{operator.code}/dismiss/"), {"offices": ["OPERATOR"]})
    assert response.url == "/workspace/profile/"
    assert client.get(page_of(town)).status_code == 404


def test_a_colleague_dismisses_nobody_else(client, town, leader):
    make.login(client, make.person(town, Office.OPERATOR))
    assert client.get(page_of(town, f"people/{leader.code}/dismiss/")).status_code == 403


def test_the_last_head_stays(client, town, leader):
    make.login(client, leader)
    page = client.post(page_of(town, f"people/{leader.code}/dismiss/"), {"offices": ["LEADER"]})
    assert list(page.context["form"].errors) == ["offices"]


def test_who_is_no_member_has_no_office_to_end(client, town, leader):
    make.login(client, leader)
    assert client.get(page_of(town, f"people/{make.stranger().code}/dismiss/")).status_code == 404


def test_the_head_changes_address_and_contact_and_no_more(client, town, leader):
    make.login(client, leader)
    client.post(
        page_of(town, "change/"), {"address": "云梦县下辛店镇新街1号", "name": "别的名字", "kind": "AGENCY"}
    )
    town.refresh_from_db()
    assert (town.address, town.name, town.kind) == ("云梦县下辛店镇新街1号", "下辛店镇人民政府", "TOWNSHIP")


@pytest.mark.parametrize("address", [LIST, f"{LIST}new/"])
def test_the_list_is_the_bureaus(client, town, leader, address):
    make.login(client, make.bureau())
    assert client.get(address).status_code == 200
    expected = 404 if address == LIST else 403
    assert status(client, leader, address) == expected
    client.logout()
    assert client.get(address).url == f"/accounts/login/?next={address}"


def test_the_bureau_brings_in_a_township_and_its_leader(client):
    make.login(client, make.bureau())
    token = client.get(f"{LIST}new/").context["form"]["form_token"].value()
    typed = {"code": "TOWN-420923101", "name": "义堂镇人民政府", "kind": "TOWNSHIP", "form_token": token}
    response = client.post(f"{LIST}new/", typed)
    assert response.url == f"{LIST}TOWN-420923101/"
    leader = make.user()
    client.post(f"{response.url}appoint/", {"person": leader.code, "offices": ["LEADER"]})
    assert offices_of(leader, Organisation.objects.get(code="TOWN-420923101")) == {"LEADER"}


def test_a_taken_code_is_told_beside_the_field(client, town):
    make.login(client, make.bureau())
    token = client.get(f"{LIST}new/").context["form"]["form_token"].value()
    typed = {"code": town.code, "name": "别的镇", "kind": "TOWNSHIP", "form_token": token}
    form = client.post(f"{LIST}new/", typed).context["form"]
    assert form.errors == {"code": ["机构编号已被使用，请换一个。"]}
    assert form["name"].value() == "别的镇"


def test_the_list_costs_the_same_for_one_and_thirty(client, django_assert_max_num_queries):
    make.login(client, make.bureau())
    client.get(LIST)
    with django_assert_max_num_queries(12) as few:
        client.get(LIST)
    for number in range(30):
        make.person(make.township(f"第{number}镇"), Office.LEADER)
    with django_assert_max_num_queries(12) as many:
        client.get(LIST)
    assert len(few) == len(many)


def test_an_organisation_costs_the_same_for_one_and_thirty(
    client, town, leader, django_assert_max_num_queries
):
    make.login(client, leader)
    client.get(page_of(town))
    with django_assert_max_num_queries(12) as few:
        client.get(page_of(town))
    for _number in range(30):
        make.person(town, Office.OPERATOR, Office.ACCEPTOR)
    with django_assert_max_num_queries(12) as many:
        client.get(page_of(town))
    assert len(few) == len(many)


def test_one_changes_ones_own_details(client, leader):
    make.login(client, leader)
    page = client.get("/workspace/profile/")
    assert (page.status_code, leader.code in page.content.decode()) == (200, True)
    typed = {"display_name": "王大明", "phone": "13800000000", "language": "en"}
    assert client.post("/workspace/profile/", typed).url == "/workspace/profile/"
    user = make.user_of(leader)
    assert (user.display_name, user.phone, user.language) == ("王大明", "13800000000", "en")


def test_the_bureau_is_offered_nobody_to_bring_in_where_a_supplier_has_its_administrator(client):
    """Whom it put beside the administrator would read sealed bids (I-03): no button, no form, and the page says why."""
    supplier, actor = suppliers.supplier()
    organisation, bureau = supplier.organisation, make.bureau()
    links = [page_of(organisation, tail) for tail in ("appoint/", "invite/")]
    offered = [make.login(client, one).get(page_of(organisation)).content.decode() for one in (bureau, actor)]
    assert [[link in page for link in links] for page in offered] == [[False, False], [True, True]]
    assert ["由其自行任命" in page for page in offered] == [True, False]
    assert [status(client, bureau, link) for link in links] == [403, 403]

    left = {"user": make.user_of(actor), "organisation": organisation, "offices": ["SUPPLIER_ADMIN"]}
    dismiss(reason="已离职，无人接任", actor=bureau, at=make.AT, **left)
    page = make.login(client, bureau).get(page_of(organisation)).content.decode()
    assert [link in page for link in links] == [True, True]
    assert [status(client, bureau, link) for link in links] == [200, 200]
