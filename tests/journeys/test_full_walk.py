"""A competitive consultation from the plan to the performance grade, every date and every yuan of it."""

import json
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from catalogue.enums import ItemStatus
from procurement.awarding.models import Award, Evaluation
from procurement.awarding.selectors.bundle import build_bundle
from procurement.budgeting.models import BudgetLine
from procurement.contracts.enums import ContractStatus, InvoiceStatus
from procurement.contracts.models import Contract, Payment
from procurement.core.clock import local_date
from procurement.performance.models import PerformanceEvaluation
from procurement.publications.models import Publication
from procurement.regulations import performance
from procurement.regulations.canonical import canonical_json, sha256_hex
from procurement.tendering.enums import PackageStatus, RoundKind
from procurement.tendering.models import OpenedBid
from procurement.tendering.services.records import opening_record
from procurement.workspace.management.demo.bidding import round_of
from procurement.workspace.management.demo.paper import package_of, tender_of
from procurement.workspace.management.demo.plan import item_of
from procurement.workspace.management.demo.stage import Stage

from .conftest import assert_audit_is_whole, row_of

pytestmark = pytest.mark.django_db
ROW = row_of("wuluo-cleaning")
# What the three wrote into their first forms: unit price and sum.
SECRETS = [f"{price}.00" for bidder in ROW["bidders"] for price in (bidder[1], int(bidder[1]) * 18)]


def test_from_plan_to_grade(county, tmp_path):
    stage = county("wuluo-cleaning", also=("jiti",))
    _walk_to_the_deadline(stage)
    stage.play()
    item = item_of(ROW)
    contract = Contract.objects.get(item=item)
    assert (item.status, contract.status) == (ItemStatus.CLOSED, ContractStatus.COMPLETED)
    assert package_of(ROW).status == PackageStatus.CONTRACTED
    _dates_are_lawful(stage, contract)
    _ranking_can_be_recomputed(tmp_path)
    for kind in RoundKind.values:
        _receipts_are_intact(kind, tmp_path)
    _money_went_its_way(contract)
    _grade_is_kept(contract)
    assert_audit_is_whole()


def _walk_to_the_deadline(stage: Stage) -> None:
    """Everything is sealed and nothing is open: no price in any table or file, no name in public."""
    released = stage.moment(ROW["release_on"], 12)
    stage.play(until=released)
    line = BudgetLine.objects.get(project_name=ROW["project"])
    assert (line.reserved, line.frozen, line.free) == (Decimal(0), Decimal("1480000.00"), Decimal(0))
    deadline = tender_of(ROW).deadline
    stage.play(until=deadline - timedelta(minutes=1))
    round = round_of(ROW, RoundKind.FIRST)
    assert (round.status, round.bids.count(), OpenedBid.objects.count()) == ("RECEIVING", 3, 0)
    assert _leaks() == []


def _leaks() -> list[str]:
    """Return where a sealed price stands in plain, in any row of any table or any private file."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for row in model._default_manager.values_list():
            text = " ".join(str(value) for value in row)
            found += [f"{model.__name__}: {secret}" for secret in SECRETS if secret in text]
    for path in Path(settings.PRIVATE_ROOT).rglob("*"):
        if path.is_file():
            found += [f"{path.name}: {secret}" for secret in SECRETS if secret.encode() in path.read_bytes()]
    names = [one.name for one in _bidders()]
    notices = Publication.objects.filter(project_code=item_of(ROW).code)
    # Asked and told what came of it, intended, announced, clarified.
    assert notices.count() == 5
    return found + [name for name in names for one in notices if name in json.dumps(one.payload)]


def _bidders() -> list:
    return [bid.supplier for bid in round_of(ROW, RoundKind.FIRST).bids.select_related("supplier")]


def _dates_are_lawful(stage: Stage, contract: Contract) -> None:
    tender, award = tender_of(ROW), Award.objects.get(package=package_of(ROW))
    intent = item_of(ROW).intents.get()
    assert local_date(tender.released_at) - local_date(intent.published_at) == timedelta(days=30)  # D-01
    assert _working_days(stage, tender.documents_from, tender.documents_until) == 5  # D-05
    assert (local_date(tender.deadline) - tender.documents_from).days >= 10  # D-07
    assert _working_days(stage, local_date(award.report_received_at), local_date(award.confirmed_at)) <= 5
    assert _working_days(stage, local_date(award.confirmed_at), local_date(award.notified_at)) <= 2  # D-21
    assert (local_date(contract.signed_at) - local_date(award.notified_at)).days <= 30  # D-24
    assert _working_days(stage, local_date(contract.signed_at), local_date(contract.published_at)) <= 2
    assert _working_days(stage, local_date(contract.signed_at), local_date(contract.filed_at)) <= 7  # D-26
    for payment in Payment.objects.select_related("invoice"):
        assert local_date(payment.paid_at) <= payment.invoice.target_on  # B-13


def _working_days(stage: Stage, start, end) -> int:
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(stage.calendar.is_working_day(day) for day in days)


def _ranking_can_be_recomputed(folder: Path) -> None:
    """Whoever gets the bundle can prove it is the one of the notice, and comes to the same ranking (N-07)."""
    evaluation = Evaluation.objects.get(package=package_of(ROW))
    award = Award.objects.get(package=package_of(ROW))
    bundle = build_bundle(evaluation)
    notice = Publication.objects.get(code=award.publication_code).payload
    assert sha256_hex(canonical_json(bundle)) == notice["bundle_sha256"]
    assert _command("recompute", bundle, folder) == evaluation.result
    assert award.supplier.name == "云梦县伍洛镇演示村股份经济合作社"
    assert award.amount == Decimal("1368000.00")


def _receipts_are_intact(kind: str, folder: Path) -> None:
    record = opening_record(round=round_of(ROW, kind))
    found = _command("receipts", record, folder)
    assert (found["receipts"], found["root"], found["checkpoint"]) == (3, "INTACT", "INTACT")


def _command(name: str, content: dict, folder: Path) -> dict:
    path = folder / f"{name}.json"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, "-m", f"procurement.regulations.{name}", str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=settings.BASE_DIR)
    assert (ran.returncode, ran.stderr) == (0, "")
    return json.loads(ran.stdout)


def _money_went_its_way(contract: Contract) -> None:
    line = BudgetLine.objects.get(project_name=ROW["project"])
    assert (contract.amount, contract.accepted, contract.paid) == (Decimal("1368000.00"),) * 3
    assert (line.reserved, line.frozen, line.committed) == (Decimal(0),) * 3
    assert (line.paid, line.free) == (Decimal("1368000.00"), Decimal("112000.00"))
    assert {one.status for one in contract.invoices.all()} == {InvoiceStatus.PAID}
    assert contract.acceptances.count() == 2


def _grade_is_kept(contract: Contract) -> None:
    """With the supplier, with the item, in public (N-09, G-07)."""
    evaluation = PerformanceEvaluation.objects.get(contract=contract)
    assert (evaluation.grade, evaluation.total) == ("EXCELLENT", Decimal("97.47"))
    assert performance.evaluate(evaluation.case) == evaluation.result
    grade = contract.supplier.supplier.grades.get()
    assert (grade.grade, grade.total, grade.satisfaction) == (
        "EXCELLENT",
        evaluation.total,
        evaluation.satisfaction,
    )
    result = item_of(ROW).result
    assert (result.grade, result.spent) == ("EXCELLENT", contract.paid)
    assert Publication.objects.filter(kind="PERFORMANCE", project_code=item_of(ROW).code).count() == 1
