"""What a bigger county is made of reads as if the services had written it, row by row."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from catalogue.enums import ItemStatus
from catalogue.models import PlanItem
from procurement.accounts.enums import Office
from procurement.budgeting import services as budget
from procurement.budgeting.models import BudgetLine, Holding, LedgerEntry
from procurement.budgeting.selectors import Cause, mismatches
from procurement.core.models import AuditEntry
from procurement.core.verification import verify
from procurement.publications.models import Publication
from procurement.workspace.management.demo.copies import Purchaser, announce, copy_items, prototypes
from procurement.workspace.management.demo.entries import MADE_UP, more_entries
from procurement.workspace.management.demo.spending import spend
from procurement.workspace.management.demo.stage import CURTAIN, START, Stage
from tests.factories.accounts import AT, person, township
from tests.factories.budgeting import approved_line
from tests.factories.catalogue import catalogue_officer, plan_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    """A stage on which only the bureau's catalogue office is asked for."""
    return Stage(cast={"bureau-catalogue": catalogue_officer()}, at=AT)


def purchaser(name: str) -> Purchaser:
    home = township(name)
    offices = {"operator": Office.OPERATOR, "leader": Office.LEADER, "finance": Office.FINANCE}
    return Purchaser(home, {word: person(home, office) for word, office in offices.items()})


def chain(kind: str, code: str) -> list[tuple]:
    rows = AuditEntry.objects.filter(subject_kind=kind, subject_code=code).order_by("seq")
    return [
        (
            row.action,
            row.source,
            row.target,
            row.basis,
            row.reason,
            sorted(row.changes),
            row.organisation_name,
        )
        for row in rows
    ]


def test_a_copy_reads_as_if_the_services_had_made_it(stage):
    at = AT + timedelta(days=30)
    model = plan_item(ItemStatus.PUBLISHED, home=township("义堂镇"), at=at, start_month=12)
    other = purchaser("沙河镇")
    made = plan_item(ItemStatus.PUBLISHED, author=other.actors["operator"], at=at, start_month=12)
    models = prototypes()
    chosen = [one for one in models.choose(1, 2) if one.model.item == model]
    lines = {chosen[0].project: approved_line("400000.00", organisation=other.organisation, at=AT)}
    [(copy, line)] = copy_items(other, chosen, lines)
    spend(stage, other, [(copy, line)])
    announce(stage)

    copy = PlanItem.objects.get(pk=copy.pk)
    assert chain("plan-item", copy.code) == chain("plan-item", made.code)
    assert copy.amount == model.amount * chosen[0].percent / 100
    assert copy.title == "沙河镇居家养老上门服务"
    assert list(copy.fundings.values_list("line", "amount")) == [(line.pk, copy.amount)]
    targets = ("code", "name", "tier", "kind", "weight", "target", "unit", "position")
    assert list(copy.indicators.values_list(*targets)) == list(made.indicators.values_list(*targets))
    notice = Publication.objects.get(code=copy.publication_code)
    assert [row["code"] for row in notice.payload["items"]] == [copy.code]
    assert [str(finding) for finding in verify()] == []
    assert mismatches() == []


def test_spent_money_stands_where_the_services_would_have_put_it(stage):
    home = purchaser("沙河镇")
    item = plan_item(ItemStatus.PUBLISHED, author=home.actors["operator"], at=AT)
    mine, theirs = (approved_line("400000.00", organisation=home.organisation, at=START) for _n in range(2))
    item.published_at = CURTAIN - timedelta(days=120)
    # The first of a purchaser's items is not begun; the second is.
    spend(stage, home, [(PlanItem(status=ItemStatus.DRAFT), mine), (item, mine)])
    for entry in LedgerEntry.objects.filter(line=mine).exclude(kind="APPROVE").order_by("seq"):
        actor = next(
            one
            for one in (*home.actors.values(), stage.cast["bureau-catalogue"])
            if one.code == entry.actor_code
        )
        verb = getattr(budget, entry.kind.lower())
        given = {"line": theirs, "cause": Cause(item.code), "actor": actor, "at": entry.at}
        verb(**given) if entry.kind == "FREE_SAVING" else verb(amount=entry.amount, **given)
    kinds = ["APPROVE", "RESERVE", "FREEZE", "COMMIT", "FREE_SAVING", "PAY", "PAY"]
    assert list(mine.entries.order_by("seq").values_list("kind", flat=True)) == kinds
    names = (
        "seq",
        "kind",
        "amount",
        "cause_kind",
        "cause_code",
        "document",
        "at",
        "actor_code",
        "actor_name",
    )
    rows = [list(one.entries.order_by("seq").values_list(*names))[1:] for one in (mine, theirs)]
    assert rows[0] == rows[1]
    assert chain("budget-line", mine.code) == chain("budget-line", theirs.code)
    balances = ("reserved", "frozen", "committed", "paid")
    held = [Holding.objects.filter(line=one).values_list(*balances).get() for one in (mine, theirs)]
    assert held[0] == held[1]
    lines = (
        BudgetLine.objects.filter(pk__in=(mine.pk, theirs.pk)).values_list(*balances).order_by().distinct()
    )
    assert list(lines) == [held[0]]
    assert mismatches() == []
    assert [str(finding) for finding in verify()] == []


def test_a_bigger_catalogue_fills_the_classes_evenly():
    rows = [
        {"code": "A", "parent": ""},
        *({"code": f"A{n:02d}", "parent": "A", "name": f"第{n}类"} for n in range(1, 31)),
        *({"code": f"A{n:02d}01", "parent": f"A{n:02d}", "name": f"第{n}类服务"} for n in range(1, 31)),
    ]
    made = more_entries(rows, 3000)
    assert len(rows) + len(made) == 31 + 30 * 99
    assert len({row["code"] for row in made}) == len({row["name"] for row in made}) == len(made)
    assert {row["provenance"] for row in made} == {MADE_UP}


@pytest.mark.parametrize("scale", [0, 21])
def test_a_scale_has_its_limits(scale):
    with pytest.raises(CommandError, match="--scale"):
        call_command("load_demo", scale=scale)
