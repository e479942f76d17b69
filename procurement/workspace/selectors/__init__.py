"""Reading across the rooms: what waits, what one has, what one may use, what happened."""

from .navigation import navigation
from .objects import Count, objects
from .todos import Waiting, todos

__all__ = ["Count", "Waiting", "navigation", "objects", "todos"]
