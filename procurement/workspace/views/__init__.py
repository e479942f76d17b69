"""The place of work."""

from .home import Home
from .trail import Trail, TrailDetail

__all__ = ["Home", "Trail", "TrailDetail"]
