"""Who acts: a person in the offices they hold for one organisation, or the machine."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Actor:
    """One person acting for one organisation, as the audit chain will remember them.

    Codes and names are those of the moment: the audit entry keeps them even if the person is renamed.
    """

    code: str
    name: str
    organisation_code: str = ""
    organisation_name: str = ""
    organisation_kind: str = ""
    offices: frozenset[str] = field(default_factory=frozenset)
    user_id: int | None = None
    organisation_id: int | None = None
    # Where the bureau put new people into an organisation that had lost its own: when. What was begun there before is
    # not theirs to read or undo.
    newcomer_since: datetime | None = None

    def holds(self, *offices: str) -> bool:
        """Tell whether the actor holds at least one of ``offices`` in the organisation acted for."""
        return not self.offices.isdisjoint(offices)

    @property
    def is_system(self) -> bool:
        return self.code == "SYSTEM"

    @property
    def is_anonymous(self) -> bool:
        return not self.code


SYSTEM = Actor(code="SYSTEM", name="系统", organisation_code="SYSTEM", organisation_name="平台")
ANONYMOUS = Actor(code="", name="")
