"""Proofs: handed in, read by whom they concern, withdrawn, and what verification makes of them."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import Attachment, AuditEntry, Notification, OutboxMessage
from procurement.suppliers.enums import PaperKind
from procurement.suppliers.models import SupplierPaper
from procurement.suppliers.selectors import todos
from procurement.suppliers.services import (
    add_paper,
    change_details,
    refuse_verification,
    request_verification,
    verify,
    withdraw_paper,
)
from tests.factories import accounts as people
from tests.factories import suppliers as make

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def file(name="licence.pdf", content=PDF):
    return SimpleUploadedFile(name, content, "application/pdf")


def handed_in(supplier, actor, kind=PaperKind.LICENCE, **changed):
    return add_paper(
        supplier=supplier,
        kind=kind,
        file=changed.pop("file", None) or file(),
        actor=actor,
        at=people.AT,
        **changed,
    )


def requested():
    supplier, admin = make.supplier()
    handed_in(supplier, admin)
    request_verification(supplier=supplier, actor=admin, at=people.AT)
    return supplier, admin


def test_the_administrator_hands_in_a_proof():
    supplier, admin = make.supplier()
    paper = handed_in(supplier, admin, valid_until=date(2027, 1, 1))
    assert (paper.attachment.name, paper.attachment.owner_code) == ("licence.pdf", supplier.code)
    entry = AuditEntry.objects.get(subject_code=supplier.code, action="add_paper")
    assert entry.changes["sha256"] == paper.attachment.sha256


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("file", {"file": SimpleUploadedFile("licence.pdf", b"MZ\x90\x00 not a document")}),
        ("file", {"file": SimpleUploadedFile("virus.exe", PDF)}),
        ("file", {"file": SimpleUploadedFile("empty.pdf", b"")}),
    ],
)
def test_what_cannot_be_a_proof_is_told_beside_its_field(field, changed):
    supplier, admin = make.supplier()
    with pytest.raises(DomainError) as refusal:
        handed_in(supplier, admin, **changed)
    assert refusal.value.field == field
    assert (SupplierPaper.objects.count(), Attachment.objects.count()) == (0, 0)


def test_nobody_else_hands_in_or_withdraws():
    supplier, admin = make.supplier()
    paper = handed_in(supplier, admin)
    _other, outsider = make.supplier()
    for actor in (outsider, people.stranger(), people.bureau()):
        with pytest.raises(NotAllowed):
            handed_in(supplier, actor)
        with pytest.raises(NotAllowed):
            withdraw_paper(paper=paper, actor=actor, at=people.AT)
    assert Attachment.objects.count() == 1


def test_a_proof_is_withdrawn_once_and_kept():
    supplier, admin = make.supplier()
    paper = handed_in(supplier, admin)
    withdraw_paper(paper=paper, actor=admin, at=people.AT)
    with pytest.raises(WrongState):
        withdraw_paper(paper=paper, actor=admin, at=people.AT)
    assert Attachment.objects.filter(pk=paper.attachment_id).count() == 1


def test_verification_from_request_to_mail():
    supplier, admin = requested()
    assert [todo.subject_code for todo in todos(people.bureau(), people.AT)] == [supplier.code]
    make.verified(supplier, people.bureau())
    assert (supplier.status, supplier.verified_at) == ("VERIFIED", people.AT)
    assert Notification.objects.get(recipient_code=admin.code).event == "supplier_verified"
    assert OutboxMessage.objects.get().recipient_code == admin.code
    assert todos(people.bureau(), people.AT) == []


def test_without_a_valid_licence_nothing_is_requested():
    supplier, admin = make.supplier()
    handed_in(supplier, admin, kind=PaperKind.TAX)
    paper = handed_in(supplier, admin, valid_until=date(2026, 9, 21))
    with pytest.raises(GuardRefused):
        request_verification(supplier=supplier, actor=admin, at=people.AT + timedelta(days=1))
    withdraw_paper(paper=paper, actor=admin, at=people.AT)
    with pytest.raises(GuardRefused):
        request_verification(supplier=supplier, actor=admin, at=people.AT)


def test_nobody_verifies_who_should_not():
    supplier, admin = requested()
    for actor in (admin, people.stranger(), people.bureau("BUREAU_BUDGET"), people.auditor()):
        with pytest.raises(NotAllowed):
            verify(supplier=supplier, actor=actor, at=people.AT)
        with pytest.raises(NotAllowed):
            refuse_verification(supplier=supplier, reason="x", actor=actor, at=people.AT)


def test_what_was_not_requested_is_not_verified():
    supplier, _admin = make.supplier()
    with pytest.raises(WrongState):
        verify(supplier=supplier, actor=people.bureau(), at=people.AT)


def test_a_refusal_needs_its_reason_and_can_be_mended():
    supplier, admin = requested()
    with pytest.raises(DomainError) as refusal:
        refuse_verification(supplier=supplier, reason=" ", actor=people.bureau(), at=people.AT)
    assert refusal.value.field == "reason"
    refuse_verification(supplier=supplier, reason="执照照片不清楚", actor=people.bureau(), at=people.AT)
    assert (supplier.status, supplier.refusal_reason) == ("REFUSED", "执照照片不清楚")
    assert [todo.rule for todo in todos(admin, people.AT)] == ["N-04"]
    request_verification(supplier=supplier, actor=admin, at=people.AT)
    assert (supplier.status, supplier.refusal_reason) == ("VERIFICATION_REQUESTED", "")


def test_a_change_while_the_bureau_looks_takes_the_request_back():
    supplier, admin = requested()
    change_details(supplier=supplier, actor=admin, at=people.AT, bank_account="6222000000000009")
    assert (supplier.status, supplier.bank_account) == ("REGISTERED", "6222000000000009")


def test_a_paper_that_runs_out_waits_for_its_administrator():
    supplier, admin = make.supplier()
    handed_in(supplier, admin, valid_until=date(2026, 10, 1))
    handed_in(supplier, admin, kind=PaperKind.SPECIAL, valid_until=date(2027, 10, 1))
    assert [(todo.due, todo.rule) for todo in todos(admin, people.AT)] == [(date(2026, 10, 1), "H-01")]
    assert todos(people.stranger(), people.AT) == []
    handed_in(supplier, admin, kind=PaperKind.SPECIAL, valid_until=date(2026, 9, 30))
    assert [todo.due for todo in todos(admin, people.AT)] == [date(2026, 9, 30), date(2026, 10, 1)]
    handed_in(supplier, admin, valid_until=date(2027, 10, 1))
    assert [todo.due for todo in todos(admin, people.AT)] == [date(2026, 9, 30)]


def test_who_sees_the_record_reads_the_file_and_nobody_else(client):
    supplier, admin = make.supplier()
    address = f"/attachments/{handed_in(supplier, admin).attachment.code}/"
    _other, outsider = make.supplier()
    for actor in (admin, people.bureau(), people.auditor()):
        assert b"".join(people.login(client, actor).get(address).streaming_content) == PDF
    for actor in (outsider, people.stranger(), people.bureau("BUREAU_BUDGET")):
        assert people.login(client, actor).get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 404


def test_handing_in_and_withdrawing_on_screen(client):
    supplier, admin = make.supplier()
    people.login(client, admin)
    address = f"/workspace/suppliers/{supplier.code}/papers/new/"
    token = client.get(address).context["form"]["form_token"].value()
    wrong = client.post(address, {"kind": "LICENCE", "file": file("a.exe"), "form_token": token})
    assert list(wrong.context["form"].errors) == ["file"]
    done = client.post(address, {"kind": "LICENCE", "file": file(), "form_token": token})
    assert done.url == f"/workspace/suppliers/{supplier.code}/papers/"
    paper = SupplierPaper.objects.get()
    page = client.get(done.url).content.decode()
    withdraw = f"/workspace/suppliers/{supplier.code}/papers/{paper.attachment.code}/withdraw/"
    assert (withdraw in page, f"/attachments/{paper.attachment.code}/" in page) == (True, True)
    assert client.post(f"/workspace/suppliers/{supplier.code}/request_verification/").status_code == 302
    assert client.post(withdraw).status_code == 302
    assert client.get(withdraw).status_code == 404


def test_verifying_on_screen(client):
    supplier, _admin = requested()
    people.login(client, people.bureau())
    refuse = f"/workspace/suppliers/{supplier.code}/refuse_verification/"
    assert list(client.post(refuse, {"reason": ""}).context["form"].errors) == ["reason"]
    address, paper = f"/workspace/suppliers/{supplier.code}/verify/", supplier.papers.get()
    page = client.post(address, {"papers": [paper.code]})
    (missing,) = page.context["form"].non_field_errors()
    assert missing == (
        "还没有查询并记录这些名单：失信被执行人、重大税收违法失信主体、"
        "政府采购严重违法失信行为记录名单（财库〔2016〕125号）。"
    )
    lists = f"/workspace/suppliers/{supplier.code}/lists/consult/"
    token = client.get(lists).context["form"]["form_token"].value()
    told = dict.fromkeys(("DISHONEST_DEBTOR", "TAX_OFFENDER", "PROCUREMENT_OFFENDER"), "clear")
    typed = {**told, "source": "信用中国", "record": "未查到", "form_token": token}
    assert client.post(lists, typed).status_code == 302
    assert client.post(address).status_code == 302
    supplier.refresh_from_db()
    assert supplier.status == "VERIFIED"
