"""What waits for somebody: every room yields these, the workspace collects and sorts them."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do, one click away. ``rule`` is the id behind the due date, ``due`` None: no date.

    ``method``: the procedure, where each has an article of its own for the rule.
    """

    title: "str | Promise"
    due: date | None
    url: str
    rule: str
    subject_code: str
    method: str = ""
