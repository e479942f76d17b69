"""What waits for somebody, collected from every room and put in the order of its due dates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise

from catalogue.selectors import todos as catalogue_todos
from procurement.awarding.selectors.todos import todos as awarding_todos
from procurement.budgeting.selectors import todos as budgeting_todos
from procurement.complaints.selectors.todos import todos as complaint_todos
from procurement.contracts.selectors.todos import todos as contract_todos
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.language import cited
from procurement.core.todo import Todo
from procurement.frameworks.selectors.todos import todos as framework_todos
from procurement.performance.selectors.todos import todos as performance_todos
from procurement.regulations.basis import CITATIONS
from procurement.regulations.procedures import own_citations
from procurement.suppliers.selectors import todos as supplier_todos
from procurement.tendering.selectors.todos import todos as tendering_todos

Source = Callable[[Actor, datetime], Sequence[Todo]]

# A room takes part by standing here.
ROOMS: tuple[Source, ...] = (
    budgeting_todos,
    catalogue_todos,
    supplier_todos,
    tendering_todos,
    awarding_todos,
    framework_todos,
    contract_todos,
    performance_todos,
    complaint_todos,
)
SOON_DAYS = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """One to-do as a row: what, where, by when, and the article behind the date."""

    title: "str | Promise"
    url: str
    about: str
    due: date | None
    basis: str = ""


def todos(actor: Actor, at: datetime) -> list[Waiting]:
    """Return everything that waits for the actor: overdue first, then by due date, then what has none."""
    if actor.is_anonymous:
        return []
    found = [todo for room in ROOMS for todo in room(actor, at)]
    return [_row(todo) for todo in sorted(found, key=_order)]


def urgency(rows: Sequence[Waiting], at: datetime) -> dict[str, int]:
    """Count what is overdue and what is due within three days."""
    today = local_date(at)
    days = [(row.due - today).days for row in rows if row.due]
    return {"overdue": sum(d < 0 for d in days), "soon": sum(0 <= d <= SOON_DAYS for d in days)}


def _order(todo: Todo) -> tuple[bool, date, str]:
    return (todo.due is None, todo.due or date.max, str(todo.title))


def _row(todo: Todo) -> Waiting:
    return Waiting(todo.title, todo.url, todo.subject_code, todo.due, cited(_article(todo)))


def _article(todo: Todo) -> str:
    """Return the article behind a due date, of the thing's own procedure where it has one."""
    if todo.due is None or todo.rule not in CITATIONS:
        return ""
    own = own_citations(todo.rule, todo.method) if todo.method else todo.rule
    return CITATIONS[own].article if own in CITATIONS else own
