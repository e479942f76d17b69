"""A natural person may be invited (采购法 art. 21): found by the identity number, which is kept and shown nowhere."""

import json

import pytest
from django.core import serializers

from procurement.core.errors import DomainError
from procurement.core.models import AuditEntry, Notification
from procurement.tendering.models import Invitee, Tender
from procurement.tendering.selectors import bidding
from procurement.tendering.selectors.invitation import invitee_rows, is_invited
from procurement.tendering.services.invitation import set_invitation
from procurement.tendering.services.release import release
from tests.factories import accounts, seals, suppliers
from tests.factories import tendering as make

from .test_paper_pages import at, done, rules_time, send, table
from .test_ways import row

pytestmark = pytest.mark.django_db
__all__ = ["rules_time"]
NUMBER = "11010519491231002X"
OTHER = "420923198503076516"


@pytest.fixture
def home():
    return make.town()


def person(number=NUMBER):
    given = {"supplier_kind": "INDIVIDUAL", "credit_code": "x", "identity_number": number}
    return suppliers.supplier("赵六", scale="NOT_ENTERPRISE", **given)[1]


def rows_with(number):
    invited = {"name": "赵六", "credit_code": number, "origin": "EXPERT", "recommended_by": "李四"}
    asked = {**invited, "opinion": "二十年皮影戏演出经验", "invited": True}
    return [asked, row(seals.bidder(), "PURCHASER"), row(seals.bidder(), "EXPERT")]


def set_up(home, tender, number=NUMBER):
    rows = rows_with(number)
    set_invitation(tender=tender, way="RECOMMENDATION", rows=rows, actor=home.operator, at=make.AT)


def in_draft(home):
    tender = make.reviewed_tender(home)
    Tender.objects.filter(pk=tender.pk).update(status="DRAFT")
    tender.refresh_from_db()
    return tender


def test_a_person_is_found_on_the_list_whether_registered_before_or_after(home):
    tender = in_draft(home)
    set_up(home, tender)
    invited = person()
    Tender.objects.filter(pk=tender.pk).update(status="REVIEWED")
    tender.refresh_from_db()
    seals.enrolled_custodians(home.organisation)
    release(tender=tender, actor=home.operator, at=make.RELEASED_AT)
    stranger = person(OTHER)
    assert [is_invited(tender, one.organisation_id) for one in (invited, stranger)] == [True, False]
    listed = [[one.package.tender for one in bidding.receiving(actor)] for actor in (invited, stranger)]
    assert listed == [[tender], []]
    told = Notification.objects.filter(event="tender_invited").values_list("recipient_code", flat=True)
    assert invited.code in told and stranger.code not in told


def test_the_number_stays_nowhere(home, client, rules_time):
    tender = make.drafted_tender(home)
    set_up(home, tender)
    kept = serializers.serialize("json", [*Invitee.objects.all(), *AuditEntry.objects.all()])
    accounts.login(client, home.operator)
    pages = [
        client.get(at(page, tender.code)).content.decode()
        for page in ("tender-documents", "tender-invitation")
    ]
    assert [text for text in (kept, *pages, json.dumps(invitee_rows(tender))) if NUMBER in text] == []
    assert "自然人" in pages[0] and Invitee.objects.get(name="赵六").credit_code not in pages[0]


def test_a_list_is_saved_again_with_the_person_on_it(home, client, rules_time):
    tender = make.drafted_tender(home)
    set_up(home, tender)
    before = Invitee.objects.get(name="赵六").credit_code
    accounts.login(client, home.operator)
    again = [{**one, "invited": "on"} for one in invitee_rows(tender)]
    done(
        send(client, at("tender-invitation", tender.code), way="RECOMMENDATION", **table(again, prefilled=3))
    )
    assert (Invitee.objects.get(name="赵六").credit_code, tender.invitees.count()) == (before, 3)


@pytest.mark.parametrize("code", ["110105194912310021", "ZR0123456789ABCDEF"])
def test_a_wrong_number_and_a_made_up_token_are_refused(home, code):
    with pytest.raises(DomainError) as caught:
        set_up(home, make.drafted_tender(home), code)
    assert (caught.value.field, caught.value.cell) == ("rows", (1, "credit_code"))


def test_one_person_stands_once_on_a_list(home):
    rows = [rows_with(NUMBER)[0], *rows_with(NUMBER)]
    with pytest.raises(DomainError, match="写了两次"):
        set_invitation(
            tender=make.drafted_tender(home), way="RECOMMENDATION", rows=rows, actor=home.operator, at=make.AT
        )
