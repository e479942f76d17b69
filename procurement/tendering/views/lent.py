"""What the screens of tendering lend to another room: review, risk plan and scoring table are one mechanism."""

from .reviews import ReviewStep, reviews_of
from .tables import RiskPlan, ScoringTable

__all__ = ["ReviewStep", "RiskPlan", "ScoringTable", "reviews_of"]
