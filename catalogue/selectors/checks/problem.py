"""What a check finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ...models import PlanItem
from .reading import Reading


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands in the way: the rule, the sentence, and the form field it belongs beside."""

    rule: str
    field: str
    sentence: str


Check = Callable[[PlanItem, Reading], Iterator[Problem]]
