"""Most of a township's buying: three quotes, a minuted decision, contract, acceptance, payment, grade."""

from decimal import Decimal

import pytest

from catalogue.enums import ItemStatus
from procurement.budgeting.models import BudgetLine
from procurement.contracts.enums import ContractStatus
from procurement.contracts.models import Contract
from procurement.core.clock import local_date
from procurement.performance.models import PerformanceEvaluation, SurveyAnswer, SurveyToken
from procurement.publications.models import Publication
from procurement.tendering.enums import SmallPurchaseStatus
from procurement.workspace.management.demo.plan import item_of
from procurement.workspace.management.demo.small import purchase_of

from .conftest import assert_audit_is_whole, row_of

pytestmark = pytest.mark.django_db
ROW = row_of("shahe-toilets")
KINDS = ["CATALOGUE_DRAFT", "PURCHASE_PLAN", "SMALL_PURCHASE_RESULT", "CONTRACT", "ACCEPTANCE", "PERFORMANCE"]


def test_from_quotes_to_grade(county):
    stage = county("shahe-toilets")
    places = _watch_the_money(stage)
    stage.play()
    purchase, contract = purchase_of(ROW), Contract.objects.get(item=item_of(ROW))
    assert (purchase.status, purchase.quotes.count()) == (SmallPurchaseStatus.CONTRACTED, 3)
    assert (contract.status, contract.paid) == (ContractStatus.COMPLETED, Decimal("115200.00"))
    assert item_of(ROW).status == ItemStatus.CLOSED
    assert places == [
        # The line carries another item of the budget project, which this story does not play.
        ("free", Decimal("1080000.00")),
        ("reserved", Decimal("120000.00")),
        ("frozen", Decimal("120000.00")),
        ("committed", Decimal("115200.00")),
        ("paid", Decimal("115200.00")),
    ]
    invoice = contract.invoices.get()
    assert local_date(invoice.payments.get().paid_at) <= invoice.target_on <= invoice.due_on
    published = Publication.objects.exclude(kind="CATALOGUE").order_by("published_at", "pk")
    assert [one.kind for one in published] == KINDS
    assert_audit_is_whole()


def _watch_the_money(stage) -> list[tuple[str, Decimal]]:
    """Note each new place of the project's money; what the stage checks at every step stays."""
    seen: list[tuple[str, Decimal]] = []
    checked = stage.after_step

    def note(name: str) -> None:
        checked(name)
        line = BudgetLine.objects.filter(project_name=ROW["project"], status="APPROVED").first()
        if line is None:
            return
        place = next(p for p in ("paid", "committed", "frozen", "reserved", "free") if getattr(line, p))
        if (place, getattr(line, place)) not in seen:
            seen.append((place, getattr(line, place)))

    stage.after_step = note
    return seen


def test_the_survey_cannot_be_led_back(county):
    """One answer a link; nothing in an answer names its link or the minute (G-13)."""
    county("shahe-toilets").play()
    evaluation = PerformanceEvaluation.objects.get()
    assert (evaluation.grade, evaluation.total) == ("GOOD", Decimal("86.19"))
    assert SurveyToken.objects.filter(used_at__isnull=False).count() == 32
    assert SurveyAnswer.objects.count() == 32
    times = {local_date(token.used_at) for token in SurveyToken.objects.all()}
    assert times == set(SurveyAnswer.objects.values_list("day", flat=True))
