"""What a service says when it cannot do what was asked: one sentence for the person who asked."""

from django.utils.functional import Promise


class DomainError(Exception):
    """A refusal in the user's words: what, why (with the article) and what to do.

    ``field`` names the form field it belongs beside; ``rule`` is the rule id of the platform's rule book;
    ``cell`` is the place in a table of rows: which of the filled rows (from 1), and which of its fields.
    """

    def __init__(
        self,
        message: "str | Promise",
        *,
        field: str | None = None,
        rule: str = "",
        cell: tuple[int, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.rule = rule
        self.cell = cell

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(DomainError):
    """The actor may see the object but this is not theirs to do (HTTP 403)."""


class NotVisible(DomainError):
    """The actor may not know that the object exists (HTTP 404)."""


class WrongState(DomainError):
    """The object is not in a state from which this can happen."""


class GuardRefused(DomainError):
    """A condition that the law or the county's policy names is not met."""
