"""Nothing leaks: not the content, not the names, not how many (RULES I-03, I-07, N-01)."""

import base64
import re
from collections import deque
from itertools import permutations

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from procurement.accounts.enums import Office, OrganisationKind
from procurement.core import clock, documents, safe, sealing
from procurement.core.models import AuditEntry
from procurement.tendering import urls
from procurement.tendering.enums import Method
from procurement.tendering.models import BidDraft, BidRound, CustodianKey, OpenedBid
from procurement.tendering.selectors import sealed_files
from procurement.tendering.services import uploads
from procurement.tendering.services.bid_copies import order_copy
from procurement.tendering.services.custody import secret_of
from procurement.tendering.services.drafts import save_draft
from procurement.tendering.services.opening import unlock
from tests.factories import accounts as people
from tests.factories import seals as make
from tests.matrix.asking import answer

pytestmark = pytest.mark.django_db

SECRETS = ["绝密方案要点", "213579.00", "33.37", "机密附件名称", "PLAIN-ATTACHMENT-BYTES"]


def dump() -> bytes:
    """Return every cell of every table, as a thief of the database would have it."""
    cells = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                cells.extend(
                    bytes(cell) if isinstance(cell, memoryview | bytes) else str(cell).encode()
                    for cell in row
                )
    return b"\n".join(cells)


def files(folder) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def a_round_with_secrets(method=Method.OPEN_TENDER):
    """Return a round with sealed bids, an attachment and a draft; the offer is 6400 × 33.37."""
    round, custodians = make.receiving(method)
    for _bidder in range(3):
        bidder = make.bidder()
        make.attach(round, bidder, make.PDF + b"PLAIN-ATTACHMENT-BYTES", name="机密附件名称.pdf")
        make.sealed_bid(round, bidder, offer="213568.00", unit_price="33.37", team="绝密方案要点")
    writer = make.bidder()
    make.attach(round, writer, make.PDF + b"PLAIN-ATTACHMENT-BYTES", name="机密附件名称.pdf")
    form = make.form(offer="213579.00", unit_price="33.37", team="绝密方案要点")
    save_draft(round=round, form=form, actor=writer, at=make.AT)
    on_its_way(round, writer)
    order_copy(round=round, actor=writer, at=make.AT)
    documents.draw_waiting()
    return round, custodians


def on_its_way(round, actor):
    """Leave an attachment half uploaded."""
    content = make.PDF + b"PLAIN-ATTACHMENT-BYTES"
    upload = uploads.start_upload(
        round=round, name="机密附件名称.pdf", size=900, purpose="PLAN", actor=actor, at=make.AT
    )
    uploads.take_piece(upload=upload, offset=0, content=content, key="7c" * 32, actor=actor, at=make.AT)


def test_a_dump_of_database_and_files_holds_nothing_readable(private_storage):
    a_round_with_secrets()
    stolen = b"\n".join([dump(), *files(private_storage)])
    assert len(stolen) > 10_000
    # A moment such as 12:08:33.374 is no price.
    stolen = re.sub(rb"\d\d:\d\d:\d\d\.\d+", b"", stolen)
    assert [secret for secret in [*SECRETS, "213568"] if secret.encode() in stolen] == []
    assert b"AGE-SECRET-KEY" not in stolen
    # The copy that a bidder had drawn lies there too, and is no PDF to anybody (receipts are, and say nothing).
    copy = sealed_files.path_of(BidDraft.objects.exclude(copy_path="").get().copy_path)
    assert b"%PDF" not in copy.read_bytes()


def test_drafts_do_not_open_without_the_key_that_lies_apart(settings, tmp_path):
    a_round_with_secrets()
    row = BidDraft.objects.get()
    purpose = f"draft:{row.round.code}:{row.supplier_id}"
    assert "绝密方案要点" in safe.unlock(row.content, purpose).decode()
    settings.DRAFT_KEY, settings.DRAFT_KEY_FILE = "", tmp_path / "another.key"
    with pytest.raises(safe.Unreadable):
        safe.unlock(row.content, purpose)


def openable(secret: bytes, blobs: list[bytes]) -> list[bytes]:
    """Return what one secret opens."""
    opened = []
    for blob in blobs:
        try:
            opened.append(sealing.peel(blob, secret))
        except sealing.Unopenable:
            continue
    return opened


def layers_of(round):
    return [
        base64.b64decode(layer) for layer in (*round.layers.values(), *round.peeled.get("left", {}).values())
    ]


def test_one_custodian_with_the_whole_dump_opens_nothing(private_storage):
    round, custodians = a_round_with_secrets()
    sealed = files(private_storage)
    for alone in make.PHRASES:
        secret = own_secret(custodians, alone)
        assert openable(secret, sealed) == []
        peeled = openable(secret, layers_of(round))
        assert len(peeled) == 2
        assert openable(secret, peeled) == []
        assert not any(b"AGE-SECRET-KEY" in layer for layer in peeled)


def own_secret(custodians, part):
    key = CustodianKey.objects.get(user_id=custodians[part].user_id)
    return secret_of(key=key, passphrase=make.PHRASES[part])


def test_after_the_first_act_the_dump_still_needs_another(private_storage):
    round, custodians = a_round_with_secrets()
    make.close(round)
    make.nobody_came(round)
    for first, other in permutations(make.PHRASES, 2):
        with transaction.atomic():
            one_has_acted(private_storage, round, custodians, first, other)
            transaction.set_rollback(True)


def one_has_acted(private_storage, round, custodians, first, other):
    round = BidRound.objects.get(pk=round.pk)
    unlock(round=round, passphrase=make.PHRASES[first], actor=custodians[first], at=make.CLOSED)
    round = BidRound.objects.get(pk=round.pk)
    stolen = b"\n".join([dump(), *files(private_storage)])
    assert b"AGE-SECRET-KEY" not in stolen
    assert (round.vault, round.opened.count()) == (None, 0)
    with pytest.raises(sealing.Unopenable):
        sealed_files.secret_of(round)
    own = own_secret(custodians, first)
    for layer in layers_of(round):
        assert not any(b"AGE-SECRET-KEY" in found for found in openable(own, [layer]))
    # And the second one has all that is needed: the layer was not spoilt.
    second = own_secret(custodians, other)
    assert any(found.startswith(b"AGE-SECRET-KEY") for found in openable(second, layers_of(round)))


def test_after_the_opening_the_vault_needs_the_servers_own_key(settings, tmp_path):
    round, custodians = a_round_with_secrets()
    round = make.opened(round, custodians)
    assert sealed_files.secret_of(round).startswith(b"AGE-SECRET-KEY")
    assert b"AGE-SECRET-KEY" not in dump()
    settings.DRAFT_KEY, settings.DRAFT_KEY_FILE = "", tmp_path / "another.key"
    with pytest.raises(safe.Unreadable):
        sealed_files.secret_of(round)


def onlookers(round, custodians):
    """Return everybody who is not the bidder, a superuser among them."""
    tender = round.package.tender
    town = tender.purchaser
    superuser = people.stranger("超级管理员")
    user = people.user_of(superuser)
    user.is_superuser = user.is_staff = True
    user.save()
    audit_office = people.existing(OrganisationKind.AUDIT_OFFICE, "云梦县审计局")
    return {
        "anonymous": None,
        "superuser": superuser,
        "stranger": people.stranger(),
        "operator": people.person(town, Office.OPERATOR),
        "leader": people.person(town, Office.LEADER, Office.REPRESENTATIVE),
        "finance": people.person(town, Office.FINANCE, Office.REVIEWER, Office.ACCEPTOR),
        "bureau": people.bureau(),
        "auditor": people.person(audit_office, Office.AUDITOR),
        "custodian": custodians["INDEPENDENT"],
        "member": make.member(tender),
        "other supplier": make.bidder(),
    }


def code_for(path, round):
    """Return the code that an address is about."""
    tender = round.package.tender
    if "/plans/" in path:
        return tender.plan.code
    if path.startswith(("workspace/tenders/packages", "workspace/examinations")):
        return round.package.code
    return tender.code if path.startswith("workspace/tenders") else round.code


def addresses(round):
    """Return every address of the room that can be written with this tender's public codes."""
    found = set()
    for pattern in urls.urlpatterns:
        names = list(pattern.pattern.converters)
        if not names:
            found.add(reverse(f"tendering:{pattern.name}"))
        if names == ["code"]:
            found.add(reverse(f"tendering:{pattern.name}", args=[code_for(str(pattern.pattern), round)]))
        if "letter" in names:
            found |= _lettered(pattern, names, round)
    return sorted(found)


def _lettered(pattern, names, round):
    values = {"code": round.code, "letter": "A", "file": "AAAA-BBBB"}
    try:
        return {reverse(f"tendering:{pattern.name}", kwargs={name: values[name] for name in names})}
    except (NoReverseMatch, KeyError):
        return set()


def seen(actor, places):
    """Return what one person gets at every address: status, and the page where there is one."""
    client, found = people.login(Client(), actor), {}
    for place in places:
        status = answer(actor, place)
        found[place] = (status, client.get(place).content if status == 200 else b"")
    return found


def test_a_superusers_session_opens_nothing(private_storage):
    """Every address, with the custodians' own pass phrases: nothing is opened, and nothing is written."""
    clock.start_at(make.AT)
    round, custodians = a_round_with_secrets()
    make.close(round)
    clock.move_to(make.CLOSED)
    client = people.login(Client(), onlookers(round, custodians)["superuser"])
    entries, before = AuditEntry.objects.count(), BidRound.objects.values().get(pk=round.pk)
    codes, phrases = list(round.bids.values_list("receipt", flat=True)), deque(make.PHRASES.values())
    places = [*addresses(round), *(reverse("tendering:receipt-detail", args=[code]) for code in codes)]
    ceremony = reverse("tendering:ceremony-detail", args=[round.code])
    for place in [*places, ceremony, ceremony, "/admin/", "/admin/core/auditentry/", "/admin/cms/"]:
        phrases.rotate()
        page = client.post(place, {"passphrase": phrases[0], "reason": "x", "person": "x"})
        assert page.status_code in (200, 302, 403, 404, 405), place
        text = page.content.decode()
        assert [word for word in [*SECRETS, "213568"] if word in text] == [], place
    assert (AuditEntry.objects.count(), OpenedBid.objects.count()) == (entries, 0)
    assert BidRound.objects.values().get(pk=round.pk) == before
    with pytest.raises(sealing.Unopenable):
        sealed_files.secret_of(round)


def test_the_pages_do_answer():
    """What tests/matrix/test_leaks.py compares would also be the same on pages that all refuse."""
    clock.start_at(make.AT)
    round, custodians = make.receiving()
    bidder = make.bidder()
    client = people.login(Client(), bidder)
    for name in ("bid-edit", "bid-seal", "bid-discard"):
        assert client.get(reverse(f"tendering:{name}", args=[round.code])).status_code == 200
    assert client.get(reverse("tendering:opening-detail", args=[round.code])).status_code == 200
    assert client.get(reverse("tendering:opening-record", args=[round.code])).status_code == 404


def test_before_the_result_of_a_consultation_nobody_but_the_group_sees_name_or_price():
    clock.start_at(make.AT)
    round, custodians = make.receiving()
    crowd = onlookers(round, custodians)
    for name in ("甲服务社", "乙合作社"):
        make.sealed_bid(round, make.bidder(name))
    round = make.opened(round, custodians)
    clock.move_to(make.CLOSED)
    # A choice of all registered suppliers names bidders and others alike.
    register = reverse("tendering:deal-create", args=[round.package.tender.plan.code])
    places = [*addresses(round), reverse("tendering:opened-bid", args=[round.code, "B"])]
    places.remove(register)
    for role in ("operator", "leader", "bureau", "auditor", "custodian", "superuser", "other supplier"):
        for place, (status, text) in seen(crowd[role], places).items():
            priced = re.search(rb"256,?000", text) is not None
            assert ("服务社".encode() in text, priced) == (False, False), (role, place)
            if "/workspace/openings/" in place:
                assert status == 404


def test_bids_stand_in_no_admin():
    # The audit chain and the mails do, without what is still hidden: tests/workspace.
    hidden = {
        "SealedBid",
        "BidDraft",
        "BidFile",
        "BidPiece",
        "BidUpload",
        "OpenedBid",
        "Examination",
        "AuditHead",
        "CheckpointLeaf",
        "Notification",
        "FormSubmission",
    }
    shown = {model.__name__ for model in admin.site._registry}
    assert shown & hidden == set()
    assert hidden <= {model.__name__ for model in apps.get_models()}


def test_a_receipt_is_nobody_elses():
    clock.start_at(make.AT)
    round, custodians = make.receiving()
    bid = make.sealed_bid(round)
    for role, actor in onlookers(round, custodians).items():
        client = Client() if actor is None else people.login(Client(), actor)
        for name in ("receipt-detail", "receipt-pdf", "receipt-withdraw"):
            answer = client.get(reverse(f"tendering:{name}", args=[bid.receipt]))
            assert answer.status_code == (302 if actor is None else 404), (role, name)
