"""What the screens of tendering lend to another room: internal review and risk plan are one mechanism (N-12)."""

from .reviews import ReviewStep, reviews_of
from .tables import RiskPlan

__all__ = ["ReviewStep", "RiskPlan", "reviews_of"]
