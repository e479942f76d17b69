"""The place of work."""

from .exceptions import BudgetExceptions
from .home import Home
from .trail import Trail, TrailDetail

__all__ = ["BudgetExceptions", "Home", "Trail", "TrailDetail"]
