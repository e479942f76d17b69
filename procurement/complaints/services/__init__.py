"""What suppliers, purchasers and the law do about a challenge."""

from .challenges import answer_challenge, submit_challenge, withdraw_challenge
from .remedies import remedy_challenge

__all__ = ["answer_challenge", "remedy_challenge", "submit_challenge", "withdraw_challenge"]
