"""The menu holds what one may use and nothing else; public pages never compute it."""

import pytest

from procurement.accounts.enums import Office, OrganisationKind
from procurement.core.actors import ANONYMOUS
from procurement.workspace.adapters.context import workspace
from procurement.workspace.selectors import navigation
from tests.factories import accounts, suppliers

pytestmark = pytest.mark.django_db


def labels(actor) -> set[str]:
    return {str(item["label"]) for item in navigation(actor)}


def people():
    return {
        "operator": accounts.person(accounts.township(), Office.OPERATOR),
        "leader": accounts.person(accounts.township(), Office.LEADER),
        "finance": accounts.person(accounts.township(), Office.FINANCE),
        "custodian": accounts.person(
            accounts.existing(OrganisationKind.INDEPENDENT, "云梦县公共资源交易中心"), Office.CUSTODIAN
        ),
        "expert": accounts.person(
            accounts.existing(OrganisationKind.EXPERT_POOL, "湖北省评审专家库"), Office.EXPERT
        ),
        "supervisor": accounts.bureau(),
        "catalogue": accounts.bureau(Office.BUREAU_CATALOGUE),
        "auditor": accounts.auditor(),
        "supplier": suppliers.supplier()[1],
    }


@pytest.mark.parametrize(
    "who",
    [
        "operator",
        "leader",
        "finance",
        "custodian",
        "expert",
        "supervisor",
        "catalogue",
        "auditor",
        "supplier",
    ],
)
def test_every_entry_opens(client, who):
    """What the menu offers is never refused."""
    actor = people()[who]
    accounts.login(client, actor)
    refused = {
        str(item["label"]): response.status_code
        for item in navigation(actor)
        if (response := client.get(item["url"])).status_code not in (200, 302)
    }
    assert refused == {}


def test_only_overseers_find_the_trail():
    assert {who for who, actor in people().items() if "办理记录" in labels(actor)} == {
        "supervisor",
        "auditor",
    }


def test_only_suppliers_find_bids_and_only_custodians_keys():
    found = people()
    assert {who for who, actor in found.items() if "我的投标" in labels(actor)} == {"supplier"}
    assert {who for who, actor in found.items() if "开启密钥" in labels(actor)} == {"custodian"}


def test_a_stranger_has_no_menu():
    assert navigation(ANONYMOUS) == []


def test_the_longest_address_is_where_one_is(client):
    menu = navigation(accounts.bureau(Office.BUREAU_CATALOGUE), "/workspace/plan/review/")
    assert [str(item["label"]) for item in menu if item["active"]] == ["计划审核"]


def test_the_context_asks_nothing_until_it_is_shown(rf, django_assert_num_queries):
    request = rf.get("/")
    request.actor = accounts.auditor()
    with django_assert_num_queries(0):
        workspace(request)


@pytest.mark.parametrize(
    "page", ["lines/", "lines/YS-2026-0001/", "townships/", "year-end/new/", "exceptions/"]
)
def test_every_page_of_the_budget_belongs_to_its_entry(page):
    menu = navigation(accounts.bureau(Office.BUREAU_BUDGET), f"/workspace/budget/{page}")
    assert [item["url"] for item in menu if item["active"]] == ["/workspace/budget/lines/"]
