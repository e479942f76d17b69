"""Custodians between appointment and opening: reminded, missed when they leave, replaced by the two others."""

import base64
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.services import appoint, close_organisation, dismiss
from procurement.core import clock, due_events, sealing
from procurement.core.actors import SYSTEM
from procurement.core.clock import SHANGHAI
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.models import AuditEntry, Notification
from procurement.publications.models import Publication
from procurement.tendering.models import BidRound, CustodianReplacement, OpenedBid
from procurement.tendering.selectors.seal_todos import seal_todos
from procurement.tendering.selectors.steps import ground_article
from procurement.tendering.services.ending import annul
from procurement.tendering.services.opening import unlock
from procurement.tendering.services.replacing import begin_replacement, complete_replacement
from tests.factories import accounts as people
from tests.factories import seals as make

pytestmark = pytest.mark.django_db
PHRASE = "接任的人自己记住的一句话"


def leave(actor, by):
    dismiss(
        user=people.user_of(actor),
        organisation=people.organisation_of(actor),
        offices=[Office.CUSTODIAN],
        actor=by,
        at=make.AT,
    )


def left_alone():
    """Return a round that receives with two bids, whose purchaser's custodian has left the office."""
    round, custodians = make.receiving()
    for name in ("甲", "乙"):
        make.sealed_bid(round, make.bidder(name))
    leave(custodians["PURCHASER"], SYSTEM)
    return round, custodians


def successor(round):
    person = people.person(round.package.tender.purchaser, Office.CUSTODIAN)
    return person, make.enrol(person, PHRASE)


def begun(round, custodians, key, part="PURCHASER", by="DISCIPLINE", **fields):
    return begin_replacement(
        round=round,
        part=part,
        key=key,
        reason=fields.pop("reason", "调离"),
        passphrase=fields.pop("passphrase", make.PHRASES[by]),
        actor=custodians[by],
        at=make.AT,
        **fields,
    )


def agree(replacement, custodians, by="INDEPENDENT", at=make.AT):
    return complete_replacement(
        replacement=replacement, passphrase=make.PHRASES[by], actor=custodians[by], at=at
    )


def test_who_leaves_keeps_no_key_and_the_two_others_name_a_successor():
    round, custodians = left_alone()
    gone = custodians["PURCHASER"]
    operator = make.operator(round.package.tender.purchaser)
    assert AuditEntry.objects.filter(subject_code=round.code, action="custodian_left").count() == 1
    told = set(Notification.objects.filter(event="custodian_left").values_list("recipient_code", flat=True))
    assert told == {custodians["DISCIPLINE"].code, custodians["INDEPENDENT"].code}
    for actor in (custodians["DISCIPLINE"], operator):
        assert [todo.rule for todo in seal_todos(actor, make.AT)] == ["N-03"]
    address = f"/workspace/ceremonies/{round.code}/"
    assert people.login(Client(), gone).get(address).status_code == 404
    page = people.login(Client(), custodians["DISCIPLINE"]).get(address)
    assert "已离任" in page.content.decode()

    person, key = successor(round)
    before = BidRound.objects.get(pk=round.pk).layers
    replacement = begun(round, custodians, key)
    assert [todo.url for todo in seal_todos(custodians["INDEPENDENT"], make.AT)][0].endswith("/replace/")
    agree(replacement, custodians)
    round.refresh_from_db()
    place = round.custodians.get(part="PURCHASER")
    assert (place.key, place.left_at, place.acted_at) == (key, None, None)
    assert set(round.layers) == set(before) and not set(round.layers.values()) & set(before.values())
    assert CustodianReplacement.objects.get().left == ""
    assert seal_todos(custodians["DISCIPLINE"], make.AT) == []
    # The key of who left opens none of the new layers, though the public key of the round is the old one.
    old = CustodianReplacement.objects.get().old_key
    assert old.user_id == gone.user_id
    with pytest.raises(NotAllowed, match="不是这一轮"):
        unlock(round=round, passphrase=make.PHRASES["PURCHASER"], actor=gone, at=make.CLOSED)
    unlock(round=round, passphrase=PHRASE, actor=person, at=make.CLOSED)
    unlock(
        round=round, passphrase=make.PHRASES["INDEPENDENT"], actor=custodians["INDEPENDENT"], at=make.CLOSED
    )
    assert (OpenedBid.objects.count(), OpenedBid.objects.exclude(failure="").count()) == (2, 0)


def test_the_layers_of_who_left_are_gone_from_the_database():
    round, custodians = left_alone()
    secret = sealing.unwrap_secret(
        bytes(round.custodians.get(part="PURCHASER").key.wrapped_secret), make.PHRASES["PURCHASER"]
    )
    sealing.peel(base64.b64decode(BidRound.objects.get(pk=round.pk).layers["PURCHASER|DISCIPLINE"]), secret)
    _person, key = successor(round)
    agree(begun(round, custodians, key), custodians)
    for layer in BidRound.objects.get(pk=round.pk).layers.values():
        with pytest.raises(sealing.Unopenable):
            sealing.peel(base64.b64decode(layer), secret)


def test_one_alone_a_stranger_and_a_slip_replace_nobody():
    round, custodians = left_alone()
    _person, key = successor(round)
    operator = make.operator(round.package.tender.purchaser)
    with pytest.raises(NotAllowed):
        begun(round, {"DISCIPLINE": operator}, key)
    with pytest.raises(NotAllowed, match="不再担任"):
        begun(round, custodians, key, part="DISCIPLINE", by="PURCHASER")
    slips = [
        ("part", {"part": "DISCIPLINE"}),
        ("part", {"part": "INDEPENDENT"}),
        ("reason", {"reason": " "}),
        ("passphrase", {"passphrase": "wrong"}),
    ]
    for field, fields in slips:
        with pytest.raises(DomainError) as refusal:
            begun(round, custodians, key, **fields)
        assert refusal.value.field == field
    centre = people.existing(OrganisationKind.INDEPENDENT, "云梦县公共资源交易中心")
    foreign = make.enrol(people.person(centre, Office.CUSTODIAN), PHRASE)
    with pytest.raises(DomainError, match="不能担任") as refusal:
        begun(round, custodians, foreign)
    assert refusal.value.field == "key"
    replacement = begun(round, custodians, key)
    with pytest.raises(NotAllowed, match="另一位"):
        agree(replacement, custodians, by="DISCIPLINE")
    with pytest.raises(WrongState, match="一小时"):
        agree(replacement, custodians, at=make.AT + timedelta(hours=1, seconds=1))
    due_events.run_due(until=make.AT + timedelta(hours=2))
    replacement.refresh_from_db()
    assert (replacement.left, replacement.dropped_at is None) == ("", False)
    assert round.custodians.get(part="PURCHASER").key_id != key.pk


@pytest.mark.parametrize(
    "layers", [[1], {}, {"DISCIPLINE|INDEPENDENT": 5}, {"DISCIPLINE|INDEPENDENT": "@@@"}]
)
def test_a_layer_that_is_no_layer_is_damaged(layers):
    round, custodians = left_alone()
    _person, key = successor(round)
    BidRound.objects.filter(pk=round.pk).update(layers=layers)
    round.refresh_from_db()
    with pytest.raises(WrongState, match="密钥层已损坏或被改动"):
        begun(round, custodians, key)
    assert CustodianReplacement.objects.count() == 0


def test_once_the_opening_has_begun_nobody_is_replaced_any_more():
    round, custodians = left_alone()
    _person, key = successor(round)
    unlock(round=round, passphrase=make.PHRASES["DISCIPLINE"], actor=custodians["DISCIPLINE"], at=make.CLOSED)
    with pytest.raises(WrongState, match="开始开启"):
        begun(BidRound.objects.get(pk=round.pk), custodians, key)


def test_custodians_are_told_and_reminded_twice_and_again_after_an_extension():
    round, custodians = make.receiving()

    def told():
        rows = Notification.objects.filter(event="custodians_reminded").order_by("at")
        assert rows.count() == 3 * len(set(rows.values_list("at", flat=True)))
        return [
            day.astimezone(SHANGHAI).strftime("%m-%d %H:%M") for day in rows.values_list("at", flat=True)[::3]
        ]

    assert Notification.objects.filter(event="custodians_named").count() == 3
    due_events.run_due(until=datetime(2026, 10, 5, 8, 59, tzinfo=SHANGHAI))
    assert told() == []
    due_events.run_due(until=datetime(2026, 10, 5, 9, 0, tzinfo=SHANGHAI))
    due_events.run_due(until=datetime(2026, 10, 6, 9, 0, tzinfo=SHANGHAI))
    assert told() == ["10-05 09:00"]
    due_events.run_due(until=datetime(2026, 10, 7, 12, 0, tzinfo=SHANGHAI))
    assert told() == ["10-05 09:00", "10-07 09:00"]
    BidRound.objects.filter(pk=round.pk).update(deadline=make.DEADLINE + timedelta(days=7))
    due_events.run_due(until=datetime(2026, 10, 12, 9, 0, tzinfo=SHANGHAI))
    assert told() == ["10-05 09:00", "10-07 09:00", "10-12 09:00"]


def test_two_walk_it_in_their_browsers():
    round, custodians = left_alone()
    person, key = successor(round)
    address = f"/workspace/ceremonies/{round.code}/replace/"
    first = people.login(Client(), custodians["DISCIPLINE"])
    typed = {"part": "PURCHASER", "key": key.pk, "reason": "调离", "passphrase": make.PHRASES["DISCIPLINE"]}
    page = first.get(address)
    assert "（已离任）" in page.content.decode() and page.context["form"]["part"].initial == "PURCHASER"
    assert first.post(address, typed).status_code == 302
    assert "等待另一位保管人" in first.get(address).content.decode()
    second = people.login(Client(), custodians["INDEPENDENT"])
    assert "请您确认" in second.get(address).content.decode()
    assert "口令不对" in second.post(address, {"passphrase": "wrong"}).content.decode()
    assert second.post(address, {"passphrase": make.PHRASES["INDEPENDENT"]}).status_code == 302
    assert "由" in second.get(f"/workspace/ceremonies/{round.code}/").content.decode()
    assert round.custodians.get(part="PURCHASER").key == key
    assert people.login(Client(), make.bidder()).get(address).status_code == 404
    assert (
        people.login(Client(), make.operator(round.package.tender.purchaser)).get(address).status_code == 403
    )


def test_the_second_of_three_is_not_let_go_before_the_first_is_replaced():
    round, custodians = make.receiving()
    first, second = custodians["PURCHASER"], custodians["DISCIPLINE"]
    head = people.person(round.package.tender.purchaser, Office.LEADER)
    address = f"/workspace/organisations/{first.organisation_code}/people/{first.code}/dismiss/"
    client = people.login(Client(), head)
    assert "请先由另外两位在任的保管人" in client.get(address).content.decode()
    assert client.post(address, {"offices": [Office.CUSTODIAN], "reason": "调离"}).status_code == 302

    address = address.replace(first.code, second.code)
    page = client.post(address, {"offices": [Office.CUSTODIAN], "reason": "调离"})
    assert page.status_code == 200
    assert "不能免去" in str(page.context["form"].errors["offices"])
    assert round.custodians.filter(left_at=None).count() == 2
    _person, key = successor(round)
    agree(begun(round, custodians, key), custodians)
    # Three keep the keys again: one may go.
    leave(second, head)
    assert round.custodians.filter(left_at=None).count() == 2


def test_an_organisation_whose_people_keep_the_keys_of_a_round_is_not_closed_before_they_are_replaced():
    round, custodians = make.receiving()
    keeper = custodians["INDEPENDENT"]
    house = people.organisation_of(keeper)
    closing = {"organisation": house, "reason": "撤并", "actor": people.bureau(), "at": make.AT}
    with pytest.raises(WrongState, match="请先由另外两位在任的保管人"):
        close_organisation(**closing)
    assert people.organisation_of(keeper).active
    person = people.person(people.organisation(OrganisationKind.INDEPENDENT), Office.CUSTODIAN)
    agree(
        begun(round, custodians, make.enrol(person, PHRASE), part="INDEPENDENT"), custodians, by="PURCHASER"
    )
    close_organisation(**closing)
    assert not people.organisation_of(keeper).active
    assert round.custodians.filter(left_at=None).count() == 3


def test_where_two_are_gone_nothing_is_opened_and_the_lawful_roads_stand_on_the_page():
    round, custodians = left_alone()
    make.sealed_bid(round, make.bidder("丙"))
    purchaser = round.package.tender.purchaser
    operator = make.operator(purchaser)
    # The bureau may, of who died or was arrested.
    leave(custodians["DISCIPLINE"], people.bureau())
    round.refresh_from_db()
    make.close(round)
    titles = [todo.title for todo in seal_todos(operator, make.CLOSED)]
    assert [title for title in titles if "打不开" in title] == titles
    client, address = people.login(Client(), operator), f"/workspace/ceremonies/{round.code}/"
    page = client.get(address).content.decode()
    assert "重新任命" in page and f"/workspace/tenders/packages/{round.package.code}/annul/" in page
    left = people.login(Client(), custodians["INDEPENDENT"]).get(address).content.decode()
    assert "怎么办" in left and 'type="password"' not in left and "由在任的两位更换第三位" not in left

    address = f"/workspace/tenders/packages/{round.package.code}/annul/"
    form = client.get(address).context["form"]
    assert form.initial["ground"] == "UNOPENABLE" and "有2位离任" in form.initial["reason"]
    token = form["form_token"].value()
    assert client.post(address, {**form.initial, "form_token": token}).status_code == 302
    round.refresh_from_db()
    assert (round.status, round.package.status, OpenedBid.objects.count()) == ("UNOPENED", "ANNULLED", 0)
    assert "一份也没有开启" in Publication.objects.get(kind="ANNULMENT").payload["facts"]["reason"]
    assert "重新" in client.get(f"/workspace/tenders/packages/{round.package.code}/next/").content.decode()
    public = Client().get(f"/openings/{round.code}/").content.decode()
    assert "一份也没有开启" in public and "不足法定数量" not in public


def test_who_comes_back_opens_with_the_old_key():
    round, custodians = left_alone()
    leave(custodians["DISCIPLINE"], people.bureau())
    back = custodians["DISCIPLINE"]
    appoint(
        user=people.user_of(back),
        organisation=people.organisation_of(back),
        offices=[Office.CUSTODIAN],
        actor=SYSTEM,
        at=make.AT,
    )
    make.close(round)
    for part in ("DISCIPLINE", "INDEPENDENT"):
        unlock(round=round, passphrase=make.PHRASES[part], actor=custodians[part], at=make.CLOSED)
    assert OpenedBid.objects.count() == 2


def test_enough_bids_that_can_be_opened_are_no_ground_of_too_few():
    round, custodians = make.receiving()
    for name in ("甲", "乙", "丙"):
        make.sealed_bid(round, make.bidder(name))
    make.close(round)
    operator = make.operator(round.package.tender.purchaser)
    with pytest.raises(DomainError, match="还没有开启和审查") as refused:
        annul(
            package=round.package,
            reason="不足三家",
            basis=ground_article("TOO_FEW", "OPEN_TENDER"),
            actor=operator,
            at=make.CLOSED,
        )
    assert refused.value.field == "ground"


def test_the_page_says_when_custodians_will_be_reminded(client):
    round, custodians = make.receiving()
    page = reverse("tendering:ceremony-detail", args=[round.code])
    people.login(client, custodians["PURCHASER"])

    def said(at):
        clock.move_to(at)
        shown = client.get(page).content.decode()
        return "10月5日（周一）09:00" in shown, "10月7日（周三）09:00" in shown

    clock.start_at(make.AT)
    assert said(make.AT) == (True, True)
    assert said(datetime(2026, 10, 6, 12, 0, tzinfo=SHANGHAI)) == (False, True)
    assert said(datetime(2026, 10, 7, 12, 0, tzinfo=SHANGHAI)) == (False, False)
