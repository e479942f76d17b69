"""Challenges by suppliers, their answers, and the holds they set."""
