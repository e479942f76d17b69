"""What the bids of a package show of each other: one partner twice, one account for two bonds (E-64 to E-66)."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from procurement.tendering.enums import Method
from procurement.tendering.models import OpenedBid
from procurement.tendering.selectors import bid_ties
from procurement.tendering.services.drafts import add_file
from tests.factories import accounts as people
from tests.factories import seals as make

pytestmark = pytest.mark.django_db


def partner(actor, **fields):
    body = people.organisation_of(actor)
    return {
        "name": body.name,
        "credit_code": body.credit_code,
        "work": "夜间巡访",
        "share": "40",
        "scale": "SMALL",
        "employees": "8",
        "revenue": "86.5",
        "assets": "52",
        **fields,
    }


def bid(round, actor, partners=(), **bond):
    for purpose in ("BOND", "CONSORTIUM"):
        file = ContentFile(make.PDF, f"{purpose}.pdf")
        add_file(round=round, file=file, purpose=purpose, actor=actor, at=make.AT)
    consortium = {"share": "60", "work": "上门服务", "partners": list(partners)} if partners else None
    statements = {"article22": True, "no_collusion": True, "sme_letter": True, "lead_authority": True}
    given = {"kind": "CHEQUE", "institution": "演示银行", "amount": "5760", **bond}
    return make.sealed_bid(round, actor, consortium=consortium, bond=given, statements=statements)


def test_one_partner_in_two_bids_and_two_bonds_from_one_account_are_told_to_who_examines():
    round, custodians = make.receiving(Method.OPEN_TENDER, bond_percent="2", accepts_consortium=True)
    shared, *bidders = [make.bidder(name) for name in ("云梦夜巡合作社", *"甲乙丙丁戊")]
    a, b, c, d, e = bidders
    bid(round, a, [partner(shared)], number="A-1", account="8201 0000 1111")
    bid(round, b, [partner(shared, name="云梦夜巡 合作社")], number="B-1", account="82010000-2222")
    bid(round, c, number="C-1", account="８２０１００００１１１１")
    bid(round, d, number="C-1", account="82010000333")
    bid(round, e, [partner(d)], number="E-1", account="82010000444")
    round = make.opened(round, custodians)
    bids = list(OpenedBid.objects.select_related("supplier").order_by("code"))
    found = {
        frozenset((row.one.organisation.name, row.other.organisation.name)): [
            tie.text for tie in row.ties if tie.bars
        ]
        for row in bid_ties.related(bids, round.package.tender)
    }
    account, number = "两份保证金从同一个账户转出", "两份保证金凭证的出具机构和编号相同"
    told = {pair: ties for pair, ties in found.items() if ties}
    assert {pair for pair in told} == {frozenset(pair) for pair in ("甲乙", "甲丙", "丙丁", "丁戊")}
    assert (told[frozenset("甲丙")], told[frozenset("丙丁")]) == ([account], [number])
    assert "夜巡" in told[frozenset("甲乙")][0] and "“丁”" in told[frozenset("丁戊")][0]
    operator = make.operator(round.package.tender.purchaser)
    address = f"/workspace/openings/{round.code}/"
    page = people.login(Client(), operator).get(address).content.decode()
    assert account in page and "须核实" in page and "82010000" not in page
    assert people.login(Client(), a).get(address).status_code == 404
