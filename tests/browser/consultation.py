"""The project that is walked: whose it is, what its forms say, what time it is there, who comes to its desk."""

from datetime import date, datetime
from typing import Any

from playwright.sync_api import Page

from catalogue.models import PlanItem
from procurement.core import clock
from procurement.tendering.models import BidRound, Package, Tender
from procurement.workspace.management.demo import bidding, paper, plan
from procurement.workspace.management.demo.cast import Cast
from procurement.workspace.management.demo.congresses import decide
from procurement.workspace.management.demo.county import approve, enter_line
from procurement.workspace.management.demo.data import read
from procurement.workspace.management.demo.people import Arrivals, enrol_custodians
from procurement.workspace.management.demo.stage import START, Stage

from .hands import take_up
from .walking import Walk

KEY = "wuluo-cleaning"
# Signs up in the browser; the others are there from the beginning. The last one comes too late.
NEWCOMER, LATECOMER = "binglv", "yihuan"


class Consultation:
    """One competitive consultation of a township; everything is read again from the database when asked for."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.row: dict[str, Any] = next(row for row in read("items") if row["key"] == KEY)
        self.town: str = self.row["organisation"]
        ready = {one[0] for one in self.row["bidders"]} - {NEWCOMER} | {LATECOMER}
        self.stage = Stage(Cast({"bureau", "centre", "pool", self.town, *ready}))

    def arrive(self) -> None:
        """Bring in county, people and keys through the services, as the demonstration does."""
        clock.start_at(START)
        Arrivals(self.stage).everybody()
        enrol_custodians(self.stage)

    def approve_budget(self) -> None:
        """Let the town's finance office enter its line, its congress decide, and the bureau approve it (B-18)."""
        row = {
            "owner": self.town,
            "project": self.row["project"],
            "year": 2026,
            "amount": self.row["amount"],
        }
        decide(self.stage, self.town, 2026, self.stage.at.date())
        approve(self.stage, enter_line(self.stage, row))

    def until(self, day: str | date, hour: int = 9, minute: int = 0) -> None:
        """Let the county's time pass to a moment of a day."""
        self.reach(self.stage.moment(day, hour, minute))

    def reach(self, moment: datetime) -> None:
        self.walk.clock_to(moment)
        self.stage.at = moment

    def at(self, office: str, *, phone: bool = False) -> Page:
        """Return the desk of one of the town's people."""
        return self.walk.person(f"{self.town}-{office}", phone=phone)

    def take_up(self, username: str, todo: str, *, phone: bool = False) -> Page:
        """Let a person open the workspace and follow what waits there."""
        return take_up(self.walk, username, todo, phone=phone)

    @property
    def item(self) -> PlanItem:
        return plan.item_of(self.row)

    @property
    def tender(self) -> Tender:
        return paper.tender_of(self.row)

    @property
    def package(self) -> Package:
        return paper.package_of(self.row)

    def round(self, kind: str) -> BidRound:
        return bidding.round_of(self.row, kind)
