"""Who is bound to whom: compared as people mean it, not as they type it; told without the values."""

import pytest

from procurement.accounts.services import appoint
from procurement.core.actors import SYSTEM
from procurement.suppliers.selectors import relations, relatives_of
from procurement.suppliers.selectors.relations import plain_address, plain_name, plain_phone
from tests.factories import accounts as people
from tests.factories import suppliers as make

pytestmark = pytest.mark.django_db
APART = (
    {"address": "云梦县城关镇珍珠路1号", "phone": "0712-4321111", "bank_account": "82010000000000001"},
    {"address": "云梦县义堂镇建设街88号", "phone": "0712-4322222", "bank_account": "82010000000000002"},
)
REP, CONTROL = "负责人姓名相同，请核对是否同一人", "申报的控股股东、实际控制人或总公司有直接控股、管理关系"


def pair(one, other, names=("测试甲公司", "测试乙公司")):
    made = [
        make.supplier(name, **{**apart, **changed})[0]
        for name, apart, changed in zip(names, APART, (one, other), strict=True)
    ]
    return made


def texts(made):
    return [tie.text for row in relations([row.organisation for row in made]) for tie in row.ties]


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ({}, {}, []),
        ({"legal_representative": "张 三"}, {"legal_representative": "张三"}, [REP]),
        ({}, {"controller": "测试甲 公司"}, [CONTROL]),
        ({"controller": "某集团（湖北）"}, {"controller": "某集团(湖北)"}, ["控股股东或实际控制人相同"]),
        (
            {"legal_representative": "李四"},
            {"contact": "李四"},
            ["一方的负责人或联系人是另一方的控制人、负责人或联系人"],
        ),
        ({"contact": "王五"}, {"contact": "王　五"}, ["联系人姓名相同"]),
        ({"phone": "0712-4320000"}, {"phone": "４３２００００转8"}, ["联系电话相同"]),
        ({"phone": "13800138000"}, {"phone": "+86 138-0013-8000"}, ["联系电话相同"]),
        ({"bank_account": "8201 0000 1234"}, {"bank_account": "８２０１００００１２３４"}, ["银行账号相同"]),
        (
            {"address": "湖北省孝感市云梦县城关镇西大路5号"},
            {"address": "云梦县城关镇 西大路５号"},
            ["住所相同"],
        ),
        ({"address": "云梦县城关镇"}, {"address": "云梦县城关镇"}, []),
    ],
)
def test_what_two_suppliers_have_in_common(one, other, told):
    assert texts(pair(one, other)) == told


def test_branches_of_one_head_office_are_one():
    names = ("测试公司云梦分公司", "测试公司汉川分公司")
    made = pair({"head_office": "测试公司"}, {"head_office": "测试公司"}, names)
    (row,) = relations([one.organisation for one in made])
    assert (row.bars, [tie.text for tie in row.ties]) == (True, [CONTROL])


def test_one_person_who_acts_for_both_is_told():
    made = pair({}, {})
    somebody = people.user()
    for supplier in made:
        appoint(
            user=somebody, organisation=supplier.organisation, offices=["BIDDER"], actor=SYSTEM, at=people.AT
        )
    assert texts(made) == ["平台上由同一人办理"]


def test_the_bureau_sees_relatives_in_the_register_and_the_supplier_does_not(client):
    one, other = pair({"bank_account": "620000009999"}, {"bank_account": "620000009999"})
    assert [row.other.code for row in relatives_of(one)] == [other.code]
    _admin = people.login(client, people.bureau())
    page = client.get(one.get_absolute_url()).content.decode()
    assert (other.organisation.name in page, "银行账号相同" in page) == (True, True)
    owner = one.organisation.memberships.get().user
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert other.organisation.name not in client.get(one.get_absolute_url()).content.decode()


def test_two_and_twenty_suppliers_cost_the_same(django_assert_num_queries):
    made = [make.supplier()[0].organisation for _n in range(12)]
    for few in (made[:2], made):
        with django_assert_num_queries(2):
            relations(few)


def test_plain_forms():
    assert plain_name("测试（湖北）有限 公司") == "测试湖北有限公司"
    assert (plain_phone("（0712）4320000"), plain_phone("110")) == ("4320000", "")
    assert plain_address("湖北省孝感市") == ""
