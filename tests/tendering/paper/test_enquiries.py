"""Enquiries and amendments: told to all at once, the asker never named, deadlines moved where due."""

from datetime import date, datetime, timedelta

import pytest

from procurement.accounts.enums import Office
from procurement.core.clock import SHANGHAI, local_time
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.models import AuditEntry, Notification, OutboxMessage
from procurement.publications.models import Publication
from procurement.tendering.services.amendments import amend
from procurement.tendering.services.ending import terminate
from procurement.tendering.services.enquiries import answer, ask
from tests.factories import accounts, seals
from tests.factories import tendering as make

pytestmark = pytest.mark.django_db
ASKED_AT = datetime(2026, 9, 22, 10, 0, tzinfo=SHANGHAI)
ASKER = "楚风保洁测试公司"


@pytest.fixture
def home():
    return make.town()


@pytest.fixture
def tender(home):
    return make.released_tender(home)


def enquiry_of(tender, question="保洁员的年龄有要求吗？", actor=None):
    return ask(tender=tender, question=question, actor=actor or seals.bidder(ASKER), at=ASKED_AT)


def test_the_answer_goes_to_everybody_and_names_nobody(home, tender):
    asker = seals.bidder(ASKER)
    enquiry = enquiry_of(tender, f"我们{ASKER}想问：保洁员的年龄有要求吗？", asker)
    answer(enquiry=enquiry, answer="没有年龄上限，须身体健康。", actor=home.operator, at=ASKED_AT)

    publication = Publication.objects.get(code=enquiry.publication_code)
    assert (enquiry.status, publication.kind) == ("ANSWERED", "CLARIFICATION")
    rows = {row["label"]: row["value"] for row in publication.payload["sections"][1]["rows"]}
    assert rows["问题"] == "我们（提问供应商）想问：保洁员的年龄有要求吗？"
    assert rows["答复"] == "没有年龄上限，须身体健康。"
    assert ASKER not in str(publication.payload)
    told = Notification.objects.filter(event="enquiry_answered").values_list("recipient_code", flat=True)
    assert list(told) == [asker.code]


@pytest.mark.parametrize(
    "sign",
    [
        " ".join(ASKER),
        "\u200b".join(ASKER),
        "电话138-0712-3456",
        "电话１３８０７１２３４５６",
        "发到a.b＠example.com",
    ],
)
def test_a_question_that_shows_its_asker_is_sent_back(tender, sign):
    with pytest.raises(DomainError) as caught:
        enquiry_of(tender, f"{sign}：保洁员的年龄有要求吗？")
    assert (caught.value.field, caught.value.rule) == ("question", "I-03")


def test_figures_in_a_question_are_no_telephone(tender):
    question = "预算12345678901.00元、项目420923-2026-0057、18000000元和20260921的关系？"
    assert enquiry_of(tender, question).question == question


def test_nothing_that_the_purchaser_reads_leaks_the_asker(home, tender):
    asker = seals.bidder(ASKER)
    enquiry = enquiry_of(tender, actor=asker)
    answer(enquiry=enquiry, answer="没有年龄上限。", actor=home.operator, at=ASKED_AT)

    secrets = (ASKER, asker.code, asker.organisation_code, asker.name)
    read = [
        *(
            str(vars(entry))
            for entry in AuditEntry.objects.filter(subject_code__in=[enquiry.code, tender.code])
        ),
        *(str(note.context) for note in Notification.objects.filter(event="enquiry_asked")),
        *(str(mail.context) for mail in OutboxMessage.objects.filter(event="enquiry_asked")),
        *(str(vars(row)) for row in Publication.objects.filter(project_code=tender.item.code)),
    ]
    assert [text for text in read for secret in secrets if secret in text] == []
    assert len(read) > 5


def test_an_answer_that_names_the_asker_is_refused(home, tender):
    with pytest.raises(DomainError) as caught:
        answer(
            enquiry=enquiry_of(tender),
            answer=f"答复{ASKER}：没有。",
            actor=home.operator,
            at=ASKED_AT,
        )
    assert (caught.value.field, caught.value.rule) == ("answer", "I-03")


def test_only_suppliers_ask_and_only_the_operator_answers(home, tender):
    for somebody in (accounts.stranger(), home.operator, accounts.bureau()):
        with pytest.raises(NotAllowed):
            ask(tender=tender, question="有年龄要求吗？", actor=somebody, at=ASKED_AT)
    enquiry = enquiry_of(tender)
    for somebody in (
        home.leader,
        seals.bidder(),
        accounts.person(accounts.township("沙河乡"), Office.OPERATOR),
    ):
        with pytest.raises(NotAllowed):
            answer(enquiry=enquiry, answer="没有。", actor=somebody, at=ASKED_AT)


def test_a_draft_is_not_asked_about(home):
    with pytest.raises(NotAllowed):
        enquiry_of(make.reviewed_tender(home))


def test_after_the_deadline_the_documents_are_not_asked_about_any_more(home, tender):
    for moment in (tender.deadline, tender.deadline + timedelta(days=3)):
        with pytest.raises(WrongState) as refused:
            ask(tender=tender, question="有年龄要求吗？", actor=seals.bidder(), at=moment)
        assert (refused.value.field, refused.value.rule) == ("question", "D-33")
        assert "（214号第十条）" in str(refused.value)
    assert tender.enquiries.count() == 0
    last = tender.deadline - timedelta(minutes=1)
    ask(tender=tender, question="有年龄要求吗？", actor=seals.bidder(), at=last)
    assert tender.enquiries.count() == 1


def test_a_terminated_activity_is_not_asked_about(home, tender):
    terminate(
        tender=tender, ground="TASK_CANCELLED", reason="任务取消，不再实施。", actor=home.leader, at=ASKED_AT
    )
    with pytest.raises(NotAllowed) as refused:
        enquiry_of(tender)
    assert str(refused.value) == "采购活动已经终止，不再接受询问（214号第三十五条）。"


def test_one_answer_to_one_question(home, tender):
    enquiry = enquiry_of(tender)
    answer(enquiry=enquiry, answer="没有。", actor=home.operator, at=ASKED_AT)
    with pytest.raises(WrongState):
        answer(enquiry=enquiry, answer="有。", actor=home.operator, at=ASKED_AT)
    with pytest.raises(DomainError):
        enquiry_of(tender, "？")


def change(tender, home, at, **fields):
    values = {"text": "第3项服务标准：98%改为95%。", "affects_bids": True, **fields}
    return amend(tender=tender, actor=home.operator, at=at, **values)


def test_a_late_change_moves_the_deadline_and_the_round_by_itself(home, tender):
    asker = seals.bidder()
    bid_round = tender.packages.get().rounds.get()
    at = datetime(2026, 10, 7, 10, 0, tzinfo=SHANGHAI)

    amendment = change(tender, home, at)

    bid_round.refresh_from_db()
    expected = datetime(2026, 10, 12, 9, 0, tzinfo=SHANGHAI)
    assert (amendment.new_deadline, tender.deadline, bid_round.deadline) == (expected, expected, expected)
    publication = Publication.objects.get(code=amendment.publication_code)
    assert (publication.kind, publication.corrects.code) == ("CORRECTION", tender.notice_code)
    assert [document.version for document in tender.documents.all()] == [1, 2]
    assert asker.code not in str(publication.payload)


def test_an_early_change_moves_nothing(home, tender):
    amendment = change(tender, home, datetime(2026, 9, 22, 10, 0, tzinfo=SHANGHAI))
    assert amendment.new_deadline == amendment.old_deadline == datetime(2026, 10, 8, 9, tzinfo=SHANGHAI)


def test_a_change_that_touches_no_bid_moves_nothing(home, tender):
    amendment = change(tender, home, datetime(2026, 10, 7, 10, 0, tzinfo=SHANGHAI), affects_bids=False)
    assert amendment.new_deadline == amendment.old_deadline


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (
            date(2026, 10, 9),
            "截止时间不得早于10月12日：自更正通知之日起不少于5日（财库〔2014〕214号第十条）。请改为10月12日或之后。",
        ),
        (
            date(2026, 9, 30),
            "截止时间只能延后，不能提前（214号第十条）。请改为10月8日或之后。",
        ),
        (
            date(2026, 10, 18),
            "截止时间10月18日不是工作日，须顺延到工作日。请改为10月19日或之后。",
        ),
    ],
)
def test_an_unlawful_new_deadline_is_refused(home, tender, day, sentence):
    with pytest.raises(DomainError) as caught:
        change(tender, home, datetime(2026, 10, 7, 10, 0, tzinfo=SHANGHAI), new_deadline=local_time(day, 9))
    assert str(caught.value) == sentence
    assert tender.amendments.count() == 0


def test_after_the_deadline_nothing_is_changed(home, tender):
    with pytest.raises(WrongState):
        change(tender, home, tender.deadline)


def test_bidders_are_told_one_by_one(home, tender):
    bid_round = tender.packages.get().rounds.get()
    first, second = seals.bidder(), seals.bidder()
    for bidder in (first, second):
        seals.sealed_bid(
            bid_round,
            bidder,
            at=ASKED_AT,
            prices=[{"position": 1, "unit_price": "10000.00"}],
            offer="210000.00",
            answers=ANSWERS,
        )
    change(tender, home, ASKED_AT + timedelta(days=1))

    told = Notification.objects.filter(event="tender_amended").order_by("recipient_code")
    assert [note.recipient_code for note in told] == sorted([first.code, second.code])
    assert first.organisation_name not in str([note.context for note in told])


ANSWERS = [
    *({"kind": "condition", "code": code, "text": "符合"} for code in ("Q1", "Q2", "Q3")),
    *({"kind": "factor", "code": code, "text": "方案"} for code in ("T1", "T2", "C1")),
]


def test_others_change_nothing(home, tender):
    for somebody in (home.leader, accounts.stranger(), accounts.bureau()):
        with pytest.raises(NotAllowed):
            amend(tender=tender, text="改", affects_bids=False, actor=somebody, at=ASKED_AT)
