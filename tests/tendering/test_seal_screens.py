"""The walk of sealed bids through its pages, each person in turn."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from procurement.core import clock, documents
from procurement.core.models import Notification
from procurement.tendering.enums import InvitationWay, InvitedBy, Method
from procurement.tendering.models import BidDraft, BidFile, Invitee, SealedBid
from procurement.tendering.selectors.bidding import receiving
from procurement.tendering.selectors.qualification import lists_of
from tests.factories import accounts as people
from tests.factories import seals as make

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"tendering:{name}", args=args)


FIELDS = {
    "unit_price_1": "40",
    "offer": "256,000.00",
    "stance_1": "MEETS",
    "response_1": "",
    "scale": "SMALL",
    "employees": "32",
    "revenue": "410.5",
    "assets": "260",
    "sme_letter": "on",
    "condition_q1": "营业执照见附件",
    "factor_plan": "每周上门两次",
    "team": "护理员12名",
    "article22": "on",
    "no_collusion": "on",
}


@pytest.fixture
def now(settings):
    """Put the sandbox clock where the tender lives."""
    clock.start_at(make.AT)
    return make.AT


@pytest.fixture
def round_(now):
    return make.receiving()


def upload(client, round, content=make.PDF, name="方案.pdf"):
    return client.post(
        page("bid-file-add", round.code), {"file": SimpleUploadedFile(name, content)}, follow=True
    )


def test_a_bookkeeper_writes_attaches_checks_and_seals(client, round_):
    round, _custodians = round_
    bidder = make.bidder("甲服务社")
    people.login(client, bidder)

    assert client.get(page("bid-list")).status_code == 200
    begun = client.get(page("bid-edit", round.code))
    assert "请填写总报价" in begun.content.decode()
    # What the form takes over from the register is a proposal, not the reader's mistake.
    assert (begun.context["form"]["scale"].value(), begun.context["form"].errors) == ("SMALL", {})
    # And what stands in the form is not counted as missing.
    assert "scale" not in {problem.field for problem in begun.context["problems"]}
    saved = client.post(page("bid-edit", round.code), {**FIELDS, "next": "1"})
    assert saved["Location"] == page("bid-seal", round.code)
    shown = upload(client, round).content.decode()
    assert "附件已加密保存" in shown
    assert "方案.pdf" in shown

    look = client.get(page("bid-seal", round.code))
    assert "贰拾伍万陆仟元整" in look.content.decode()
    form = look.context["form"].initial
    done = client.post(page("bid-seal", round.code), form)
    bid = SealedBid.objects.get()
    assert done["Location"] == page("receipt-detail", bid.receipt)
    again = client.post(page("bid-seal", round.code), form)
    assert again["Location"] == page("receipt-detail", bid.receipt)
    assert SealedBid.objects.count() == 1
    assert bid.receipt in client.get(page("receipt-detail", bid.receipt)).content.decode()
    assert BidDraft.objects.count() == 0
    assert Notification.objects.filter(recipient_code=bidder.code, event="bid_sealed").count() == 1


def test_the_draft_says_what_is_missing_and_keeps_what_is_wrong(client, round_):
    round, _custodians = round_
    people.login(client, make.bidder())
    shown = client.post(
        page("bid-edit", round.code), {**FIELDS, "offer": "25.6万"}, follow=True
    ).content.decode()
    assert "25.6万" in shown
    assert "请以“元”为单位" in shown
    refused = client.get(page("bid-seal", round.code)).content.decode()
    assert "还不能密封" in refused
    assert "确认密封递交" not in refused


def test_what_is_wrong_stands_beside_its_field_and_what_is_empty_does_not(client, round_):
    round, _custodians = round_
    people.login(client, make.bidder())
    address = page("bid-edit", round.code)
    wrong = {
        **FIELDS,
        "unit_price_1": "1e99",
        "offer": "4.80万元",
        "revenue": "约400",
        "team": "",
        "factor_plan": "",
    }
    wrong |= {"subs-0-name": "丙社", "subs-0-share": "一半"}
    live = client.post(address, wrong, headers={"hx-request": "true"}).content.decode()
    prices = live[live.index('id="amounts"') : live.index('id="letter"')]
    assert "科学计数法" in prices
    assert "请以“元”为单位填写数字" in prices
    shown = client.get(address).context["form"]
    assert list(shown.errors) == ["unit_price_1", "offer", "revenue"]
    assert list(shown.subcontractors[0].errors) == ["share"]
    shown = client.get(address).content.decode()
    beside = shown[shown.index('id="id_offer_error"') :][:300]
    assert "请以“元”为单位填写数字" in beside


def test_autosave_answers_with_the_time_only(client, round_):
    round, _custodians = round_
    people.login(client, make.bidder())
    answer = client.post(page("bid-edit", round.code), FIELDS, headers={"HX-Request": "true"})
    assert (answer.status_code, "已保存 09:0" in answer.content.decode()) == (200, True)
    assert "<html" not in answer.content.decode()


def test_autosave_after_the_deadline_answers_with_the_refusal_only(client, round_):
    round, _custodians = round_
    people.login(client, make.bidder())
    clock.move_to(make.CLOSED)
    answer = client.post(page("bid-edit", round.code), FIELDS, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert ("截止时间已过" in text, "<html" in text, BidDraft.objects.count()) == (True, False, 0)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("方案.exe", b"MZ", "不接受程序"),
        ("方案.pdf", b"MZ" * 100, "文件内容不是 PDF"),
        ("方案.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100, "请去掉密码"),
        ("方案.rar", b"Rar!", "这里只接受 PDF、OFD"),
        ("方案.pdf", b"", "空的"),
    ],
)
def test_a_disguised_file_is_refused_and_leaves_nothing(
    client, round_, private_storage, name, content, sentence
):
    round, _custodians = round_
    people.login(client, make.bidder())
    assert sentence in upload(client, round, content, name).content.decode()
    assert BidFile.objects.count() == 0
    assert [path for path in private_storage.rglob("*") if path.is_file()] == []


def test_a_file_that_is_too_large_is_refused(client, round_, settings, private_storage):
    settings.BID_FILE_LIMIT = 1024 * 1024
    round, _custodians = round_
    people.login(client, make.bidder())
    assert "不能超过1 MB" in upload(client, round, make.pdf(b"x" * 1_100_000)).content.decode()
    assert [path for path in private_storage.rglob("*") if path.is_file()] == []


def test_a_second_window_is_told_of_the_receipt(client, round_):
    """Two windows stand at the last look: the second finds the draft gone, and learns why."""
    round, _custodians = round_
    people.login(client, make.bidder())
    client.post(page("bid-edit", round.code), FIELDS)
    windows = [client.get(page("bid-seal", round.code)).context["form"].initial for _window in range(2)]
    for window in windows:
        answer = client.post(page("bid-seal", round.code), window, follow=True)
    standing = SealedBid.objects.get()
    told = f"草稿已经密封递交，回执{standing.receipt}有效，这次没有再递交。"
    assert told in answer.content.decode()


def in_one(client, round, name="方案.pdf", content=make.PDF):
    """What the script beside the form sends for a file no larger than a piece."""
    place = f"{page('bid-file-add', round.code)}?part=files"
    return client.post(place, {"file": SimpleUploadedFile(name, content), "purpose": "PLAN"})


def test_the_script_gets_the_list_anew_for_a_small_file(client, round_):
    round, _custodians = round_
    people.login(client, make.bidder())
    form = client.get(page("bid-edit", round.code)).content.decode()
    assert f'data-in-one="{3 * 1024 * 1024}"' in form
    for _twice in range(2):
        answer = in_one(client, round)
        shown = answer.content.decode()
        assert (answer.status_code, 'id="files"' in shown, "<body" in shown) == (200, True, False)
        assert shown.count("方案.pdf") == client.get(page("bid-edit", round.code)).content.decode().count(
            "方案.pdf"
        )
    assert BidFile.objects.count() == 1


def test_the_script_is_told_why_a_small_file_is_refused(client, round_, private_storage):
    round, _custodians = round_
    people.login(client, make.bidder())
    answer = in_one(client, round, "方案.exe", b"MZ")
    assert answer.status_code == 422
    assert "不接受程序" in answer.json()["error"]
    clock.move_to(make.DEADLINE + (make.CLOSED - make.DEADLINE) / 2)
    late = in_one(client, round)
    assert (late.status_code, "截止时间已过" in late.json()["error"]) == (422, True)
    assert BidFile.objects.count() == 0
    assert [path for path in private_storage.rglob("*") if path.is_file()] == []


def test_an_upload_without_the_forms_token_is_refused_and_leaves_nothing(round_, private_storage):
    from django.test import Client

    round, _custodians = round_
    client = people.login(Client(enforce_csrf_checks=True), make.bidder())
    answer = client.post(page("bid-file-add", round.code), {"file": SimpleUploadedFile("方案.pdf", make.PDF)})
    assert answer.status_code == 403
    assert BidFile.objects.count() == 0
    assert [path for path in private_storage.rglob("*") if path.is_file()] == []


def test_a_deadline_that_passes_while_the_page_is_open(client, round_):
    round, _custodians = round_
    people.login(client, make.bidder())
    client.post(page("bid-edit", round.code), FIELDS)
    form = client.get(page("bid-seal", round.code)).context["form"].initial
    clock.move_to(make.DEADLINE + (make.CLOSED - make.DEADLINE) / 2)
    answer = client.post(page("bid-seal", round.code), form)
    assert "截止时间已过" in answer.content.decode()
    for name in ("bid-edit", "bid-seal"):
        shown = client.get(page(name, round.code)).content.decode()
        assert ("已截止" in shown, "已逾期" in shown, "还不能密封" in shown) == (True, False, False)
        assert "再次密封将替换它" not in shown
        # Nothing is offered that would only be refused.
        for offered in (">保存草稿<", "上传附件", "hx-post", "还缺什么"):
            assert offered not in shown
    assert SealedBid.objects.count() == 0


def test_a_draft_changed_elsewhere_must_be_looked_at_again(client, round_):
    round, _custodians = round_
    people.login(client, make.bidder())
    client.post(page("bid-edit", round.code), FIELDS)
    form = client.get(page("bid-seal", round.code)).context["form"].initial
    client.post(page("bid-edit", round.code), {**FIELDS, "team": "另一支队伍"})
    answer = client.post(page("bid-seal", round.code), form)
    assert "请重新核对" in answer.content.decode()
    assert SealedBid.objects.count() == 0
    assert client.post(page("bid-seal", round.code), answer.context["form"].initial).status_code == 302


def test_an_autosave_that_arrives_late_and_changes_nothing_is_no_change(client, round_):
    """On a slow line the form's own saving may overtake the page that was looked at."""
    round, _custodians = round_
    people.login(client, make.bidder())
    client.post(page("bid-edit", round.code), FIELDS)
    form = client.get(page("bid-seal", round.code)).context["form"].initial
    client.post(page("bid-edit", round.code), FIELDS, headers={"HX-Request": "true"})
    assert client.post(page("bid-seal", round.code), form).status_code == 302
    assert SealedBid.objects.count() == 1


def test_what_the_documents_say_under_a_field_is_text(client, round_):
    round, _custodians = round_
    factor = round.package.factors.first()
    type(factor).objects.filter(pk=factor.pk).update(criteria="<b>35分</b>")
    people.login(client, make.bidder())
    shown = client.get(page("bid-edit", round.code)).content.decode()
    assert ("&lt;b&gt;35分" in shown, "<b>35分" in shown) == (True, False)


def passing(bid):
    """Return what one types of a bid that passes everything."""
    return {
        "condition_q1": "yes",
        **{f"list_{kind}": "no" for kind in lists_of(bid.supplier)},
        "consulted_at": "2026-10-08T09:00",
        "credit_record": "信用中国 无记录",
        "conforms": "yes",
    }


def test_custodians_open_and_the_group_reads(client, round_):
    round, custodians = round_
    content = make.PDF + b"secret plan"
    first = make.bidder("甲服务社")
    make.attach(round, first, content)
    make.sealed_bid(round, first)
    make.sealed_bid(round, make.bidder("乙合作社"), offer="288000.00", unit_price="45.00")
    tender = round.package.tender
    expert = make.member(tender)
    clock.move_to(make.CLOSED)

    for part in ("DISCIPLINE", "PURCHASER"):
        people.login(client, custodians[part])
        assert client.get(page("ceremony-list")).status_code == 200
        wrong = client.post(page("ceremony-detail", round.code), {"passphrase": "不对的口令"})
        assert "口令不对" in wrong.content.decode()
        right = client.post(page("ceremony-detail", round.code), {"passphrase": make.PHRASES[part]})
        assert right.status_code == 302
        assert client.get(page("ceremony-detail", round.code)).status_code == 200
    round.refresh_from_db()
    assert round.status == "OPENED"

    people.login(client, expert)
    listed = client.get(page("opened-round", round.code)).content.decode()
    assert "甲服务社" in listed
    bid = first_bid = round.opened.get(supplier__name="甲服务社")
    shown = client.post(page("opened-bid-read", round.code, bid.code), follow=True)
    assert "256,000.00" in shown.content.decode()
    code = bid.content["files"][0]["code"]
    file = client.get(page("opened-file", round.code, bid.code, code))
    assert io.BytesIO(b"".join(file.streaming_content)).getvalue() == content

    for bid in round.opened.all():
        answer = client.post(page("opened-bid", round.code, bid.code), passing(bid))
        assert answer["Location"] == page("opened-round", round.code)
    assert client.post(page("package-finish-examination", round.package.code)).status_code == 302
    first_bid.refresh_from_db()
    assert first_bid.round.package.status == "EXAMINED"

    public = client.get(page("opening-detail", round.code)).content.decode()
    assert "甲服务社" not in public
    # No price, however it is written; the bare figures may stand in a fingerprint by chance.
    assert [price for price in ("256000", "256,000") if price in public] == []
    record = client.get(page("opening-record", round.code)).json()
    assert len(record["receipts"]) == 2


def test_enrolling_shows_the_recovery_sheet_once(client, now):
    town = people.township()
    keeper = people.person(town, "CUSTODIAN")
    people.login(client, keeper)
    phrase = "桂花香里开标的人们"
    different = client.post(page("custody"), {"passphrase": phrase, "repeated": "别的"})
    assert "两次输入的口令不一样" in different.content.decode()
    weak = client.post(page("custody"), {"passphrase": "12345678", "repeated": "12345678"})
    assert "口令太短" in weak.content.decode()
    sheet = client.post(page("custody"), {"passphrase": phrase, "repeated": phrase})
    assert "AGE-SECRET-KEY-1" in sheet.content.decode()
    assert sheet["Cache-Control"] == "no-store"
    assert "AGE-SECRET-KEY-1" not in client.get(page("custody")).content.decode()


def test_a_receipt_is_verified_by_whoever_holds_its_code(client, round_):
    round, _custodians = round_
    bid = make.sealed_bid(round)
    shown = client.get(page("receipt-verify", bid.receipt.lower()))
    assert "回执有效" in shown.content.decode()
    assert round.package.tender.title not in shown.content.decode()
    assert client.get(page("receipt-verify", "AAAA-BBBB")).status_code == 404
    assert client.post(page("receipt-lookup"), {"code": f" {bid.receipt.lower()} "})["Location"] == page(
        "receipt-verify", bid.receipt
    )


def test_the_receipt_is_a_document(client, round_):
    round, _custodians = round_
    bidder = make.bidder()
    bid = make.sealed_bid(round, bidder)
    people.login(client, bidder)
    documents.draw_waiting()
    answer = client.get(page("receipt-pdf", bid.receipt))
    assert (answer["Content-Type"], b"".join(answer.streaming_content)[:5]) == ("application/pdf", b"%PDF-")


def test_withdrawing(client, round_):
    round, _custodians = round_
    bidder = make.bidder()
    bid = make.sealed_bid(round, bidder)
    people.login(client, bidder)
    assert client.get(page("receipt-withdraw", bid.receipt)).status_code == 200
    assert client.post(page("receipt-withdraw", bid.receipt)).status_code == 302
    bid.refresh_from_db()
    assert bid.status == "WITHDRAWN"
    shown = client.post(page("receipt-withdraw", bid.receipt)).content.decode()
    assert "现在的状态是" in shown


def test_who_was_not_invited_does_not_find_the_round_among_its_own():
    round, _custodians = make.receiving(Method.INVITED_TENDER)
    tender, (asked, other) = round.package.tender, [make.bidder() for _number in range(2)]
    assert [list(receiving(one)) for one in (asked, other)] == [[round], [round]]
    tender.invitation_way = InvitationWay.POOL
    tender.save(update_fields=["invitation_way"])
    code = people.organisation_of(asked).credit_code
    Invitee.objects.create(
        tender=tender, position=1, name="甲", credit_code=code, origin=InvitedBy.POOL, invited=True
    )
    assert [list(receiving(one)) for one in (asked, other)] == [[round], []]
