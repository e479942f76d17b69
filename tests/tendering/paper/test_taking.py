"""Who takes the documents is told of every change, and nobody is told who that is (D-10 to D-13, I-03, I-07)."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from procurement.core import clock
from procurement.core.clock import SHANGHAI
from procurement.core.errors import NotAllowed, WrongState
from procurement.core.models import AuditEntry, Notification, OutboxMessage
from procurement.core.verification import Verification
from procurement.tendering.models import DocumentTaking
from procurement.tendering.selectors.paper_todos import paper_todos
from procurement.tendering.selectors.takers import taker_ids, takers_once_known, taking_of, too_few_took
from procurement.tendering.services.amendments import amend
from procurement.tendering.services.ending import terminate
from procurement.tendering.services.enquiries import answer, ask
from procurement.tendering.services.taking import take_documents
from procurement.workspace.selectors.trail import trail
from tests.factories import accounts, seals
from tests.factories import tendering as make

pytestmark = pytest.mark.django_db
TAKEN_AT = datetime(2026, 9, 22, 10, 0, tzinfo=SHANGHAI)
NAME = "楚风保洁测试公司"


@pytest.fixture
def home():
    return make.town()


@pytest.fixture
def tender(home):
    return make.released_tender(home)


@pytest.fixture
def taker():
    return seals.bidder(NAME)


def take(tender, actor, at=TAKEN_AT):
    return take_documents(tender=tender, actor=actor, at=at)


def told(event):
    return sorted(Notification.objects.filter(event=event).values_list("recipient_code", flat=True))


def test_taking_twice_is_taking_once(tender, taker):
    first = take(tender, taker)
    assert take(tender, taker, TAKEN_AT + timedelta(hours=1)).pk == first.pk
    assert taker_ids(tender) == {taker.organisation_id}
    assert taking_of(tender, taker.organisation_id).taken_at == TAKEN_AT
    assert taking_of(tender, seals.bidder().organisation_id) is None
    assert [*Verification().findings()] == []


def test_every_change_reaches_the_takers(home, tender, taker):
    other, asker = seals.bidder(), seals.bidder()
    for supplier in (taker, asker):
        take(tender, supplier)
    enquiry = ask(tender=tender, question="年龄有要求吗？", actor=asker, at=TAKEN_AT)
    answer(enquiry=enquiry, answer="没有。", actor=home.operator, at=TAKEN_AT)
    assert (told("tender_clarified"), told("enquiry_answered")) == ([taker.code], [asker.code])

    amend(tender=tender, text="98%改为95%。", affects_bids=False, actor=home.operator, at=TAKEN_AT)
    assert told("tender_amended") == sorted([taker.code, asker.code])
    terminate(tender=tender, ground="TASK_CANCELLED", reason="任务取消。", actor=home.leader, at=TAKEN_AT)
    assert [
        code for code in told("tender_terminated") if code in (taker.code, asker.code, other.code)
    ] == sorted([taker.code, asker.code])


def test_only_suppliers_take_and_only_while_it_runs(home, tender, taker):
    for somebody in (home.operator, accounts.bureau(), accounts.stranger()):
        with pytest.raises(NotAllowed):
            take(tender, somebody)
    with pytest.raises(WrongState):
        take(tender, taker, tender.deadline)
    with pytest.raises(NotAllowed):
        take(make.reviewed_tender(make.town("沙河乡")), taker)
    terminate(tender=tender, ground="TASK_CANCELLED", reason="任务取消。", actor=home.leader, at=TAKEN_AT)
    with pytest.raises(NotAllowed):
        take(tender, taker)
    assert DocumentTaking.objects.count() == 0


def test_neither_rows_nor_chains_nor_mails_say_who_it_was(tender, taker):
    mails = OutboxMessage.objects.count(), Notification.objects.count()
    made = take(tender, taker)
    secrets = (NAME, taker.code, taker.name, taker.organisation_code)
    kept = [
        str(vars(row))
        for row in (*DocumentTaking.objects.all(), *AuditEntry.objects.filter(subject_code=made.code))
    ]
    assert len(kept) == 2
    assert [text for text in kept for secret in secrets if secret in text] == []
    assert bytes(made.supplier) != str(taker.organisation_id).encode()
    assert (OutboxMessage.objects.count(), Notification.objects.count()) == mails


def test_the_trail_tells_of_no_taking_before_the_deadline(tender, taker):
    made = take(tender, taker)
    before, after = tender.deadline - timedelta(minutes=1), tender.deadline
    assert [trail(moment).filter(subject_code=made.code).count() for moment in (before, after)] == [0, 1]


def test_only_whether_fewer_than_three_and_only_after_the_supply(tender):
    last = clock.local_time(tender.documents_until, 23, 59)
    for _number in range(2):
        take(tender, seals.bidder())
    assert (too_few_took(tender, last), too_few_took(tender, last + timedelta(minutes=1))) == (None, True)
    take(tender, seals.bidder())
    assert too_few_took(tender, last + timedelta(minutes=1)) is False


def pages_of(home, tender):
    """Return who could be curious, each with the pages they may open."""
    staff = [
        f"/workspace/tenders/{tender.code}/{tab}" for tab in ("", "documents/", "enquiries/", "amendments/")
    ]
    public = [f"/tender-documents/{tender.code}/1/", f"/projects/{tender.item.code}/", "/notices/"]
    audit = ["/workspace/audit/", "/workspace/audit/?export=csv"]
    return [
        *((actor, path) for actor in (home.operator, home.leader) for path in (*staff, *public)),
        *((actor, path) for actor in (accounts.bureau(), accounts.auditor()) for path in (*staff, *audit)),
        *(
            (seals.bidder(), path)
            for path in (*public, reverse("tendering:documents-take", args=[tender.code]))
        ),
    ]


def text_of(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return b"".join(response).decode()


def test_no_page_changes_when_somebody_takes_the_documents(client, home, tender, taker):
    """What anybody else sees before the deadline is the same, letter for letter, with no taker and with four."""
    clock.start_at(TAKEN_AT)

    def seen(pages):
        rows = []
        for actor, path in pages:
            accounts.login(client, actor)
            rows.append((path, secretless(text_of(client, path))))
        return rows

    takers = [taker, *(seals.bidder() for _number in range(3))]
    pages = pages_of(home, tender)
    before = seen(pages)
    for supplier in takers:
        take(tender, supplier)
    after = seen(pages)
    changed = {
        one[0]: set(two[1]) ^ set(one[1]) for one, two in zip(before, after, strict=True) if one != two
    }
    assert changed == {}
    assert not [path for path, page in after if NAME in page]


def secretless(page):
    """Return a page without what differs from request to request, and without the sign-ins of this test."""
    keep = ("csrfmiddlewaretoken", "X-CSRFToken", "form_token", "data-real", "<time", "sign_in", "last_login")
    return [line for line in page.splitlines() if not any(word in line for word in keep)]


def test_a_supplier_takes_them_by_button(client, tender, taker):
    clock.start_at(TAKEN_AT)
    page = reverse("tendering:documents-take", args=[tender.code])
    assert client.get(page).status_code == 302
    accounts.login(client, taker)
    shown = client.get(page).content.decode()
    assert ("登记获取" in shown, "214号第十条" in shown) == (True, True)
    assert DocumentTaking.objects.count() == 0

    done = client.post(page, follow=True).content.decode()
    assert "您单位已于2026年9月22日" in done
    assert DocumentTaking.objects.count() == 1
    assert f"/tender-documents/{tender.code}/1/" in done

    clock.SandboxClock.objects.all().delete()
    clock.start_at(tender.deadline + timedelta(minutes=2))
    accounts.login(client, seals.bidder())
    assert "截止时间已过，不再登记获取" in client.get(page).content.decode()
    late = client.post(page)
    assert "截止时间已过" in str(late.context["form"].errors)
    assert DocumentTaking.objects.count() == 1


def test_the_operator_reads_no_number(client, home, tender, taker):
    take(tender, taker)
    clock.start_at(clock.local_time(tender.documents_until + timedelta(days=1), 9))
    for actor, expected in ((home.operator, True), (home.leader, False), (accounts.auditor(), False)):
        accounts.login(client, actor)
        page = client.get(f"/workspace/tenders/{tender.code}/").content.decode()
        assert ("获取文件的供应商不足三家" in page) is expected


def test_the_report_learns_the_takers_once_the_deadline_has_passed(tender, taker):
    """Until then nobody may know; then a consultation's report names them (87 art. 28; 214 art. 26)."""
    take(tender, taker)
    assert takers_once_known(tender, tender.deadline - timedelta(seconds=1)) == []
    assert takers_once_known(tender, tender.deadline) == [taker.organisation_name]


def test_too_few_takers_wait_for_who_runs_it_until_the_supply_is_prolonged(home, tender):
    def waiting(actor, at):
        return [todo for todo in paper_todos(actor, at) if "不足三家获取文件" in todo.title]

    over = clock.local_time(tender.documents_until + timedelta(days=1), 0, 1)
    assert waiting(home.operator, over - timedelta(minutes=2)) == []
    (todo,) = waiting(home.operator, over)
    assert todo.url.endswith("/amendments/new/?prolong=1")
    for somebody in (home.leader, accounts.bureau(), seals.bidder()):
        assert waiting(somebody, over) == []
    assert waiting(home.operator, tender.deadline) == []
    for _number in range(3):
        take(tender, seals.bidder())
    assert waiting(home.operator, over) == []
