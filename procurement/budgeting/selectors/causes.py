"""What money is for: the name under which a line's money is held and moved (RULES N-11)."""

from dataclasses import dataclass

from ..enums import Place

PLAN_ITEM = "plan-item"


@dataclass(frozen=True, slots=True)
class Cause:
    """A plan item (``code``) and, where it has many procurements, the one whose money it is (``part``).

    ``part`` is the code of an implementation plan, a small purchase, a call-off, …: what one has frozen no other
    can thaw, save or promise. Empty: money of an item that was frozen as a whole. ``kind`` tells a plan item
    from a contract that was signed before the platform.
    """

    code: str
    part: str = ""
    kind: str = PLAN_ITEM

    def holder(self, place: str) -> str:
        """Return who holds money in ``place``: what is reserved belongs to the cause as a whole (N-11)."""
        return "" if place == Place.RESERVED else self.part
