"""Whoever has the database's password and the disk: what they alter is found, and named."""

import base64
import contextlib
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from procurement.accounts.enums import Office
from procurement.core import checkpoints, clock, sealing, triggers
from procurement.core.errors import WrongState
from procurement.core.models import AuditEntry
from procurement.regulations import receipts
from procurement.regulations.errors import Mismatch
from procurement.tendering.enums import Method
from procurement.tendering.models import BidFile, BidRound, CustodianKey, OpenedBid, SealedBid
from procurement.tendering.selectors import intact, sealed_files
from procurement.tendering.services.bidding import receipt_of
from procurement.tendering.services.ending import terminate
from procurement.tendering.services.opening import unlock
from procurement.tendering.services.records import opening_record
from tests.factories import accounts as people
from tests.factories import seals as make

pytestmark = pytest.mark.django_db
GONE, UNKNOWN, CHANGED = (
    "its chain is there, its row is gone",
    "its row is there, no chain says how it came to be",
    "its row is not what its chain says",
)


class Story:
    """Three sealed bids of a tender, each with an attachment."""

    def __init__(self):
        self.round, self.custodians = make.receiving(Method.OPEN_TENDER)
        bidders = [make.bidder(name) for name in ("甲", "乙", "丙")]
        for bidder in bidders:
            make.attach(self.round, bidder)
        self.bids = [make.sealed_bid(self.round, bidder) for bidder in bidders]
        self.first, self.second, self.third = (bid.receipt for bid in self.bids)

    @contextlib.contextmanager
    def attacked(self):
        """Let something be done to it, and undo that: database and files."""
        root = Path(settings.PRIVATE_ROOT)
        kept = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
        with transaction.atomic():
            yield BidRound.objects.get(pk=self.round.pk)
            transaction.set_rollback(True)
        for path, content in kept.items():
            path.write_bytes(content)

    def opened(self):
        """Return why each bid does not open, by receipt, once the ceremony is over."""
        round = make.opened(BidRound.objects.get(pk=self.round.pk), self.custodians)
        return {
            bid.sealed.receipt: bid.failure for bid in round.opened.select_related("sealed") if bid.failure
        }

    def page(self):
        """Return what the custodians read before anybody unlocks."""
        make.close(BidRound.objects.get(pk=self.round.pk))
        client = people.login(Client(), self.custodians["PURCHASER"])
        address = reverse("tendering:ceremony-detail", args=[self.round.code])
        return [text for text in client.get(address).context["breaks"]]


@pytest.fixture
def story():
    clock.start_at(make.CLOSED)
    return Story()


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        assert cursor.rowcount > 0


def row(receipt, **values):
    """Change a bid's row as the password allows."""
    sets = ", ".join(f"{name} = %s" for name in values)
    sql(f"UPDATE tendering_sealedbid SET {sets} WHERE receipt = %s", *values.values(), receipt)


def found():
    return sorted(str(finding) for finding in intact.findings())


def test_a_tender_that_ended_before_its_deadline_is_no_alteration(story):
    """Its rounds were never closed: no root, no closing entry, and nobody altered anything."""
    tender = story.round.package.tender
    leader = people.person(tender.purchaser, Office.LEADER)
    terminate(tender=tender, ground="TASK_CANCELLED", reason="上级取消任务", actor=leader, at=make.AT)
    assert BidRound.objects.get(pk=story.round.pk).status == "UNOPENED"
    assert found() == []
    row(story.first, submitted_at="2026-09-01 08:00:00")
    assert found() != []


def test_a_deleted_row(story, capsys):
    """Before the close the root would bind what is left, as if there had never been more."""
    with story.attacked():
        call_command("verify_audit")
        assert "INTACT" in capsys.readouterr().out
        assert (story.page(), story.opened(), found()) == ([], {}, [])
    with story.attacked():
        sql("UPDATE tendering_bidfile SET bid_id = NULL WHERE bid_id = %s", story.bids[0].pk)
        sql("DELETE FROM tendering_sealedbid WHERE receipt = %s", story.first)
        with pytest.raises(SystemExit):
            call_command("verify_audit")
        assert f"BROKEN bid {story.first}: {GONE}" in capsys.readouterr().out.splitlines()
        assert story.page() == [f"回执{story.first}：审计链上有记载，登记却不见了。"]


def swap(one, other, *columns):
    values = [{name: getattr(bid, name) for name in columns} for bid in (one, other)]
    with contextlib.ExitStack() as stack:
        if "supplier_id" in columns:
            # One valid bid each: on the way they belong to nobody's twin.
            row(one.receipt, status="REPLACED")
            stack.callback(row, one.receipt, status="VALID")
        row(other.receipt, **values[0])
        row(one.receipt, **values[1])


def rehashed(receipt):
    """Let the attacker know how a receipt's hash is made."""
    bid = SealedBid.objects.select_related("round__package__tender").get(receipt=receipt)
    package = bid.round.package
    row(
        receipt,
        entry_hash=receipts.entry_hash(
            receipt_of(bid=bid), tender=package.tender.code, package=package.number
        ),
    )


def test_a_row_that_was_altered(story):
    """Re-dated, withdrawn by another hand, given to another supplier: named, and set apart at the opening."""
    earlier = make.AT - timedelta(days=2)
    with story.attacked():
        row(story.first, submitted_at=earlier)
        assert found() == [f"bid {story.first}: {CHANGED}: submitted_at, entry_hash"]
        assert story.page() == [f"回执{story.first}：登记与审计链的记载不符，可能被改动。"]
        assert story.opened() == {story.first: "登记与审计链的记载不符，可能被改动或者调换。"}
    with story.attacked():
        row(story.first, submitted_at=earlier)
        rehashed(story.first)
        assert found() == [f"bid {story.first}: {CHANGED}: submitted_at, entry_hash"]
    with story.attacked():
        row(story.first, status="WITHDRAWN")
        assert found() == [f"bid {story.first}: {CHANGED}: status"]
    with story.attacked():
        swap(*story.bids[:2], "supplier_id")
        assert found() == sorted(f"bid {one}: {CHANGED}: supplier" for one in (story.first, story.second))
        assert set(story.opened()) == {story.first, story.second}
    with story.attacked() as round:
        later = make.DEADLINE + timedelta(days=1)
        sql("UPDATE tendering_bidround SET deadline = %s WHERE id = %s", later, round.pk)
        assert found() == [f"round {round.code}: {CHANGED}: deadline"]
    with story.attacked():
        stranger = make.bidder()
        copied = SealedBid.objects.get(receipt=story.first)
        copied.pk, copied.receipt, copied.supplier_id = None, "FAKE-FAKE", stranger.organisation_id
        copied.save(force_insert=True)
        assert found() == [f"bid FAKE-FAKE: {UNKNOWN}"]
        assert story.opened() == {"FAKE-FAKE": "登记与审计链的记载不符，可能被改动或者调换。"}


def flip(path):
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(bytes(content))


def test_sealed_files_that_were_flipped_or_swapped(story):
    paths = [sealed_files.path_of(bid.path) for bid in story.bids]
    unlike = "密封文件与回执上的哈希不符，可能已被改动。"
    with story.attacked():
        flip(paths[0])
        assert story.opened() == {story.first: unlike}
    with story.attacked():
        one, other = paths[0].read_bytes(), paths[1].read_bytes()
        paths[0].write_bytes(other)
        paths[1].write_bytes(one)
        assert story.opened() == {story.first: unlike, story.second: unlike}
    with story.attacked():
        swap(*story.bids[:2], "path", "size", "sealed_sha256")
        both = (story.first, story.second)
        assert found() == sorted(f"bid {one}: {CHANGED}: sealed_sha256, entry_hash" for one in both)
    with story.attacked():
        attachments = list(BidFile.objects.order_by("pk"))
        flip(sealed_files.path_of(attachments[2].path))
        assert story.opened() == {}
        assert story.bids[2].opened.content["damaged_files"] == [attachments[2].code]
    with story.attacked():
        # Rows and chains rewritten together: the seal itself still says whose it is.
        swap(*story.bids[:2], "supplier_id")
        owners = [bid.supplier.code for bid in story.bids[:2]]
        tables = triggers.release(connection)
        for bid, owner in zip(story.bids[:2], reversed(owners), strict=True):
            sql(
                "UPDATE core_auditentry SET organisation_code = %s WHERE subject_code = %s",
                owner,
                bid.receipt,
            )
        triggers.protect(connection, tables)
        told = "密封文件里写明的供应商、轮次或者递交时间与登记不符，可能被调换。"
        assert (found(), story.opened()) == ([], {story.first: told, story.second: told})


def act(story, part):
    make.nobody_came(make.close(BidRound.objects.get(pk=story.round.pk)))
    return press(story, part)


def press(story, part):
    round = BidRound.objects.get(pk=story.round.pk)
    return unlock(round=round, passphrase=make.PHRASES[part], actor=story.custodians[part], at=make.CLOSED)


def test_a_layer_or_a_key_that_was_altered(story):
    """The pair is named; the two others still open."""
    pair = "PURCHASER|INDEPENDENT"
    with story.attacked() as round:
        spoilt = bytearray(base64.b64decode(round.layers[pair]))
        spoilt[-1] ^= 1
        layers = {**round.layers, pair: base64.b64encode(spoilt).decode()}
        sql("UPDATE tendering_bidround SET layers = %s WHERE id = %s", json.dumps(layers), round.pk)
        assert found() == [f"round {round.code}: {CHANGED}: layer {pair}"]
        assert story.page() == [
            "本轮的密钥层（采购人经办、独立第三方）：登记与审计链的记载不符，可能被改动。"
        ]
        act(story, "PURCHASER")
        with pytest.raises(WrongState, match="密钥层（采购人经办、独立第三方）已损坏或被改动"):
            act(story, "INDEPENDENT")
        assert act(story, "DISCIPLINE").status == "OPENED"
    with story.attacked() as round:
        layers = {pair: layer[:40] for pair, layer in round.layers.items()}
        sql("UPDATE tendering_bidround SET layers = %s WHERE id = %s", json.dumps(layers), round.pk)
        make.close(round)
        with pytest.raises(WrongState, match="密钥层（采购人经办）已损坏或被改动"):
            act(story, "PURCHASER")

    # A thief's own key, before anybody seals to it; a custodian's, so that nobody can open on the day.
    public, secret = sealing.new_identity()
    with story.attacked() as round:
        sql("UPDATE tendering_bidround SET public_key = %s WHERE id = %s", public, round.pk)
        assert found() == [f"round {round.code}: {CHANGED}: public_key"]
    key = CustodianKey.objects.get(user_id=story.custodians["DISCIPLINE"].user_id)
    with story.attacked():
        wrapped = sealing.wrap_secret(secret, "another phrase", work=4)
        sql("UPDATE tendering_custodiankey SET wrapped_secret = %s WHERE id = %s", wrapped, key.pk)
        assert found() == [f"custodian-key {key.user.code}: {CHANGED}: wrapped_secret"]
    with story.attacked():
        sql("UPDATE tendering_custodiankey SET public_key = %s WHERE id = %s", public, key.pk)
        assert found() == [f"custodian-key {key.user.code}: {UNKNOWN}: public_key"]


def test_the_public_record_names_what_was_done_after_the_close(story):
    with story.attacked() as round:
        round = make.close(round)
        day = clock.local_date(make.CLOSED)
        checkpoints.make(day=day, at=clock.local_time(day + timedelta(days=1)))

        def verified():
            return receipts.verify(json.loads(json.dumps(opening_record(round=round))))

        assert verified()["root"] == "INTACT"
        row(story.first, submitted_at=make.AT - timedelta(days=2))
        with pytest.raises(Mismatch, match=f"receipt {story.first}"):
            verified()
        rehashed(story.first)
        with pytest.raises(Mismatch, match="root"):
            verified()
        assert found() == [
            f"bid {story.first}: {CHANGED}: submitted_at, entry_hash",
            f"round {round.code}: {CHANGED}: receipts",
        ]


def spoil(round, **values):
    """Change the row of a closed round."""
    sets = ", ".join(f"{name} = %s" for name in values)
    sql(f"UPDATE tendering_bidround SET {sets} WHERE id = %s", *values.values(), round.pk)


@contextlib.contextmanager
def unprotected():
    """Go round the triggers of the append-only tables."""
    tables = triggers.release(connection)
    yield
    triggers.protect(connection, tables)


def test_a_bid_that_went_with_its_whole_chain_after_the_close(story, capsys):
    """No chain is left to miss it, no checkpoint is out yet: the root of the close still binds it."""
    with story.attacked() as round:
        make.close(round)
        sql("UPDATE tendering_bidfile SET bid_id = NULL WHERE bid_id = %s", story.bids[0].pk)
        sql("DELETE FROM tendering_sealedbid WHERE receipt = %s", story.first)
        with unprotected():
            sql("DELETE FROM core_auditentry WHERE subject_code = %s", story.first)
        sql("DELETE FROM core_audithead WHERE subject_code = %s", story.first)
        assert found() == [f"round {round.code}: {CHANGED}: receipts"]
        assert story.page() == ["本轮的回执清单（与根指纹不符）：登记与审计链的记载不符，可能被改动。"]
        with pytest.raises(SystemExit):
            call_command("verify_audit")
        assert f"BROKEN round {round.code}: {CHANGED}: receipts" in capsys.readouterr().out.splitlines()


def test_another_closing_entry_or_custodian(story):
    with story.attacked() as round:
        spoil(make.close(round), closing_entry_id=None)
        assert found() == [f"round {round.code}: {CHANGED}: closing_entry"]
    with story.attacked() as round:
        other = AuditEntry.objects.filter(subject_kind="round").first()
        spoil(make.close(round), closing_entry_id=other.pk)
        assert found() == [f"round {round.code}: {CHANGED}: closing_entry"]
        assert story.page() == ["本轮的截止记录：登记与审计链的记载不符，可能被改动。"]
    with story.attacked() as round:
        sql("DELETE FROM tendering_roundcustodian WHERE round_id = %s AND part = 'DISCIPLINE'", round.pk)
        assert found() == [f"round {round.code}: {CHANGED}: custodians"]


@pytest.mark.parametrize(
    ("layers", "broken"),
    [
        ({"PURCHASER|INDEPENDENT": "@@@ no layer"}, ["PURCHASER|INDEPENDENT"]),
        ({"PURCHASER|INDEPENDENT": 5}, ["PURCHASER|INDEPENDENT"]),
        ({"SOMEBODY": "aGFsbG8="}, ["SOMEBODY"]),
    ],
)
def test_a_layer_that_is_no_layer(story, layers, broken):
    """What nobody can decode is named like any other; the two others still open."""
    with story.attacked() as round:
        spoil(round, layers=json.dumps({**round.layers, **layers}))
        assert found() == [f"round {round.code}: {CHANGED}: {', '.join(f'layer {pair}' for pair in broken)}"]
        assert len(story.page()) == 1
        act(story, "PURCHASER")
        assert act(story, "DISCIPLINE").status == "OPENED"
    with story.attacked() as round:
        spoil(make.close(round), layers="[1]")
        assert found()[0].startswith(f"round {round.code}: {CHANGED}: layer DISCIPLINE|INDEPENDENT")
        with pytest.raises(WrongState, match="密钥层（采购人经办）已损坏或被改动"):
            act(story, "PURCHASER")


def test_what_waits_for_the_second_custodian(story):
    """Forged before anybody acted, or altered after the first: named, and it opens nothing."""
    for forged in (
        "[1]",
        '{"by": "INDEPENDENT", "left": {"PURCHASER": "aGFsbG8="}}',
        '{"by": "NOBODY", "left": []}',
    ):
        with story.attacked() as round:
            make.nobody_came(make.close(round))
            spoil(round, peeled=forged)
            assert found() == [f"round {round.code}: {CHANGED}: peeled"]
            assert story.page() == [
                "本轮的首位保管人开启后留下的密钥层：登记与审计链的记载不符，可能被改动。"
            ]
            with pytest.raises(WrongState, match="已损坏或被改动"):
                press(story, "PURCHASER")
    with story.attacked() as round:
        act(story, "PURCHASER")
        assert found() == []
        left = BidRound.objects.get(pk=round.pk).peeled["left"]
        spoil(
            round, peeled=json.dumps({"by": "PURCHASER", "left": {**left, "INDEPENDENT": left["DISCIPLINE"]}})
        )
        assert found() == [f"round {round.code}: {CHANGED}: peeled"]
        with pytest.raises(WrongState, match="密钥层（采购人经办、独立第三方）已损坏或被改动"):
            press(story, "INDEPENDENT")


def test_a_chain_without_its_beginning(story):
    """The walk goes on to its end, whatever it meets."""
    with story.attacked() as round:
        with unprotected():
            sql("DELETE FROM core_auditentry WHERE subject_code = %s AND seq = 1", round.code)
        assert found() == [f"round {round.code}: {UNKNOWN}"]
    for changes in ("[1]", '{"deadline": 5}', '{"deadline": "soon"}', '{"deadline": 1.5}'):
        with story.attacked() as round:
            with unprotected():
                sql("UPDATE core_auditentry SET changes = %s WHERE subject_code = %s", changes, round.code)
            assert found() == [f"round {round.code}: {CHANGED}: public_key, deadline"]


def test_what_came_out_is_bound_and_kept_encrypted(story):
    """After the opening a price is a row like any other: the opening's entry says what it was."""
    with story.attacked():
        assert story.opened() == {}
        assert found() == []
        with connection.cursor() as cursor:
            cursor.execute("SELECT content FROM tendering_openedbid")
            kept = [bytes(content) for (content,) in cursor.fetchall()]
        offer = story.bids[0].opened.content["offer"]
        assert [offer.encode() in content for content in kept] == [False, False, False]
        with transaction.atomic():
            lower = OpenedBid.objects.get(sealed=story.bids[0]).offer - 100
            OpenedBid.objects.filter(sealed=story.bids[0]).update(offer=lower)
            assert found() == [f"bid {story.first}: {CHANGED}: opened"]
            transaction.set_rollback(True)
        with transaction.atomic():
            # What was locked for one column opens in no other.
            sql("UPDATE tendering_openedbid SET offer = scale WHERE sealed_id = %s", story.bids[0].pk)
            assert found() == [f"bid {story.first}: {CHANGED}: opened"]
            transaction.set_rollback(True)
        with transaction.atomic():
            sql("UPDATE tendering_openedbid SET offer = %s WHERE sealed_id = %s", b"12", story.bids[0].pk)
            assert found() == [f"bid {story.first}: {CHANGED}: opened"]
            transaction.set_rollback(True)
        with transaction.atomic():
            sql(
                "UPDATE tendering_openedbid SET content = %s WHERE sealed_id = %s",
                kept[0][:-1],
                story.bids[1].pk,
            )
            assert found() == [f"bid {story.second}: {CHANGED}: opened"]
            transaction.set_rollback(True)
        sql("DELETE FROM tendering_openedbid WHERE sealed_id = %s", story.bids[2].pk)
        assert found() == [f"bid {story.third}: {CHANGED}: opened"]
