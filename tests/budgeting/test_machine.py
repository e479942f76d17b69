"""Whatever people do with a county's money, in whatever order: the lines agree with a model of ten lines.

The model knows free, reserved, frozen, committed and paid money of each line and cause, and nothing of
ledgers, statuses in tables, or locks.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from procurement.budgeting import services
from procurement.budgeting.models import BudgetLine
from procurement.budgeting.selectors import Cause, mismatches
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError
from tests.factories.accounts import AT, township
from tests.factories.budgeting import DECEMBER, adjustment, approved_line, midterm_line

pytestmark = pytest.mark.django_db
CAUSES = st.sampled_from(["P-1", "P-2", "P-3"])
# Procurements of a cause; empty: the cause as a whole.
PARTS = st.sampled_from(["", "SS-1", "SS-2"])
AMOUNTS = st.integers(1, 60).map(Decimal)
LINES = st.integers(0, 2)
PLACES = ("reserved", "frozen", "committed", "paid")
# Where each verb takes money from and puts it; None is free money.
VERBS = {
    "reserve": (None, "reserved"),
    "release_reserved": ("reserved", None),
    "unfreeze": ("frozen", "reserved"),
    "commit": ("frozen", "committed"),
    "release_committed": ("committed", None),
    "pay": ("committed", "paid"),
}


class Model:
    """A line in ten lines: what it has, and what each cause holds in each place."""

    def __init__(self, total: int, payable: bool = True) -> None:
        self.total, self.payable, self.open, self.carried = Decimal(total), payable, True, False
        self.held: dict = defaultdict(lambda: dict.fromkeys(PLACES, Decimal(0)))

    def sum(self, place: str) -> Decimal:
        return sum((held[place] for held in self.held.values()), Decimal(0))

    @property
    def free(self) -> Decimal:
        return self.total - sum(self.sum(place) for place in PLACES)

    def move(
        self, source: str | None, target: str | None, cause: str, amount: Decimal, part: str = ""
    ) -> bool:
        here = self.free if source is None else self.of(cause, part, source)[source]
        if not self.open or here < amount or (target == "paid" and not self.payable):
            return False
        if source:
            self.of(cause, part, source)[source] -= amount
        if target:
            self.of(cause, part, target)[target] += amount
        return True

    def of(self, cause: str, part: str, place: str) -> dict[str, Decimal]:
        return self.held[cause, "" if place == "reserved" else part]


class County(RuleBasedStateMachine):
    """Two lines of this year and one of the next on the mid-term plan."""

    @initialize()
    def begin(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        home = township()
        self.lines = [
            approved_line("100.00", organisation=home),
            approved_line("80.00", organisation=home),
            midterm_line("90.00", organisation=home),
        ]
        self.models = [Model(100), Model(80), Model(90, payable=False)]
        self.ended = False

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def agree(self, expected: bool, call: Any, **arguments: Any) -> None:
        """The service does it where the model can, and refuses, whole, where it cannot."""
        try:
            call(actor=SYSTEM, at=AT, **arguments)
        except DomainError as error:
            assert not expected, str(error)
        else:
            assert expected

    @rule(verb=st.sampled_from(sorted(VERBS)), at=LINES, cause=CAUSES, part=PARTS, amount=AMOUNTS)
    def move(self, verb: str, at: int, cause: str, part: str, amount: Decimal) -> None:
        expected = self.models[at].move(*VERBS[verb], cause, amount, part)
        whole = verb in ("reserve", "release_reserved")
        given = {"cause": Cause(cause) if whole else Cause(cause, part), "amount": amount}
        self.agree(expected, getattr(services, verb), line=self.lines[at], **given)

    @rule(at=LINES, cause=CAUSES, part=PARTS, amount=AMOUNTS)
    def freeze(self, at: int, cause: str, part: str, amount: Decimal) -> None:
        model = self.models[at]
        missing = max(Decimal(0), amount - model.held[cause, ""]["reserved"])
        expected = model.open and missing <= model.free
        if expected:
            assert not missing or model.move(None, "reserved", cause, missing)
            assert model.move("reserved", "frozen", cause, amount, part)
        given = {"cause": Cause(cause, part), "amount": amount}
        self.agree(expected, services.freeze, line=self.lines[at], **given)

    @rule(cause=CAUSES, part=PARTS, amount=AMOUNTS)
    def freeze_a_part_of_all_lines(self, cause: str, part: str, amount: Decimal) -> None:
        """From the oldest line on, whole or not at all; never from free money."""
        shares, rest = [], amount
        for model in self.models:
            shares.append(min(rest, model.held[cause, ""]["reserved"]))
            rest -= shares[-1]
        taken = list(zip(self.models, shares, strict=True))
        expected = not rest and all(model.open for model, share in taken if share)
        if expected:
            for model, share in taken:
                assert not share or model.move("reserved", "frozen", cause, share, part)
        self.agree(expected, services.freeze_cause, cause=Cause(cause, part), amount=amount)

    @rule(at=LINES, cause=CAUSES, part=PARTS)
    def free_saving(self, at: int, cause: str, part: str) -> None:
        model = self.models[at]
        if model.open:
            model.held[cause, part]["frozen"] = Decimal(0)
        self.agree(model.open, services.free_saving, line=self.lines[at], cause=Cause(cause, part))

    @rule(kind=st.sampled_from(["INCREASE", "DECREASE", "REALLOCATE"]), amount=AMOUNTS, way=st.booleans())
    def adjust(self, kind: str, amount: Decimal, way: bool) -> None:
        source, target = (0, 1) if way else (1, 0)
        model = self.models[source]
        both = kind != "REALLOCATE" or self.models[target].open
        expected = model.open and both and (kind == "INCREASE" or model.free >= amount)
        where = {"target": self.lines[target]} if kind == "REALLOCATE" else {}

        def call(**who: Any) -> None:
            for line in self.lines:
                line.refresh_from_db()
            asked = adjustment(self.lines[source], kind, str(amount), **where, **who)
            services.approve_adjustment(adjustment=asked, **who)

        if expected:
            model.total += amount if kind == "INCREASE" else -amount
            self.models[target].total += amount if kind == "REALLOCATE" else 0
        self.agree(expected, call)

    @precondition(lambda self: not self.models[2].payable)
    @rule(amount=st.integers(1, 120).map(Decimal))
    def approve_the_planned_year(self, amount: Decimal) -> None:
        model, line = self.models[2], self.lines[2]
        expected = amount >= model.total - model.free
        services.propose_year(line=line, proposed=amount, actor=SYSTEM, at=AT)
        if expected:
            model.total, model.payable = amount, True
        self.agree(expected, services.approve_line, line=line, document="云财预〔2027〕1号")

    @precondition(lambda self: not self.ended)
    @rule(choices=st.tuples(*[st.sampled_from(["RELEASE", "CARRY"])] * 2))
    def end_the_year(self, choices: tuple[str, str]) -> None:
        run = services.prepare_year_end(year=2026, document="云财预〔2026〕88号", actor=SYSTEM, at=DECEMBER)
        decided = {line.code: choice for line, choice in zip(self.lines, choices, strict=False)}
        services.decide_year_end(year_end=run, choices=decided, actor=SYSTEM, at=DECEMBER)
        services.carry_out_year_end(year_end=run, actor=SYSTEM, at=DECEMBER)
        for model, choice in zip(self.models, choices, strict=False):
            if choice == "RELEASE":
                for held in model.held.values():
                    held["reserved"] = Decimal(0)
                model.total -= model.free
            model.open = model.total > model.sum("paid")
        self.ended = True

    @invariant()
    def each_part_holds_what_is_its_own(self) -> None:
        if not hasattr(self, "models"):
            return
        for line, model in zip(self.lines, self.models, strict=True):
            stored = {
                (row.cause_code, row.part_code): {place: getattr(row, place) for place in PLACES}
                for row in line.holdings.all()
            }
            for key, held in model.held.items():
                assert stored.get(key, dict.fromkeys(PLACES, Decimal(0))) == held

    @invariant()
    def lines_and_models_agree(self) -> None:
        if not hasattr(self, "models"):
            return
        for line, model in zip(self.lines, self.models, strict=True):
            found = BudgetLine.objects.get(pk=line.pk)
            stored = (found.total, *(getattr(found, place) for place in PLACES), found.free)
            assert stored == (model.total, *(model.sum(place) for place in PLACES), model.free)
            assert min(stored[1:]) >= 0
        assert mismatches() == []


def test_a_countys_money_agrees_with_a_model():
    run_state_machine_as_test(
        County,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
