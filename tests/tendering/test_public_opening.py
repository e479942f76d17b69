"""The public opening of a tender: who comes, the seals before unlocking, what is read out, objections, the record."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from procurement.core import documents, due_events
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.models import AuditEntry, DocumentOrder, Notification
from procurement.publications.models import Publication
from procurement.suppliers.services import exclude
from procurement.tendering.documents import opening_document
from procurement.tendering.enums import Method
from procurement.tendering.models import OpeningAttendance, OpeningObjection, SealCheck
from procurement.tendering.selectors import sealed_files
from procurement.tendering.selectors.seal_todos import seal_todos
from procurement.tendering.services import attending
from procurement.tendering.services.drafts import add_file
from procurement.tendering.services.opening import unlock
from procurement.tendering.services.records import opening_record
from tests.factories import accounts as people
from tests.factories import seals as make
from tests.factories import suppliers

pytestmark = pytest.mark.django_db
WINDOW = timedelta(minutes=30)


class Opening:
    """Three bids for a tender whose documents have size and unit prices read out, past the deadline."""

    def __init__(self, method=Method.OPEN_TENDER):
        self.round, self.custodians = make.receiving(method, read_out=["SCALE", "UNIT_PRICES"])
        self.bidders = [make.bidder(name) for name in "甲乙丙"]
        self.bids = [make.sealed_bid(self.round, bidder) for bidder in self.bidders]
        self.host = make.operator(self.round.package.tender.purchaser)

    def act(self, part, at=make.CLOSED):
        return unlock(round=self.round, passphrase=make.PHRASES[part], actor=self.custodians[part], at=at)

    def unlock(self):
        for part in ("PURCHASER", "INDEPENDENT"):
            self.act(part)
        self.round.refresh_from_db()

    def check(self, actor, by="", person="", at=make.CLOSED):
        return attending.check_seals(round=self.round, by=by, person=person, actor=actor, at=at)

    def come(self, actor, at=make.CLOSED):
        return attending.sign_in(round=self.round, actor=actor, at=at)

    def object(self, actor, at, text="唱标价格与投标文件不一致"):
        return attending.object_to_opening(round=self.round, kind="DOUBT", text=text, actor=actor, at=at)

    def page(self, actor=None, path=""):
        client = Client() if actor is None else people.login(Client(), actor)
        return client.get(f"/openings/{self.round.code}/{path}")


def test_nothing_is_unlocked_before_somebody_looked_at_the_seals():
    made = Opening()
    first, second, third = made.bidders
    with pytest.raises(WrongState, match="截止以后才能签到"):
        made.come(first, at=make.DEADLINE - timedelta(minutes=1))
    assert "甲" not in made.page().content.decode()
    made.come(second)
    with pytest.raises(WrongState, match="核对回执"):
        made.act("PURCHASER")
    with pytest.raises(DomainError, match="已有投标人签到"):
        made.check(made.host, by="NOBODY")
    with pytest.raises(DomainError, match="代表姓名"):
        made.check(made.host, by="REPRESENTATIVE")
    for stranger in (make.bidder("丁"), people.bureau(), made.custodians["INDEPENDENT"]):
        with pytest.raises(NotAllowed):
            made.check(stranger, by="NOBODY")
    page = made.page(first, "seals/").content.decode()
    assert "3 份全部相符" in page and "本单位的" in page
    check = made.check(first)
    assert (check.by, check.supplier.name, check.total, check.unmatched) == ("BIDDER", "甲", 3, [])
    assert [row.supplier.name for row in OpeningAttendance.objects.order_by("pk")] == ["乙", "甲"]
    with pytest.raises(WrongState, match="已经核对过"):
        made.check(made.host, by="DECLINED")
    # Who came is not told to an onlooker before the names are read out.
    assert "甲" not in made.page().content.decode()
    assert "甲" in made.page(made.host).content.decode()
    made.unlock()
    assert made.round.status == "OPENED"
    assert "丙" in made.page().content.decode()


def test_a_receipt_that_does_not_fit_is_named_before_and_set_apart_after():
    made = Opening()
    make.close(made.round)
    path = sealed_files.path_of(made.bids[1].path)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    check = made.check(made.host, by="REPRESENTATIVE", person="王代表")
    assert (check.unmatched, check.matched) == ([made.bids[1].receipt], 2)
    assert "不相符" in made.page(made.host, "seals/").content.decode()
    made.unlock()
    payload = Publication.objects.get(code=made.round.publication_code).payload
    assert [bool(row.get("failure")) for row in payload["read_out"]].count(True) == 1
    assert payload["seal_check"]["receipts_matched"] == "2"
    assert "王代表" not in str(payload)
    # Two of three are left to examine: nobody has to examine them first to learn what follows.
    assert "供应商不足" in " ".join(todo.title for todo in seal_todos(made.host, make.CLOSED))


def test_names_prices_and_the_documents_lines_are_read_out_live_and_not_in_the_proof():
    made = Opening()
    make.close(made.round)
    page = made.page()
    assert 'hx-trigger="every 5s"' in page.content.decode()
    asked = f"?seen={page.context['seen']}"
    assert made.page(path=asked).status_code == 204
    made.check(made.host, by="NOBODY")
    assert made.page(path=asked).status_code == 200
    assert "没有投标人到场" in made.page().content.decode()
    made.unlock()
    payload = Publication.objects.get(code=made.round.publication_code).payload
    assert {row["further"] for row in payload["read_out"]} == {
        "企业规模声明：小型企业；分项单价：第1项40.00元"
    }
    page = made.page().content.decode()
    assert "256,000.00" in page and "第1项40.00元" in page and "视同认可开标结果" in page
    assert set(opening_record(round=made.round)) == {
        "format", "tender", "package", "deadline", "receipts", "root", "closing_entry", "checkpoint",
    }  # fmt: skip
    notice = Client().get(f"/notices/{made.round.publication_code}/").content.decode()
    assert "宣布的其他内容" in notice and "没有投标人到场" in notice


def test_who_stands_together_is_named_whether_the_documents_ask_for_it_or_not():
    """A consortium bids as one (采购法 art. 24): its members are its name, at the opening and to who examines."""
    round, custodians = make.receiving(Method.OPEN_TENDER, accepts_consortium=True)
    partner, _admin = suppliers.supplier("云梦测试合作社")
    exclude(
        supplier=partner,
        list_kind="DISHONEST_DEBTOR",
        starts_on=make.AT.date(),
        ends_on=None,
        source="信用中国",
        actor=people.bureau(),
        at=make.AT,
    )
    row = {
        "name": "云梦测试合作社",
        "credit_code": partner.organisation.credit_code,
        "work": "清扫",
        "share": "40",
        "scale": "SMALL",
        "employees": "8",
        "revenue": "86.5",
        "assets": "52",
    }
    together = {
        "consortium": {"share": "60", "work": "统筹", "partners": [row]},
        "statements": {**make.form()["statements"], "lead_authority": True, "unit_confirmed": True},
    }
    lead = make.bidder("甲")
    agreement = SimpleUploadedFile("联合协议.pdf", make.PDF)
    add_file(round=round, file=agreement, purpose="CONSORTIUM", actor=lead, at=make.AT)
    make.sealed_bid(round, lead, **together)
    for name in "乙丙":
        make.sealed_bid(round, make.bidder(name))
    round = make.opened(round, custodians)
    payload = Publication.objects.get(code=round.publication_code).payload
    assert [row.get("further") for row in payload["read_out"] if row["supplier"] == "甲"] == [
        "联合体成员：云梦测试合作社"
    ]
    assert "联合体成员：云梦测试合作社" in Client().get(f"/openings/{round.code}/").content.decode()
    host = people.login(Client(), make.operator(round.package.tender.purchaser))
    listed = host.get(reverse("tendering:opened-round", args=[round.code])).content.decode()
    assert "联合体成员：云梦测试合作社" in listed
    page = _read(host, round, "甲")
    assert "视同联合体被列入（财库〔2016〕125号）" in page
    assert "成员：云梦测试合作社。牵头人和每个成员都要符合" in page
    assert "这是联合体" not in _read(host, round, "乙")


def _read(host, round, name):
    bid = round.opened.get(supplier__name=name)
    address = reverse("tendering:opened-bid-read", args=[round.code, bid.code])
    return host.post(address, follow=True).content.decode()


def test_doubts_are_raised_on_the_spot_answered_and_kept_in_the_record():
    made = Opening()
    first, second, _third = made.bidders
    made.come(first)
    made.check(first)
    made.unlock()
    objection = made.object(first, make.CLOSED + timedelta(minutes=5))
    assert Notification.objects.filter(event="opening_objected").count() > 0
    attending.confirm_record(round=made.round, actor=first, at=make.CLOSED + timedelta(minutes=6))
    with pytest.raises(WrongState, match="没有签到"):
        attending.confirm_record(round=made.round, actor=second, at=make.CLOSED)
    with pytest.raises(DomainError) as refusal:
        made.object(first, make.CLOSED, text=" ")
    assert refusal.value.field == "text"
    with pytest.raises(NotAllowed):
        made.object(made.host, make.CLOSED)
    assert "唱标价格与投标文件不一致" not in made.page().content.decode()
    assert "唱标价格与投标文件不一致" in made.page(made.host).content.decode()
    with pytest.raises(WrongState, match="时限已过"):
        made.object(second, make.CLOSED + WINDOW + timedelta(seconds=1))
    assert made.page(first, "record.pdf").status_code == 404
    due_events.run_due(until=make.CLOSED + WINDOW + timedelta(minutes=1))
    made.round.refresh_from_db()
    assert made.round.recorded_at == make.CLOSED + WINDOW + timedelta(seconds=1)
    recorded = AuditEntry.objects.get(subject_kind="round", action="opening_recorded")
    assert len(recorded.changes["absent"]) == 2
    address = f"/openings/objections/{objection.code}/answer/"
    assert people.login(Client(), first).get(address).status_code == 403
    host = people.login(Client(), made.host)
    assert host.post(address, {"answer": ""}).status_code == 200
    late = make.CLOSED + WINDOW + timedelta(hours=1)
    answer = "当众核对，唱标价格与投标文件一致。"
    attending.answer_objection(objection=objection, answer=answer, actor=made.host, at=late)
    assert answer in host.get(address).content.decode()
    assert "已经答复过" in host.post(address, {"answer": "再答"}).content.decode()
    keys = DocumentOrder.objects.filter(code=made.round.code, kind="opening-record")
    assert sorted(keys.values_list("version", flat=True)) == ["1", "2"]
    sheet = opening_document(made.round.code, "2")
    text = documents.as_page(attending.sheet_key(made.round))
    for words in ("当众核对", "甲", "未参加开标：", "大写", "贰拾伍万陆仟元整", "第1项40.00元"):
        assert words in text
    assert sorted(sheet.context["absent"]) == sorted("丙乙")
    assert made.page(first, "record.pdf").status_code in (202, 503)
    assert made.page(make.bidder("丁"), "record.pdf").status_code == 404


def test_the_steps_by_browser_and_who_may_take_them():
    made = Opening()
    make.close(made.round)
    first, other = (people.login(Client(), actor) for actor in made.bidders[:2])
    host = people.login(Client(), made.host)
    home = f"/openings/{made.round.code}/"
    assert "签到参加开标" in first.get(home).content.decode()
    assert first.post(f"{home}attend/").status_code == 302
    entered = {"supplier": people.organisation_of(made.bidders[2]).code, "person": "丙的代表"}
    assert host.post(f"{home}attend/", {**entered, "person": ""}).status_code == 200
    assert host.post(f"{home}attend/", entered).status_code == 302
    assert "登记核对密封" in host.get(f"/workspace/ceremonies/{made.round.code}/").content.decode()
    assert (
        "开启以前须先核对密封"
        in people.login(Client(), made.custodians["PURCHASER"])
        .get(f"/workspace/ceremonies/{made.round.code}/")
        .content.decode()
    )
    assert other.post(f"{home}seals/").status_code == 302
    assert SealCheck.objects.get().supplier.name == "乙"
    assert OpeningAttendance.objects.count() == 3
    made.unlock()
    assert first.post(f"{home}confirm/").status_code == 302
    token = first.get(f"{home}object/").context["form"]["form_token"].value()
    said = {"kind": "RECUSAL", "text": "主持人与乙有亲属关系", "form_token": token}
    assert first.post(f"{home}object/", {**said, "kind": ""}).status_code == 200
    assert [first.post(f"{home}object/", said).status_code for _again in range(2)] == [302, 302]
    assert OpeningObjection.objects.count() == 1
    stranger = people.login(Client(), make.bidder("丁"))
    for step in ("attend", "seals", "confirm", "object"):
        assert stranger.get(f"{home}{step}/").status_code == 403


def test_a_consultation_has_no_public_opening():
    made = Opening(Method.COMPETITIVE_CONSULTATION)
    make.close(made.round)
    assert made.page(made.bidders[0], "attend/").status_code == 404
    assert "签到" not in made.page(made.bidders[0]).content.decode()
    made.unlock()
    assert made.round.status == "OPENED"
