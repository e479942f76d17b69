"""The purchaser confirms the supplier's ledger, or objects with the reason; acceptance counts the confirmed (A-21)."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from procurement.contracts import services
from procurement.contracts.models import ServiceLogAnswer
from procurement.contracts.selectors.ledger import log_sums, waiting_entries
from procurement.contracts.selectors.todos import todos
from procurement.core import clock
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.models import AuditEntry
from tests.factories import accounts as people
from tests.factories import contracts as make

from .test_deliver import log

pytestmark = pytest.mark.django_db
LATER = make.LATER


@pytest.fixture
def ledger(deal):
    deal.filed()
    return [log(deal), log(deal, quantity=Decimal("8")), log(deal, what="陪诊", unit="次")]


def answer(deal, entries, **changed):
    values = {"confirms": True, "actor": deal.operator, "at": LATER, **changed}
    return services.answer_log(contract=deal.contract, entries=[entry.pk for entry in entries], **values)


def test_only_what_is_confirmed_counts(deal, ledger):
    answer(deal, ledger[:1])
    answer(deal, ledger[1:2], confirms=False, reason="当天没有上门")
    sums = {row["unit"]: (row["total"], row["confirmed"]) for row in log_sums(deal.contract)}
    assert sums == {"小时": (Decimal("48"), Decimal("40")), "次": (Decimal("40"), Decimal("0"))}
    assert list(waiting_entries(deal.contract)) == ledger[2:]
    acts = AuditEntry.objects.filter(action__in=["confirm_log", "object_log"]).order_by("pk")
    assert [(entry.action, entry.reason) for entry in acts] == [
        ("confirm_log", ""),
        ("object_log", "当天没有上门"),
    ]


def test_an_objection_says_why(deal, ledger):
    with pytest.raises(DomainError) as refused:
        answer(deal, ledger, confirms=False, reason=" ")
    assert refused.value.field == "reason"
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceLogAnswer.objects.create(entry=ledger[0], confirms=False, at=LATER, by="甲")


def test_an_entry_is_answered_once_and_for_good(deal, ledger):
    answer(deal, ledger[:2])
    for again in (ledger[:1], ledger, []):
        with pytest.raises(DomainError) as refused:
            answer(deal, again)
        assert refused.value.field == "entries"
    assert ServiceLogAnswer.objects.count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        ServiceLogAnswer.objects.update(confirms=False, reason="改主意")


def test_the_supplier_and_strangers_do_not_answer(deal, ledger):
    for somebody in (deal.delivery, deal.finance, people.stranger(), people.bureau()):
        with pytest.raises(NotAllowed):
            answer(deal, ledger, actor=somebody)


def test_it_waits_for_who_accepts_and_is_done_on_one_page(client, deal, ledger):
    clock.start_at(LATER)
    address = reverse("contracts:contract-log-answer", args=[deal.contract.code])
    assert address in [todo.url for todo in todos(deal.acceptor, LATER)]
    people.login(client, deal.acceptor)
    form = client.get(address).context["form"]
    chosen = form["entries"].value()
    assert chosen == [str(entry.pk) for entry in ledger]
    refused = client.post(address, {"entries": chosen, "answer": "object", "reason": ""})
    assert list(refused.context["form"].errors) == ["reason"]
    done = client.post(address, {"entries": chosen, "answer": "confirm", "reason": ""})
    assert done["Location"] == reverse("contracts:contract-log", args=[deal.contract.code])
    assert "采购人已确认 48 小时" in client.get(done["Location"]).content.decode()
    assert address not in [todo.url for todo in todos(deal.acceptor, LATER)]
