"""What the law as pure functions says when it refuses: one line that names the field and the rule."""


class RegulationError(ValueError):
    """Something given does not fit a rule; `field` says where, `rule` which one."""

    def __init__(self, field: str, rule: str, message: str) -> None:
        self.field = field
        self.rule = rule
        self.message = message
        super().__init__(field, rule, message)

    def __str__(self) -> str:
        return f"{self.field}: {self.message} ({self.rule})"


class NoCalendar(RegulationError):
    """A day was asked for in a year whose working days nobody has published (T-03)."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__("date", "T-03", f"no working-day calendar for {year}")

    def __str__(self) -> str:
        return self.message


class NoDayCount(RegulationError):
    """The rule exists, but has no number of days to count."""

    def __str__(self) -> str:
        return f"{self.rule} {self.message}"


class UnknownRule(RegulationError):
    """No rule bears this id."""


class Mismatch(RegulationError):
    """A record was read and understood, and does not prove what it claims."""
